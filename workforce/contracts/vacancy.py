"""A post that somebody leaves: since when it stands empty, by when it is filled again, who is told. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workforce.contracts.calendar import add_months
from workforce.contracts.kinds import Party
from workforce.contracts.ladder import Ladder, milestone_date, milestone_due, next_milestone

REFILL_RULE = "post-refill"  # Where the delay was read: rules.toml.
REFILL_MONTHS = 6
REFILL_STEPS: dict[Party, Ladder] = {Party.EMPLOYER: (90, 30, 7), Party.COORDINATOR: (30, 7)}
ALL_STEPS: Ladder = tuple(sorted({step for steps in REFILL_STEPS.values() for step in steps}, reverse=True))
FRESH = timedelta(days=31)  # An older departure is no news: only the delay that runs is told.
OCCUPIED, VACANT, HANDED_BACK = "occupied", "vacant", "handed_back"


@dataclass(frozen=True)
class Holder:
    """A contract on a post."""

    start: date | None
    last_day: date | None  # Moved by a rupture; none when it has no end, or nobody knows it.


@dataclass(frozen=True)
class PostFacts:
    """What is known of a post."""

    state: str
    vacated: date | None
    told: int | None  # The tightest step told of this vacancy.
    said_on: date | None  # The day its employer said how it stands.
    holders: Sequence[Holder] = ()


@dataclass(frozen=True)
class PostDecision:
    """How the post stands today, what is to be told, and when to look again."""

    state: str
    vacated: date | None
    has_turned: bool  # It was not known to stand so.
    told: int | None
    step: int | None  # The step to tell today.
    next_look: date | None


def refill_by(vacated: date) -> date:
    """Return the day by which a post left on that day is filled again, or given back."""
    return add_months(vacated, REFILL_MONTHS)


def decide(post: PostFacts, today: date) -> PostDecision:
    """Say how a post stands: what its employer said, else what its contracts say, else what a file said."""
    if post.state == HANDED_BACK:
        return PostDecision(HANDED_BACK, post.vacated, has_turned=False, told=None, step=None, next_look=None)
    state, vacated = _standing(post, today)
    has_turned = state != post.state
    if state == OCCUPIED or vacated is None:
        return PostDecision(
            state, vacated, has_turned, told=None, step=None, next_look=_next_end(post, today)
        )
    return _vacant(post, vacated, has_turned, today)


def _standing(post: PostFacts, today: date) -> tuple[str, date | None]:
    left = _left_on(post.holders)
    if _is_last_word(post, left):
        return post.state, post.vacated
    if left is None:
        return _held_or_unknown(post, today)
    if left < today:
        return VACANT, left
    is_contradicted = (
        post.state == VACANT and post.vacated is None
    )  # A file calls it vacant: a person must settle.
    return (VACANT, None) if is_contradicted else (OCCUPIED, None)


def _left_on(holders: Sequence[Holder]) -> date | None:
    """Return the last day of the last contract, where all of them have one."""
    ends = [one.last_day for one in holders]
    return max((end for end in ends if end), default=None) if ends and all(ends) else None


def _is_last_word(post: PostFacts, left: date | None) -> bool:
    """Tell whether nothing has happened since the employer said how the post stands."""
    if post.said_on is None:
        return False
    since = post.vacated if post.state == VACANT and post.vacated else post.said_on
    begun = any(one.start and one.start > since for one in post.holders)
    return not begun and (post.state == VACANT or left is None or left <= post.said_on)


def _held_or_unknown(post: PostFacts, today: date) -> tuple[str, date | None]:
    """Say how a post stands whose contracts have no known end: a file may well call it vacant."""
    begun = [one.start for one in post.holders if one.last_day is None and one.start]
    if post.state == VACANT and any(post.vacated is not None and start > post.vacated for start in begun):
        return OCCUPIED, None
    return post.state, post.vacated if post.vacated and post.vacated < today else None


def _vacant(post: PostFacts, vacated: date, has_turned: bool, today: date) -> PostDecision:
    due = refill_by(vacated)
    told = post.told if post.vacated == vacated else None
    step = milestone_due(due, today, ALL_STEPS, () if told is None else (told,))
    following = next_milestone(due, today, ALL_STEPS)
    return PostDecision(
        VACANT,
        vacated,
        has_turned,
        told=step if step is not None else told,
        step=step,
        next_look=milestone_date(due, following) if following is not None else None,
    )


def _next_end(post: PostFacts, today: date) -> date | None:
    """Return the day after which the post may stand empty."""
    left = _left_on(post.holders)
    return left + timedelta(days=1) if left and left >= today else None
