"""Posts, conventions, contracts, what was said of their dates, and the deadlines that hang on them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.contracts.changes import Act
from workforce.contracts.claims import ClaimSource
from workforce.contracts.kinds import Answer, ContractKind, EndMotive, Party
from workforce.database import instant, key, moment, one_of
from workforce.due import Due, waiting

KINDS = tuple(ContractKind)
MOTIVES = tuple(motive for motive in EndMotive if motive is not EndMotive.TERM)
POST_STATES = ("occupied", "vacant", "handed_back")


class Post(Due, table=True):
    """A subsidised post, between the scheme and a structure; due when somebody leaves it, or its refill comes near.

    It may stand empty while a contract is active.
    """

    __table_args__ = (
        one_of("state", POST_STATES),
        one_of("kind", ("conum", "coordinator")),
        *waiting("post"),
    )

    id: int = key()
    external_id: str | None = Field(default=None, unique=True)  # « ID Poste » of the official export.
    employer_id: int = Field(foreign_key="employer.id", index=True)
    kind: str = "conum"
    state: str = "occupied"
    vacated_date: date | None = None  # Departure + 6 months: the refill deadline.
    refill_told: int | None = None  # The tightest step told of this vacancy, in days before that deadline.
    said_on: date | None = None  # The day its employer said how it stands.
    created_at: datetime = moment(clock.now)


class Convention(SQLModel, table=True):
    """The State's subsidy for a post: a clock of its own, not the contract's."""

    __table_args__ = (one_of("kind", ("initial", "renewal")), UniqueConstraint("post_id", "kind"))

    id: int = key()
    post_id: int = Field(foreign_key="post.id", ondelete="CASCADE", index=True)
    kind: str = "initial"
    start_date: date | None = None
    end_date: date | None = None
    contract_end_date: date | None = (
        None  # What the export of posts says of the contract's end: a claim, not a fact.
    )
    source: str = ""
    stated_on: date | None = None


class Contract(Due, table=True):
    """A contract between an employer and an adviser; due when a step of somebody's ladder is reached."""

    __table_args__ = (
        one_of("kind", KINDS),
        one_of("termination_motive", MOTIVES),
        CheckConstraint("end_date IS NULL OR start_date IS NULL OR end_date >= start_date", name="dates"),
        CheckConstraint("kind NOT IN ('cdi', 'tenured') OR end_date IS NULL", name="open_ended"),
        CheckConstraint("(termination_date IS NULL) = (termination_motive IS NULL)", name="termination"),
        Index("ix_contract_adviser", "adviser_id", "start_date"),
        Index("ix_contract_end", "end_date", postgresql_where=text("end_date IS NOT NULL")),
        Index(
            "ix_contract_last_day",
            text("COALESCE(termination_date, end_date)"),
            postgresql_where=text("cancelled_at IS NULL"),
        ),
        *waiting("contract"),
    )

    id: int = key()
    adviser_id: int = Field(foreign_key="adviser.id", ondelete="CASCADE")
    employer_id: int = Field(foreign_key="employer.id", index=True)
    post_id: int | None = Field(default=None, foreign_key="post.id", index=True)
    renews_id: int | None = Field(default=None, foreign_key="contract.id", index=True)
    kind: str
    start_date: date | None = None
    end_date: date | None = None  # Last day included.
    hired_for_months: int | None = None
    renewable_only_as_cdi: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    part_time: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    termination_date: date | None = None
    termination_motive: str | None = None
    cancelled_at: datetime | None = instant()  # Recorded by mistake.
    created_at: datetime = moment(clock.now)


class DateClaim(SQLModel, table=True):
    """What somebody or some file said of a contract's date: kept as history, never overwritten."""

    __tablename__ = "date_claim"
    __table_args__ = (
        one_of("field", ("start_date", "end_date")),
        one_of("source", tuple(ClaimSource)),
        UniqueConstraint("contract_id", "field", "value", "source", postgresql_nulls_not_distinct=True),
    )

    id: int = key()
    contract_id: int = Field(foreign_key="contract.id", ondelete="CASCADE", index=True)
    field: str
    value: date | None
    source: str
    stated_on: date  # The day of the file or of the word.
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    recorded_at: datetime = moment(clock.now)
    withdrawn_at: datetime | None = instant()  # Said by mistake and undone: it counts no more.


class ContractChange(SQLModel, table=True):
    """What a person did to a contract, or to its post: what it was before, so that it can be undone."""

    __tablename__ = "contract_change"
    __table_args__ = (one_of("act", tuple(Act)),)

    id: int = key()
    contract_id: int = Field(foreign_key="contract.id", ondelete="CASCADE", index=True)
    act: str
    before: dict[str, Any] = Field(sa_type=JSONB)
    after: dict[str, Any] = Field(sa_type=JSONB)
    said: list[dict[str, Any]] = Field(sa_type=JSONB)  # The words on dates that came with it, as they were.
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    made_at: datetime = moment(clock.now)
    undone_at: datetime | None = instant()
    undone_by: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")


class Deadline(SQLModel, table=True):
    """What must be done by when because of a contract, computed from a dated, sourced rule."""

    __table_args__ = (
        one_of("party", tuple(Party)),
        UniqueConstraint("contract_id", "rule"),
        Index("ix_deadline_party", "party", "due_date"),
    )

    id: int = key()
    contract_id: int = Field(foreign_key="contract.id", ondelete="CASCADE")
    rule: str
    version: int
    party: str
    due_date: date
    window_start: date | None = None
    window_end: date | None = None
    label: str
    reasons: list[str] = Field(sa_type=JSONB)
    source: str
    indicative: bool
    since: date = Field(
        default_factory=clock.today, sa_column_kwargs={"server_default": text("'2020-11-17'")}
    )  # The day from which the house has known this date; the scheme's opening where nobody noted it.


class Reminder(SQLModel, table=True):
    """A word on a legal deadline, once for each date it falls on: so many days before it, or that it had passed."""

    __table_args__ = (UniqueConstraint("contract_id", "rule", "due_date", "days"),)

    id: int = key()
    contract_id: int = Field(foreign_key="contract.id", ondelete="CASCADE")
    rule: str
    party: str
    due_date: date
    days: int  # Before the date; -1: it had passed when the house learnt of it.
    noted_at: datetime = Field(sa_type=DateTime(timezone=True), index=True)


class RulesSweep(Due, table=True):
    """Recomputing every deadline because the rules changed: one row, due until the last contract is reached."""

    __tablename__ = "rules_sweep"
    __table_args__ = waiting("rules_sweep")

    id: int = key()
    digest: str = Field(unique=True)  # Of the rules that it applies.
    reached_id: int = 0  # Advisers up to this id are done.


class Milestone(SQLModel, table=True):
    """A step of a ladder that was reached, once per end date: moving the end opens the ladder again."""

    __table_args__ = (UniqueConstraint("contract_id", "audience", "end_date", "days"),)

    id: int = key()
    contract_id: int = Field(foreign_key="contract.id", ondelete="CASCADE")
    audience: str
    end_date: date
    days: int
    reached_on: date


class RenewalIntent(SQLModel, table=True):
    """What an employer answered about the contract to come. Answers are kept: the latest one counts."""

    __tablename__ = "renewal_intent"
    __table_args__ = (
        one_of("answer", tuple(Answer)),
        Index("ix_renewal_intent_latest", "contract_id", "answered_at"),
    )

    id: int = key()
    contract_id: int = Field(foreign_key="contract.id", ondelete="CASCADE")
    answer: str
    end_date: date | None = None  # The end that the answer is about; empty: whichever it was.
    answered_at: datetime = moment(clock.now)
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
