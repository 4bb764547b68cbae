"""Finding offers: how many, by which facets, and one page of them. The work is bounded whatever is asked.

A question is tried on the newest offers first, to see how broad it is. A rare one is then put to every offer; a broad one
is answered from as many of the newest as fill the count, and says so. docs/decisions/0047 tells why.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from psycopg.errors import QueryCanceled
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from workforce import clock
from workforce.offers.search.asked_search import MOST, Order, Search
from workforce.offers.search.asking import Question, either, quoted
from workforce.offers.search.narrowing import EVERY_OFFER, days_marks

WINDOW = 10_000  # Offers that a question is tried on first: how broad is it?
MOST_WINDOW = 20 * WINDOW  # Offers that a broad question is put to, at most.
MOST_TEXTS = 3_000  # Texts in which the places of words are compared, those of the facets beside included.
MOST_DAYS = 1_200  # That a window spans: each is a mark to look up.
PATIENCE = "1500ms"  # No statement of a search runs longer; the sizes above keep it far below.
FACET_OF = {"region": "departement"}  # Filter → the facet that counts it, where its name is another.
FACETS = ("departement", "trade", "kind", "remote", "time", "pay", "open", "label")
LABEL = "label"  # The facet of which one offer may have several values.


@dataclass(frozen=True)
class Found:
    """What a search found. Where `is_more`, the counts are those of the first `total` in the order asked for."""

    total: int = 0
    is_more: bool = False
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    ids: Sequence[int] = ()  # Of the page.
    without: Mapping[str, int] = field(default_factory=dict)  # Filter, or words → how many without it.
    gave_up: bool = False  # The database was too busy to answer in time.


@dataclass(frozen=True)
class Part:
    """A search that is answered beside others: what is counted of it, and the page of it that is cut, if any."""

    search: Search
    facets: Sequence[str] = ()
    page: tuple[int, int] | None = None  # Size and offset.


@dataclass(frozen=True)
class Window:
    """The first offers in the order asked for: the days that hold them, and how many there are in all."""

    first: date | None
    last: date
    offers: int  # As many as the database last counted.


_COLUMNS = """
e.id, e.published_at, e.closes_on, e.heading, departement, trade, kind, remote, time, labels,
CASE WHEN is_pay_said THEN 'said' ELSE '' END AS pay, CASE is_open WHEN true THEN 'yes' WHEN false THEN 'no' ELSE '' END AS open
"""
# OFFSET 0 keeps the order out: the planner would walk the dates and read every text on its way.
_MATCHING = """
SELECT {columns}, 0 AS score FROM search_entry e WHERE {holds}{near} OFFSET 0
"""
_FITTING = """
SELECT {columns}, m.score FROM match m JOIN search_entry e ON e.id = m.offer_id
WHERE m.adviser_id = :adviser_id{number} AND {holds}{near} OFFSET 0
"""
# The formula of `communes.distance_km`, written for the database.
DISTANCE = """
12742 * asin(least(1, sqrt(power(sin(radians(e.latitude - {north}) / 2), 2)
    + cos(radians({north})) * cos(radians(e.latitude)) * power(sin(radians(e.longitude - {east}) / 2), 2))))
"""
_RANK = "ts_rank(ARRAY[0, 0, 0.4, 1]::real[], heading, CAST(:any_word{number} AS tsquery))"
_NEWEST = "published_at DESC, id DESC"
_ORDERS = {
    Order.NEWEST: (_NEWEST, _NEWEST),
    Order.NEAREST: (_NEWEST, f"{_RANK} DESC, {_NEWEST}"),
    Order.CLOSING: ("closes_on NULLS LAST, id DESC", "closes_on NULLS LAST, id DESC"),
    Order.FIT: (f"score DESC, {_NEWEST}", f"score DESC, {_NEWEST}"),
}  # Which of too many are kept, and how they are put.
# Offers are found once, then counted by facet and cut in pages. One more than the most, in no facet, tells that there are more.
_ANSWER = """
SELECT {number} AS answer, * FROM (
    WITH hits AS MATERIALIZED (SELECT * FROM ({found}) AS found ORDER BY {kept} LIMIT :most{number} + 1),
    counted AS MATERIALIZED (SELECT * FROM hits LIMIT :most{number}) {page}
    SELECT 'total' AS facet, NULL AS value, count(*) AS number FROM hits
    {facets}
) AS answer{number}
"""
_FACETS = """
UNION ALL SELECT CASE {names} END, coalesce({values}), count(*) FROM counted GROUP BY GROUPING SETS ({sets})
"""
_LABELS = """
UNION ALL SELECT 'label', label, count(*) FROM counted, unnest(labels) AS label GROUP BY label
"""
_PAGE = """
, page AS MATERIALIZED (SELECT id FROM hits ORDER BY {put} LIMIT :size{number} OFFSET :offset{number})
SELECT 'page' AS facet, id::text AS value, 0 AS number FROM page UNION ALL
"""
_HOLDS = "e.words @@ CAST(:{name} AS tsquery)"
_TRIED = "SELECT {number} AS question, count(*) FROM search_entry e WHERE {holds}"
_EDGE = """
SELECT set_config('statement_timeout', :patience, true), ({edge}),
       (SELECT reltuples::bigint FROM pg_class WHERE oid = 'search_entry'::regclass)
"""
_NEWEST_EDGE = "SELECT published_at FROM search_entry ORDER BY published_at DESC LIMIT 1 OFFSET :window"
_CLOSING_EDGE = """
SELECT CAST(e.closes_on AS timestamptz) FROM search_entry e WHERE e.closes_on >= :today
ORDER BY e.closes_on LIMIT 1 OFFSET :window
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
    apart = [Part(_apart(search, name), (FACET_OF.get(name, name),)) for name in faceted]
    base, *beside = _found(session, [Part(search, FACETS, (size, offset)), *apart], window)
    counts = {FACET_OF.get(name, name): one.facets for name, one in zip(faceted, beside, strict=True)}
    facets = dict(base.facets) | {name: found.get(name, {}) for name, found in counts.items()}
    found = replace(base, facets=facets)
    return found if base.total else replace(found, without=_kept_away(session, search, window))


def _kept_away(session: Session, search: Search, window: Window) -> dict[str, int]:
    """Count what there would be without each filter, and without the words."""
    others = {name: Part(search.without(name)) for name in search.narrowing.values}
    if search.question != Question():
        others["words"] = Part(replace(search, question=Question()))
    answers = _found(session, list(others.values()), window) if others else []
    return {name: found.total for name, found in zip(others, answers, strict=True) if found.total}


def _apart(search: Search, name: str) -> Search:
    """Return a search without a filter, nor any other that counts by the same facet."""
    twins = [one for one in search.narrowing.values if FACET_OF.get(one, one) == FACET_OF.get(name, name)]
    for twin in twins:
        search = search.without(twin)
    return search


def _found(session: Session, parts: Sequence[Part], window: Window) -> list[Found]:
    """Answer several searches at once: try each on the first offers, then put it to all of them, or to as many as it needs."""
    searches = [one.search for one in parts]
    order = searches[0].order
    if window.first is None:
        return _answers(session, [(one, ()) for one in parts])
    tried = _tried(session, searches, _marks(order, window))
    texts = MOST_TEXTS // len(searches)
    asked = [
        (one, _marks(order, _reach(one.search, tried[at], window, texts))) for at, one in enumerate(parts)
    ]
    found = _answers(session, asked)
    return [replace(one, is_more=True) if asked[at][1] else one for at, one in enumerate(found)]


def _tried(session: Session, searches: Sequence[Search], marks: Sequence[str]) -> list[int]:
    """Count the offers of a window that hold the words of each search, wherever they stand in a text."""
    within = either([quoted(mark) for mark in marks])
    today = clock.today()
    asked = [
        _named(replace(one, question=one.question.loosened()).queries(today, within), at)
        for at, one in enumerate(searches)
    ]
    statements = (_TRIED.format(number=at, holds=_holds(queries)) for at, queries in enumerate(asked))
    values = {name: query for queries in asked for name, query in queries.items()}
    rows = session.execute(text(" UNION ALL ".join(statements)), values)
    return [number for _, number in sorted(tuple(row) for row in rows)]


def _reach(search: Search, tried: int, window: Window, texts: int) -> Window:
    """Return the days that a search is put to: those of all offers where it is rare enough."""
    assert window.first is not None  # Else nothing was tried.
    most = texts if search.question.has_phrases else MOST * 5 // 4
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


def _answers(session: Session, asked: Sequence[tuple[Part, Sequence[str]]]) -> list[Found]:
    """Answer these searches, each within its marks, in one statement."""
    statements: list[str] = []
    values: dict[str, Any] = {}
    for at, (part, marks) in enumerate(asked):
        queries = _queries(part.search, marks, at)
        statements.append(_statement(part, _holds(queries), at))
        values |= queries | _values(part, at)
    facets: list[dict[str, dict[str, int]]] = [defaultdict(dict) for _ in asked]
    ids: list[list[int]] = [[] for _ in asked]
    for at, facet, value, number in session.execute(text(" UNION ALL ".join(statements)), values):
        if facet == "page":
            ids[at].append(int(value))
        else:
            facets[at][facet][value or ""] = number
    totals = [counts.pop("total")[""] for counts in facets]
    return [Found(min(total, MOST), total > MOST, facets[at], ids[at]) for at, total in enumerate(totals)]


def _queries(search: Search, marks: Sequence[str], at: int) -> dict[str, str]:
    """Return the queries of a search within marks, if any, under the names of their parameters."""
    within = [either([quoted(mark) for mark in marks])] if marks else []
    return _named(search.queries(clock.today(), *within), at)


def _named(queries: Sequence[str], at: int) -> dict[str, str]:
    return {f"query{at}_{number}": query for number, query in enumerate(queries)}


def _holds(names: Iterable[str]) -> str:
    return " AND ".join(_HOLDS.format(name=name) for name in names)


def _near(at: int) -> str:
    north, east = (f"CAST(:{name}{at} AS float8)" for name in ("north", "east"))
    return f" AND {DISTANCE.format(north=north, east=east)} <= :km{at}"


def _values(part: Part, at: int) -> dict[str, Any]:
    search = part.search
    named: dict[str, Any] = {"most": MOST}
    if part.page:
        size, offset = part.page
        named |= {"size": max(0, min(size, MOST - offset)), "offset": offset}
    if part.page and search.order == Order.NEAREST:
        named["any_word"] = search.question.any_word() or quoted(EVERY_OFFER)
    if circle := search.narrowing.circle:
        named |= {"north": circle.middle[0], "east": circle.middle[1], "km": circle.km}
    if search.order == Order.FIT:
        named["adviser_id"] = search.adviser_id
    return {f"{name}{at}": value for name, value in named.items()}


def _statement(part: Part, holds: str, at: int) -> str:
    search, facets = part.search, part.facets
    kept, put = _ORDERS[search.order]
    found = (_FITTING if search.order == Order.FIT else _MATCHING).format(
        columns=_COLUMNS, number=at, holds=holds, near=_near(at) if search.narrowing.circle else ""
    )
    return _ANSWER.format(
        number=at, found=found, kept=kept, page=_PAGE.format(put=put.format(number=at), number=at) if part.page else "",
        facets=_counts(facets),
    )  # fmt: skip


def _counts(facets: Sequence[str]) -> str:
    """Return what counts the offers by these facets."""
    columns = [name for name in facets if name != LABEL]
    # A set that does not hold a column shows it as empty, and says so by `grouping`.
    names = " ".join(f"WHEN grouping({name}) = 0 THEN '{name}'" for name in columns)
    values, sets = ", ".join(f"{name}::text" for name in columns), ", ".join(f"({name})" for name in columns)
    counted = _FACETS.format(names=names, values=values, sets=sets) if columns else ""
    return counted + (_LABELS if LABEL in facets else "")
