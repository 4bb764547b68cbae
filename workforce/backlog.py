"""What waits in each table: due, in hand, stuck."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, literal, select, union_all
from sqlmodel import Session

from workforce import clock
from workforce.due import Due


@dataclass(frozen=True)
class Waiting:
    """How much of a table waits."""

    name: str
    due: int
    in_hand: int
    stuck: int
    oldest: datetime | None


@dataclass(frozen=True)
class Stuck:
    """A row that was tried too often, and waits for a person."""

    table: str
    id: int
    since: datetime
    error: str


def waiting_tables() -> dict[str, Any]:
    """Return every table that waits, by name."""
    kinds = Due.__subclasses__()
    return {str(kind.__tablename__): kind for kind in sorted(kinds, key=lambda kind: str(kind.__tablename__))}


def backlog(session: Session) -> list[Waiting]:
    """Count what waits in each table: one query, on partial indexes."""
    now = clock.now()
    counts = [_count(name, kind, now) for name, kind in waiting_tables().items()]
    return [Waiting(*row) for row in session.execute(union_all(*counts))]


def stuck_rows(session: Session, limit: int) -> list[Stuck]:
    """Return the rows that wait for a person, the latest first, in one query."""
    found = union_all(*(_stuck(name, kind) for name, kind in waiting_tables().items())).subquery()
    rows = session.execute(select(found).order_by(found.c.stuck_at.desc()).limit(limit))
    return [Stuck(table, row_id, since, error or "") for table, row_id, since, error in rows]


def _count(name: str, kind: Any, now: datetime) -> Select[Any]:
    is_due = kind.due_at <= now
    return select(
        literal(name),
        select(func.count()).where(is_due).scalar_subquery(),
        select(func.count()).where(is_due, kind.leased_until > now).scalar_subquery(),
        select(func.count()).where(kind.stuck_at.is_not(None)).scalar_subquery(),
        select(func.min(kind.due_at)).where(is_due).scalar_subquery(),
    )


def _stuck(name: str, kind: Any) -> Select[Any]:
    return select(
        literal(name).label("table"),
        kind.id.label("id"),
        kind.stuck_at.label("stuck_at"),
        kind.last_error.label("error"),
    ).where(kind.stuck_at.is_not(None))
