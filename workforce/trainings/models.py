"""Training bodies, their sessions, who is interested, and what is suggested to whom."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import String
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import instant, key, moment, one_of
from workforce.due import Due, waiting
from workforce.trainings.placing import Fit
from workforce.trainings.situation import Mode

FITS = tuple(Fit)


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
        CheckConstraint(
            "(closed_from IS NULL) = (closed_until IS NULL) AND closed_until >= closed_from", name="closing"
        ),
    )

    id: int = key()
    body_id: int = Field(foreign_key="training_body.id", ondelete="CASCADE", index=True)
    ccp_codes: list[str] = Field(sa_type=ARRAY(String))
    starts_on: date = Field(index=True)
    ends_on: date
    jury_on: date | None = None
    enrol_by: date | None = None
    closed_from: date | None = (
        None  # First and last day of the weeks of every year when the body does not teach.
    )
    closed_until: date | None = None
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


class TrainingPlan(Due, table=True):
    """The waiting row of an adviser's suggestions: due when anything they hang on has changed."""

    __tablename__ = "training_plan"
    __table_args__ = waiting("training_plan")

    id: int = Field(primary_key=True, foreign_key="adviser.id", ondelete="CASCADE")  # The adviser's id.
    computed_at: datetime | None = instant()
    rules: str = Field(
        default="", sa_column_kwargs={"server_default": ""}
    )  # Which rules it was worked out by.
    digest: str = Field(default="", sa_column_kwargs={"server_default": ""})  # Of what was suggested.


class Suggestion(SQLModel, table=True):
    """A session (or the VAE) suggested to an adviser for a missing bloc, with its reasons."""

    __table_args__ = (
        one_of("fit", FITS),
        UniqueConstraint("adviser_id", "session_id", "ccp_code", postgresql_nulls_not_distinct=True),
    )

    id: int = key()
    adviser_id: int = Field(foreign_key="adviser.id", ondelete="CASCADE")
    session_id: int | None = Field(
        default=None, foreign_key="training_session.id", ondelete="CASCADE", index=True
    )
    ccp_code: str
    place: int  # 1 is the first to look at.
    fit: str
    decision: dict[str, Any] = Field(sa_type=JSONB)  # Reasons, warnings, funding, plan: what the screen says.
    suggested_at: datetime = moment(clock.now)
