"""Evidence of competences, what it is evidence of, and the files that go with it."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import instant, key, moment, one_of
from workforce.due import Due, waiting


class Evidence(SQLModel, table=True):
    """Something that an adviser did, in their words. One field is enough; nothing here is about the public."""

    __table_args__ = (
        one_of("origin", ("typed", "import")),
        Index("ix_evidence_adviser_id_done_on", "adviser_id", "done_on"),
        Index("ix_evidence_removed_at", "removed_at", postgresql_where=text("removed_at IS NOT NULL")),
    )

    id: int = key()
    adviser_id: int = Field(foreign_key="adviser.id", ondelete="CASCADE")
    what: str
    done_on: date | None = None
    role: str = ""
    partners: str = ""
    result: str = ""
    link: str = ""
    origin: str = "typed"
    searched: str = ""  # All its words, without accents or capitals.
    allowed: str = (
        ""  # Digest of the doubts that the person answered: « ce n’est pas une personne accompagnée ».
    )
    is_in_portfolio: bool = Field(default=True, sa_column_kwargs={"server_default": text("true")})
    place: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})  # In the portfolio, from 0.
    made_at: datetime = moment(clock.now)
    changed_at: datetime = moment(clock.now)
    removed_at: datetime | None = instant()  # Taken away, and given back on demand for some days.


class EvidenceCompetence(SQLModel, table=True):
    """A competence that an evidence shows, as the person confirmed it."""

    __tablename__ = "evidence_competence"
    __table_args__ = (UniqueConstraint("evidence_id", "competence_code"),)

    id: int = key()
    evidence_id: int = Field(foreign_key="evidence.id", ondelete="CASCADE")
    competence_code: str = Field(foreign_key="competence.code", index=True)


class Attachment(Due, table=True):
    """A file that goes with an evidence. A picture is due until a worker has made it again without what it hides."""

    __table_args__ = (one_of("state", ("waiting", "ready", "refused")), *waiting("attachment"))

    id: int = key()
    evidence_id: int = Field(foreign_key="evidence.id", ondelete="CASCADE", index=True)
    name: str
    media_type: str
    size: int  # Bytes of the content.
    content: bytes  # Emptied where the file is refused.
    state: str = "ready"
    refusal: str = ""  # In words.
    made_at: datetime = moment(clock.now)
