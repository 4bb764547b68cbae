"""The life of an enrolment: who may move it from where to where, and what holds a seat. Pure; the only place that says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

ANSWER_WITHIN = timedelta(days=3)  # For whoever is offered a seat that came free.


class State(StrEnum):
    """Where an enrolment stands."""

    ASKED = "asked"
    OFFERED = "offered"  # A seat came free: it is kept for this person, for a while.
    ENROLLED = "enrolled"
    WAITING = "waiting"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    DONE = "done"  # The results of all its blocs are given.


class Side(StrEnum):
    """Who moves an enrolment."""

    ADVISER = "adviser"
    BODY = "body"
    HOUSE = "house"  # The passing of time, a seat that comes free.


class Act(StrEnum):
    """What can be done to an enrolment."""

    ASK = "ask"
    ENROL = "enrol"
    QUEUE = "queue"  # No seat is left.
    REFUSE = "refuse"
    OFFER = "offer"
    TAKE = "take"
    LAPSE = "lapse"
    LEAVE = "leave"
    MOVE = "move"  # To another session: what is left behind.
    ARRIVE = "arrive"  # From another session.
    RETURN = "return"  # A move is undone.
    CALL_OFF = "call_off"  # The session is withdrawn.
    SETTLE = "settle"  # The results are given.
    REOPEN = "reopen"  # A result is taken back.


LIVE = frozenset({State.ASKED, State.OFFERED, State.ENROLLED, State.WAITING})
HOLDS_A_SEAT = frozenset({State.OFFERED, State.ENROLLED, State.DONE})
OVER = frozenset({State.REFUSED, State.WITHDRAWN})


@dataclass(frozen=True)
class Move:
    """One act: by whom, and from which states."""

    side: Side
    sources: frozenset[State]


_S = State
MOVES: Mapping[Act, Move] = {
    Act.ASK: Move(Side.ADVISER, OVER),
    Act.ENROL: Move(Side.BODY, frozenset({_S.ASKED, _S.WAITING, _S.REFUSED})),
    Act.QUEUE: Move(Side.BODY, frozenset({_S.ASKED, _S.REFUSED})),
    Act.REFUSE: Move(Side.BODY, LIVE),
    Act.OFFER: Move(Side.HOUSE, frozenset({_S.WAITING})),
    Act.TAKE: Move(Side.ADVISER, frozenset({_S.OFFERED})),
    Act.LAPSE: Move(Side.HOUSE, frozenset({_S.OFFERED})),
    Act.LEAVE: Move(Side.ADVISER, LIVE),
    Act.MOVE: Move(Side.ADVISER, LIVE),
    Act.ARRIVE: Move(Side.ADVISER, OVER),
    Act.RETURN: Move(Side.ADVISER, frozenset({*LIVE, _S.WITHDRAWN})),
    Act.CALL_OFF: Move(Side.BODY, LIVE),
    Act.SETTLE: Move(Side.BODY, frozenset({_S.ENROLLED})),
    Act.REOPEN: Move(Side.BODY, frozenset({_S.DONE})),
}


def may(act: Act, state: str) -> bool:
    """Say whether an enrolment in this state may be moved so."""
    return state in MOVES[act].sources


def answer_by(now: datetime, begins_at: datetime) -> datetime | None:
    """Return the instant until which an offered seat is kept; None when the session begins too soon to offer one."""
    until = min(now + ANSWER_WITHIN, begins_at)
    return until if until > now else None
