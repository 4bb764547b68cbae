"""Keeping up to date which offers fit whom, and telling it once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, literal, or_, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, select

from workforce import clock, due, journal
from workforce.advisers.models import Adviser
from workforce.database import insert_rows
from workforce.facts import Fact, OfferCompared, OfferMatched
from workforce.offers.matches.deciding import match
from workforce.offers.matches.seekers import seekers
from workforce.offers.matches.seeking import MatchDecision, SeekerProfile
from workforce.offers.matches.shelf import Published, Shelf, published, published_offers
from workforce.offers.models import JobSearch, Match, Offer
from workforce.territories.departements import departements_of_region, region_of

KEPT_FROM = 45  # Score below which a match is not worth a line.
TOLD_FROM = 65  # Score from which a letter is worth sending.
TOLD_BEFORE_END = timedelta(
    days=270
)  # Offers interest those whose contract ends within nine months, or is over.
TOLD_AT_ONCE = 3
NEWS = timedelta(days=21)  # An offer older than this is shown, and no letter is sent about it.
BATCH = 2000  # Rows in a statement.
Pair = tuple[int, SeekerProfile, Published]  # An adviser, and an offer to hold against what they look for.


def search_again(session: Session, fact: Any) -> None:
    """Have the matches of one adviser worked out again: something they hang on has changed."""
    said = insert(JobSearch).values(id=fact.adviser_id, due_at=clock.now())
    session.execute(said.on_conflict_do_update(index_elements=["id"], set_={"due_at": said.excluded.due_at}))


def match_offer(session: Session, fact: OfferCompared) -> int:
    """Match an offer that is shown with every adviser within reach; return how many are kept."""
    offer = session.get(Offer, fact.offer_id)
    if offer is None or offer.state != "published":
        return 0
    ids = list(session.exec(select(Adviser.id).where(_reached_by(offer))))
    one = published(offer)
    pairs = [(adviser_id, who, one) for adviser_id, who in seekers(session, ids, clock.today()).items()]
    return _write(session, pairs, Match.offer_id == offer.id)  # type: ignore[arg-type]


def match_searches(session: Session, ids: Sequence[int]) -> int:
    """Match these advisers with every published offer within their reach; return how many are kept."""
    mine = due.take(session, JobSearch, ids)
    people, shelf = seekers(session, mine, clock.today()), Shelf(published_offers(session))
    pairs = [(adviser_id, who, one) for adviser_id, who in people.items() for one in shelf.within_reach(who)]
    kept = _write(session, pairs, Match.adviser_id.in_(mine))  # type: ignore[attr-defined]
    due.settle(session, JobSearch, mine)
    session.execute(update(JobSearch).where(JobSearch.id.in_(mine)).values(computed_at=clock.now()))  # type: ignore[attr-defined]
    return kept


def _write(session: Session, pairs: Sequence[Pair], scope: ColumnElement[bool]) -> int:
    """Replace the matches of a scope, touching only those that change; record those that are new and worth telling."""
    today = clock.today()
    before = _known(session, scope)
    rows: dict[tuple[int, int], dict[str, Any]] = {}
    news: list[tuple[int, OfferMatched]] = []
    for adviser_id, profile, offer in pairs:
        decision = match(profile, offer.facts, today)
        if decision.matched and decision.score >= KEPT_FROM:
            key = (adviser_id, offer.id)
            rows[key] = _row(*key, decision)
            if key not in before and _is_worth_telling(decision, profile, offer, today):
                news.append((decision.score, OfferMatched(adviser_id, offer.id)))
    gone = before.keys() - rows.keys()
    if gone:
        session.execute(delete(Match).where(tuple_(Match.adviser_id, Match.offer_id).in_(list(gone))))
    _upsert(session, [row for key, row in rows.items() if before.get(key) != (row["score"], row["decision"])])
    journal.record_all(session, _best_for_each(news))
    return len(rows)


def _known(
    session: Session, scope: ColumnElement[bool]
) -> dict[tuple[int, int], tuple[int, Mapping[str, Any]]]:
    known = session.exec(select(Match.adviser_id, Match.offer_id, Match.score, Match.decision).where(scope))
    return {(adviser_id, offer_id): (score, decision) for adviser_id, offer_id, score, decision in known}


def _best_for_each(news: Sequence[tuple[int, OfferMatched]]) -> list[Fact]:
    """Keep the best few of each person: a first look at a thousand offers is not a thousand letters."""
    told: Counter[int] = Counter()
    kept: list[Fact] = []
    for _, fact in sorted(news, key=lambda one: (-one[0], one[1].offer_id)):
        told[fact.adviser_id] += 1
        if told[fact.adviser_id] <= TOLD_AT_ONCE:
            kept.append(fact)
    return kept


def _is_worth_telling(decision: MatchDecision, profile: SeekerProfile, offer: Published, today: date) -> bool:
    is_leaving = profile.contract_ends_on is None or profile.contract_ends_on - today <= TOLD_BEFORE_END
    is_news = offer.published_at is not None and clock.now() - offer.published_at <= NEWS
    return decision.score >= TOLD_FROM and is_leaving and is_news and not profile.is_titulaire


def _row(adviser_id: int, offer_id: int, decision: MatchDecision) -> dict[str, Any]:
    words = {
        "fits": list(decision.fits),
        "missing": [asdict(missing) for missing in decision.missing],
        "on_dates": decision.on_dates,
    }
    return {
        "adviser_id": adviser_id, "offer_id": offer_id, "score": decision.score, "decision": words,
        "matched_at": clock.now(),
    }  # fmt: skip


def _upsert(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), BATCH):
        said = insert_rows(Match, rows[start : start + BATCH])
        changed = {"score": said.excluded.score, "decision": said.excluded.decision}
        session.execute(said.on_conflict_do_update(constraint="uq_match_adviser_id_offer_id", set_=changed))


def _reached_by(offer: Offer) -> ColumnElement[bool]:
    """Select the advisers that an offer's place does not rule out: a first sieve, the matching decides."""
    if not offer.departement:
        return literal(True)
    near = departements_of_region(region_of(offer.departement) or "")
    reach = [
        Adviser.mobility == "national",
        Adviser.departement == offer.departement,
        and_(Adviser.mobility == "region", Adviser.departement.in_(near)),  # type: ignore[arg-type, attr-defined]
    ]
    if offer.remote == "full":
        reach.append(Adviser.remote_ok.is_(True))  # type: ignore[attr-defined]
    return or_(*reach)  # type: ignore[arg-type]
