"""The row is the work: tables that wait, leased in batches, claimed by one worker, settled or tried again.

`due_at` empty means done. A lease says that a nudge is under way; a claim says that a worker speaks for the row. Both run
out by themselves, so a killed worker or a forgotten queue only delays.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, Select, func, select, text, update
from sqlmodel import Field, Session, SQLModel

from workforce import clock
from workforce.database import among, instant
from workforce.settings import settings

BACKOFF = (60, 300, 900, 3600, 4 * 3600, 12 * 3600)  # Seconds before each next try; then the row is stuck.


class Due(SQLModel):
    """What every table that waits has."""

    due_at: datetime | None = instant()
    leased_until: datetime | None = instant()
    claimed: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    tries: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    last_error: str | None = None
    stuck_at: datetime | None = instant()


def waiting(table: str, *marks: str) -> tuple[Index, ...]:
    """Declare the indexes that find what is due, in hand or stuck, without reading what is done; or some of the three."""
    return tuple(
        Index(f"ix_{table}_{mark}", _MARKS[mark], postgresql_where=text(f"{_MARKS[mark]} IS NOT NULL"))
        for mark in marks or _MARKS
    )


_MARKS = {"due": "due_at", "leased": "leased_until", "stuck": "stuck_at"}


def lease(session: Session, model: Any, limit: int) -> list[int]:
    """Lease the rows longest due, at most `limit` in hand at once, and return their ids."""
    now = clock.now()
    in_hand = session.scalar(select(func.count()).select_from(model).where(model.leased_until > now)) or 0
    if in_hand >= limit:
        return []
    ripe = (
        select(model.id)
        .where(model.due_at <= now, (model.leased_until.is_(None)) | (model.leased_until <= now))
        .order_by(model.due_at, model.id)
        .limit(limit - in_hand)
    )
    return mark(
        session, model, ripe, leased_until=now + timedelta(seconds=settings().lease_seconds), claimed=False
    )


def claim(session: Session, model: Any, ids: Sequence[int]) -> list[int]:
    """Claim these rows for work outside the database; return those that nobody else holds. Commit, then speak."""
    now = clock.now()
    free = select(model.id).where(
        among(model.id, ids),
        model.due_at <= now,
        ~(model.claimed & (func.coalesce(model.leased_until, now) > now)),
    )
    return mark(
        session,
        model,
        free,
        leased_until=now + timedelta(seconds=settings().hold_seconds),
        claimed=True,
        tries=model.tries + 1,
    )


def take(session: Session, model: Any, ids: Sequence[int]) -> list[int]:
    """Lock these rows, where still due, for work that this very transaction settles."""
    mine = select(model.id).where(among(model.id, ids), model.due_at <= clock.now()).order_by(model.id)
    return list(session.scalars(mine.with_for_update(skip_locked=True)))


def mark(session: Session, model: Any, which: Select[Any], **values: Any) -> list[int]:
    """Lock the rows of this query, those that nobody else has locked, and give them these values; return their ids."""
    chosen = list(session.scalars(which.with_for_update(skip_locked=True)))
    if chosen:
        session.execute(
            update(model).where(among(model.id, chosen)).values(**values),
            execution_options={"synchronize_session": "fetch"},
        )
    return chosen


def settle(session: Session, model: Any, ids: Sequence[int], again_at: datetime | None = None) -> None:
    """Note that the work of these rows is done, until `again_at` if it comes back."""
    session.execute(
        update(model)
        .where(among(model.id, ids))
        .values(due_at=again_at, leased_until=None, claimed=False, tries=0, last_error=None, stuck_at=None)
    )


def postpone(session: Session, model: Any, row_id: int, error: str, until: datetime | None = None) -> bool:
    """Note a failed try on the row: due again after a backoff, or stuck for a person to see. Return whether it is stuck."""
    tries = session.scalar(select(model.tries).where(model.id == row_id)) or 1
    stuck = tries > len(BACKOFF)
    wait = until or clock.now() + timedelta(seconds=BACKOFF[min(tries, len(BACKOFF)) - 1])
    session.execute(
        update(model)
        .where(model.id == row_id)
        .values(
            due_at=None if stuck else wait,
            stuck_at=clock.now() if stuck else None,
            leased_until=None,
            claimed=False,
            last_error=error[:500],
        )
    )
    return stuck


def revive(session: Session, model: Any, row_id: int) -> None:
    """Make a stuck row due now: the operator's « réessayer »."""
    settle(session, model, [row_id], again_at=clock.now())
