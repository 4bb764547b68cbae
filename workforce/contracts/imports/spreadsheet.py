"""A coordinator's own spreadsheet, once its columns are known: the same rows as La Coop's team, under other titles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from workforce.contracts.imports.cells import plain, read_text
from workforce.contracts.imports.columns import Layout
from workforce.contracts.imports.la_coop import (
    EMAIL,
    EMPLOYER,
    END,
    FIRST_NAME,
    KIND,
    LAST_NAME,
    POSTCODE,
    ROLE,
    SIRET,
    START,
    TERRITORY,
    TeamMember,
    member_of,
    tell_repeated,
)
from workforce.contracts.imports.lasting import computed, implied_end
from workforce.contracts.imports.naming import names_in
from workforce.contracts.imports.rows import Columns, FileKind, ReadFile, RejectedRow, RowError, RowReader
from workforce.contracts.imports.sheet import Cell, Sheet
from workforce.contracts.imports.targets import BY_CODE, FULL_NAME, MONTHS

LAST_FIRST = "Nom et prénom"  # A whole name, in the other order.
WHOLE_NAMES = (FULL_NAME, LAST_FIRST)
# What a row may need that its file does not give: its form offers it.
COLUMNS = Columns(required=(EMPLOYER, KIND, START, END), optional=(EMAIL, SIRET, POSTCODE, TERRITORY))


def read_spreadsheet(sheet: Sheet, layout: Layout) -> ReadFile[TeamMember]:
    """Read every row alone; a bad one is set aside, the others go on."""
    names, titles = _names(sheet, layout)
    written = dict(_cells(sheet, layout, names))
    said = {names[at]: title for at, title in enumerate(titles)}
    readers = {line: _reader(line, cells, said) for line, cells in written.items()}
    results = [_member(reader) for reader in readers.values()]
    members = [row for row in results if isinstance(row, TeamMember)]
    unique, repeated = tell_repeated(members, readers)
    rejected = [*(row for row in results if isinstance(row, RejectedRow)), *repeated]
    return ReadFile(
        FileKind.SPREADSHEET,
        layout.header_line,
        tuple(unique),
        tuple(sorted(rejected, key=lambda row: row.line)),
        titles=tuple(zip(titles, names, strict=True)),
        cells=written,
    )


def read_row(line: int, cells: Mapping[str, Cell]) -> TeamMember | RejectedRow:
    """Read one row by the names of its columns; also what a person corrected on the screen."""
    return _member(_reader(line, cells, {}))


def _names(sheet: Sheet, layout: Layout) -> tuple[list[str], list[str]]:
    """Return, column by column, the name that the house gives to its cells, and the title that the file gives it."""
    header = sheet.rows[layout.header_line - 1] if layout.header_line <= len(sheet.rows) else ()
    places = {at: BY_CODE[code].column for code, at in layout.places.items()}
    width = max([len(header), *(at + 1 for at in places)])
    titles = [(read_text(header[at]) if at < len(header) else None) or "" for at in range(width)]
    names = [places.get(at, f"#{at}") for at in range(width)]
    if FULL_NAME in names and _says_last_name_first(titles[names.index(FULL_NAME)]):
        names[names.index(FULL_NAME)] = LAST_FIRST
    return names, titles


def _says_last_name_first(title: str) -> bool:
    said = plain(title)
    return said.startswith("nom") and "prenom" in said


def _cells(sheet: Sheet, layout: Layout, names: list[str]) -> Iterator[tuple[int, dict[str, Cell]]]:
    """Give each row below the header that has something in a column that is read, as it is written."""
    known = [name for name in names if not name.startswith("#")]
    for line, row in enumerate(sheet.rows[layout.header_line :], layout.header_line + 1):
        cells = {name: row[at] if at < len(row) else None for at, name in enumerate(names)}
        cells |= {name: sheet.dated(cells[name]) for name in (START, END) if name in cells}
        if any(read_text(cells[name]) for name in known):
            yield line, cells


def _reader(line: int, cells: Mapping[str, Cell], titles: Mapping[str, str]) -> RowReader:
    """Return the cells with what they imply: two names out of one, and the trade of a list of advisers."""
    implied = {**cells}
    said = {name: title or f"n° {at}" for at, (name, title) in enumerate(titles.items(), 1)}
    for name in WHOLE_NAMES:
        if name in implied:
            implied[FIRST_NAME], implied[LAST_NAME] = names_in(read_text(implied.pop(name)) or "", name)
            said |= dict.fromkeys((FIRST_NAME, LAST_NAME), said.setdefault(name, name))
    if not read_text(implied.get(ROLE)):
        implied[ROLE] = "Conseiller"
    return RowReader(line, implied, titles=said)


def _member(reader: RowReader) -> TeamMember | RejectedRow:
    """Read one row; an end that it does not give is computed where it can be, and the row says so."""
    end = implied_end(*(reader.cells.get(name) for name in (START, END, KIND, MONTHS)))
    if end is not None:
        reader.cells = {**reader.cells, END: end}
    member = member_of(reader)
    if isinstance(member, RejectedRow):
        return _on_whole_name(member, reader)
    return replace(member, remarks=(computed(end),)) if end is not None else member


def _on_whole_name(row: RejectedRow, reader: RowReader) -> RejectedRow:
    """Tie what is wrong with a name to the column that holds the whole of it, where one does."""
    whole = next((name for name in WHOLE_NAMES if name in reader.titles), "")
    if not whole:
        return row
    errors = (
        RowError(one.line, whole if one.column in (FIRST_NAME, LAST_NAME) else one.column, one.sentence)
        for one in row.errors
    )
    return replace(row, errors=tuple({(one.column, one.sentence): one for one in errors}.values()))
