"""Posting sessions, changing and withdrawing them, and telling one's interest."""

from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from workforce import clock, journal
from workforce.facts import SessionPosted
from workforce.refusals import Refused
from workforce.skills.titles.in_force import in_force
from workforce.trainings.sessions.drafts import SessionDraft
from workforce.trainings.sessions.models import Interest, TrainingSession


def post_session(session: Session, body_id: int, draft: SessionDraft) -> TrainingSession:
    """Open a session to everybody."""
    _check_blocs(session, draft)
    row = TrainingSession(body_id=body_id, **_values(draft))
    session.add(row)
    session.flush()
    journal.record(session, SessionPosted(row.id))
    return row


def change_session(session: Session, session_id: int, draft: SessionDraft) -> None:
    """Change a session; whoever it is suggested to is told if it matters to them."""
    _check_blocs(session, draft)
    row = session.get_one(TrainingSession, session_id)
    if draft.seats < row.seats_taken:
        raise Refused({"seats": f"{row.seats_taken} places sont déjà prises."})
    row.sqlmodel_update(_values(draft))
    session.flush()
    journal.record(session, SessionPosted(session_id))


def withdraw(session: Session, session_id: int) -> None:
    """Take a session back."""
    session.get_one(TrainingSession, session_id).withdrawn_at = clock.now()
    session.flush()
    journal.record(session, SessionPosted(session_id))


def tell_interest(session: Session, adviser_id: int, session_id: int) -> None:
    """Note that an adviser is interested in a session, once."""
    values = {"adviser_id": adviser_id, "session_id": session_id, "made_at": clock.now()}
    session.execute(insert(Interest).values(values).on_conflict_do_nothing())


def take_back_interest(session: Session, adviser_id: int, session_id: int) -> None:
    """Forget that an adviser was interested."""
    session.execute(
        delete(Interest).where(Interest.adviser_id == adviser_id, Interest.session_id == session_id)  # type: ignore[arg-type]
    )


def _check_blocs(session: Session, draft: SessionDraft) -> None:
    if set(draft.ccp_codes) - in_force(session).by_ccp.keys():
        raise Refused({"ccp_codes": "Choisissez des blocs de la liste."})


def _values(draft: SessionDraft) -> dict[str, Any]:
    price = None if draft.price is None else draft.price * 100
    return {**draft.model_dump(exclude={"price"}), "price_cents": price}
