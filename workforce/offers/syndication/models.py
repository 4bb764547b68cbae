"""The secret addresses at which somebody's filtered list of offers is read as a feed."""

from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import instant, key, moment


class OfferFeed(SQLModel, table=True):
    """A secret address that a reader of feeds asks. It lives as long as the role it speaks for: the row goes with it."""

    __tablename__ = "offer_feed"

    id: int = key()
    membership_id: int = Field(foreign_key="membership.id", ondelete="CASCADE", index=True)
    name: str
    filters: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)  # As the list's address names them.
    digest: str = Field(unique=True)  # Of the token: the address itself is kept nowhere.
    made_at: datetime = moment(clock.now)
    read_at: datetime | None = instant()  # Noted once an hour at most.
    revoked_at: datetime | None = instant()
