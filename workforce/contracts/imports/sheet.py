"""One plain sheet of cells, as every program gives it in the end. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Span = tuple[int, int, int]  # Row and column of a merged cell, from 0, and its height in rows.
Cell = str | int | float | bool | date | datetime | time | timedelta | None
DAYS_TO_1904 = 1462


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet, row by row as the spreadsheet numbers them, from 1."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    from_1904: bool = False  # Days are numbered from 1904, as workbooks made on old Macs do.

    def dated(self, cell: Cell) -> Cell:
        """Return a cell of a column of dates: a day's number is counted as every other workbook counts."""
        if self.from_1904 and isinstance(cell, int | float) and not isinstance(cell, bool):
            return cell + DAYS_TO_1904
        return cell
