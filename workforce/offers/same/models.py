"""Pairs of offers that are or may be one, the keys by which they are found, and the row that waits to be compared."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import instant, key, moment, one_of
from workforce.due import Due, waiting

TWIN_STATES = ("proposed", "joined", "apart")


class OfferTwin(SQLModel, table=True):
    """Two offers that are one, may be one, or that somebody said are two. No account: it was decided by itself."""

    __tablename__ = "offer_twin"
    __table_args__ = (
        one_of("state", TWIN_STATES),
        CheckConstraint("first_id < second_id", name="ordered"),
        UniqueConstraint("first_id", "second_id"),
        Index(
            "ix_offer_twin_proposed", text("score DESC"), "id", postgresql_where=text("state = 'proposed'")
        ),
        Index("ix_offer_twin_decided", "decided_at", postgresql_where=text("decided_at IS NOT NULL")),
    )

    id: int = key()
    first_id: int = Field(foreign_key="offer.id", ondelete="CASCADE")
    second_id: int = Field(foreign_key="offer.id", ondelete="CASCADE", index=True)
    state: str = "proposed"
    score: int  # 0 to 100.
    reasons: list[str] = Field(default_factory=list, sa_type=JSONB)  # Why they look alike, in French.
    doubts: list[str] = Field(default_factory=list, sa_type=JSONB)  # What speaks against it.
    found_at: datetime = moment(clock.now)
    decided_at: datetime | None = instant()
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")


class OfferComparison(Due, table=True):
    """The waiting row of an offer that is new or has changed: due until it was held against the others."""

    __tablename__ = "offer_comparison"
    __table_args__ = waiting("offer_comparison")

    id: int = Field(primary_key=True, foreign_key="offer.id", ondelete="CASCADE")  # The offer's id.
    compared_at: datetime | None = instant()


class OfferKey(SQLModel, table=True):
    """One of the few numbers by which an offer is looked up among the others: a hash of what twins share."""

    __tablename__ = "offer_key"

    key: int = Field(primary_key=True, sa_type=BigInteger)
    offer_id: int = Field(primary_key=True, foreign_key="offer.id", ondelete="CASCADE", index=True)
