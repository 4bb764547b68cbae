"""The door for files: bytes of an XLSX or a CSV in, one plain sheet of cells out, or a refusal in French."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from itertools import islice

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from workforce.contracts.imports import first_look, limits
from workforce.contracts.imports.refusal import RefusedFile
from workforce.contracts.imports.workbook_guard import DAMAGED, TOO_MANY_ROWS, check_workbook

Cell = str | int | float | bool | date | datetime | time | timedelta | None

SEPARATORS = (";", ",", "\t", "|")
SAMPLE_LINES = 30
UNREADABLE = "Ce fichier n’est pas un texte lisible : exportez la liste en .xlsx, .ods ou .csv."


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet, row by row as the spreadsheet numbers them, from 1."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    from_1904: bool = False  # Days are numbered from 1904, as workbooks made on old Macs do.


def open_sheet(content: bytes, filename: str) -> Sheet:
    """Open an XLSX or a CSV; its first bytes decide, and its name must agree with them."""
    first_look.check(content, filename)
    sheet = _open_workbook(content) if first_look.is_book(content) else _open_text(content)
    if not any(cell not in (None, "") for row in sheet.rows for cell in row):
        raise RefusedFile(first_look.EMPTY)
    return sheet


def _open_workbook(content: bytes) -> Sheet:
    """Read the first visible sheet that has something in it."""
    check_workbook(content)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            sheets = (book.get_sheet_by_name(name) for name in _visible_sheets(book))
            found = next((sheet for sheet in sheets if sheet.height), None)
            if found is None:
                raise RefusedFile(first_look.EMPTY)
            return Sheet(found.name, tuple(_checked(_rows_of(found))))
    except (CalamineError, ValueError, OSError) as error:
        raise RefusedFile(DAMAGED) from error


def _visible_sheets(book: CalamineWorkbook) -> list[str]:
    """Return the names of the sheets a person sees, charts left out."""
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
    ]


def _rows_of(sheet: CalamineSheet) -> Iterator[Sequence[Cell]]:
    """Give every row from the first one of the sheet, so that row numbers are those on the screen."""
    yield from sheet.to_python(skip_empty_area=False)


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
        encoding = "utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"
        return _plain(content.decode(encoding, "replace"))
    try:
        return _plain(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _plain(content.decode("windows-1252", "replace"))


def _plain(text: str) -> str:
    """Return the text, unless it is really something else than text."""
    if "\x00" in text or text[:2000].count("\ufffd") > 20:
        raise RefusedFile(UNREADABLE)
    return text


def _separator(text: str) -> str:
    """Return the separator that cuts the first lines into the most cells."""
    return max(SEPARATORS, key=lambda separator: _cells_cut_by(separator, text))


def _cells_cut_by(separator: str, text: str) -> int:
    """Count the cells that a separator makes of the first lines."""
    lines = islice(StringIO(text, newline=""), SAMPLE_LINES)
    try:
        return sum(len(row) - 1 for row in csv.reader(lines, delimiter=separator))
    except csv.Error:
        return 0


def _checked(rows: Iterable[Sequence[Cell]]) -> Iterator[tuple[Cell, ...]]:
    """Give the rows, and refuse the file at the first one beyond the limits."""
    for number, row in enumerate(rows, 1):
        if number > limits.MAX_ROWS:
            raise RefusedFile(TOO_MANY_ROWS)
        if len(row) > limits.MAX_COLUMNS:
            raise RefusedFile(f"Ligne {number} : ce fichier dépasse {limits.MAX_COLUMNS} colonnes.")
        if any(isinstance(cell, str) and len(cell) > limits.MAX_CELL_CHARACTERS for cell in row):
            raise RefusedFile(_cut_text(number))
        yield tuple(row)


def _cut_text(line: int) -> str:
    """Say that a cell is too long, which an unclosed quotation mark often explains."""
    return f"Ligne {line} : une cellule est trop longue ; un guillemet n’est peut-être pas refermé."
