"""On which day was a file true? It often says so: above its columns, or in its name. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from workforce.contracts.imports.cells import plain, read_text
from workforce.contracts.imports.sheet import Cell, Sheet

OLDEST = date(2020, 11, 1)  # The scheme is younger than that: an earlier date is about something else.
MADE_WORDS = ("export", "extrait", "extraction", "genere", "edite", "mis a jour")  # « Exporté le… »
FRENCH = re.compile(r"(?<!\d)(?P<day>\d{1,2})[/._-](?P<month>\d{1,2})[/._-](?P<year>20\d{2})(?!\d)")
ISO = re.compile(r"(?<!\d)(?P<year>20\d{2})[._-]?(?P<month>\d{2})[._-]?(?P<day>\d{2})(?!\d)")


def stated_on(sheet: Sheet, header_line: int, filename: str, today: date) -> date:
    """Return the day a file speaks of: what is written above its header, else in its name, else today."""
    written = (day for row in sheet.rows[: header_line - 1] for day in _made_on(row))
    named = _dates(filename)
    return next((day for days in (written, named) for day in days if OLDEST <= day <= today), today)


def _made_on(row: tuple[Cell, ...]) -> Iterator[date]:
    """Give the dates of a row that says when the file was made; filters and periods say other things."""
    if any(word in plain(read_text(cell) or "") for cell in row for word in MADE_WORDS):
        for cell in row:
            yield from [cell.date()] if isinstance(cell, datetime) else _dates(read_text(cell) or "")


def _dates(text: str) -> Iterator[date]:
    """Give every date written in a text."""
    for pattern in (ISO, FRENCH):
        for found in pattern.finditer(text):
            try:
                yield date(int(found["year"]), int(found["month"]), int(found["day"]))
            except ValueError:
                continue
