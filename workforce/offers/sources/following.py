"""What a reading of a source does beyond the fields themselves: history, corrections, the life of offers, their comparison.

`keeping` calls it around its own writes, with as many rows as it likes, of one source or of several.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, func, select, update
from sqlmodel import Session

from workforce import clock
from workforce.database import among, rows_of
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
    """Return the changed rows (`id` and columns) as they are to be written; keep what they were before.

    Three queries and at most two writes, whatever the number of rows.
    """
    if not rows:
        return []
    ids, today = [row["id"] for row in rows], clock.today()
    before = _before(session, ids)
    held = holding.in_force(session, ids)
    said = {offer_id: holding.as_source_says(row, held.get(offer_id, ())) for offer_id, row in before.items()}
    keeping.keep(
        session,
        {row["id"]: changes.changes(said[row["id"]], row) for row in rows if row["id"] in said},
    )
    holding.note_said(session, rows, held)
    shown = [holding.corrected(row, held.get(row["id"], ())) for row in rows]
    return [row | _state(life(before.get(row["id"]), row, today), before.get(row["id"])) for row in shown]


@dataclass(frozen=True)
class Window:
    """What a whole document says of the offers that it does not bring."""

    feed_id: int
    names: tuple[str, ...] | None  # Every name of every entry; nothing where all that was there still is.
    unkept: tuple[str, ...] = ()  # Identities of entries that are not kept, or not any more.
    deleted: tuple[str, ...] = ()  # Identities of entries that the source says it took back.


def after_reading(
    session: Session, windows: Sequence[Window], listed: Collection[int], touched: Collection[int]
) -> None:
    """Note which offers these sources no longer list, list again or take back; have compared what is new or changed.

    `listed`: offers known before that their documents bring now. As many statements for one source as for many.
    """
    _note_left(session, {one.feed_id: one.names for one in windows if one.names is not None})
    _note_back(session, listed)
    stating.withdraw_named(session, {one.feed_id: one.unkept for one in windows}, "rules", NOT_KEPT)
    stating.withdraw_named(
        session, {one.feed_id: one.deleted for one in windows}, "source", stating.TAKEN_BACK
    )
    comparing.look_again(session, touched)
    stating.tell_closed(session, touched)


def _before(session: Session, ids: Sequence[int]) -> dict[int, Row]:
    columns = [getattr(Offers, name) for name in READ]
    rows = session.execute(select(*columns).where(among(Offers.id, ids))).mappings()
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


def _note_left(session: Session, names: Mapping[int, Sequence[str]]) -> None:
    """Write only what leaves a window: most readings touch no row."""
    rows = [{"feed_id": feed_id, "identity": name} for feed_id, some in names.items() for name in some]
    if not rows:
        return
    sent = rows_of(Offer, rows)
    is_named = (sent.c.identity == Offers.identity) | (sent.c.identity == func.any(Offers.aliases))
    left = update(Offer).where(
        among(Offers.feed_id, names), Offers.left_at.is_(None), Offers.state.in_(LIVE),
        ~exists().where(sent.c.feed_id == Offers.feed_id, is_named),
    )  # fmt: skip
    session.execute(left.values(left_at=clock.now()), execution_options={"synchronize_session": False})


def _note_back(session: Session, listed: Collection[int]) -> None:
    if listed:
        back = update(Offer).where(among(Offers.id, listed), Offers.left_at.is_not(None))
        session.execute(back.values(left_at=None), execution_options={"synchronize_session": False})
