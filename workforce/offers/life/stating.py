"""Closing offers on the word of their source, and telling so where others stand behind them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, Integer, any_, exists, literal, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session

from workforce import clock, journal
from workforce.facts import OfferClosed
from workforce.offers.models import Offer
from workforce.offers.same.electing import LIVE

Offers: Any = Offer
TAKEN_BACK = "la source a retiré l’annonce"


def withdraw(session: Session, ids: Collection[int], closed_by: str, reason: str) -> None:
    """Close offers on their source's word; the next reading that shows them again opens them again."""
    if not ids:
        return
    closed = (
        update(Offer)
        .where(Offers.id == _any(ids), Offers.state.in_(LIVE))
        .values(state="closed", closed_by=closed_by, closing_reason=reason, closed_at=clock.now(), digest="")
        .returning(Offers.id)
    )
    found = list(session.scalars(closed, execution_options={"synchronize_session": False}))
    tell_closed(session, found)


def take_back(session: Session, feed_id: int, names: Collection[str]) -> None:
    """Close the offers that a source says it deleted, by their identity."""
    if names:
        here = select(Offers.id).where(Offers.feed_id == feed_id, Offers.identity.in_(names))
        withdraw(session, list(session.scalars(here)), "source", TAKEN_BACK)


def tell_closed(session: Session, ids: Collection[int]) -> None:
    """Record the closing of those of these offers that stand for others: one of them may take the place."""
    hidden = aliased(Offer)
    stands: Any = exists().where(hidden.shown_as_id == Offers.id)
    closed = select(Offers.id).where(Offers.id == _any(ids), Offers.state == "closed", stands)
    journal.record_all(session, [OfferClosed(one) for one in session.scalars(closed.order_by(Offers.id))])


def _any(ids: Collection[int]) -> Any:
    return any_(literal(sorted(ids), ARRAY(Integer)))
