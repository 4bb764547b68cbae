"""What a reading of a source does beyond the fields themselves: history, corrections, the life of offers, their comparison.

`keeping` calls it around its own writes, with as many rows as it likes, of one source or of several.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, Integer, any_, func, literal, select, update
from sqlmodel import Session

from workforce import clock
from workforce.offers.corrections import holding
from workforce.offers.fields import FIELDS
from workforce.offers.history import changes, keeping
from workforce.offers.life import stating
from workforce.offers.life.ending import Life, life
from workforce.offers.models import Offer
from workforce.offers.same import comparing
from workforce.offers.same.electing import LIVE

Offers: Any = Offer
Row = dict[str, Any]
READ = (
    "id", "guesses", "state", "closed_by", "closing_reason", "closed_at", "shown_as_id",
    *(column for field in FIELDS for column in field.columns),
)  # fmt: skip
NOT_KEPT = "elle ne correspond plus à ce qui est gardé de cette source"


def entering(row: Row, today: date) -> Row:
    """Return the state in which a new offer enters: one whose closing date has passed is only history."""
    return _state(life(None, row, today), None) | {"created_at": clock.now()}


def as_shown(session: Session, rows: Sequence[Row]) -> list[Row]:
    """Return the changed rows (`row_id` and columns) as they are to be written; keep what they were before.

    Three queries and at most two writes, whatever the number of rows.
    """
    if not rows:
        return []
    ids, today = [row["row_id"] for row in rows], clock.today()
    before = _before(session, ids)
    held = holding.in_force(session, ids)
    said = {offer_id: holding.as_source_says(row, held.get(offer_id, ())) for offer_id, row in before.items()}
    keeping.keep(
        session,
        {row["row_id"]: changes.changes(said[row["row_id"]], row) for row in rows if row["row_id"] in said},
    )
    holding.note_said(session, rows, held)
    shown = [holding.corrected(row, held.get(row["row_id"], ())) for row in rows]
    return [
        row | _state(life(before.get(row["row_id"]), row, today), before.get(row["row_id"])) for row in shown
    ]


def after_reading(
    session: Session, feeds: Collection[int], present: Collection[int], touched: Collection[int]
) -> None:
    """Note which offers these sources no longer list or list again, and have compared what is new or changed."""
    _note_window(session, feeds, present)
    comparing.look_again(session, touched)
    stating.tell_closed(session, touched)


def _before(session: Session, ids: Sequence[int]) -> dict[int, Row]:
    columns = [getattr(Offers, name) for name in READ]
    rows = session.execute(select(*columns).where(Offers.id == _any(ids))).mappings()
    return {row["id"]: dict(row) for row in rows}


def _state(now: Life, was: Row | None) -> Row:
    closed_at = None
    if now.state == "closed":
        closed_at = was["closed_at"] if was and was["state"] == "closed" else clock.now()
    return {
        "state": now.state,
        "closed_by": now.closed_by,
        "closing_reason": now.reason,
        "closed_at": closed_at,
    }


def _note_window(session: Session, feeds: Collection[int], present: Collection[int]) -> None:
    """Write only what leaves a window or comes back to it: most readings touch no row."""
    here = Offers.feed_id == _any(feeds)
    is_there = Offers.id == _any(present)
    quiet = {"synchronize_session": False}
    left = update(Offer).where(
        here, Offers.left_at.is_(None), Offers.state.in_(LIVE), ~func.coalesce(is_there, False)
    )
    session.execute(left.values(left_at=clock.now()), execution_options=quiet)
    back = update(Offer).where(is_there, Offers.left_at.is_not(None))
    session.execute(back.values(left_at=None), execution_options=quiet)


def _any(ids: Collection[int]) -> Any:
    return any_(literal(sorted(ids), ARRAY(Integer)))
