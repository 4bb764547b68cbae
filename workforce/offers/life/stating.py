"""Closing offers on the word of their source, and telling so where others stand behind them."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session

from workforce import clock, journal
from workforce.database import among, rows_of
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
        .where(among(Offers.id, ids), Offers.state.in_(LIVE))
        .values(state="closed", closed_by=closed_by, closing_reason=reason, closed_at=clock.now(), digest="")
        .returning(Offers.id)
    )
    found = list(session.scalars(closed, execution_options={"synchronize_session": False}))
    tell_closed(session, found)


def withdraw_named(
    session: Session, names: Mapping[int, Collection[str]], closed_by: str, reason: str
) -> None:
    """Close offers by source and identity, those that there are."""
    rows = [{"feed_id": feed_id, "identity": name} for feed_id, some in names.items() for name in some]
    if not rows:
        return
    sent = rows_of(Offer, rows)
    named = select(Offers.id).join(
        sent, (sent.c.feed_id == Offers.feed_id) & (sent.c.identity == Offers.identity)
    )
    withdraw(session, list(session.scalars(named)), closed_by, reason)


def tell_closed(session: Session, ids: Collection[int]) -> None:
    """Record the closing of those of these offers that stand for others: one of them may take the place."""
    if not ids:
        return
    hidden = aliased(Offer)
    stands: Any = exists().where(hidden.shown_as_id == Offers.id)
    closed = select(Offers.id).where(among(Offers.id, ids), Offers.state == "closed", stands)
    journal.record_all(session, [OfferClosed(one) for one in session.scalars(closed.order_by(Offers.id))])
