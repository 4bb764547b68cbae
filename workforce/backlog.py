"""What waits in each table: due, in hand, stuck."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
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


def waiting_tables() -> dict[str, Any]:
    """Return every table that waits, by name."""
    kinds = Due.__subclasses__()
    return {str(kind.__tablename__): kind for kind in sorted(kinds, key=lambda kind: str(kind.__tablename__))}


def backlog(session: Session) -> list[Waiting]:
    """Count what waits in each table, on partial indexes."""
    return [_count(session, name, kind) for name, kind in waiting_tables().items()]


def _count(session: Session, name: str, kind: Any) -> Waiting:
    now = clock.now()
    due, oldest = session.execute(select(func.count(), func.min(kind.due_at)).where(kind.due_at <= now)).one()
    in_hand = session.scalar(select(func.count()).where(kind.leased_until > now)) or 0
    stuck = session.scalar(select(func.count()).where(kind.stuck_at.is_not(None))) or 0
    return Waiting(name, due, in_hand, stuck, oldest)
