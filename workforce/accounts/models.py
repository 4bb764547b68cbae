"""Accounts, what they are members of, sign-in links and browser sessions."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import instant, key, moment, one_of

ROLES = ("adviser", "coordinator", "employer", "trainer", "operator")


class Account(SQLModel, table=True):
    """A person who may sign in. Nobody has one uninvited."""

    id: int = key()
    email: str = Field(unique=True)  # Lower case.
    name: str
    invited_at: datetime = moment(clock.now)
    last_seen_at: datetime | None = instant()
    disabled_at: datetime | None = instant()


class Membership(SQLModel, table=True):
    """One role of an account, and its bounds: a network and département, a file, an employer or a training body."""

    __table_args__ = (
        one_of("role", ROLES),
        UniqueConstraint(
            "account_id", "role", "network_id", "departement", "adviser_id", "employer_id", "body_id",
            name="uq_membership", postgresql_nulls_not_distinct=True,
        ),
    )  # fmt: skip

    id: int = key()
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    role: str
    network_id: int | None = Field(default=None, foreign_key="network.id", ondelete="CASCADE", index=True)
    departement: str | None = None  # Empty: the whole network.
    adviser_id: int | None = Field(default=None, foreign_key="adviser.id", ondelete="CASCADE", index=True)
    employer_id: int | None = Field(default=None, foreign_key="employer.id", ondelete="CASCADE", index=True)
    body_id: int | None = Field(default=None, foreign_key="training_body.id", ondelete="CASCADE", index=True)


class SignInLink(SQLModel, table=True):
    """A link mailed to somebody: once, and not for long. The link itself is signed, never stored."""

    __tablename__ = "sign_in_link"

    id: int = key()
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    made_at: datetime = moment(clock.now)
    used_at: datetime | None = instant()


class SignInAttempt(SQLModel, table=True):
    """A request for a link, counted to slow down whoever asks too often. Holds digests, no address."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_subject", "subject", "made_at"),
        Index("ix_sign_in_attempt_made_at", "made_at"),
    )

    id: int = key()
    subject: str  # Digest of an e-mail address or of a client address.
    made_at: datetime = moment(clock.now)


class BrowserSession(SQLModel, table=True):
    """A signed-in browser. The cookie holds a token; the row holds its digest."""

    __tablename__ = "browser_session"

    id: int = key()
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    digest: str = Field(unique=True)
    made_at: datetime = moment(clock.now)
    seen_at: datetime = moment(clock.now)
