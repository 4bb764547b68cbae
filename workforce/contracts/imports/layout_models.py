"""What a person said of the columns of a file, and what their network remembers of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import instant, key, moment


class ImportLayout(SQLModel, table=True):
    """The columns of one file: its first rows, to recognise them by, and what was decided of them."""

    __tablename__ = "import_layout"

    import_id: int = Field(primary_key=True, foreign_key="import.id", ondelete="CASCADE")
    sheet_name: str = ""  # The sheet of a workbook that was read.
    preview: list[Any] = Field(default_factory=list, sa_type=JSONB)  # Rows of short texts.
    header_line: int
    places: dict[str, int] = Field(default_factory=dict, sa_type=JSONB)  # Empty until somebody has decided.
    remembered_at: datetime | None = instant()  # When the layout that was taken again was first decided.


class ColumnMapping(SQLModel, table=True):
    """What the columns of one header hold, remembered by a network for its next file."""

    __tablename__ = "column_mapping"
    __table_args__ = (UniqueConstraint("network_id", "signature"),)

    id: int = key()
    network_id: int = Field(foreign_key="network.id", ondelete="CASCADE")
    signature: str  # Of the titles, in their order.
    places: dict[str, int] = Field(sa_type=JSONB)
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    decided_at: datetime = moment(clock.now)
