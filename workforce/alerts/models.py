"""Channels, alerts with their unique occasion, and the ledger of what was sent to whom."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import instant, key, moment, one_of
from workforce.due import Due, waiting

DELIVERY_STATES = ("planned", "sent", "failed", "skipped")


class Channel(SQLModel, table=True):
    """Where a person wants to be told. Mail is there from the start; the address is encrypted at rest."""

    __table_args__ = (UniqueConstraint("account_id", "digest"),)

    id: int = key()
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    kind: str  # mail, sms, signal, telegram, matrix, ntfy…
    label: str  # What the person reads: « courriel a…@exemple.fr ».
    sealed_url: str = ""  # apprise URL, encrypted; empty for the account's own mail.
    digest: str = ""  # Of the URL, to refuse it twice.
    works_since: datetime | None = instant()
    paused_at: datetime | None = instant()
    removed_at: datetime | None = (
        instant()
    )  # Its address is forgotten; what was sent on it stays in the ledger.
    created_at: datetime = moment(clock.now)


class Silence(SQLModel, table=True):
    """A subject that a person would rather not be told of."""

    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE", primary_key=True)
    subject: str = Field(primary_key=True)
    until: date | None = None  # Last day; empty: until they change their mind.


class Alert(SQLModel, table=True):
    """Something to tell one person, once for each occasion (`contract:42:2026-08-31:90`)."""

    __table_args__ = (
        UniqueConstraint("account_id", "occasion"),
        Index("ix_alert_account", "account_id", "planned_at"),
    )

    id: int = key()
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE")
    occasion: str
    kind: str = Field(index=True)
    subject: dict[str, Any] = Field(sa_type=JSONB)  # Ids and plain values the letter is written from.
    contract_id: int | None = Field(default=None, foreign_key="contract.id", ondelete="CASCADE", index=True)
    title: str = ""  # As last written.
    planned_at: datetime = moment(clock.now)
    read_at: datetime | None = instant()


class Delivery(Due, table=True):
    """One alert on one channel: the ledger. Due while planned."""

    __table_args__ = (
        one_of("state", DELIVERY_STATES),
        UniqueConstraint("alert_id", "channel_id"),
        *waiting("delivery"),
    )

    id: int = key()
    alert_id: int = Field(foreign_key="alert.id", ondelete="CASCADE")
    channel_id: int = Field(foreign_key="channel.id", ondelete="CASCADE", index=True)
    state: str = "planned"
    reason: str = ""  # Why it was skipped, or the last error in words.
    sent_at: datetime | None = instant()


class MailboxLetter(SQLModel, table=True):
    """A mail kept in the local mailbox, where no MAIL_URL is set."""

    __tablename__ = "mailbox_letter"

    id: int = key()
    delivery_id: int | None = Field(default=None, foreign_key="delivery.id", ondelete="SET NULL", unique=True)
    recipient: str = Field(index=True)
    title: str
    text: str
    html: str
    arrived_at: datetime = moment(clock.now)
