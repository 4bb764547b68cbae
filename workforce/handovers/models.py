"""Handover sheets, and every version of what was written on them."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import key, moment


class Handover(SQLModel, table=True):
    """The sheet of one contract: opened a month before its end, or earlier by whoever wants to."""

    id: int = key()
    contract_id: int = Field(foreign_key="contract.id", ondelete="CASCADE", unique=True)
    opened_at: datetime = moment(clock.now)


class HandoverVersion(SQLModel, table=True):
    """What the sheet said once it was saved. Versions are never overwritten; one set aside waits for a choice."""

    __tablename__ = "handover_version"
    __table_args__ = (UniqueConstraint("handover_id", "number"),)

    id: int = key()
    handover_id: int = Field(foreign_key="handover.id", ondelete="CASCADE")
    number: int  # Counted from 1.
    sections: dict[str, str] = Field(sa_type=JSONB)
    is_aside: bool = (
        False  # Typed while somebody else saved the same part: kept, but not what the sheet says.
    )
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    saved_at: datetime = moment(clock.now)
