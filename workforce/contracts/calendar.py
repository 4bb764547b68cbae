"""Month arithmetic as a contract counts it: first and last day included, ends of month kept whole."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
DAYS_A_MONTH = 30  # How days left over from several contracts add up to a month.


@dataclass(frozen=True, order=True)
class Length:
    """A length in whole months and the days left over."""

    months: int
    days: int = 0

    def __add__(self, other: Length) -> Length:
        """Add two lengths, turning each thirty days left over into a month."""
        more, days = divmod(self.days + other.days, DAYS_A_MONTH)
        return Length(self.months + other.months + more, days)

    def __str__(self) -> str:
        """Say the length in French, for a sentence."""
        days = f"{self.days} jour{'s' if self.days > 1 else ''}"
        if not self.months:
            return days
        return f"{self.months} mois et {days}" if self.days else f"{self.months} mois"


NO_LENGTH = Length(0, 0)


def add_months(day: date, months: int) -> date:
    """Return the same day of the month so many months away, or the last day of a shorter month."""
    year, month = _month_away(day, months)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def end_after(start: date, months: int) -> date:
    """Return the last day, included, of a contract of so many months.

    The end is the eve of the day that bears the same number; a month too short to have that day is
    worked to its last one: from 31 August, six months end on 28 February, not on the 27th.
    """
    year, month = _month_away(start, months)
    last_day = monthrange(year, month)[1]
    return date(year, month, last_day) if start.day > last_day else date(year, month, start.day) - DAY


def length_between(start: date, end: date) -> Length:
    """Return the length of a contract from its first to its last day, both included."""
    if end < start:
        return NO_LENGTH
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    while months and end_after(start, months) > end:
        months -= 1
    return Length(months, (end - end_after(start, months)).days)


def _month_away(day: date, months: int) -> tuple[int, int]:
    """Return the year and the month so many months from this day."""
    years, month = divmod(day.month - 1 + months, 12)
    return day.year + years, month + 1
