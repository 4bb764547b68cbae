"""A day as spreadsheets and people write it: a number, day first, year first, in words. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from workforce.contracts.imports.sheet import Cell
from workforce.contracts.imports.words import UnreadableCell, plain, read_text
from workforce.wording import MONTHS, WEEKDAYS

EXCEL_EPOCH = date(1899, 12, 30)
SERIAL_DAYS = range(18_264, 73_415)  # From 1950 to 2100, as a spreadsheet counts days.
SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
HOUR = r"(?:[ T]\d{1,2}[:hH]\d{2}.*)?"
DAY_FIRST = re.compile(
    rf"(?P<day>\d{{1,2}}) ?[/.-] ?(?P<month>\d{{1,2}}) ?[/.-] ?(?P<year>\d{{4}}|\d{{2}}){HOUR}"
)
YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})[/.-](?P<month>\d{{1,2}})[/.-](?P<day>\d{{1,2}}){HOUR}")
IN_WORDS = re.compile(
    rf"(?:(?:{'|'.join(WEEKDAYS)}) )?(?P<day>\d{{1,2}})(?:er)? (?P<month>[a-z]{{3,9}}) (?P<year>\d{{4}}|\d{{2}})"
)
PLAIN_MONTHS = tuple(map(plain, MONTHS))
NEARLY_THE_LAST_CENTURY = 70  # « 69 » is 2069, « 70 » is 1970.
# What people write where there is no date to write.
NO_DATE = frozenset({
    "aucun", "aucune", "cdi", "en cours", "inconnu", "inconnue", "indefini", "indefinie", "indetermine",
    "indeterminee", "neant", "non renseigne", "non renseignee", "nc", "nr", "sans", "sans fin", "sans objet", "so",
})  # fmt: skip


def read_date(cell: Cell) -> date | None:
    """Read a date cell, a spreadsheet's day number, or a date typed day first, year first or in words."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_serial(cell)
    text = read_text(cell)
    return _from_text(text) if text and plain(text) not in NO_DATE else None


def _from_serial(number: float) -> date:
    """Return the day that a spreadsheet numbers so."""
    if not SERIAL_DAYS.start <= number < SERIAL_DAYS.stop:
        raise UnreadableCell(f"« {number:g} » n’est pas une date.")
    return EXCEL_EPOCH + timedelta(days=int(number))


def _from_text(text: str) -> date:
    """Return the date that a person or a machine wrote."""
    if SERIAL.fullmatch(text):
        return _from_serial(float(text.replace(",", ".")))
    found = DAY_FIRST.fullmatch(text) or YEAR_FIRST.fullmatch(text) or IN_WORDS.fullmatch(plain(text))
    try:
        if found:
            return date(_year(found["year"]), _month(found["month"]), int(found["day"]))
    except ValueError:
        found = None
    raise UnreadableCell(f"« {text} » n’est pas une date.")


def _year(text: str) -> int:
    """Return a year, of two digits or of four."""
    year = int(text)
    if len(text) == 4:
        return year
    return year + (1900 if year >= NEARLY_THE_LAST_CENTURY else 2000)


def _month(text: str) -> int:
    """Return a month by its number, or by its name cut short. Raises ValueError for what is none, or may be two."""
    if text.isdigit():
        return int(text)
    (only,) = [number for number, name in enumerate(PLAIN_MONTHS, 1) if name.startswith(text)]
    return only
