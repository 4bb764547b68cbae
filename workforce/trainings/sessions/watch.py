"""Watching sessions: on the day of a reminder the fact is recorded, and the row waits for the next one."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from workforce import clock, due, journal
from workforce.database import rows_of
from workforce.facts import SessionStepReached
from workforce.trainings.sessions.models import TrainingSession
from workforce.trainings.sessions.reminding import Dates, due_now, next_look

Sessions: Any = TrainingSession


def watch(session: Session, ids: Sequence[int]) -> int:
    """Record the reminders that these sessions owe today; return how many. Safe to run twice: each is told once."""
    mine = due.take(session, TrainingSession, ids)
    rows = session.execute(
        select(
            Sessions.id, Sessions.starts_on, Sessions.ends_on, Sessions.enrol_by, Sessions.jury_on,
            Sessions.withdrawn_at,
        ).where(Sessions.id.in_(mine))
    ).all()  # fmt: skip
    open_ones = {row.id: Dates(*row[1:5]) for row in rows if row.withdrawn_at is None}
    today = clock.today()
    facts = [
        SessionStepReached(session_id, one.step, one.about, one.days)
        for session_id, dates in open_ones.items()
        for one in due_now(dates, today)
    ]
    journal.record_all(session, facts)
    due.settle(session, TrainingSession, mine)
    _wait(session, {session_id: next_look(dates, today) for session_id, dates in open_ones.items()})
    return len(facts)


def _wait(session: Session, days: dict[int, Any]) -> None:
    later = [{"id": one, "due_at": clock.midnight(day)} for one, day in days.items() if day]
    if later:
        rows = rows_of(TrainingSession, later)
        again = update(TrainingSession).where(Sessions.id == rows.c.id).values(due_at=rows.c.due_at)
        session.connection().execute(again)
        session.expire_all()
