"""What people corrected in what was understood of an offer."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import instant, key, moment


class OfferCorrection(SQLModel, table=True):
    """One field of an offer as a person says it is; in force until somebody gives it up."""

    __tablename__ = "offer_correction"
    __table_args__ = (
        Index(
            "uq_offer_correction_in_force",
            "offer_id",
            "field",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_offer_correction_offer_id", "offer_id"),
    )

    id: int = key()
    offer_id: int = Field(foreign_key="offer.id", ondelete="CASCADE")
    field: str  # Its name among `fields.FIELDS`.
    value: dict[str, Any] = Field(sa_type=JSONB)  # Column → value.
    said: dict[str, Any] = Field(sa_type=JSONB)  # What the source says now.
    said_then: dict[str, Any] = Field(sa_type=JSONB)  # What it said when somebody last looked.
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    corrected_at: datetime = moment(clock.now)
    ended_at: datetime | None = instant()
    ended_by: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
