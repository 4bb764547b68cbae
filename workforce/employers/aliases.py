"""Other names and numbers of an employer: what a merged record was known by, so that files still find the structure."""

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from workforce.database import key


class EmployerAlias(SQLModel, table=True):
    """A name and numbers that mean this employer too."""

    __tablename__ = "employer_alias"
    __table_args__ = (Index("ix_employer_alias_name", text("lower(name)"), "postal_code"),)

    id: int = key()
    employer_id: int = Field(foreign_key="employer.id", ondelete="CASCADE", index=True)
    name: str
    siret: str | None = Field(default=None, index=True)
    external_id: str | None = Field(default=None, index=True)
    postal_code: str = ""
    departement: str = ""
