"""The files that somebody sent for a source, until a worker has read them."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import key, moment


class SourceFile(SQLModel, table=True):
    """A file that waits to be read."""

    __tablename__ = "source_file"

    id: int = key()
    feed_id: int = Field(foreign_key="feed.id", ondelete="CASCADE", index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    filename: str
    size: int  # Bytes.
    sent_at: datetime = moment(clock.now)


class SourceFilePart(SQLModel, table=True):
    """A piece of such a file: written and read one at a time, so that no process ever holds the whole."""

    __tablename__ = "source_file_part"

    id: int = key()
    file_id: int = Field(foreign_key="source_file.id", ondelete="CASCADE", index=True)
    content: bytes
