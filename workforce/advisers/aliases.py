"""Other names of an adviser: what a merged record was known by, so that a file that still says it finds the person."""

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from workforce.database import key


class AdviserAlias(SQLModel, table=True):
    """A name and an address that mean this adviser too."""

    __tablename__ = "adviser_alias"
    __table_args__ = (
        Index("ix_adviser_alias_email", text("lower(email)")),
        Index("ix_adviser_alias_name", text("lower(last_name)"), text("lower(first_name)")),
    )

    id: int = key()
    adviser_id: int = Field(foreign_key="adviser.id", ondelete="CASCADE", index=True)
    first_name: str
    last_name: str
    email: str = ""
