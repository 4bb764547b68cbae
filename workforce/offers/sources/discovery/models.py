"""A site in which somebody looks for feeds, and the addresses that are tried there."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import key, moment, one_of
from workforce.due import Due, waiting

OUTCOMES = ("to_try", "feed", "same", "not_feed", "failed")


class Discovery(Due, table=True):
    """A search for the feeds of a site. Due while addresses are left to try, one at a time."""

    __table_args__ = waiting("discovery")

    id: int = key()
    address: str  # As it was typed.
    url: str  # What is asked first.
    host: str = Field(index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    title: str = ""  # Of the page.
    is_opened: bool = False  # The first address was asked: what it led to is in the candidates.
    refusal: str = ""  # Why nothing could be looked for, in French.
    made_at: datetime = moment(clock.now)


class DiscoveryCandidate(SQLModel, table=True):
    """An address that may be a feed, and what came of trying it."""

    __tablename__ = "discovery_candidate"
    __table_args__ = (UniqueConstraint("discovery_id", "url"), one_of("outcome", OUTCOMES))

    id: int = key()
    discovery_id: int = Field(foreign_key="discovery.id", ondelete="CASCADE")
    rank: int  # The order in which addresses are tried and shown.
    url: str
    origin: str  # Why it is tried: a code of candidates.ORIGINS.
    outcome: str = "to_try"
    words: str = ""  # What went wrong, in French.
    title: str = ""
    entries: int = 0
    kept: int = 0  # Of them, in the trade.
    examples: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)  # title, is_kept
    digest: str = ""  # Of what it lists: two addresses of one feed list the same.
