"""A cell as its file writes it, in a form that can be kept, shown, corrected and read again. Pure."""

from __future__ import annotations

from datetime import date, datetime, time

from workforce.contracts.imports.sheet import Cell
from workforce.inert import restored

Kept = str | int | float


def text_of(cell: Cell) -> Kept:
    """Return a cell as text; a number with decimals stays a number, which says more than its digits."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Oui" if cell else "Non"
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y" if cell.time() == time() else "%d/%m/%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return cell if isinstance(cell, int) else restored(str(cell).replace("\x00", ""))


def shown(cell: Kept | None) -> str:
    """Return what a form shows of a kept cell."""
    return "" if cell is None else str(cell)
