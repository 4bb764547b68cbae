"""Exports of activities, and the evidence that they propose."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import key, moment, one_of
from workforce.due import Due, waiting


class ActivityFile(Due, table=True):
    """An export of somebody's activities; due when it waits for a worker. Only what its columns are said to hold is read."""

    __tablename__ = "activity_file"
    __table_args__ = (
        one_of("state", ("uploaded", "unmapped", "read", "refused")),
        Index("ix_activity_file_adviser_id_made_at", "adviser_id", "made_at"),
        *waiting("activity_file"),
    )

    id: int = key()
    adviser_id: int = Field(foreign_key="adviser.id", ondelete="CASCADE")
    filename: str
    content: bytes  # Emptied once it is read.
    state: str = "uploaded"
    refusal: str = ""  # Why the file was refused, in words.
    preview: list[list[str]] = Field(default_factory=list, sa_type=JSONB)  # Its first rows, until it is read.
    header_line: int = 0
    places: dict[str, int] = Field(default_factory=dict, sa_type=JSONB)  # What a column holds → its place.
    signature: str = ""  # Of its titles: the next file of the same header is read by itself.
    counts: dict[str, int] = Field(
        default_factory=dict, sa_type=JSONB
    )  # What came of it → rows or proposals.
    made_at: datetime = moment(clock.now)


class ActivityProposal(SQLModel, table=True):
    """What an export says was done in a month: evidence, once the person accepts it."""

    __tablename__ = "activity_proposal"
    __table_args__ = (
        one_of("state", ("waiting", "accepted", "set_aside")),
        UniqueConstraint("adviser_id", "key"),
        Index(
            "ix_activity_proposal_waiting",
            "adviser_id",
            "last_on",
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: int = key()
    adviser_id: int = Field(foreign_key="adviser.id", ondelete="CASCADE")
    key: str  # What was done, how, where, which month: sent again, it is the same proposal.
    what: str
    kind: str = ""
    place: str = ""
    first_on: date
    last_on: date
    count: int  # Times in the month.
    state: str = "waiting"
    evidence_id: int | None = Field(default=None, foreign_key="evidence.id", ondelete="SET NULL")
    made_at: datetime = moment(clock.now)
