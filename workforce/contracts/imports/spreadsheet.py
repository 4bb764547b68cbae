"""A coordinator's own spreadsheet, once its columns are known: the same rows as La Coop's team, under other titles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from workforce.contracts.imports.cells import read_text
from workforce.contracts.imports.columns import Layout
from workforce.contracts.imports.la_coop import (
    END,
    FIRST_NAME,
    KIND,
    LAST_NAME,
    ROLE,
    START,
    TeamMember,
    member_of,
    tell_repeated,
)
from workforce.contracts.imports.lasting import computed, implied_end
from workforce.contracts.imports.naming import names_in
from workforce.contracts.imports.rows import FileKind, ReadFile, RejectedRow, RowReader
from workforce.contracts.imports.sheet import Cell, Sheet
from workforce.contracts.imports.targets import BY_CODE, FULL_NAME, MONTHS


def read_spreadsheet(sheet: Sheet, layout: Layout) -> ReadFile[TeamMember]:
    """Read every row alone; a bad one is set aside, the others go on."""
    readers = {reader.line: reader for reader in _readers(sheet, layout)}
    results = [_member(reader) for reader in readers.values()]
    members = [row for row in results if isinstance(row, TeamMember)]
    unique, repeated = tell_repeated(members, readers)
    rejected = [*(row for row in results if isinstance(row, RejectedRow)), *repeated]
    return ReadFile(
        FileKind.SPREADSHEET,
        layout.header_line,
        tuple(unique),
        tuple(sorted(rejected, key=lambda row: row.line)),
    )


def _member(reader: RowReader) -> TeamMember | RejectedRow:
    """Read one row; an end that it does not give is computed where it can be, and the row says so."""
    end = implied_end(*(reader.cells.get(name) for name in (START, END, KIND, MONTHS)))
    if end is None:
        return member_of(reader)
    reader.cells = {**reader.cells, END: end}
    member = member_of(reader)
    return replace(member, remarks=(computed(end),)) if isinstance(member, TeamMember) else member


def _readers(sheet: Sheet, layout: Layout) -> Iterator[RowReader]:
    """Give each row below the header that has something in it, its cells under the names that the house knows."""
    places = {BY_CODE[code].column: at for code, at in layout.places.items()}
    header = sheet.rows[layout.header_line - 1] if layout.header_line <= len(sheet.rows) else ()
    titles = {name: _title(header, at) for name, at in places.items()}
    if FULL_NAME in titles:
        titles |= dict.fromkeys((FIRST_NAME, LAST_NAME), titles[FULL_NAME])
    for line, row in enumerate(sheet.rows[layout.header_line :], layout.header_line + 1):
        cells = {name: row[at] if at < len(row) else None for name, at in places.items()}
        cells |= {name: sheet.dated(cells[name]) for name in (START, END) if name in cells}
        if any(read_text(cell) for cell in cells.values()):
            yield RowReader(line, _completed(cells, titles), titles=titles)


def _title(header: tuple[Cell, ...], place: int) -> str:
    return (read_text(header[place]) if place < len(header) else None) or f"n° {place + 1}"


def _completed(cells: dict[str, Any], titles: Mapping[str, str]) -> dict[str, Cell]:
    """Return the cells with what they imply: two names out of one, and the trade of a list of advisers."""
    whole = cells.pop(FULL_NAME, None)
    if FULL_NAME in titles:
        cells[FIRST_NAME], cells[LAST_NAME] = names_in(read_text(whole) or "", titles[FULL_NAME])
    if not read_text(cells.get(ROLE)):
        cells[ROLE] = "Conseiller"
    return cells
