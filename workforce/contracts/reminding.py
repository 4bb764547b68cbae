"""Which word on a legal deadline is to say today: the tightest one before it, or one that it had already passed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from workforce.contracts.kinds import Party
from workforce.contracts.ladder import Ladder, milestone_date, milestone_due, next_milestone

PASSED = -1  # Days before: the deadline had passed when the house learnt of it.
WORTH_SAYING = 90  # Days after a deadline beyond which nobody is told that it has passed.


@dataclass(frozen=True)
class LegalDate:
    """A legal deadline as the watch reads it."""

    contract_id: int
    rule: str
    party: Party
    due_date: date
    since: date  # The day from which the house has known it.


def reminder_due(legal: LegalDate, steps: Ladder, told: Collection[int], today: date) -> int | None:
    """Return the days before the deadline that are to say today; PASSED for one learnt too late; None for nothing.

    A deadline that passes while the house knows it is not announced as passed: its reminders came before.
    """
    late = (today - legal.due_date).days
    if late > 0:
        was_too_late = legal.since > legal.due_date and late <= WORTH_SAYING
        return PASSED if was_too_late and not told else None
    return milestone_due(legal.due_date, today, steps, told)


def next_reminder_day(legal: LegalDate, steps: Ladder, today: date) -> date | None:
    """Return the first day to come on which something is to say of this deadline."""
    step = next_milestone(legal.due_date, today, steps)
    return milestone_date(legal.due_date, step) if step is not None else None
