"""Posting sessions, changing and withdrawing them, and telling one's interest."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel, select

from workforce import clock, journal
from workforce.facts import SessionChanged, SessionPosted
from workforce.refusals import Refused
from workforce.skills.titles.in_force import in_force
from workforce.trainings import planning
from workforce.trainings.sessions import enrolling, seats
from workforce.trainings.sessions.changes import WITHDRAWN, Shape, what_matters
from workforce.trainings.sessions.drafts import SessionDraft, WithdrawalDraft
from workforce.trainings.sessions.models import Interest, TrainingBody, TrainingSession


class BodyDraft(SQLModel):
    """A training body as an operator types it."""

    name: str = Field(min_length=2, max_length=120)


def post_session(
    session: Session, body_id: int, draft: SessionDraft, list_key: str | None = None
) -> TrainingSession:
    """Open a session to everybody; `list_key` finds it again in the list of its body."""
    _check_blocs(session, draft)
    row = TrainingSession(body_id=body_id, list_key=list_key, due_at=clock.now(), **values_of(draft))
    session.add(row)
    session.flush()
    journal.record(session, SessionPosted(row.id))
    return row


def change_session(session: Session, session_id: int, draft: SessionDraft) -> None:
    """Change a session; whoever counts on it is told of what matters to them, and new seats go to those who wait."""
    _check_blocs(session, draft)
    (row,) = seats.hold(session, session_id)
    if row.withdrawn_at:
        raise Refused({"": "Cette session a été retirée : elle ne se modifie plus."})
    if draft.seats < row.seats_taken:
        raise Refused({"seats": f"{row.seats_taken} places sont déjà prises."})
    before = Shape.model_validate(row, from_attributes=True)
    row.sqlmodel_update(values_of(draft))
    _tell(session, row, what_matters(before, Shape.model_validate(row, from_attributes=True)))
    journal.record(session, SessionPosted(session_id))
    seats.offer(session, session_id)


def withdraw(
    session: Session, session_id: int, draft: WithdrawalDraft, account_id: int | None = None
) -> None:
    """Take a session back, with a reason for whoever counted on it."""
    (row,) = seats.hold(session, session_id)
    if row.withdrawn_at:
        return  # The same click again.
    enrolling.call_off(session, session_id, account_id)
    row.withdrawn_at, row.withdrawal_reason = clock.now(), draft.reason
    _tell(session, row, (WITHDRAWN,))
    journal.record(session, SessionPosted(session_id))


def add_body(session: Session, draft: BodyDraft) -> TrainingBody:
    """Add a training body. Raises Refused for a name that is there already."""
    name = " ".join(draft.name.split())
    known = select(TrainingBody.id).where(func.lower(TrainingBody.name) == name.lower())
    if session.exec(known).first():
        raise Refused({"name": "Cet organisme est déjà dans la liste."})
    row = TrainingBody(name=name)
    session.add(row)
    session.flush()
    return row


def tell_interest(session: Session, adviser_id: int, session_id: int) -> None:
    """Note that an adviser is interested in a session, once."""
    values = {"adviser_id": adviser_id, "session_id": session_id, "made_at": clock.now()}
    session.execute(insert(Interest).values(values).on_conflict_do_nothing())
    planning.plan(session, [adviser_id])


def take_back_interest(session: Session, adviser_id: int, session_id: int) -> None:
    """Forget that an adviser was interested."""
    session.execute(
        delete(Interest).where(Interest.adviser_id == adviser_id, Interest.session_id == session_id)  # type: ignore[arg-type]
    )
    planning.plan(session, [adviser_id])


def _tell(session: Session, row: TrainingSession, changed: Sequence[str]) -> None:
    """Note a change on the session, tell of what matters in it, and look again at its reminders."""
    row.changed_at, row.due_at, row.leased_until = clock.now(), clock.now(), None
    if changed:
        row.sequence += 1
        journal.record(session, SessionChanged(row.id, row.sequence, ",".join(changed)))
    session.flush()


def _check_blocs(session: Session, draft: SessionDraft) -> None:
    if set(draft.ccp_codes) - in_force(session).by_ccp.keys():
        raise Refused({"ccp_codes": "Choisissez des blocs de la liste."})


def values_of(draft: SessionDraft) -> dict[str, Any]:
    """Return what a draft says, as the columns of the table hold it."""
    price = None if draft.price is None else draft.price * 100
    return {**draft.model_dump(exclude={"price"}), "price_cents": price}
