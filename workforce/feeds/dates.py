"""When was it published? Dates as feeds write them, in the shapes that are met and in a few that should not be. Pure."""

import re
from calendar import timegm
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from time import struct_time

from workforce.french_dates import PARIS, believed, french_instant

MAX_DATE = 100  # Characters; no date is longer.

_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
_RFC_822 = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun), )?(\d{1,2}) (" + "|".join(_MONTHS) + r") (\d{4})"
    r" (\d\d:\d\d:\d\d) ?(gmt|utc|ut|z|cest|cet|mest|met)?([+-]\d{1,2}(?::?\d\d)?)?",
    re.ASCII,
)
_RFC_3339 = re.compile(
    r"(\d{4}-\d\d-\d\d)[t ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)? ?(z|utc|gmt)?([+-]\d\d(?::?\d\d)?)?", re.ASCII
)
# How far ahead of UTC are the zones whose names French servers write; the others that are read are UTC.
_AHEAD = {name: timedelta(hours=hours) for name, hours in (("cet", 1), ("met", 1), ("cest", 2), ("mest", 2))}
_NONE = timedelta(0)
_SLASHED = re.compile(r"^(\d{4})/(\d\d)/(\d\d)(?!\d)", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")
# What only a French reader reads right: a day before a month in figures, a month with a French name.
_FRENCH = re.compile(
    r"^\W*(?:(?:lun|mar|mer|jeu|ven|sam|dim)[a-zé]*\W+)?(?:le )?"
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?!\d)|\d{1,2}/\d{1,2}/\d\d(?!\d)"
    r"|\d{1,2}(?:er)?[ .]+(?:janv|f[ée]v|mars|avr|mai|juin|juil|ao[uû]t|sept\.|oct\.|nov\.|d[ée]c\.|septembre|octobre"
    r"|novembre|d[ée]cembre))"
)

StruckDate = Callable[[str], struct_time | None]


def instant(text: str, otherwise: StruckDate) -> datetime | None:
    """Return the instant that a date of a feed stands for, in UTC, if it can be believed.

    The two standard shapes are read here (RFC 822 and RFC 3339), then what is French; `otherwise`, feedparser's
    own reading, has a go at what is left; a date that it cannot read may still be one inside French words. A date
    with its time and no zone is Paris time.
    """
    text = text.strip()[:MAX_DATE]
    text = _SLASHED.sub(r"\1-\2-\3", text) if text[4:5] == "/" else text
    plain = text.lower()
    try:
        return _standard(plain) or _loose(plain, text, otherwise)
    except (ValueError, OverflowError, OSError):
        return None


def _standard(plain: str) -> datetime | None:
    """Return the instant if the text has a standard shape and the calendar has that day."""
    try:
        return _from_rfc_3339(plain) if plain[4:5] == "-" else _from_rfc_822(plain)
    except (ValueError, OverflowError):
        return None


def _from_rfc_3339(plain: str) -> datetime | None:
    found = _RFC_3339.fullmatch(plain)
    if not found:
        return None
    return believed(_in_utc(datetime.fromisoformat(f"{found[1]}T{found[2]}"), found[3], found[4]))


def _from_rfc_822(plain: str) -> datetime | None:
    found = _RFC_822.fullmatch(plain)
    if not found:
        return None
    day, month, year, time, zone, offset = found.groups()
    local = datetime.fromisoformat(f"{year}-{_MONTHS[month]:02}-{int(day):02}T{time}")
    return believed(_in_utc(local, zone, offset))


def _in_utc(local: datetime, zone: str | None, offset: str | None) -> datetime:
    """Return an instant from what its clock showed: under an offset, in a zone that has a name, else in Paris."""
    if offset:
        digits = offset[1:].replace(":", "")
        hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
        ahead = timedelta(hours=int(hours), minutes=int(minutes))
        return (local - ahead if offset[0] == "+" else local + ahead).replace(tzinfo=UTC)
    if zone:
        return (local - _AHEAD.get(zone, _NONE)).replace(tzinfo=UTC)
    return local.replace(tzinfo=PARIS).astimezone(UTC)


def _loose(plain: str, text: str, otherwise: StruckDate) -> datetime | None:
    day = _ISO_DAY.match(plain)
    if day:
        date(
            int(day[1]), int(day[2]), int(day[3] or 1)
        )  # Raises ValueError: feedparser would count the days over.
    if _FRENCH.match(plain):
        return french_instant(plain) or _struck(text, otherwise)
    return _struck(text, otherwise) or french_instant(plain)


def _struck(text: str, otherwise: StruckDate) -> datetime | None:
    parsed = otherwise(text.strip()[:MAX_DATE])
    return believed(datetime.fromtimestamp(timegm(parsed), UTC)) if parsed else None
