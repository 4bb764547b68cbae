"""What is to be asked, what was asked and answered, what became of people after a contract."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.contracts.kinds import Party
from workforce.contracts.questions.kinds import NextStep, QuestionKind
from workforce.database import instant, key, moment, one_of
from workforce.due import Due, waiting


class Inquiry(Due, table=True):
    """The questions of one contract; due when there may be one to ask."""

    __table_args__ = waiting("inquiry")

    id: int = key()
    contract_id: int = Field(foreign_key="contract.id", ondelete="CASCADE", unique=True)


class Question(SQLModel, table=True):
    """A question asked of one party, once for each end and each step; the latest answer by its link."""

    __table_args__ = (
        one_of("kind", tuple(QuestionKind)),
        one_of("audience", tuple(Party)),
        UniqueConstraint("contract_id", "kind", "audience", "end_date", "step"),
        Index("ix_question_open", "audience", "kind", "expires_on"),
    )

    id: int = key()
    contract_id: int = Field(foreign_key="contract.id", ondelete="CASCADE")
    kind: str
    audience: str
    end_date: date  # The last day that the question is about.
    step: int  # Days before the day it is counted to.
    reasons: list[str] = Field(sa_type=JSONB)
    asked_at: datetime = moment(clock.now)
    expires_on: date  # Last day on which the link answers.
    answer: str | None = None
    answer_date: date | None = None
    answered_at: datetime | None = instant()
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")


class FollowUp(SQLModel, table=True):
    """What somebody said became of them after a contract. Answers are kept: the latest one counts."""

    __tablename__ = "follow_up"
    __table_args__ = (
        one_of("next_step", tuple(NextStep)),
        Index("ix_follow_up_latest", "contract_id", "answered_at"),
    )

    id: int = key()
    contract_id: int = Field(foreign_key="contract.id", ondelete="CASCADE")
    next_step: str
    is_shown: bool = Field(
        default=False, sa_column_kwargs={"server_default": text("false")}
    )  # By name, to the coordinator.
    answered_at: datetime = moment(clock.now)
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
