"""Searching a million offers: what two hundred people ask, beside LIKE and beside a bare count; then what it costs to keep up."""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Engine, text
from sqlmodel import Session

from bench import ground
from bench.at_the_database import at_the_database
from bench.figures import Amount, Line, side_by_side, timed
from bench.questions import questions
from bench.searching_ground import fill
from workforce import clock
from workforce.database import transaction
from workforce.offers.search import indexing, news
from workforce.offers.search.addressing import kept, search_of
from workforce.offers.search.asked_search import Search
from workforce.offers.search.finding import find

OFFERS, OFFERS_WHEN_SMALL = 1_000_000, 3_000
ASKED, ASKED_WHEN_SMALL = 200, 20
SLOW = 12  # Questions put to the naive peer: each reads every text.
REWRITTEN, REWRITTEN_WHEN_SMALL = 2_000, 300  # Offers indexed anew.
KEPT, KEPT_WHEN_SMALL = 10_000, 200  # Searches whose news are looked for.
BATCH = 200  # Searches in a message, as the tick sends them.
PAGE = 12
LIKE = (
    "SELECT count(*) FROM offer WHERE state = 'published' AND (title || ' ' || plain) ILIKE ALL (:patterns)"
)
COUNT = "SELECT count(*) FROM search_entry WHERE words @@ CAST(:query AS tsquery)"


def measure(*, small: bool) -> list[Line]:
    """Fill a database, then ask."""
    with ground.empty("bench_search") as engine:
        seconds = fill(engine, OFFERS_WHEN_SMALL if small else OFFERS, ground.NOW)
        asked = questions(ASKED_WHEN_SMALL if small else ASKED)
        ours, processor = _searched(engine, asked)
        like = _each(asked[:SLOW], _by_like)
        bare = _each(asked, _counted)
        naive = "naive: ILIKE over title and text, no facets"
        alone = "PostgreSQL: one bare count of the same query, no page, no facets"
        return [
            _beside(
                f"a faceted search of {_many(engine)} offers, at the database, p95", ours, like, naive,
                f"all statements of a page; of the server's processor: p50 {statistics.median(processor) * 1e3:.0f} ms, "
                f"p95 {_p95(processor) * 1e3:.0f} ms, max {processor[-1] * 1e3:.0f} ms; filled in {seconds:.0f} s; ",
            ),
            _beside("the same, beside the index alone", ours, bare, alone),
            _rewriting(engine, REWRITTEN_WHEN_SMALL if small else REWRITTEN),
            _news(KEPT_WHEN_SMALL if small else KEPT),
        ]  # fmt: skip


def _many(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(text("SELECT count(*) FROM search_entry")) or 0


def _each(asked: Sequence[Search], ask: Callable[[Session, Search], Any]) -> list[float]:
    """Return the seconds that each question takes, sorted; each in a transaction of its own, warmed up by one."""
    with transaction() as session:
        ask(session, asked[0])
    seconds = []
    for one in asked:
        with transaction() as session, timed() as watch:
            ask(session, one)
        seconds.append(watch.seconds)
    return sorted(seconds)


def _searched(engine: Engine, asked: Sequence[Search]) -> tuple[list[float], list[float]]:
    """Return what each search waits for the database, and the processor's time of it, both sorted; all are asked once before."""
    waited, processor = [], []
    for turn in range(2):
        for one in asked:
            with at_the_database(engine) as spent, transaction() as session:
                find(session, one, PAGE)
            if turn:
                waited.append(spent.waited)
                processor.append(spent.processor)
    return sorted(waited), sorted(processor)


def _beside(work: str, ours: Sequence[float], peer: Sequence[float], against: str, told: str = "") -> Line:
    mine, theirs = _p95(ours) * 1e3, _p95(peer) * 1e3
    note = (
        f"{told}p50 {statistics.median(ours) * 1e3:.0f} ms, p95 {mine:.0f} ms, max {ours[-1] * 1e3:.0f} ms; "
    )
    note += f"peer p50 {statistics.median(peer) * 1e3:.0f} ms, max {peer[-1] * 1e3:.0f} ms over {len(peer)} questions"
    return Line(work, "ms", mine, theirs, mine / theirs, len(ours), against, note)


def _p95(seconds: Sequence[float]) -> float:
    return seconds[min(len(seconds) - 1, int(len(seconds) * 0.95))]


def _by_like(session: Session, search: Search) -> Any:
    words = [lexeme for term in search.question.required for lexeme, _ in term.words] or ["e"]
    return session.scalar(text(LIKE), {"patterns": [f"%{word}%" for word in words]})


def _counted(session: Session, search: Search) -> Any:
    return session.scalar(text(COUNT), {"query": search.query(clock.today())})


def _rewriting(engine: Engine, count: int) -> Line:
    """Index offers that were just written, beside PostgreSQL's own reading of the same French."""

    def ours() -> float:
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM search_entry WHERE id <= :count"), {"count": count})
            connection.execute(
                text("UPDATE offer SET changed_at = changed_at WHERE id <= :count"), {"count": count}
            )
        with timed() as watch, transaction() as session:
            indexing.catch_up(session)
        return watch.seconds

    def peer() -> float:
        with timed() as watch, engine.begin() as connection:
            connection.execute(
                text("CREATE TEMPORARY TABLE plain_entry (id int PRIMARY KEY, words tsvector) ON COMMIT DROP")
            )
            connection.execute(text("CREATE INDEX ON plain_entry USING gin (words)"))
            said = "INSERT INTO plain_entry SELECT id, to_tsvector('french', title || ' ' || plain) FROM offer WHERE id <= :count"
            connection.execute(text(said), {"count": count})
        return watch.seconds

    return side_by_side("entries of offers written", ours, peer, Amount(count, "per s"),
                        against="PostgreSQL: INSERT … SELECT to_tsvector('french', …) into an empty table")  # fmt: skip


def _news(count: int) -> Line:
    """Look for what is new in many kept searches, beside one question after the other."""
    since = ground.NOW.replace(hour=0)
    asked = [
        search_of(kept({"mots": ["fablab"], "departement": [f"{number % 94 + 1:02}"]}))
        for number in range(count)
    ]
    looks = {
        number: ({"mots": ["fablab"], "departement": [f"{number % 94 + 1:02}"]}, since)
        for number in range(count)
    }

    def ours() -> float:
        ids = list(looks)
        with timed() as watch:
            for start in range(0, count, BATCH):
                with transaction() as session:
                    news.found(
                        session, {one: looks[one] for one in ids[start : start + BATCH]}, news.MOST_TOLD
                    )
        return watch.seconds

    def peer() -> float:
        few = asked[: max(1, count // 20)]
        began = time.perf_counter()
        for one in few:
            with transaction() as session:
                session.execute(
                    text(f"{COUNT} AND found_at > :since"),
                    {"query": one.query(clock.today()), "since": since},
                )
        return (time.perf_counter() - began) * count / len(few)

    return side_by_side("kept searches looked into for what is new", ours, peer, Amount(count, "per s"),
                        against="one count a search, over all the offers")  # fmt: skip
