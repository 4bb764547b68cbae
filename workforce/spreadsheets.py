"""The door for spreadsheets that leave the house: rows in, the bytes of a CSV or of a workbook out.

Whatever a cell says, nothing of it is ever run by the program that opens the file: a text that could be taken for a
formula is marked as text (`restored` takes the mark off again when such a file comes back).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from workforce.clock import PARIS
from workforce.inert import marked

Cell = str | int | float | Decimal | bool | date | datetime | None
Row = Sequence[Cell]

LONGEST_TEXT = 32_767  # Characters of a workbook's cell: one more and the workbook is said to be damaged.
FIRST_YEAR = 1900  # Of a workbook's calendar.
WIDEST = 60  # Characters: a column wider than that hides the others.
SAMPLE_ROWS = 200  # Rows looked at to choose the width of columns.
SHEET_NAME = 31  # Characters, and none of []:*?/\ : so says the format.


@dataclass(frozen=True)
class Spreadsheet:
    """A file ready to be sent."""

    content: bytes
    media_type: str
    ending: str


def as_csv(header: Sequence[str], rows: Iterable[Row]) -> Spreadsheet:
    """Return a CSV as French spreadsheets open it: UTF-8 with its mark, semicolons, dates day first."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    for row in (header, *rows):
        writer.writerow([marked(cell) if isinstance(cell, str) else _as_text(cell) for cell in row])
    return Spreadsheet(text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", ".csv")


def as_workbook(header: Sequence[str], rows: Iterable[Row], title: str = "Liste") -> Spreadsheet:
    """Return a workbook of one sheet, its header frozen above typed cells: dates are dates, numbers are numbers."""
    content, kept = BytesIO(), [[_as_typed(cell) for cell in row] for row in rows]
    options = {"in_memory": True, "default_date_format": "dd/mm/yyyy"}
    with Workbook(content, options) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        sheet.freeze_panes(1, 0)
        _write_row(
            sheet, 0, list(header), book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        )
        inert = book.add_format({"quote_prefix": True})
        for number, row in enumerate(kept, 1):
            _write_row(sheet, number, row, None, inert)
        for at, width in enumerate(_widths(header, kept)):
            sheet.set_column(at, at, width)
        if kept:
            sheet.autofilter(0, 0, len(kept), max(len(header) - 1, 0))
    return Spreadsheet(
        content.getvalue(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"
    )


FORMATS: dict[str, Callable[[Sequence[str], Iterable[Row]], Spreadsheet]] = {
    "csv": as_csv,
    "xlsx": as_workbook,
}


def _as_typed(cell: Cell) -> Cell:
    """Return a cell as a workbook holds it: a Paris clock, a plain number, Oui or Non, a text that fits."""
    if isinstance(cell, bool):
        return "Oui" if cell else "Non"
    if isinstance(cell, datetime):
        cell = cell.astimezone(PARIS).replace(tzinfo=None) if cell.tzinfo else cell
    if isinstance(cell, date) and cell.year < FIRST_YEAR:
        return f"{cell:%d/%m}/{cell.year:04}"
    if isinstance(cell, str):
        return cell[:LONGEST_TEXT]
    return cell


def _as_text(cell: Cell) -> str:
    """Return a cell as a French reader types it."""
    typed = _as_typed(cell)
    if isinstance(typed, datetime):
        return typed.strftime("%d/%m/%Y %H:%M")
    if isinstance(typed, date):
        return typed.strftime("%d/%m/%Y")
    if isinstance(typed, float | Decimal):
        return f"{Decimal(str(typed)):f}".replace(".", ",")
    return "" if typed is None else str(typed)


def _write_row(sheet: Worksheet, number: int, row: Row, style: Any, inert: Any = None) -> None:
    """Write each cell under its own type: a text is never tried as a formula, a link or a number."""
    for at, cell in enumerate(row):
        if isinstance(cell, str):
            looks_live = inert is not None and marked(cell) != cell
            sheet.write_string(number, at, cell, inert if looks_live else style)
        elif isinstance(cell, date):
            sheet.write_datetime(number, at, cell, style)
        elif cell is not None:
            sheet.write_number(number, at, cell, style)


def _widths(header: Sequence[str], rows: Sequence[Row]) -> list[int]:
    """Return how wide each column is, from its header and its first rows."""
    sample = [header, *rows[:SAMPLE_ROWS]]
    cells = [[_as_text(row[at]) if at < len(row) else "" for row in sample] for at in range(len(header))]
    return [min(WIDEST, max(map(len, column)) + 2) for column in cells]


def _sheet_name(title: str) -> str:
    return "".join(" " if c in "[]:*?/\\" else c for c in title).strip(" '")[:SHEET_NAME] or "Liste"
