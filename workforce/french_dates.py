"""Dates as French people and French sites write them. Pure: a year left out comes from an argument."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
MONTHS = (
    ("janvier", "janv", "jan"), ("fevrier", "fevr", "fev"), ("mars", "mar"), ("avril", "avr"), ("mai",),
    ("juin",), ("juillet", "juil"), ("aout",), ("septembre", "sept", "sep"), ("octobre", "oct"),
    ("novembre", "nov"), ("decembre", "dec"),
)  # fmt: skip
_NUMBER_OF = {name: number for number, names in enumerate(MONTHS, start=1) for name in names}
_MONTH = "|".join(sorted(_NUMBER_OF, key=len, reverse=True))
DATE = (
    r"(?:(?P<day>\d{1,2})(?:er)?[ .]+(?P<month>" + _MONTH + r")\b\.?(?:,?[ .]+(?P<year>\d{4}))?"
    r"|(?P<iso>\d{4}-\d{2}-\d{2})"
    r"|(?P<nday>\d{1,2})[/.-](?P<nmonth>\d{1,2})[/.-](?P<nyear>\d{4}|\d{2}))(?!\d)"
)
_DATE = re.compile(rf"(?<![\d/]){DATE}")
_TIME = re.compile(
    r"[ ,t]+(?:a )?(\d{1,2})\s?[:h]\s?(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*"
    r"(z|ut|utc|gmt|cest|cet|[+-]\d{2}:?\d{2})?"
)
_ZONES = {"z": 0, "ut": 0, "utc": 0, "gmt": 0, "cet": 60, "cest": 120}  # Minutes ahead of UTC.
EARLIEST, LATEST = 1995, 2100  # Years between which a date is believed.


class _Folding(dict[int, str]):
    """A table for `str.translate` that learns each character once."""

    def __missing__(self, code: int) -> str:
        self[code] = _plain(chr(code))
        return self[code]


_FOLDING = _Folding()


@lru_cache(maxsize=64)  # The same text is asked about by every guess, one offer after the other.
def folded(text: str) -> str:
    """Return the text in lower case without accents, each character in its place."""
    try:
        written = text.encode("cp1252")  # Nearly all French texts; ten times as fast.
    except UnicodeEncodeError:
        return text.translate(_FOLDING)
    return written.translate(_PLAIN_BYTES).decode("cp1252") if MICRO not in text else text.translate(_FOLDING)


def _plain(character: str) -> str:
    if character in "œŒæÆ":
        return "o" if character in "œŒ" else "a"
    if character in "’‘ʼ":
        return "'"
    if character.isspace():
        return "\n" if character in "\n\r\u2028\u2029" else " "
    lowered = unicodedata.normalize("NFKD", character)[:1].lower()
    return lowered if len(lowered) == 1 else character


def _plain_byte(code: int) -> int:
    """Return the byte that one of the usual French encoding folds to, itself where none is meant."""
    try:
        return _plain(bytes([code]).decode("cp1252")).encode("cp1252")[0]
    except UnicodeError:
        return code


MICRO = "\N{MICRO SIGN}"  # Folds to a Greek letter, which that encoding lacks.
_PLAIN_BYTES = bytes(map(_plain_byte, range(256)))


def believed(instant: datetime | None) -> datetime | None:
    """Return the instant if its year can be believed."""
    return instant if instant and EARLIEST <= instant.year <= LATEST else None


def believed_day(day: date | None) -> date | None:
    """Return the day if its year can be believed: programs write 1 January of the year 1 for « none »."""
    return day if day and EARLIEST <= day.year <= LATEST else None


def french_date(text: str, near: date | None = None) -> date | None:
    """Return the first date of the text; a date without its year is the next one after `near`."""
    found = _DATE.search(folded(text))
    return date_of(found, near) if found else None


def date_of(found: re.Match[str], near: date | None = None) -> date | None:
    """Return the date that a match of DATE stands for, if the calendar has it."""
    parts = found.groupdict()
    try:
        if parts["iso"]:
            return date.fromisoformat(parts["iso"])
        if parts["nday"]:
            return date(_whole_year(parts["nyear"]), int(parts["nmonth"]), int(parts["nday"]))
        return _with_year(int(parts["day"]), _NUMBER_OF[parts["month"]], parts["year"], near)
    except ValueError:
        return None


def _whole_year(year: str) -> int:
    return int(year) + (2000 if len(year) == 2 else 0)


def _with_year(day: int, month: int, year: str | None, near: date | None) -> date | None:
    if year:
        return date(int(year), month, day)
    if near is None:
        return None
    this_year = date(near.year, month, day)
    # A month of grace: a date just gone is past, not eleven months away.
    return this_year if this_year >= near - timedelta(days=31) else date(near.year + 1, month, day)


def french_instant(text: str) -> datetime | None:
    """Return the instant that a French date and time stand for; without a zone it is Paris time."""
    plain = folded(text)
    found = _DATE.search(plain)
    day = date_of(found) if found else None
    if found is None or day is None or not EARLIEST <= day.year <= LATEST:
        return None
    time_found = _TIME.match(plain, found.end())
    if time_found is None:
        return believed(datetime(day.year, day.month, day.day, tzinfo=PARIS).astimezone(UTC))
    return believed(_at(day, time_found))


def _at(day: date, found: re.Match[str]) -> datetime | None:
    try:
        local = datetime(
            day.year, day.month, day.day, int(found[1]), int(found[2]), int(found[3] or 0), tzinfo=UTC
        )
    except ValueError:
        return None
    if not found[4]:
        return local.replace(tzinfo=PARIS).astimezone(UTC)
    return local - timedelta(minutes=_minutes(found[4]))


def _minutes(zone: str) -> int:
    if zone in _ZONES:
        return _ZONES[zone]
    sign = -1 if zone[0] == "-" else 1
    digits = zone[1:].replace(":", "")
    return sign * (int(digits[:2]) * 60 + int(digits[2:]))
