"""What happened, saved with the change it tells of, and settled once by its reactions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, Session

from workforce import clock, due
from workforce.database import copy_rows, insert_rows, key, moment
from workforce.facts import FACTS, Fact

A_CROWD = 50  # Facts from which copying costs less than a statement.
Reaction = Callable[[Session, Any], None]


class Event(due.Due, table=True):
    """A fact in the journal; due until its reactions have run."""

    __table_args__ = due.waiting("event")

    id: int = key()
    name: str = Field(index=True)
    payload: dict[str, Any] = Field(sa_type=JSONB)
    recorded_at: datetime = moment(clock.now)


def record(session: Session, *facts: Fact) -> None:
    """Save facts in the transaction of the change they tell of."""
    record_all(session, facts)


def record_all(session: Session, facts: Iterable[Fact]) -> None:
    """Save many facts in one statement."""
    now = clock.now()
    rows = [
        {"name": type(fact).__name__, "payload": _plain(fact), "recorded_at": now, "due_at": now}
        for fact in facts
    ]
    if len(rows) >= A_CROWD:
        copy_rows(session, Event, rows)
    elif rows:
        session.execute(insert_rows(Event, rows))


def settle(session: Session, ids: Sequence[int], reactions: Mapping[type[Fact], Sequence[Reaction]]) -> int:
    """Run every reaction to these events and settle them, in this one transaction. Return how many."""
    mine = due.take(session, Event, ids)
    for name, payload in session.execute(
        select(Event.name, Event.payload).where(Event.id.in_(mine)).order_by(Event.id)  # type: ignore[attr-defined, call-overload]
    ):
        fact = revive(name, payload)
        for react in reactions.get(type(fact), ()):
            react(session, fact)
    due.settle(session, Event, mine)
    return len(mine)


def revive(name: str, payload: Mapping[str, Any]) -> Fact:
    """Return the fact that an event holds."""
    kind = FACTS[name]
    dates = {f.name for f in fields(kind) if f.type in (date, date | None)}  # type: ignore[arg-type]
    return kind(**{k: date.fromisoformat(v) if k in dates and v else v for k, v in payload.items()})


def _plain(fact: Fact) -> dict[str, Any]:
    values = asdict(fact)  # type: ignore[call-overload]
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}
