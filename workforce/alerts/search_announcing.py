"""Telling somebody what is new in a search they keep: one letter, the best offers, none of them told before."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from workforce.accounts.models import Membership
from workforce.alerts import told
from workforce.alerts.messages import LetterKind
from workforce.alerts.planning import announce
from workforce.alerts.silences import is_silenced
from workforce.facts import SearchNewsFound
from workforce.offers.models import Match
from workforce.offers.search.models import SavedSearch
from workforce.offers.search.rhythms import Rhythm

BEST = 10  # Offers in a letter; the others are read in the application.


def announce_news(session: Session, fact: SearchNewsFound) -> None:
    """Tell the owner of a search what is new in it; nothing where all of it was told by another letter."""
    search = session.get(SavedSearch, fact.search_id)
    if search is None or search.rhythm == Rhythm.NONE:
        return
    if is_silenced(session, search.account_id, LetterKind.SEARCH_NEWS):
        return
    scores = _scores(session, search.account_id, fact.offers)
    best_first = sorted(fact.offers, key=lambda offer_id: -scores.get(offer_id, 0))
    fresh = told.claim(session, search.account_id, best_first)
    chosen = [offer_id for offer_id in best_first if offer_id in fresh]
    told.take_back(session, search.account_id, chosen[BEST:])
    if chosen:
        subject = {"search_id": search.id, "offers": chosen[:BEST], "more": len(chosen[BEST:])}
        occasion = f"search:{search.id}:{fact.since}"
        announce(session, [search.account_id], LetterKind.SEARCH_NEWS, occasion, subject)


def _scores(session: Session, account_id: int, offers: Sequence[int]) -> dict[int, int]:
    """Return how well these offers suit the owner, where they are an adviser and the offers do."""
    adviser = select(Membership.adviser_id).where(Membership.account_id == account_id)
    rows = select(Match.offer_id, Match.score).where(
        col(Match.adviser_id).in_(adviser), col(Match.offer_id).in_(offers)
    )
    return dict(session.exec(rows).all())
