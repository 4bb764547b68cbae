"""Subscriptions to a calendar, and the events that it shows, each with the history that calendars ask for."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.contracts.kinds import Party
from workforce.database import instant, key, moment, one_of
from workforce.due import Due, waiting


class Subscription(SQLModel, table=True):
    """A secret address that a calendar reads. It lives as long as the role it speaks for: the row goes with the membership."""

    __tablename__ = "calendar_subscription"

    id: int = key()
    membership_id: int = Field(foreign_key="membership.id", ondelete="CASCADE", index=True)
    name: str
    digest: str = Field(unique=True)  # Of the token: the address itself is kept nowhere.
    made_at: datetime = moment(clock.now)
    read_at: datetime | None = instant()  # Noted once an hour at most.
    revoked_at: datetime | None = instant()


class CalendarUpkeep(Due, table=True):
    """Whose events must be brought to their deadlines: an adviser's, or a post's. Due until it is done."""

    __tablename__ = "calendar_upkeep"
    __table_args__ = (
        CheckConstraint("(adviser_id IS NULL) <> (post_id IS NULL)", name="one_thing"),
        *waiting("calendar_upkeep"),
    )

    id: int = key()
    adviser_id: int | None = Field(default=None, foreign_key="adviser.id", ondelete="CASCADE", unique=True)
    post_id: int | None = Field(default=None, foreign_key="post.id", ondelete="CASCADE", unique=True)


class CalendarEvent(SQLModel, table=True):
    """A day that calendars show: it keeps its name when the date moves, and stays a while once it no longer holds."""

    __tablename__ = "calendar_event"
    __table_args__ = (
        one_of("party", tuple(Party)),
        Index("ix_calendar_event_due_date", "due_date"),
        Index("ix_calendar_event_contract", "contract_id"),
        Index("ix_calendar_event_post", "post_id"),
    )

    id: int = key()
    uid: str = Field(unique=True)  # `contract-42-employer-word`: what it is about, never the date.
    contract_id: int | None = Field(default=None, foreign_key="contract.id", ondelete="CASCADE")
    post_id: int | None = Field(default=None, foreign_key="post.id", ondelete="CASCADE")
    family: str
    party: str  # Who must act.
    label: str
    due_date: date
    source: str = ""
    indicative: bool = False
    sequence: int = 0  # Raised when the date moves, when the event no longer holds, and when it holds again.
    made_at: datetime = moment(clock.now)
    changed_at: datetime = moment(clock.now)
    cancelled_at: datetime | None = instant()
