"""What the letters about kept searches are written from."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from workforce import clock
from workforce.accounts.models import Membership
from workforce.alerts.links import link
from workforce.offers.models import Match, Offer
from workforce.offers.search import addressing, saving
from workforce.offers.search.models import SavedSearch
from workforce.offers.search.rhythms import RHYTHMS, Rhythm, next_time
from workforce.offers.words import contract_fr, place_fr

Subject = Mapping[str, Any]


def news(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell which offers are new in a search: those that are still open as the letter leaves, each with its reasons."""
    search = session.get_one(SavedSearch, subject["search_id"])
    open_ones = _open(session, subject["offers"])
    reasons = _reasons(session, subject["account_id"], subject["offers"])
    coming = next_time(search.rhythm, clock.now())
    return {
        "search_name": search.name,
        "filters": addressing.words_of(addressing.kept(search.asked)),
        "rhythm": RHYTHMS[Rhythm(search.rhythm)],
        "next_date": clock.paris_date(coming) if coming else None,
        "offers": [_offer(one, reasons.get(one.id)) for one in open_ones],
        "more": subject["more"],
        "searches_url": link("searches.mine"),
        "stop_url": link("searches.stopping", saving.stop_token(search.id)),
    }


def news_lost(session: Session, subject: Subject) -> str:
    """Say why a planned word about a search has lost its reason."""
    search = session.get(SavedSearch, subject["search_id"])
    if search is None:
        return "la recherche a été supprimée"
    if search.rhythm == Rhythm.NONE:
        return "vous ne recevez plus les nouveautés de cette recherche"
    return "" if _open(session, subject["offers"]) else "les offres ne sont plus en ligne"


def _open(session: Session, offers: Sequence[int]) -> list[Any]:
    """Return the offers that can still be applied for, in the order in which they were chosen."""
    rows = session.execute(
        select(  # type: ignore[call-overload]
            Offer.id, Offer.title, Offer.employer_name, Offer.commune, Offer.departement, Offer.remote,
            Offer.contract_kind, Offer.length_months, Offer.closes_on,
        ).where(col(Offer.id).in_(offers), Offer.state == "published")
    ).all()  # fmt: skip
    today = clock.today()
    found = {one.id: one for one in rows if one.closes_on is None or one.closes_on >= today}
    return [found[offer_id] for offer_id in offers if offer_id in found]


def _reasons(session: Session, account_id: int, offers: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    adviser = select(Membership.adviser_id).where(Membership.account_id == account_id)
    rows = select(Match.offer_id, Match.decision).where(
        col(Match.adviser_id).in_(adviser), col(Match.offer_id).in_(offers)
    )
    return dict(session.exec(rows).all())


def _offer(one: Any, decision: Mapping[str, Any] | None) -> dict[str, Any]:
    said = decision or {"fits": (), "missing": ()}
    return {
        "title": one.title,
        "employer": one.employer_name,
        "place": place_fr(one.commune, one.departement, one.remote),
        "contract": contract_fr(one.contract_kind, one.length_months),
        "closes_on": one.closes_on,
        "fits": list(said["fits"])[:2],
        "lacks": [missing["what"] for missing in said["missing"]][:1],
        "url": link("offers.show", one.id),
    }
