"""How often the news of a kept search are told, and when the next time is. Pure."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
HOUR = time(8, 0)  # In Paris: before the day's work.
PAUSE = timedelta(minutes=10)  # Between two looks of a search that is told at once.


class Rhythm(StrEnum):
    """How often."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NONE = "none"


RHYTHMS = {
    Rhythm.AT_ONCE: "dès qu’une offre paraît",
    Rhythm.DAILY: "chaque jour à 8 h",
    Rhythm.WEEKLY: "chaque lundi à 8 h",
    Rhythm.NONE: "jamais : je regarde moi-même",
}


def next_time(rhythm: str, now: datetime) -> datetime | None:
    """Return the next instant at which news are told; None where offers decide, or nothing is told."""
    if rhythm not in (Rhythm.DAILY, Rhythm.WEEKLY):
        return None
    there = now.astimezone(PARIS)
    day = there.date() + timedelta(days=there.time() >= HOUR)
    if rhythm == Rhythm.WEEKLY:
        day += timedelta(days=-day.weekday() % 7)
    return datetime.combine(day, HOUR, PARIS).astimezone(now.tzinfo)
