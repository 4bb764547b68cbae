"""An end that a spreadsheet leaves empty but implies: « CDD 18 mois », or a column for the length. Pure."""

from __future__ import annotations

import re
from datetime import date

from workforce.contracts.calendar import end_after
from workforce.contracts.imports.cells import UnreadableCell, plain, read_date, read_text
from workforce.contracts.imports.sheet import Cell
from workforce.wording import date_fr

MONTHS_SAID = re.compile(r"(?<!\d)(\d{1,3}) ?mois\b")
YEARS_SAID = re.compile(r"(?<!\d)(\d{1,2}) ?ans?\b")
LONGEST = 120  # Months.


def months_in(cell: Cell, *, alone: bool = False) -> int | None:
    """Return the months that a cell says: « 18 mois », « 3 ans »; a bare number too in a column of lengths."""
    said = plain(read_text(cell) or "")
    months, years = MONTHS_SAID.search(said), YEARS_SAID.search(said)
    number = int(months[1]) if months else 12 * int(years[1]) if years else 0
    if not number and alone and said.isdigit() and len(said) <= 3:
        number = int(said)
    return number if 0 < number <= LONGEST else None


def implied_end(start: Cell, end: Cell, kind: Cell, length: Cell) -> date | None:
    """Return the end of a contract that its start and its length imply, where the file does not give it."""
    months = months_in(length, alone=True) or months_in(kind)
    if months is None or read_text(end):
        return None
    try:
        first_day = read_date(start)
    except UnreadableCell:
        return None
    return end_after(first_day, months) if first_day else None


def computed(end: date) -> str:
    """Say that the end is a computation."""
    return f"fin calculée d’après la durée : {date_fr(end)}"
