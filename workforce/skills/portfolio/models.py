"""What a person says around their evidence, and who may read it."""

from datetime import datetime

from sqlalchemy import UniqueConstraint, text
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import key, moment, one_of


class Portfolio(SQLModel, table=True):
    """The portfolio of an adviser: its introduction, and whether the coordinator may read it with the evidence."""

    __table_args__ = (one_of("kind", ("professional",)), UniqueConstraint("adviser_id", "kind"))

    id: int = key()
    adviser_id: int = Field(foreign_key="adviser.id", ondelete="CASCADE")
    kind: str = "professional"
    introduction: str = ""
    is_shown: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    changed_at: datetime = moment(clock.now)
