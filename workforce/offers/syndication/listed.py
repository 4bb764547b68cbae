"""The offers of a list, the latest first, as a feed shows them: those that fit an adviser, or all that pass its filters."""

from collections.abc import Mapping, Sequence
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
BY_FIT, BY_DATE = "correspondance", "date"  # What the address of a list says of how it is put.
Offers: Any = Offer


@dataclass(frozen=True)
class ListedOffer:
    """An offer of a list, as a feed says it."""

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


def filters_of(asked: Asked, *, has_fit: bool) -> Asked:
    """Return what a feed keeps of a list: its filters, and whether it holds what fits its reader only."""
    fits = addressing.order_of(asked, has_fit=has_fit) == Order.FIT
    return asked | {"tri": [BY_FIT if fits else BY_DATE]}


def holds_fits(filters: Mapping[str, Any], adviser_id: int | None) -> bool:
    """Tell whether a list holds what fits an adviser only; one that does not say so was made when all did."""
    return adviser_id is not None and filters.get("tri", [BY_FIT]) == [BY_FIT]


def latest(
    session: Session, adviser_id: int | None, filters: Mapping[str, Any], limit: int = WINDOW
) -> list[ListedOffer] | None:
    """Return the published offers of a list, the latest first; None where the database is too busy to tell. A few queries."""
    fits = holds_fits(filters, adviser_id)
    order = Order.FIT if fits else Order.NEWEST
    asked = {name: said for name, said in addressing.kept(filters).items() if name != "tri"}
    found = finding.find(
        session, addressing.search_of(asked, order, adviser_id), LOOKED_AT if fits else limit
    )
    return None if found.gave_up else _lines(session, found.ids, limit)


def _lines(session: Session, ids: Sequence[int], limit: int) -> list[ListedOffer]:
    known = {one.id: one for one in listing.lines_of(session, ids)}
    out_since = func.coalesce(Offers.published_at, Offers.created_at)
    rows = session.execute(
        select(Offers.id, Offers.family, out_since, Offers.changed_at, Offers.html)
        .where(Offers.id.in_(list(known)))
        .order_by(out_since.desc(), Offers.id.desc())
        .limit(limit)
    )
    return [
        ListedOffer(
            one.id, one.title, one.employer, one.place, one.contract, one.closes_on, family, published_at, changed_at, html
        )
        for one, family, published_at, changed_at, html in ((known[row[0]], *row[1:]) for row in rows)
    ]  # fmt: skip
