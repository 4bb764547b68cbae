"""The published offers, read once for many advisers, laid out by place: a first sieve, the matching decides."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from workforce.offers.matches.seekers import facts_of
from workforce.offers.matches.seeking import OfferFacts, SeekerProfile
from workforce.offers.models import Offer
from workforce.offers.same.models import OfferComparison
from workforce.territories.departements import departements_of_region, region_of

NOWHERE = ""  # The place of an offer that names none.


@dataclass(frozen=True, slots=True)
class Published:
    """A published offer as the matching sees it."""

    id: int
    facts: OfferFacts
    published_at: datetime | None


class Shelf:
    """Offers by département."""

    def __init__(self, offers: Sequence[Published]) -> None:
        """Lay the offers out."""
        self._all = offers
        self._by_place: dict[str, list[Published]] = defaultdict(list)
        for offer in offers:
            self._by_place[offer.facts.departement or NOWHERE].append(offer)
        self._remote = [offer for offer in offers if offer.facts.remote == "full"]

    def within_reach(self, profile: SeekerProfile) -> Sequence[Published]:
        """Return the offers that a person's mobility does not rule out."""
        if profile.mobility == "national" or not profile.departement:
            return self._all
        codes = {NOWHERE, profile.departement}
        if profile.mobility == "region":
            codes |= departements_of_region(region_of(profile.departement) or "")
        near = [offer for code in sorted(codes) for offer in self._by_place.get(code, ())]
        far: Iterable[Published] = self._remote if profile.wants_remote else ()
        return near + [offer for offer in far if (offer.facts.departement or NOWHERE) not in codes]


def published_offers(session: Session) -> list[Published]:
    """Return every published offer, without its text, in one query; one that was never compared yet may be a copy."""
    texts = (defer(Offer.html), defer(Offer.plain), defer(Offer.guesses))  # type: ignore[arg-type]
    waits = exists().where(
        col(OfferComparison.id) == Offer.id,
        col(OfferComparison.due_at).is_not(None),
        col(OfferComparison.compared_at).is_(None),
    )
    shown = select(Offer).where(Offer.state == "published", ~waits)
    offers = session.exec(shown.order_by(col(Offer.id)).options(*texts))
    return [published(offer) for offer in offers]


def published(offer: Offer) -> Published:
    """Return one offer as the matching sees it."""
    return Published(offer.id, facts_of(offer), offer.published_at)
