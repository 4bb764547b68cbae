"""The door for files: bytes of an XLSX, an ODS or a CSV in, one plain sheet of cells out, or a refusal in French."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO
from itertools import islice

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from workforce.contracts.imports import first_look, limits
from workforce.contracts.imports.refusal import DAMAGED, TOO_HEAVY, TOO_MANY_ROWS, RefusedFile
from workforce.contracts.imports.sheet import Cell, Sheet, Span
from workforce.contracts.imports.workbook_guard import check_workbook

SEPARATORS = (";", ",", "\t", "|")
SAMPLE_LINES = 30
LEAST_WIDTH = 3  # Columns of a list of people; a page of instructions has fewer.
UNREADABLE = "Ce fichier n’est pas un texte lisible : exportez la liste en .xlsx, .ods ou .csv."


def open_sheet(content: bytes, filename: str) -> Sheet:
    """Open an XLSX, an ODS or a CSV; its first bytes decide, and its name must agree with them."""
    first_look.check(content, filename)
    sheet = _open_workbook(content) if first_look.is_book(content) else _open_text(content)
    if not any(cell not in (None, "") for row in sheet.rows for cell in row):
        raise RefusedFile(first_look.EMPTY)
    return sheet


def _open_workbook(content: bytes) -> Sheet:
    """Read the visible sheet that seems to hold a list."""
    seen = check_workbook(content)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            found = _list_in([book.get_sheet_by_name(name) for name in _visible_sheets(book)])
            spans = seen.spans.get(found.name, ()) or _spans_of(found)
            return Sheet(found.name, tuple(_checked(_filled(_rows_of(found), spans))), seen.from_1904)
    except (CalamineError, ValueError, OSError) as error:
        raise RefusedFile(DAMAGED) from error


def _visible_sheets(book: CalamineWorkbook) -> list[str]:
    """Return the names of the sheets a person sees, charts left out."""
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
    ]


def _list_in(sheets: Sequence[CalamineSheet]) -> CalamineSheet:
    """Return the first sheet that is wide and long enough for a list, else the first that has anything in it."""
    filled = [sheet for sheet in sheets if sheet.height]
    if not filled:
        raise RefusedFile(first_look.EMPTY)
    return next((one for one in filled if one.height > 1 and one.width >= LEAST_WIDTH), filled[0])


def _rows_of(sheet: CalamineSheet) -> list[list[Cell]]:
    """Return every row from the first one of the sheet, so that row numbers are those on the screen."""
    return [list(row) for row in sheet.to_python(skip_empty_area=False)]


def _spans_of(sheet: CalamineSheet) -> list[Span]:
    """Return the cells merged downwards."""
    ranges = sheet.merged_cell_ranges or ()
    return [(top, left, bottom - top + 1) for (top, left), (bottom, _) in ranges if bottom > top]


def _filled(rows: list[list[Cell]], spans: Sequence[Span]) -> list[list[Cell]]:
    """Say in every row what one merged cell says beside several: one structure, three people."""
    left = limits.MAX_ROWS  # Merged cells never overlap: more than this is no sheet that a person made.
    for top, column, height in spans:
        left -= height
        if left < 0:
            raise RefusedFile(TOO_HEAVY)
        for row in rows[top + 1 : top + height]:
            if column < len(row) and row[column] in (None, ""):
                row[column] = rows[top][column]
    return rows


def _open_text(content: bytes) -> Sheet:
    """Read a CSV, whatever its encoding and its separator."""
    text = _decode(content)
    announced = text[:6].lower().startswith("sep=") and text[4:5]
    separator = announced or _separator(text)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    try:
        rows = tuple(_checked(reader))
    except csv.Error as error:
        raise RefusedFile(_cut_text(reader.line_num)) from error
    return Sheet("", ((), *rows[1:]) if announced else rows)


def _decode(content: bytes) -> str:
    """Decode by its mark, then as UTF-8, then as Windows does in France."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _plain(content.decode("utf-16", "replace"))
    if b"\x00" in content[:64]:
        return _plain(content.decode(_wide_encoding(content[:512]), "replace"))
    text = content.decode("utf-8-sig", "replace")
    strange = text.count("\ufffd")
    accented = sum(1 for character in text if character > "\x7f") - strange if strange else 0
    if strange and accented < 4 * strange:  # Nearly all its accents are wrong: it is no UTF-8.
        text = content.decode("windows-1252", "replace")
    return _plain(text)


def _wide_encoding(start: bytes) -> str:
    """Return which UTF-16 a text without a mark is in: the empty half of each letter comes last, or first."""
    return "utf-16-le" if start[1::2].count(0) >= start[::2].count(0) else "utf-16-be"


def _plain(text: str) -> str:
    """Return the text, unless it is really something else than text."""
    if "\x00" in text or text[:2000].count("\ufffd") > 20:
        raise RefusedFile(UNREADABLE)
    return text


def _separator(text: str) -> str:
    """Return the separator that cuts the most lines into the same number of cells, more than one."""
    return max(SEPARATORS, key=lambda separator: _evenness(separator, text))


def _evenness(separator: str, text: str) -> int:
    """Return how evenly a separator cuts lines: how many of them alike, then into how many cells."""
    lines = islice(StringIO(text, newline=""), SAMPLE_LINES)
    try:
        widths = Counter(len(row) - 1 for row in csv.reader(lines, delimiter=separator) if len(row) > 1)
    except csv.Error:
        return 0
    return max((lines * lines * width for width, lines in widths.items()), default=0)


def _checked(rows: Iterable[Sequence[Cell]]) -> Iterator[tuple[Cell, ...]]:
    """Give the rows without their empty ends, and refuse the file at the first one beyond the limits."""
    cells = characters = 0
    for number, row in enumerate(map(_trimmed, rows), 1):
        if number > limits.MAX_ROWS:
            raise RefusedFile(TOO_MANY_ROWS)
        if len(row) > limits.MAX_COLUMNS:
            raise RefusedFile(f"Ligne {number} : ce fichier dépasse {limits.MAX_COLUMNS} colonnes.")
        lengths = [len(cell) for cell in row if isinstance(cell, str)]
        if max(lengths, default=0) > limits.MAX_CELL_CHARACTERS:
            raise RefusedFile(_cut_text(number))
        cells, characters = cells + len(row), characters + sum(lengths)
        if cells > limits.MAX_CELLS or characters > limits.MAX_CHARACTERS:
            raise RefusedFile(TOO_HEAVY)
        yield row


def _trimmed(row: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return the row without the empty cells at its end."""
    length = len(row)
    while length and row[length - 1] in (None, ""):
        length -= 1
    return tuple(row[:length])


def _cut_text(line: int) -> str:
    """Say that a cell is too long, which an unclosed quotation mark often explains."""
    return f"Ligne {line} : une cellule est trop longue ; un guillemet n’est peut-être pas refermé."
