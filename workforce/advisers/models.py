"""Advisers."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import key, moment, one_of

MOBILITIES = ("commune", "departement", "region", "national")


class Adviser(SQLModel, table=True):
    """A conseiller numérique. A record, made by an import or a coordinator; an account comes by invitation only."""

    __table_args__ = (
        one_of("mobility", MOBILITIES),
        Index(
            "uq_adviser_email",
            "network_id",
            text("lower(email)"),
            unique=True,
            postgresql_where=text("email <> ''"),
        ),
        Index("ix_adviser_name", "network_id", text("lower(last_name)"), text("lower(first_name)")),
    )

    id: int = key()
    network_id: int = Field(foreign_key="network.id", index=True)
    first_name: str
    last_name: str
    email: str = ""
    phone: str = ""
    commune: str = ""
    postal_code: str = ""
    departement: str = Field(default="", index=True)
    mobility: str = Field(default="departement", sa_column_kwargs={"server_default": "departement"})
    remote_ok: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    shows_skills: bool = Field(
        default=False, sa_column_kwargs={"server_default": text("false")}
    )  # To the coordinator.
    created_at: datetime = moment(clock.now)

    @property
    def name(self) -> str:
        """First and last name, as one writes it."""
        return f"{self.first_name} {self.last_name}"
