"""Offers to look for, and the ways to look for them."""

from sqlmodel import Session

from workforce.offers.models import Offer
from workforce.offers.search import addressing, finding, indexing
from workforce.offers.search.asked_search import Order


def put(session: Session, *titles: str, **values) -> list[int]:
    """Publish an offer a title, each with these values, and index them; return their ids."""
    values = {"state": "published", "departement": "83", "employer_name": "Mairie de Toulon"} | values
    rows = [Offer(title=title, **values) for title in titles]
    session.add_all(rows)
    session.flush()
    indexing.catch_up(session)
    return [row.id for row in rows]


def ask(
    session: Session, words: str = "", order: Order = Order.NEWEST, size: int = 50, offset: int = 0, **said
):
    """Look for words and filters, as an address says them."""
    asked = {name: [values] if isinstance(values, str) else list(values) for name, values in said.items()}
    asked = addressing.kept(asked | ({"mots": [words]} if words else {}))
    return finding.find(session, addressing.search_of(asked, order), size, offset)
