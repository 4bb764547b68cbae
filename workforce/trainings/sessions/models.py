"""Training bodies, their sessions, who is interested, who is enrolled, and what came of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import String
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import instant, key, moment, one_of
from workforce.due import Due, waiting
from workforce.trainings.sessions.outcomes import Outcome
from workforce.trainings.sessions.states import Act, Side, State
from workforce.trainings.situation import Mode

EMPLOYER_WORDS = ("agreed", "asked", "not_asked", "none")  # `none`: no employer to ask.


class TrainingBody(SQLModel, table=True):
    """An organisation that opens sessions: AFPA, a GRETA, Simplon."""

    __tablename__ = "training_body"

    id: int = key()
    name: str = Field(unique=True)
    created_at: datetime = moment(clock.now)


class TrainingSession(Due, table=True):
    """A dated session that teaches one or more blocs; due on the day of its next reminder."""

    __tablename__ = "training_session"
    __table_args__ = (
        one_of("mode", tuple(Mode)),
        CheckConstraint("ends_on >= starts_on", name="dates"),
        CheckConstraint("jury_on IS NULL OR jury_on >= ends_on", name="jury"),
        CheckConstraint("seats >= 0 AND seats_taken >= 0 AND seats_taken <= seats", name="seats"),
        CheckConstraint(
            "(closed_from IS NULL) = (closed_until IS NULL) AND closed_until >= closed_from", name="closing"
        ),
        UniqueConstraint("body_id", "list_key"),
        *waiting("training_session"),
    )

    id: int = key()
    body_id: int = Field(foreign_key="training_body.id", ondelete="CASCADE", index=True)
    ccp_codes: list[str] = Field(sa_type=ARRAY(String))
    starts_on: date = Field(index=True)
    ends_on: date
    jury_on: date | None = None
    enrol_by: date | None = None
    closed_from: date | None = None  # The weeks of every year when the body does not teach: first day…
    closed_until: date | None = None  # …and last.
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
    audience: str = Field(default="", sa_column_kwargs={"server_default": ""})  # For whom, in words.
    funding: str = Field(default="", sa_column_kwargs={"server_default": ""})  # Who may pay, in words.
    list_key: str | None = None  # Finds the session again in a list that its body keeps elsewhere.
    withdrawn_at: datetime | None = instant()
    withdrawal_reason: str = Field(default="", sa_column_kwargs={"server_default": ""})
    sequence: int = Field(
        default=0, sa_column_kwargs={"server_default": "0"}
    )  # Raised by each change worth telling.
    changed_at: datetime | None = instant()
    created_at: datetime = moment(clock.now)


class Interest(SQLModel, table=True):
    """An adviser told a training body « je suis intéressé·e »."""

    __table_args__ = (UniqueConstraint("adviser_id", "session_id"),)

    id: int = key()
    adviser_id: int = Field(foreign_key="adviser.id", ondelete="CASCADE")
    session_id: int = Field(foreign_key="training_session.id", ondelete="CASCADE", index=True)
    made_at: datetime = moment(clock.now)


class Enrolment(Due, table=True):
    """An adviser asked for a seat, and where it stands. Due when an offered seat goes to the next in line.

    The row says that the person agreed to show their name, mail and missing blocs to the body of this session.
    """

    __table_args__ = (
        one_of("state", tuple(State)),
        one_of("employer_word", EMPLOYER_WORDS),
        UniqueConstraint("adviser_id", "session_id"),
        Index("ix_enrolment_line", "session_id", "state", "in_line_since"),
        *waiting("enrolment"),
    )

    id: int = key()
    adviser_id: int = Field(foreign_key="adviser.id", ondelete="CASCADE")
    session_id: int = Field(foreign_key="training_session.id", ondelete="CASCADE")
    state: str = State.ASKED
    employer_word: str
    in_line_since: datetime = moment(clock.now)
    agreed_at: datetime = moment(clock.now)
    moved_from_id: int | None = Field(
        default=None, foreign_key="enrolment.id", ondelete="SET NULL", index=True
    )
    state_before_move: str = ""  # Of the enrolment left behind: what undoing gives back where it can.
    sequence: int = 0
    changed_at: datetime = moment(clock.now)


class EnrolmentStep(SQLModel, table=True):
    """One act of the life of an enrolment: its history."""

    __tablename__ = "enrolment_step"
    __table_args__ = (one_of("act", tuple(Act)), one_of("side", tuple(Side)))

    id: int = key()
    enrolment_id: int = Field(foreign_key="enrolment.id", ondelete="CASCADE", index=True)
    act: str
    side: str
    state: str  # After the act.
    words: str = ""
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL", index=True)
    made_at: datetime = moment(clock.now)


class SessionResult(SQLModel, table=True):
    """What a jury decided of one bloc for one person, as the training body says it."""

    __tablename__ = "session_result"
    __table_args__ = (
        one_of("outcome", tuple(Outcome)),
        Index("ix_session_result_enrolment_id", "enrolment_id", "ccp_code"),
    )

    id: int = key()
    enrolment_id: int = Field(foreign_key="enrolment.id", ondelete="CASCADE")
    ccp_code: str = Field(foreign_key="ccp.code", index=True)
    outcome: str
    decided_on: date
    wrote_bloc: bool = False  # The bloc was not noted before: taking the result back takes it back.
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL", index=True)
    given_at: datetime = moment(clock.now)
    round: int = 0  # Raised each time it is said anew: whoever is concerned is told again.
    contested_at: datetime | None = instant()
    contest: str = ""
