"""The offers that fit an adviser, the latest first, as a feed shows them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from workforce.offers import listing
from workforce.offers.models import Offer
from workforce.offers.search import addressing, finding
from workforce.offers.search.addressing import Asked
from workforce.offers.search.asked_search import Order
from workforce.offers.syndication.lines import WINDOW

LOOKED_AT = 1000  # The best fits, among which the latest are shown.
Offers: Any = Offer


@dataclass(frozen=True)
class FittingLine:
    """An offer that fits, as a feed says it."""

    id: int
    title: str
    employer: str
    place: str
    contract: str
    closes_on: date | None
    family: str
    published_at: datetime
    changed_at: datetime
    html: str


def latest(session: Session, adviser_id: int, asked: Asked, limit: int = WINDOW) -> list[FittingLine]:
    """Return the published offers that fit an adviser and pass the filters, the latest first. A few queries."""
    fitting = addressing.search_of(asked | {"tri": ["correspondance"]}, Order.FIT, adviser_id)
    ids = finding.find(session, fitting, LOOKED_AT).ids
    known = {one.id: one for one in listing.lines_of(session, ids, adviser_id)}
    out_since = func.coalesce(Offers.published_at, Offers.created_at)
    rows = session.execute(
        select(Offers.id, Offers.family, out_since, Offers.changed_at, Offers.html)
        .where(Offers.id.in_(list(known)))
        .order_by(out_since.desc(), Offers.id.desc())
        .limit(limit)
    )
    return [
        FittingLine(
            one.id,
            one.title,
            one.employer,
            one.place,
            one.contract,
            one.closes_on,
            family,
            published_at,
            changed_at,
            html,
        )
        for one, family, published_at, changed_at, html in ((known[row[0]], *row[1:]) for row in rows)
    ]
