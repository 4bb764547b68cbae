"""What is new in the searches that people keep: found for many searches in one statement."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, text, update
from sqlmodel import Session, col, select

from workforce import clock, due, journal
from workforce.facts import Fact, SearchNewsFound
from workforce.offers.search import addressing
from workforce.offers.search.asking import either, quoted
from workforce.offers.search.models import SavedSearch
from workforce.offers.search.narrowing import days_marks
from workforce.offers.search.rhythms import next_time

MOST_TOLD = 40  # Offers of one search that one look brings: the best of them make the letter.
MOST_COUNTED = 100  # Offers that a card counts: beyond, « plus de 99 ».
# An entry may be seen so long after its instant: a look goes back as far, and the ledger keeps it from telling twice.
LATE = timedelta(minutes=5)
MOST_DAYS = 31  # A look that was kept waiting longer goes back so far only.
# Each search asks the index for the days since it last looked: what it costs hangs on what is new, not on what is there.
_NEWS = text("""
SELECT asked.id, news.id FROM json_to_recordset(CAST(:searches AS json)) AS asked (id int, query tsquery, since timestamptz)
CROSS JOIN LATERAL (
    SELECT e.id FROM search_entry e WHERE e.words @@ asked.query AND e.found_at > asked.since
    ORDER BY e.published_at DESC, e.id DESC LIMIT :most
) AS news
""")
Looks = Mapping[int, tuple[Mapping[str, Any], datetime]]  # Search → what it asks, since when.


def found(session: Session, looks: Looks, most: int) -> dict[int, list[int]]:
    """Return, for each search, the offers found since its instant, the newest first, at most so many."""
    if not looks:
        return {}
    rows = [
        {"id": id_, "query": _query(asked, since), "since": since} for id_, (asked, since) in looks.items()
    ]
    news: dict[int, list[int]] = defaultdict(list)
    said = _NEWS.bindparams(bindparam("searches", value=json.dumps(rows, default=str)), most=most)
    for search_id, offer_id in session.execute(said):
        news[search_id].append(offer_id)
    return news


def counts(session: Session, looks: Looks) -> dict[int, int]:
    """Count, for each search, the offers found since its instant; no further than MOST_COUNTED."""
    return {search_id: len(offers) for search_id, offers in found(session, looks, MOST_COUNTED).items()}


def look(session: Session, ids: Sequence[int]) -> int:
    """Look for the news of these searches where due, and say which have some. Return how many were due."""
    mine = due.take(session, SavedSearch, ids)
    searches = session.exec(select(SavedSearch).where(col(SavedSearch.id).in_(mine))).all()
    looks = {one.id: (one.asked, max(one.told_at - LATE, one.created_at)) for one in searches}
    news, now = found(session, looks, MOST_TOLD), clock.now()
    facts: list[Fact] = [
        SearchNewsFound(one.id, one.told_at.isoformat(), news[one.id]) for one in searches if one.id in news
    ]
    journal.record_all(session, facts)
    for rhythm in {one.rhythm for one in searches}:
        due.settle(
            session, SavedSearch, [one.id for one in searches if one.rhythm == rhythm], next_time(rhythm, now)
        )
    session.execute(update(SavedSearch).where(col(SavedSearch.id).in_(mine)).values(told_at=now))
    return len(mine)


def _query(asked: Mapping[str, Any], since: datetime) -> str:
    """Return what a search asks of the offers found from a day on."""
    today = clock.today()
    first = max(clock.paris_date(since), today - timedelta(days=MOST_DAYS))
    days = either([quoted(mark) for mark in days_marks("found", first, today)])
    search = addressing.search_of(addressing.kept(asked))
    return search.query(today, days)
