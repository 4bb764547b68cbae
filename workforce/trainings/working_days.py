"""Working days: Monday to Friday, without the public holidays of the place and the weeks when a training body closes."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

DAY = timedelta(days=1)
SATURDAY = 5
Closing = tuple[date, date]  # First and last day of the weeks when a body closes; they come back every year.
# Départements that have holidays of their own → the name of their calendar in the library.
OWN_CALENDARS = {
    "57": "57",
    "67": "6AE",
    "68": "6AE",
    "971": "971",
    "972": "972",
    "973": "973",
    "974": "974",
    "976": "976",
}


def is_working_day(day: date, departement: str | None = None, closing: Closing | None = None) -> bool:
    """Tell whether people work, and a body teaches, on a day; a département that is not known has the holidays of all."""
    if day.weekday() >= SATURDAY or day in _holidays(OWN_CALENDARS.get(departement or "", ""), day.year):
        return False
    return closing is None or not _is_closed(day, closing)


def working_days(
    first: date, last: date, departement: str | None = None, closing: Closing | None = None
) -> int:
    """Count the working days from one day to another, both included."""
    days = ((last - first).days + 1) if last >= first else 0
    return sum(is_working_day(first + DAY * step, departement, closing) for step in range(days))


@lru_cache(maxsize=65_536)
def first_of(days: int, last: date, departement: str | None = None, closing: Closing | None = None) -> date:
    """Return the day on which so many working days must begin to be over by `last`, at least one of them."""
    day, left = worked_before(last, departement, closing), days
    while left > 1:
        day, left = worked_before(day - DAY, departement, closing), left - 1
    return day


def worked_before(day: date, departement: str | None = None, closing: Closing | None = None) -> date:
    """Return this day if it is a working one, else the last one before it."""
    while not is_working_day(day, departement, closing):
        day -= DAY
    return day


@lru_cache(maxsize=512)
def _holidays(calendar: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", subdiv=calendar or None, years=year))


def _is_closed(day: date, closing: Closing) -> bool:
    first, last = closing
    while first > day:
        first, last = _a_year_away(first, -1), _a_year_away(last, -1)
    while last < day:
        first, last = _a_year_away(first, 1), _a_year_away(last, 1)
    return first <= day <= last


def _a_year_away(day: date, years: int) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if is_leap_day else day.day)
