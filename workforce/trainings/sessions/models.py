"""Training bodies, their sessions, and who is interested."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import String
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import instant, key, moment, one_of
from workforce.trainings.situation import Mode


class TrainingBody(SQLModel, table=True):
    """An organisation that opens sessions: AFPA, a GRETA, Simplon."""

    __tablename__ = "training_body"

    id: int = key()
    name: str = Field(unique=True)
    created_at: datetime = moment(clock.now)


class TrainingSession(SQLModel, table=True):
    """A dated session that teaches one or more blocs."""

    __tablename__ = "training_session"
    __table_args__ = (
        one_of("mode", tuple(Mode)),
        CheckConstraint("ends_on >= starts_on", name="dates"),
        CheckConstraint("jury_on IS NULL OR jury_on >= ends_on", name="jury"),
        CheckConstraint("seats >= 0 AND seats_taken >= 0 AND seats_taken <= seats", name="seats"),
    )

    id: int = key()
    body_id: int = Field(foreign_key="training_body.id", ondelete="CASCADE", index=True)
    ccp_codes: list[str] = Field(sa_type=ARRAY(String))
    starts_on: date = Field(index=True)
    ends_on: date
    jury_on: date | None = None
    enrol_by: date | None = None
    departement: str = Field(default="", index=True)
    commune: str = ""
    mode: str = Mode.ON_SITE
    hours: int
    hours_per_week: int
    price_cents: int | None = None  # Euro cents; empty: not said.
    seats: int
    seats_taken: int = 0
    paid_by_scheme: bool = False  # The funded path of the advisers in post.
    for_people_in_post: bool = False
    address: str = ""  # Where to enrol: a web address.
    withdrawn_at: datetime | None = instant()
    created_at: datetime = moment(clock.now)


class Interest(SQLModel, table=True):
    """An adviser told a training body « je suis intéressé·e »."""

    __table_args__ = (UniqueConstraint("adviser_id", "session_id"),)

    id: int = key()
    adviser_id: int = Field(foreign_key="adviser.id", ondelete="CASCADE")
    session_id: int = Field(foreign_key="training_session.id", ondelete="CASCADE", index=True)
    made_at: datetime = moment(clock.now)
