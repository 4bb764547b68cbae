"""Employers."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import key, moment, one_of

SECTORS = ("public", "private")


class Employer(SQLModel, table=True):
    """A host structure. Its sector decides which deadline rules apply to its contracts."""

    __table_args__ = (
        one_of("sector", SECTORS),
        Index("uq_employer_siret", "siret", unique=True, postgresql_where=text("siret IS NOT NULL")),
        Index("ix_employer_name", text("lower(name)"), "postal_code"),
    )

    id: int = key()
    name: str
    sector: str
    kind: str = ""  # Commune, EPCI, CCAS, association…
    siret: str | None = None  # 14 digits.
    external_id: str | None = Field(default=None, index=True)  # « ID Structure TP » of the official exports.
    commune: str = ""
    postal_code: str = ""
    departement: str = Field(default="", index=True)  # Code: 83, 2A, 971.
    created_at: datetime = moment(clock.now)
