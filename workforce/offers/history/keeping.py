"""Keeping what sources said before, a year long, and reading it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlmodel import Session

from workforce import clock
from workforce.database import insert_rows
from workforce.offers.history.changes import Change
from workforce.offers.history.models import OfferEdit

KEPT_FOR = timedelta(days=365)
MOST_KEPT = 60  # Edits of one offer: a source that rewrites itself at every reading is not history.
Edits: Any = OfferEdit


@dataclass(frozen=True)
class Edit:
    """A change of a field, as it is read again."""

    field: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    by_source: bool
    noted_at: datetime


def keep(session: Session, found: Mapping[int, Sequence[Change]]) -> None:
    """Write the changes of these offers, in one statement."""
    now = clock.now()
    rows = [
        {
            "offer_id": offer_id, "field": one.field, "before": one.before, "after": one.after, "by_source": one.by_source,
            "noted_at": now,
        }
        for offer_id, changes in found.items()
        for one in changes
    ]  # fmt: skip
    if rows:
        session.execute(insert_rows(OfferEdit, rows))


def edits_of(session: Session, offer_id: int, limit: int = MOST_KEPT) -> list[Edit]:
    """Return the changes of an offer, the latest first."""
    rows = session.execute(
        select(Edits.field, Edits.before, Edits.after, Edits.by_source, Edits.noted_at)
        .where(Edits.offer_id == offer_id)
        .order_by(Edits.noted_at.desc(), Edits.id.desc())
        .limit(limit)
    )
    return [Edit(*row) for row in rows]


def forget_old(session: Session) -> None:
    """Forget what is older than a year, and of each offer all but the latest changes."""
    ranked = select(
        Edits.id, func.row_number().over(partition_by=Edits.offer_id, order_by=Edits.id.desc()).label("rank")
    ).subquery()
    beyond = select(ranked.c.id).where(ranked.c.rank > MOST_KEPT)
    session.execute(delete(OfferEdit).where((Edits.noted_at < clock.now() - KEPT_FOR) | Edits.id.in_(beyond)))
