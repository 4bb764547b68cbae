"""Offers that say no closing date: how old one is, in words, and from when it comes after the others."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_

from workforce import clock
from workforce.offers.models import Offer
from workforce.wording import age_fr

OLD = timedelta(days=60)  # Since it was published.
UNSEEN = timedelta(days=14)  # Since its source stopped listing it.
Offers: Any = Offer


def is_doubtful(
    closes_on: date | None, published_at: datetime | None, left_at: datetime | None, now: datetime
) -> bool:
    """Tell whether an offer may well be over though nobody says so: no date, old, and no longer listed."""
    if closes_on is not None or published_at is None or left_at is None:
        return False
    return now - published_at >= OLD and now - left_at >= UNSEEN


def doubtful() -> ColumnElement[bool]:
    """Return the same as a condition: such offers stay, after the others."""
    now = clock.now()
    tests: Any = (
        Offers.closes_on.is_(None),
        Offers.published_at <= now - OLD,
        Offers.left_at <= now - UNSEEN,
    )
    return and_(*tests)


def age_words(offer: Offer) -> str:
    """Say how old an offer without closing date is: « Publiée il y a 4 mois, sans date limite… »; nothing for others."""
    if not is_doubtful(offer.closes_on, offer.published_at, offer.left_at, clock.now()):
        return ""
    assert offer.published_at is not None
    age = age_fr(clock.paris_date(offer.published_at), clock.today())
    return f"Publiée {age}, sans date limite, et sa source ne la montre plus : vérifiez qu’elle est toujours à pourvoir."
