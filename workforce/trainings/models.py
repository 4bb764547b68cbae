"""What is suggested to whom, and the waiting row of each adviser's suggestions."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import instant, key, moment, one_of
from workforce.due import Due, waiting
from workforce.trainings.placing import Fit

FITS = tuple(Fit)


class TrainingPlan(Due, table=True):
    """The waiting row of an adviser's suggestions: due when anything they hang on has changed."""

    __tablename__ = "training_plan"
    __table_args__ = waiting("training_plan")

    id: int = Field(primary_key=True, foreign_key="adviser.id", ondelete="CASCADE")  # The adviser's id.
    computed_at: datetime | None = instant()
    rules: str = Field(
        default="", sa_column_kwargs={"server_default": ""}
    )  # Which rules it was worked out by.
    digest: str = Field(default="", sa_column_kwargs={"server_default": ""})  # Of what was suggested.


class Suggestion(SQLModel, table=True):
    """A session (or the VAE) suggested to an adviser for a missing bloc, with its reasons."""

    __table_args__ = (
        one_of("fit", FITS),
        UniqueConstraint("adviser_id", "session_id", "ccp_code", postgresql_nulls_not_distinct=True),
    )

    id: int = key()
    adviser_id: int = Field(foreign_key="adviser.id", ondelete="CASCADE")
    session_id: int | None = Field(
        default=None, foreign_key="training_session.id", ondelete="CASCADE", index=True
    )
    ccp_code: str
    place: int  # 1 is the first to look at.
    fit: str
    decision: dict[str, Any] = Field(sa_type=JSONB)  # Reasons, warnings, funding, plan: what the screen says.
    suggested_at: datetime = moment(clock.now)
