"""What changed in what a source says of an offer."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import key, moment


class OfferEdit(SQLModel, table=True):
    """One field of an offer, before and after the reading of its source that found it changed."""

    __tablename__ = "offer_edit"
    __table_args__ = (Index("ix_offer_edit_offer_id_noted_at", "offer_id", "noted_at"),)

    id: int = key()
    offer_id: int = Field(foreign_key="offer.id", ondelete="CASCADE")
    field: str  # Its name among `fields.FIELDS`.
    before: dict[str, Any] = Field(sa_type=JSONB)  # Column → value.
    after: dict[str, Any] = Field(sa_type=JSONB)
    by_source: bool = True  # False: the source says the same words, we read them otherwise.
    noted_at: datetime = moment(clock.now)  # Of the reading that found it.
