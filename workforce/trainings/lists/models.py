"""Lists of sessions: files that a training body sent, addresses where it keeps one."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from workforce import clock
from workforce.database import instant, key, moment, one_of
from workforce.due import Due, waiting

STATES = ("uploaded", "unmapped", "compared", "confirmed", "applied", "abandoned", "refused")


class SessionFile(Due, table=True):
    """A list of sessions that somebody sent; due when it waits for a worker, to be read or to be written."""

    __tablename__ = "session_file"
    __table_args__ = (
        one_of("state", STATES),
        Index("ix_session_file_body_id_made_at", "body_id", "made_at"),
        *waiting("session_file"),
    )

    id: int = key()
    body_id: int = Field(foreign_key="training_body.id", ondelete="CASCADE")
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL", index=True)
    filename: str
    content: bytes  # Emptied once it is written, or given up.
    state: str = "uploaded"
    refusal: str = ""  # Why the file was refused, in words.
    preview: list[list[str]] = Field(default_factory=list, sa_type=JSONB)  # Its first rows, as long.
    header_line: int = 0
    places: dict[str, int] = Field(default_factory=dict, sa_type=JSONB)  # What a column holds → its place.
    signature: str = ""  # Of its titles: the next file of the same header is read by itself.
    readings: list[dict[str, Any]] = Field(
        default_factory=list, sa_type=JSONB
    )  # What its rows say, until they are written.
    counts: dict[str, int] = Field(default_factory=dict, sa_type=JSONB)  # Outcome → rows.
    made_at: datetime = moment(clock.now)


class SessionFeed(Due, table=True):
    """A list of sessions of one training body, read at its address; due when it is to be asked for again."""

    __tablename__ = "session_feed"
    __table_args__ = (UniqueConstraint("body_id", "address"), *waiting("session_feed"))

    id: int = key()
    body_id: int = Field(foreign_key="training_body.id", ondelete="CASCADE")
    added_by: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL", index=True)
    address: str
    etag: str | None = None
    last_modified: str | None = None
    digest: str = ""  # Of the last document that was believed.
    keys: list[str] = Field(default_factory=list, sa_type=JSONB)  # Of the sessions that the list holds.
    doubted_rows: int = 0  # Rows of a list that was too short to be believed at once.
    counts: dict[str, int] = Field(
        default_factory=dict, sa_type=JSONB
    )  # Outcome → rows, of the last reading.
    notes: list[str] = Field(default_factory=list, sa_type=JSONB)  # What was set aside, in words.
    error: str = ""  # Why it could not be read the last time, in words.
    failing_since: datetime | None = instant()
    read_at: datetime | None = instant()
    made_at: datetime = moment(clock.now)
