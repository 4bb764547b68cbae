"""The door to icalendar: events as calendars read them (RFC 5545)."""

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache

from icalendar import Alarm, Calendar, Event

from workforce.calendars.entries import Entry

REFRESH = timedelta(hours=12)  # How often a calendar should come back.
RINGS_BEFORE = timedelta(
    days=6, hours=15
)  # Seven days before, at nine in the morning: the event begins at midnight.
EVENTS_REMEMBERED = 20_000  # Texts kept by a process: an event that has not changed is not written again.
END = b"END:VCALENDAR\r\n"


def calendar_text(name: str, house: str, entries: Sequence[Entry]) -> bytes:
    """Return a whole calendar. `house` tells the events of one installation from those of another."""
    head = _empty(name).to_ical(sorted=False)
    assert head.endswith(END)
    return b"".join((head.removesuffix(END), *(_event(house, entry) for entry in entries), END))


def _empty(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Passerelle//Calendrier//FR")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{REFRESH // timedelta(hours=1)}H")
    return calendar


@lru_cache(maxsize=EVENTS_REMEMBERED)
def _event(house: str, entry: Entry) -> bytes:
    event = Event()
    event.add("uid", f"{entry.uid}@{house}")
    event.add("dtstamp", entry.changed_at)  # Without METHOD, it says when what is written here last changed.
    event.add("created", entry.made_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("url", entry.address)
    event.add("status", _status(entry))
    event.add("transp", "TRANSPARENT")  # A deadline does not make anybody busy.
    event.add("class", "PRIVATE")
    if entry.rings and not entry.is_cancelled:
        event.add_component(_alarm(entry))
    return bytes(event.to_ical(sorted=False))


def _status(entry: Entry) -> str:
    if entry.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if entry.is_tentative else "CONFIRMED"


def _alarm(entry: Entry) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.summary)
    alarm.add("trigger", -RINGS_BEFORE)
    return alarm
