"""The steps of a countdown: which one is passed, which one comes next, which one is still to say.

A milestone is a number of days before the end; after the end it is negative (-30: thirty days after).
Only the tightest milestone passed is ever told: after a silence, the older ones are moot.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from workforce.contracts.kinds import OPEN_ENDED_KINDS, ContractKind, Party

Ladder = tuple[int, ...]  # Days before the end, strictly decreasing.

FOLLOW_UPS: Ladder = (-30, -180)
STALE_AFTER = 365  # Days after the end beyond which nobody is asked what became of them.
LONGEST_STEP = 730
MOST_STEPS = 20

ADVISER_STEPS: Ladder = (365, 270, 180, 90, 60, 30, 15, 7)
STEPS: dict[tuple[Party, ContractKind], Ladder] = {
    (Party.ADVISER, ContractKind.CDD): ADVISER_STEPS,
    (Party.ADVISER, ContractKind.CDP): ADVISER_STEPS,
    (Party.ADVISER, ContractKind.PEC): (180, 90, 60, 30, 15, 7),
    (Party.EMPLOYER, ContractKind.CDD): (180, 90, 60, 30),
    (Party.EMPLOYER, ContractKind.CDP): (270, 180, 120, 90, 30),
    (Party.EMPLOYER, ContractKind.PEC): (90, 60, 30),
    (Party.COORDINATOR, ContractKind.CDD): (180, 90, 30),
    (Party.COORDINATOR, ContractKind.CDP): (180, 90, 30),
    (Party.COORDINATOR, ContractKind.PEC): (90, 30),
}
# An open-ended contract ends by a rupture only: the time left is short.
STEPS_AFTER_TERMINATION: dict[Party, Ladder] = {
    Party.ADVISER: (60, 30, 15, 7),
    Party.EMPLOYER: (30,),
    Party.COORDINATOR: (30,),
}


def ladder_for(party: Party, kind: ContractKind, length_days: int | None = None) -> Ladder:
    """Return the steps told to a party; a short contract skips the steps longer than itself."""
    steps = STEPS_AFTER_TERMINATION[party] if kind in OPEN_ENDED_KINDS else STEPS[party, kind]
    kept = tuple(step for step in steps if length_days is None or step <= length_days)
    return kept + FOLLOW_UPS if party is Party.ADVISER else kept


def custom_ladder(steps: Iterable[int]) -> Ladder:
    """Put the steps that a network or a person chose in order, or say in French what is wrong."""
    ladder = tuple(sorted(set(steps), reverse=True))
    if len(ladder) > MOST_STEPS:
        raise ValueError(f"Choisissez au plus {MOST_STEPS} paliers.")
    if any(not -STALE_AFTER < step <= LONGEST_STEP for step in ladder):
        raise ValueError(
            f"Un palier va de {LONGEST_STEP} jours avant la fin à {STALE_AFTER - 1} jours après."
        )
    return ladder


def milestone_reached(end: date | None, today: date, ladder: Ladder) -> int | None:
    """Return the tightest milestone already passed, if any; after the end, only what comes after it."""
    if end is None:
        return None
    days_left = (end - today).days
    if days_left < -STALE_AFTER:
        return None
    passed = (step for step in ladder if days_left <= step and (step < 0) == (days_left < 0))
    return min(passed, default=None)


def next_milestone(end: date | None, today: date, ladder: Ladder) -> int | None:
    """Return the first milestone still to come, if any."""
    if end is None:
        return None
    return max((step for step in ladder if step < (end - today).days), default=None)


def milestone_date(end: date, milestone: int) -> date:
    """Return the day on which a milestone is reached."""
    return end - timedelta(days=milestone)


def milestone_due(end: date | None, today: date, ladder: Ladder, told: Collection[int] = ()) -> int | None:
    """Return the milestone to tell today: the tightest one passed, unless it or a tighter one was told."""
    reached = milestone_reached(end, today, ladder)
    if reached is None or any(step <= reached for step in told):
        return None
    return reached
