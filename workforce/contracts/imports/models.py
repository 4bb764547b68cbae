"""Imported files: uploaded, analysed, confirmed by a person, applied."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import key, moment, one_of
from workforce.due import Due, waiting

ZERO = {"server_default": text("0")}
STATES = ("uploaded", "unmapped", "analysed", "confirmed", "applied", "refused", "abandoned")


def json_list() -> Any:
    """Declare a column that holds a list, empty at first."""
    return Field(
        default_factory=list, sa_type=JSONB, sa_column_kwargs={"server_default": text("'[]'::jsonb")}
    )


def json_map() -> Any:
    """Declare a column that holds values by name, empty at first."""
    return Field(
        default_factory=dict, sa_type=JSONB, sa_column_kwargs={"server_default": text("'{}'::jsonb")}
    )


class Import(Due, table=True):
    """A file on its way in; due when it waits for a worker (uploaded, confirmed)."""

    __table_args__ = (one_of("state", STATES), *waiting("import"))

    id: int = key()
    network_id: int = Field(foreign_key="network.id", index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    filename: str
    content: bytes  # Emptied once its rows are kept.
    digest: str = Field(index=True)  # Of the content: sent again, it still speaks of the same day.
    stated_on: date  # The day the file speaks of: its own date, else that of its first import.
    kind: str = ""  # team, posts, spreadsheet; empty until it is opened.
    state: str = "uploaded"
    refusal: str = ""  # Why the file was refused, in words.
    rows_total: int = 0
    rows_done: int = 0  # Compared or, once confirmed, written.
    reached: int = Field(default=0, sa_column_kwargs=ZERO)  # The last line that was written.
    columns: list[list[str]] = json_list()  # The titles of the file, each with the name of its cell in a row.
    absent: list[int] = json_list()  # Advisers at work here whom the file does not name.
    counts: dict[str, int] = Field(default_factory=dict, sa_type=JSONB)  # outcome → rows.
    made_at: datetime = moment(clock.now)


class ImportRow(SQLModel, table=True):
    """A row of an imported file: what it says, what is wrong with it, what became of it."""

    __tablename__ = "import_row"
    __table_args__ = (UniqueConstraint("import_id", "number"),)

    id: int = key()
    import_id: int = Field(foreign_key="import.id", ondelete="CASCADE")
    number: int  # As the spreadsheet numbers it.
    data: dict[str, Any] = Field(sa_type=JSONB)
    errors: list[str] = Field(default_factory=list, sa_type=JSONB)
    outcome: str = ""  # Empty until it is compared: new, changed, unchanged, refused, ignored.
    detail: str = ""  # What changed, in words.
    cells: dict[str, Any] = json_map()  # As the file writes them, or as somebody corrected them.
    keys: list[str] = json_list()  # Whom and what the row speaks of, to find the rows that speak of the same.
    faults: dict[str, str] = json_map()  # Column → what is wrong in it.
    said: list[list[str]] = json_list()  # What it brings: a sentence, or a field, before and after.
    doubtful: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    edited: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
