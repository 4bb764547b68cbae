"""Access to an interface that wants a key: the token it gave, and when the next question may be asked."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel import Field, SQLModel

from workforce.database import instant


class ApiAccess(SQLModel, table=True):
    """One row an interface, shared by every worker."""

    __tablename__ = "api_access"

    name: str = Field(primary_key=True)
    sealed_token: str = Field(default="", sa_column_kwargs={"server_default": ""})
    token_until: datetime | None = instant()
    free_at: datetime | None = instant(
        sa_column_kwargs={"server_default": text("now()")}
    )  # By the database's clock: all workers share it.
