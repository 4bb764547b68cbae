"""Every version of the referential."""

from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import key, moment, one_of

ORIGINS = ("shipped", "screen", "file", "former")


class ReferentialVersion(SQLModel, table=True):
    """The whole referential, as it stood from a day on. The last version is in force; none is ever overwritten."""

    __tablename__ = "referential_version"
    __table_args__ = (one_of("origin", ORIGINS),)

    id: int = key()
    number: int = Field(unique=True)  # Counted from 1.
    document: dict[str, Any] = Field(sa_type=JSONB)
    digest: str  # Of the document.
    origin: str  # It came with the product, from the screen, from a file, or is a former version again.
    note: str = ""  # Why, in the operator's words.
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    made_at: datetime = moment(clock.now)
