"""What a source says of offers that it does not show: those it publishes no more, and those it shows again.

Only a source that gives its whole list, or that can be asked about one offer, may say so: never a sliding window,
nor a reading that failed.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import case, update
from sqlmodel import Session, col, select

from workforce import clock
from workforce.offers.life.stating import tell_closed
from workforce.offers.models import JOINED, PAST, WITHDRAWN, Offer
from workforce.offers.same.electing import LIVE
from workforce.offers.sources.outcomes import Reading


def published_identities(session: Session, feed_id: int) -> list[str]:
    """Return what a source had published and is not closed, the oldest first."""
    mine = select(Offer.identity).where(Offer.feed_id == feed_id, col(Offer.state).in_(LIVE))
    return list(session.exec(mine.order_by(col(Offer.published_at), col(Offer.id))))


def follow_list(session: Session, feed_id: int, reading: Reading) -> int:
    """Close what the source withdrew, open again what it shows again; return how many it withdrew."""
    shown = (
        {identity for identity, _ in reading.brought.names}
        if reading.memory is not None and reading.brought
        else set()
    )
    _open_again(session, feed_id, shown | set(reading.still_there))
    return _close(session, feed_id, reading.withdrawn)


def _close(session: Session, feed_id: int, identities: Collection[str]) -> int:
    if not identities:
        return 0
    gone = update(Offer).where(*_mine(feed_id, identities), col(Offer.state).in_(LIVE))
    values = {
        "state": "closed",
        "closed_at": clock.now(),
        "closing_reason": WITHDRAWN,
        "closed_by": "source",
    }
    closed = list(session.scalars(gone.values(values).returning(col(Offer.id))))
    tell_closed(session, closed)
    return len(closed)


def _open_again(session: Session, feed_id: int, identities: Collection[str]) -> int:
    """Open what was closed only because the source had withdrawn it; past its date it stays closed, and says so."""
    if not identities:
        return 0
    over = col(Offer.closes_on) < clock.today()
    again = update(Offer).where(
        *_mine(feed_id, identities), col(Offer.state) == "closed", col(Offer.closing_reason) == WITHDRAWN
    )
    values = {
        "state": case((over, "closed"), (col(Offer.shown_as_id).is_not(None), JOINED), else_="published"),
        "closed_by": case((over, "date"), else_=""),
        "closing_reason": case((over, PAST), else_=""),
        "closed_at": case((over, col(Offer.closed_at)), else_=None),
    }
    return len(session.execute(again.values(values).returning(col(Offer.id))).all())


def _mine(feed_id: int, identities: Collection[str]) -> tuple[Any, ...]:
    return (Offer.feed_id == feed_id, col(Offer.identity).in_(list(identities)))
