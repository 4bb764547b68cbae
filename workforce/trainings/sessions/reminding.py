"""Which reminders a session owes, and when: enrolment, start, jury, and the results that its body owes. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Step(StrEnum):
    """What a reminder is about."""

    ENROLMENT = "enrolment"
    START = "start"
    JURY = "jury"
    RESULT = "result"


BEFORE = {Step.ENROLMENT: (7,), Step.START: (7, 1), Step.JURY: (7, 1)}  # Days before the day itself.
AFTER = {Step.RESULT: (7, 30)}  # Days after the jury; after the last day where no jury is known.


@dataclass(frozen=True)
class Dates:
    """The days of a session."""

    starts_on: date
    ends_on: date
    enrol_by: date | None = None
    jury_on: date | None = None


@dataclass(frozen=True)
class Reminder:
    """One thing to say, from its day until it would come too late. `days`: before the day it is about, or after."""

    step: Step
    about: date
    days: int
    on: date
    until: date


def reminders(dates: Dates) -> Iterator[Reminder]:
    """Return every reminder of a session, the earliest of each kind first."""
    days = {Step.ENROLMENT: dates.enrol_by, Step.START: dates.starts_on, Step.JURY: dates.jury_on}
    for step, about in days.items():
        for ahead in BEFORE[step] if about else ():
            yield Reminder(step, about, ahead, about - timedelta(days=ahead), about)  # type: ignore[arg-type, operator]
    over = dates.jury_on or dates.ends_on
    for late in AFTER[Step.RESULT]:
        yield Reminder(Step.RESULT, over, late, over + timedelta(days=late), over + timedelta(days=2 * late))


def due_now(dates: Dates, today: date) -> tuple[Reminder, ...]:
    """Return what is to say today: of each kind the latest step reached, unless its day has passed."""
    latest = {one.step: one for one in reminders(dates) if one.on <= today}
    return tuple(one for one in latest.values() if today <= one.until)


def next_look(dates: Dates, today: date) -> date | None:
    """Return the first day to come on which something is to say."""
    return min((one.on for one in reminders(dates) if one.on > today), default=None)
