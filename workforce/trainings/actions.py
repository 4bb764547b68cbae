"""Posting sessions, and telling one's interest."""

from datetime import date
from typing import Any, Self

from pydantic import model_validator
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel

from workforce import clock, journal
from workforce.facts import SessionPosted
from workforce.refusals import Refused
from workforce.skills.titles.in_force import in_force
from workforce.trainings import planning
from workforce.trainings.models import Interest, TrainingSession
from workforce.trainings.situation import Mode

LONGEST_CLOSING = 183  # Days.


class SessionDraft(SQLModel):
    """A training session as a training body types it."""

    ccp_codes: list[str] = Field(min_length=1)
    starts_on: date
    ends_on: date
    jury_on: date | None = None
    enrol_by: date | None = None
    departement: str = Field(default="", max_length=3)
    commune: str = Field(default="", max_length=80)
    mode: Mode
    hours: int = Field(ge=1, le=2000)
    hours_per_week: int = Field(ge=1, le=48)
    closed_from: date | None = None
    closed_until: date | None = None
    price: int | None = Field(default=None, ge=0, le=100_000)  # Euros.
    seats: int = Field(ge=1, le=500)
    paid_by_scheme: bool = False
    for_people_in_post: bool = False
    address: str = Field(default="", max_length=500)

    @model_validator(mode="after")
    def check(self) -> Self:
        """Refuse dates in the wrong order, a place without a département."""
        if self.ends_on < self.starts_on:
            raise Refused({"ends_on": "La formation se termine après avoir commencé."})
        if self.jury_on and self.jury_on < self.ends_on:
            raise Refused({"jury_on": "Le jury a lieu après la fin de la formation."})
        if self.enrol_by and self.enrol_by > self.starts_on:
            raise Refused({"enrol_by": "On s’inscrit avant le début de la formation."})
        if (self.closed_from is None) != (self.closed_until is None):
            missing = "closed_until" if self.closed_from else "closed_from"
            raise Refused({missing: "Donnez le premier et le dernier jour de la fermeture."})
        if (
            self.closed_from
            and self.closed_until
            and not 0 <= (self.closed_until - self.closed_from).days < LONGEST_CLOSING
        ):
            raise Refused(
                {"closed_until": "La fermeture se termine après avoir commencé, et dure moins de six mois."}
            )
        if self.address and not self.address.startswith(("https://", "http://")):
            raise Refused({"address": "Ce n’est pas une adresse web : elle commence par https://."})
        if self.mode is not Mode.REMOTE and not self.departement:
            raise Refused({"departement": "Dites dans quel département, ou choisissez « à distance »."})
        return self


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
    planning.plan(session, [adviser_id])


def take_back_interest(session: Session, adviser_id: int, session_id: int) -> None:
    """Forget that an adviser was interested."""
    session.execute(
        delete(Interest).where(Interest.adviser_id == adviser_id, Interest.session_id == session_id)  # type: ignore[arg-type]
    )
    planning.plan(session, [adviser_id])


def _check_blocs(session: Session, draft: SessionDraft) -> None:
    if set(draft.ccp_codes) - in_force(session).by_ccp.keys():
        raise Refused({"ccp_codes": "Choisissez des blocs de la liste."})


def _values(draft: SessionDraft) -> dict[str, Any]:
    price = None if draft.price is None else draft.price * 100
    return {**draft.model_dump(exclude={"price"}), "price_cents": price}
