"""The life of an offer that an employer posts: who may move it from where to where. Pure; the only place that says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class OfferState(StrEnum):
    """Where an offer stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    REFUSED = "refused"
    CLOSED = "closed"


class Side(StrEnum):
    """Who moves an offer."""

    EMPLOYER = "employer"
    MODERATOR = "moderator"
    HOUSE = "house"  # The passing of time.


class Act(StrEnum):
    """What can be done to an offer."""

    EDIT = "edit"
    SUBMIT = "submit"
    TAKE_BACK = "take_back"  # From the queue, to correct it before it is read.
    PUBLISH = "publish"
    REFUSE = "refuse"
    UNPUBLISH = "unpublish"  # Back to the queue, after a doubt.
    AMEND = "amend"  # A published offer, in what needs no second reading.
    REVISE = "revise"  # A published offer, in what a moderator must read again.
    EXTEND = "extend"
    CLOSE = "close"
    EXPIRE = "expire"
    EXPLAIN = "explain"  # Why an offer that closed by itself is over.
    REOPEN = "reopen"


@dataclass(frozen=True)
class Move:
    """One act: by whom, from which states, to which."""

    side: Side
    sources: frozenset[OfferState]
    target: OfferState


def _move(side: Side, target: OfferState, *sources: OfferState) -> Move:
    return Move(side, frozenset(sources), target)


_S = OfferState
MOVES: Mapping[Act, Move] = {
    Act.EDIT: _move(Side.EMPLOYER, _S.DRAFT, _S.DRAFT, _S.REFUSED),
    Act.SUBMIT: _move(Side.EMPLOYER, _S.IN_REVIEW, _S.DRAFT),
    Act.TAKE_BACK: _move(Side.EMPLOYER, _S.DRAFT, _S.IN_REVIEW),
    Act.PUBLISH: _move(Side.MODERATOR, _S.PUBLISHED, _S.IN_REVIEW),
    Act.REFUSE: _move(Side.MODERATOR, _S.REFUSED, _S.IN_REVIEW),
    Act.UNPUBLISH: _move(Side.MODERATOR, _S.IN_REVIEW, _S.PUBLISHED),
    Act.AMEND: _move(Side.EMPLOYER, _S.PUBLISHED, _S.PUBLISHED),
    Act.REVISE: _move(Side.EMPLOYER, _S.IN_REVIEW, _S.PUBLISHED),
    Act.EXTEND: _move(Side.EMPLOYER, _S.PUBLISHED, _S.PUBLISHED),
    Act.CLOSE: _move(Side.EMPLOYER, _S.CLOSED, _S.DRAFT, _S.IN_REVIEW, _S.PUBLISHED, _S.REFUSED),
    Act.EXPIRE: _move(Side.HOUSE, _S.CLOSED, _S.PUBLISHED),
    Act.EXPLAIN: _move(Side.EMPLOYER, _S.CLOSED, _S.CLOSED),
    Act.REOPEN: _move(Side.EMPLOYER, _S.PUBLISHED, _S.CLOSED),
}

# What changes at once on a published offer: nothing in it can mislead more than a wrong date. All the rest is read again.
AMENDED_AT_ONCE = frozenset({"closes_on", "starts_on"})


def may(act: Act, state: str) -> bool:
    """Say whether an act is possible on an offer that stands there."""
    return state in MOVES[act].sources


def act_of_change(changed: frozenset[str]) -> Act:
    """Return what changing these fields of a published offer is: done at once, or read again by a moderator."""
    return Act.AMEND if changed <= AMENDED_AT_ONCE else Act.REVISE
