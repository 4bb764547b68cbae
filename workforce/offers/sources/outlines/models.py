"""An OPML file that somebody sent, and the feeds that it lists."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import key, moment, one_of
from workforce.due import Due, waiting

STATES = ("sent", "read", "refused", "followed", "abandoned")
OUTCOMES = ("new", "known", "repeated", "refused")


class OutlineImport(Due, table=True):
    """A file: read by a worker, then followed by whoever sent it, or not."""

    __tablename__ = "outline_import"
    __table_args__ = (one_of("state", STATES), *waiting("outline_import"))

    id: int = key()
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    filename: str
    content: bytes  # Emptied once read.
    state: str = "sent"
    refusal: str = ""  # Why it was refused, in French.
    title: str = ""  # As the file calls itself.
    count: int = 0  # Feeds in the file: more than its lines when there were too many.
    added: int = 0  # Sources that it brought.
    made_at: datetime = moment(clock.now)


class OutlineLine(SQLModel, table=True):
    """A feed that the file lists."""

    __tablename__ = "outline_line"
    __table_args__ = (
        one_of("outcome", OUTCOMES),
        Index("ix_outline_line_shown", "import_id", "outcome", "id"),
    )

    id: int = key()
    import_id: int = Field(foreign_key="outline_import.id", ondelete="CASCADE")
    number: int  # Of the line in the file.
    url: str
    host: str = ""
    title: str = ""
    headings: str = ""  # « Emploi › Var »
    outcome: str
    reason: str = ""  # Why it is refused, in French.
