"""Pairs that look alike, the searches that find them, and what was merged."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import instant, key, moment, one_of
from workforce.due import Due, waiting

STATES = ("proposed", "refused", "merged")
PAIRED = ("adviser", "employer")
MERGED = ("adviser", "employer", "contract")


class Duplicate(SQLModel, table=True):
    """Two records that may be one. The ids are plain: a pair outlives the record that was merged."""

    __table_args__ = (
        one_of("kind", PAIRED),
        one_of("state", STATES),
        CheckConstraint("first_id < second_id", name="ordered"),
        UniqueConstraint("kind", "first_id", "second_id"),
        Index("ix_duplicate_proposed", "network_id", "kind", postgresql_where=text("state = 'proposed'")),
        Index("ix_duplicate_decided", "decided_at", postgresql_where=text("decided_at IS NOT NULL")),
    )

    id: int = key()
    kind: str
    network_id: int | None = Field(default=None, foreign_key="network.id", ondelete="CASCADE")  # Of people.
    first_id: int
    second_id: int
    state: str = "proposed"
    score: int  # 0 to 100.
    reasons: list[str] = Field(default_factory=list, sa_type=JSONB)  # Why they look alike, in French.
    doubts: list[str] = Field(default_factory=list, sa_type=JSONB)  # What speaks against it.
    found_at: datetime = moment(clock.now)
    decided_at: datetime | None = instant()
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")


class DuplicateSearch(Due, table=True):
    """The waiting row of a search: among the people of a network, or among employers where it names none."""

    __tablename__ = "duplicate_search"
    __table_args__ = (
        UniqueConstraint("network_id", postgresql_nulls_not_distinct=True),
        *waiting("duplicate_search"),
    )

    id: int = key()
    network_id: int | None = Field(default=None, foreign_key="network.id", ondelete="CASCADE")
    searched_at: datetime | None = instant()


class Merge(SQLModel, table=True):
    """One record taken into another, with all it takes to part them again.

    The kept one is `adviser_id`, `employer_id` or `contract_id`: if it is merged in its turn, this follows it.
    """

    __table_args__ = (
        one_of("kind", MERGED),
        CheckConstraint("num_nonnulls(adviser_id, employer_id, contract_id) = 1", name="kept"),
        Index("ix_merge_former", "kind", "former_id"),
    )

    id: int = key()
    kind: str
    adviser_id: int | None = Field(default=None, foreign_key="adviser.id", ondelete="CASCADE", index=True)
    employer_id: int | None = Field(default=None, foreign_key="employer.id", ondelete="CASCADE", index=True)
    contract_id: int | None = Field(default=None, foreign_key="contract.id", ondelete="CASCADE", index=True)
    former_id: int  # What was merged: no row any more, until they are parted.
    departement: str = ""  # Of what was merged.
    network_id: int | None = Field(default=None, foreign_key="network.id", ondelete="CASCADE", index=True)
    duplicate_id: int | None = Field(
        default=None, foreign_key="duplicate.id", ondelete="SET NULL", index=True
    )
    part_of_id: int | None = Field(default=None, foreign_key="merge.id", ondelete="CASCADE", index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    merged_at: datetime = moment(clock.now)
    undone_at: datetime | None = instant()
    record: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSONB
    )  # Emptied once it cannot serve any more.

    @property
    def kept_id(self) -> int:
        """Return the record that the other was taken into."""
        return self.adviser_id or self.employer_id or self.contract_id or 0
