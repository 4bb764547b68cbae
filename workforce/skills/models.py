"""The referential as data, what each adviser holds and can do."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import key, moment, one_of

LEVELS = ("yes", "partly", "no")


class Title(SQLModel, table=True):
    """A version of the professional title: CMN, REMN, MN."""

    code: str = Field(primary_key=True)
    name: str
    rncp: str = ""
    level: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    successor: str | None = Field(default=None, foreign_key="title.code")


class CCP(SQLModel, table=True):
    """A bloc of a title, as `REMN-CCP2`. Blocs are counted apart."""

    code: str = Field(primary_key=True)
    title_code: str = Field(foreign_key="title.code", index=True)
    number: int
    name: str


class Competence(SQLModel, table=True):
    """A competence of a bloc, as `REMN-C5`."""

    code: str = Field(primary_key=True)
    ccp_code: str = Field(foreign_key="ccp.code", index=True)
    number: int
    name: str


class Equivalence(SQLModel, table=True):
    """Whether a bloc of one title counts for a bloc of another: official, or not known yet."""

    __table_args__ = (one_of("status", ("official", "unknown")), UniqueConstraint("from_ccp", "to_ccp"))

    id: int = key()
    from_ccp: str = Field(foreign_key="ccp.code")
    to_ccp: str = Field(foreign_key="ccp.code")
    status: str = "unknown"


class HeldCCP(SQLModel, table=True):
    """A bloc that an adviser holds."""

    __tablename__ = "held_ccp"
    __table_args__ = (UniqueConstraint("adviser_id", "ccp_code"),)

    id: int = key()
    adviser_id: int = Field(foreign_key="adviser.id", ondelete="CASCADE")
    ccp_code: str = Field(foreign_key="ccp.code", index=True)
    obtained_on: date | None = None
    source: str = Field(
        default="", sa_column_kwargs={"server_default": ""}
    )  # Whose word; empty: the person's own.
    recorded_at: datetime = moment(clock.now)


class Assessment(SQLModel, table=True):
    """How an adviser places themself on a competence, and whether their structure lets them practise it."""

    __table_args__ = (
        one_of("level", LEVELS),
        UniqueConstraint("adviser_id", "competence_code"),
        Index("ix_assessment_possible_here", "competence_code", "possible_here"),
    )

    id: int = key()
    adviser_id: int = Field(foreign_key="adviser.id", ondelete="CASCADE")
    competence_code: str = Field(foreign_key="competence.code", index=True)
    level: str
    comment: str = ""
    possible_here: bool | None = None
    assessed_at: datetime = moment(clock.now)


class Certificate(SQLModel, table=True):
    """Another certification: Pix (a dated score), Aidants Connect (lapses at departure), CléA numérique."""

    __table_args__ = (
        one_of("kind", ("aidants_connect", "aidants_connect_training", "pix", "clea_numerique")),
        UniqueConstraint("adviser_id", "kind"),
    )

    id: int = key()
    adviser_id: int = Field(foreign_key="adviser.id", ondelete="CASCADE")
    kind: str
    obtained_on: date | None = None
    score: int | None = None
