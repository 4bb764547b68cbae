"""Advisers."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import key, moment, one_of

MOBILITIES = ("commune", "departement", "region", "national")


class What(StrEnum):
    """A part of an adviser's file that can be read alone."""

    HOME = "home"
    CONTRACT = "contract"
    SKILLS = "skills"
    TRAININGS = "trainings"
    OFFERS = "offers"
    EXPORT = "export"
    EVIDENCE = "evidence"


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


class FileRead(SQLModel, table=True):
    """Somebody other than the adviser read a part of their file, once a day at most: shown to the adviser."""

    __tablename__ = "file_read"
    __table_args__ = (
        one_of("what", tuple(What)),
        UniqueConstraint("adviser_id", "read_on", "account_id", "what"),
    )

    id: int = key()
    adviser_id: int = Field(foreign_key="adviser.id", ondelete="CASCADE")
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    read_on: date
    what: str
