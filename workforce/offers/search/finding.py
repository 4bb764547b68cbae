"""Finding offers: how many, by which facets, and one page of them. The work is bounded whatever is asked.

A question is tried on the newest offers first, to see how broad it is. A rare one is then put to every offer; a broad one
is answered from as many of the newest as fill the count, and says so. docs/decisions/0047 tells why.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from psycopg.errors import QueryCanceled
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from workforce import clock
from workforce.offers.search.asked_search import Order, Search
from workforce.offers.search.asking import Question, either, quoted
from workforce.offers.search.narrowing import EVERY_OFFER, days_marks

WINDOW = 10_000  # Offers that a question is tried on first: how broad is it?
MOST_WINDOW = 20 * WINDOW  # Offers that a broad question is put to, at most.
MOST_TEXTS = 10_000  # Texts in which the places of words are compared: a phrase is put to no more offers than hold its words.
MOST_DAYS = 1_200  # That a window spans: each is a mark to look up.
PATIENCE = "1500ms"  # No statement of a search runs longer; the sizes above keep it far below.
FACET_OF = {"region": "departement"}  # Filter → the facet that counts it, where its name is another.
FACETS = ("departement", "trade", "kind", "remote", "time", "pay", "open")


@dataclass(frozen=True)
class Found:
    """What a search found. Where `is_more`, the counts are those of the first `total` in the order asked for."""

    total: int = 0
    is_more: bool = False
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    ids: Sequence[int] = ()  # Of the page.
    without: Mapping[str, int] = field(
        default_factory=dict
    )  # Filter, or words → how many there are without it.
    gave_up: bool = False  # The database was too busy to answer in time.


@dataclass(frozen=True)
class Window:
    """The first offers in the order asked for: the days that hold them, and how many there are in all."""

    first: date | None
    last: date
    offers: int  # As many as the database last counted.


_COLUMNS = """
e.id, e.published_at, e.closes_on, e.heading, departement, trade, kind, remote, time,
CASE WHEN is_pay_said THEN 'said' ELSE '' END AS pay, CASE is_open WHEN true THEN 'yes' WHEN false THEN 'no' ELSE '' END AS open
"""
# OFFSET 0 keeps the order out: the planner would walk the dates and read every text on its way.
_MATCHING = "SELECT {columns}, 0 AS score FROM search_entry e WHERE e.words @@ CAST(:query{number} AS tsquery) OFFSET 0"
_FITTING = """
SELECT {columns}, m.score FROM match m JOIN search_entry e ON e.id = m.offer_id
WHERE m.adviser_id = :adviser_id{number} AND e.words @@ CAST(:query{number} AS tsquery) OFFSET 0
"""
_RANK = "ts_rank(ARRAY[0, 0, 0.4, 1]::real[], heading, CAST(:any_word{number} AS tsquery))"
_NEWEST = "published_at DESC, id DESC"
_ORDERS = {
    Order.NEWEST: (_NEWEST, _NEWEST),
    Order.NEAREST: (_NEWEST, f"{_RANK} DESC, {_NEWEST}"),
    Order.CLOSING: ("closes_on NULLS LAST, id DESC", "closes_on NULLS LAST, id DESC"),
    Order.FIT: (f"score DESC, {_NEWEST}", f"score DESC, {_NEWEST}"),
}  # Which of too many are kept, and how they are put.
# The offers are found once; then they are counted by each facet, and a page of them is cut.
_ANSWER = """
SELECT {number} AS answer, * FROM (
    WITH hits AS MATERIALIZED (SELECT * FROM ({found}) AS found ORDER BY {kept} LIMIT :most{number} + 1),
         page AS MATERIALIZED (SELECT id FROM hits ORDER BY {put} LIMIT :size{number} OFFSET :offset{number})
    SELECT 'page' AS facet, id::text AS value, 0 AS number FROM page
    UNION ALL
    SELECT CASE {names} ELSE 'total' END, coalesce({values}), count(*) FROM hits GROUP BY GROUPING SETS ((), {sets})
) AS answer{number}
"""
_TRIED = (
    "SELECT {number} AS question, count(*) FROM search_entry WHERE words @@ CAST(:query{number} AS tsquery)"
)
_EDGE = """
SELECT set_config('statement_timeout', :patience, true), ({edge}),
       (SELECT reltuples::bigint FROM pg_class WHERE oid = 'search_entry'::regclass)
"""
_NEWEST_EDGE = "SELECT published_at FROM search_entry ORDER BY published_at DESC LIMIT 1 OFFSET :window"
_CLOSING_EDGE = """
SELECT closes_on::timestamptz FROM search_entry WHERE closes_on >= :today ORDER BY closes_on LIMIT 1 OFFSET :window
"""


def find(session: Session, search: Search, size: int, offset: int = 0) -> Found:
    """Return what a search finds, and the ids of one page of it; nothing, and that it gave up, where it takes too long.

    Beside a filter that is in force, its other choices are counted as if it were not. Where nothing is found, so is what
    each filter, and the words, keep away.
    """
    try:
        with session.begin_nested():
            return _find(session, search, size, offset)
    except OperationalError as error:
        if not isinstance(error.orig, QueryCanceled):
            raise
        return Found(gave_up=True)


def _find(session: Session, search: Search, size: int, offset: int) -> Found:
    window = _window(session, search.order, WINDOW)
    faceted = [name for name in search.narrowing.values if FACET_OF.get(name, name) in FACETS]
    base, *beside = _found(
        session, [search, *(_apart(search, name) for name in faceted)], window, (size, offset)
    )
    counts = {FACET_OF.get(name, name): one.facets for name, one in zip(faceted, beside, strict=True)}
    facets = dict(base.facets) | {name: found.get(name, {}) for name, found in counts.items()}
    found = replace(base, facets=facets)
    return found if base.total else replace(found, without=_kept_away(session, search, window))


def _kept_away(session: Session, search: Search, window: Window) -> dict[str, int]:
    """Count what there would be without each filter, and without the words."""
    others = {name: search.without(name) for name in search.narrowing.values}
    if search.question != Question():
        others["words"] = replace(search, question=Question())
    answers = _found(session, list(others.values()), window, (0, 0)) if others else []
    return {name: found.total for name, found in zip(others, answers, strict=True) if found.total}


def _apart(search: Search, name: str) -> Search:
    """Return a search without a filter, nor any other that counts by the same facet."""
    twins = [one for one in search.narrowing.values if FACET_OF.get(one, one) == FACET_OF.get(name, name)]
    for twin in twins:
        search = search.without(twin)
    return search


def _found(
    session: Session, searches: Sequence[Search], window: Window, page: tuple[int, int]
) -> list[Found]:
    """Answer several searches at once: try each on the first offers, then put it to all of them, or to as many as it needs."""
    order = searches[0].order
    if window.first is None:
        return _answers(session, [(one, ()) for one in searches], page)
    tried = _tried(session, searches, _marks(order, window))
    asked = [(one, _marks(order, _reach(one, tried[at], window))) for at, one in enumerate(searches)]
    found = _answers(session, asked, page)
    return [replace(one, is_more=True) if asked[at][1] else one for at, one in enumerate(found)]


def _tried(session: Session, searches: Sequence[Search], marks: Sequence[str]) -> list[int]:
    """Count the offers of a window that hold the words of each search, wherever they stand in a text."""
    within = either([quoted(mark) for mark in marks])
    today = clock.today()
    queries = [replace(one, question=one.question.loosened()).query(today, within) for one in searches]
    statements = (_TRIED.format(number=at) for at in range(len(queries)))
    rows = session.execute(
        text(" UNION ALL ".join(statements)), {f"query{at}": query for at, query in enumerate(queries)}
    )
    return [number for _, number in sorted(tuple(row) for row in rows)]


def _reach(search: Search, tried: int, window: Window) -> Window:
    """Return the days that a search is put to: those of all offers where it is rare enough."""
    assert window.first is not None  # Else nothing was tried.
    most = MOST_TEXTS if search.question.has_phrases else search.most * 5 // 4
    if tried * window.offers <= most * WINDOW:
        return replace(window, first=None)
    size = min(MOST_WINDOW, most * WINDOW // tried)
    days = min(MOST_DAYS, ((window.last - window.first).days + 1) * size // WINDOW)
    if search.order == Order.CLOSING:
        return replace(window, last=window.first + timedelta(days=days))
    return replace(window, first=window.last - timedelta(days=days))


def _window(session: Session, order: Order, size: int) -> Window:
    """Return the days of the first `size` offers; without a first day where all offers are no more than that."""
    edge = _CLOSING_EDGE if order == Order.CLOSING else _NEWEST_EDGE
    today = clock.today()
    values = {"patience": PATIENCE, "window": size, "today": today}
    _, found, offers = session.execute(text(_EDGE.format(edge=edge)), values).one()
    if found is None or order == Order.FIT:
        return Window(None, today, offers)
    days = sorted((today, clock.paris_date(found)))
    return (
        Window(days[0], days[1], offers)
        if (days[1] - days[0]).days <= MOST_DAYS
        else Window(None, today, offers)
    )


def _marks(order: Order, window: Window) -> list[str]:
    if window.first is None:
        return []
    return days_marks("closes" if order == Order.CLOSING else "published", window.first, window.last)


def _answers(
    session: Session, asked: Sequence[tuple[Search, Sequence[str]]], page: tuple[int, int]
) -> list[Found]:
    """Answer these searches, each within its marks, in one statement."""
    statements = [_statement(search.order, at) for at, (search, _) in enumerate(asked)]
    values: dict[str, Any] = {}
    for at, (search, marks) in enumerate(asked):
        values |= _values(search, marks, page, at)
    facets: list[dict[str, dict[str, int]]] = [defaultdict(dict) for _ in asked]
    ids: list[list[int]] = [[] for _ in asked]
    for at, facet, value, number in session.execute(text(" UNION ALL ".join(statements)), values):
        if facet == "page":
            ids[at].append(int(value))
        else:
            facets[at][facet][value or ""] = number
    totals = [counts.pop("total")[""] for counts in facets]
    return [
        Found(min(total, search.most), total > search.most, facets[at], ids[at])
        for at, ((search, _), total) in enumerate(zip(asked, totals, strict=True))
    ]


def _values(search: Search, marks: Sequence[str], page: tuple[int, int], at: int) -> dict[str, Any]:
    within = [either([quoted(mark) for mark in marks])] if marks else []
    named: dict[str, Any] = {
        "query": search.query(clock.today(), *within), "most": search.most, "size": page[0], "offset": page[1],
    }  # fmt: skip
    if search.order == Order.NEAREST:
        named["any_word"] = search.question.any_word() or quoted(EVERY_OFFER)
    if search.order == Order.FIT:
        named["adviser_id"] = search.adviser_id
    return {f"{name}{at}": value for name, value in named.items()}


def _statement(order: Order, at: int) -> str:
    kept, put = _ORDERS[order]
    # A set that does not hold a column shows it as empty, and says so by `grouping`.
    names = " ".join(f"WHEN grouping({name}) = 0 THEN '{name}'" for name in FACETS)
    values = ", ".join(f"{name}::text" for name in FACETS)
    sets = ", ".join(f"({name})" for name in FACETS)
    found = (_FITTING if order == Order.FIT else _MATCHING).format(columns=_COLUMNS, number=at)
    put = put.format(number=at)
    return _ANSWER.format(number=at, found=found, kept=kept, put=put, names=names, values=values, sets=sets)
