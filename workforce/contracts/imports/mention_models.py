"""What an export says of a person beside any contract: kept as it is said."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from workforce.database import key


class Mention(SQLModel, table=True):
    """A person as the scheme's export names them: its number, their structure, roles, labels and trainings."""

    __table_args__ = (UniqueConstraint("network_id", "external_id"),)

    id: int = key()
    network_id: int = Field(foreign_key="network.id", ondelete="CASCADE")
    external_id: str  # « ID » of the export.
    adviser_id: int = Field(foreign_key="adviser.id", ondelete="CASCADE", index=True)
    employer_id: int | None = Field(default=None, foreign_key="employer.id", ondelete="SET NULL", index=True)
    roles: list[str] = Field(default_factory=list, sa_type=JSONB)
    labels: list[str] = Field(default_factory=list, sa_type=JSONB)
    trainings: list[str] = Field(default_factory=list, sa_type=JSONB)
    stated_on: date
