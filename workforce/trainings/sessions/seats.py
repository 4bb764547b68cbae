"""The seats of a session, counted by the database: one is taken or is not, however many hands reach for it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, update
from sqlmodel import Session, select

from workforce import clock, journal
from workforce.facts import SessionFullnessChanged
from workforce.trainings.sessions import steps
from workforce.trainings.sessions.models import Enrolment, TrainingSession
from workforce.trainings.sessions.states import HOLDS_A_SEAT, Act, State, answer_by

Sessions: Any = TrainingSession
Enrolments: Any = Enrolment


def hold(session: Session, *session_ids: int) -> list[TrainingSession]:
    """Lock these sessions, always in the same order, and return them as they stand: whoever moves a seat begins here."""
    which = select(TrainingSession).where(Sessions.id.in_(session_ids)).order_by(Sessions.id)
    return list(session.exec(which.with_for_update(), execution_options={"populate_existing": True}))


def take(session: Session, session_id: int) -> bool:
    """Take a seat where one is left; say whether there was one."""
    left = (Sessions.id == session_id, Sessions.seats_taken < Sessions.seats)
    one = update(TrainingSession).where(*left).values(seats_taken=Sessions.seats_taken + 1)
    still_left = session.scalar(one.returning(Sessions.seats - Sessions.seats_taken))
    if still_left == 0:
        journal.record(session, SessionFullnessChanged(session_id))
    return still_left is not None


def free(session: Session, session_id: int) -> None:
    """Give a seat back, and offer it to the first in line."""
    one = update(TrainingSession).where(Sessions.id == session_id, Sessions.seats_taken > 0)
    left = session.scalar(
        one.values(seats_taken=Sessions.seats_taken - 1).returning(Sessions.seats - Sessions.seats_taken)
    )
    if left == 1:
        journal.record(session, SessionFullnessChanged(session_id))
    offer(session, session_id)


def offer(session: Session, session_id: int) -> int:
    """Offer the seats that are free to the first in line, each for a while; return how many were offered."""
    row = session.get_one(TrainingSession, session_id, populate_existing=True)
    until = answer_by(clock.now(), clock.midnight(row.starts_on))
    if until is None or row.withdrawn_at:
        return 0
    first = _line(session, session_id, row.seats - row.seats_taken)
    for one in first:
        take(session, session_id)
        one.due_at = until
        steps.note(session, one, Act.OFFER, State.OFFERED)
    return len(first)


def count_again(session: Session, fact: Any) -> None:
    """Count again the seats of the sessions of one adviser: two who were enrolled became one person, or two again."""
    mine = select(Enrolments.session_id).where(Enrolments.adviser_id == fact.adviser_id).distinct()
    for row in hold(session, *session.exec(mine)):
        holds = Enrolments.session_id == row.id, Enrolments.state.in_(sorted(HOLDS_A_SEAT))
        counted = session.scalar(select(func.count()).select_from(Enrolment).where(*holds)) or 0
        row.seats = max(row.seats, counted)  # A person who is two again loses no seat.
        row.seats_taken = counted
        session.flush()
        offer(session, row.id)


def _line(session: Session, session_id: int, seats: int) -> Sequence[Enrolment]:
    in_line = select(Enrolment).where(Enrolment.session_id == session_id, Enrolment.state == State.WAITING)
    return session.exec(in_line.order_by(Enrolments.in_line_since, Enrolments.id).limit(max(seats, 0))).all()
