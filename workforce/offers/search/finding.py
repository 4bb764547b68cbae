"""Finding offers: how many, by which facets, and one page of them. The work is bounded whatever is asked.

The newest offers are looked at first. A rare question is then put to every offer; a broad one is answered from the
newest that fill the count, and says so. docs/decisions/0047 tells why.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from workforce import clock
from workforce.offers.search.asked_search import Order, Search
from workforce.offers.search.asking import Question, either, quoted
from workforce.offers.search.narrowing import EVERY_OFFER, days_marks

WINDOW = 40_000  # Offers looked at first.
MOST_WINDOW = 5 * WINDOW  # Never more of them for a broad question.
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
_EDGE = """
SELECT set_config('statement_timeout', :patience, true), ({edge}),
       (SELECT reltuples::bigint FROM pg_class WHERE oid = 'search_entry'::regclass)
"""
_NEWEST_EDGE = "SELECT published_at FROM search_entry ORDER BY published_at DESC LIMIT 1 OFFSET :window"
_CLOSING_EDGE = """
SELECT closes_on::timestamptz FROM search_entry WHERE closes_on >= :today ORDER BY closes_on LIMIT 1 OFFSET :window
"""


def find(session: Session, search: Search, size: int, offset: int = 0) -> Found:
    """Return what a search finds, and the ids of one page of it.

    Beside a filter that is in force, its other choices are counted as if it were not. Where nothing is found, so is what
    each filter, and the words, keep away.
    """
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
    """Answer several searches at once: among the first offers; then, as an answer is rare or broad, among all or more of them."""
    marks = _marks(searches[0].order, window)
    found = _answers(session, [(one, marks) for one in searches], page)
    if not marks:
        return found
    again = {at: one for at, one in enumerate(found) if not one.is_more}
    if not again:
        return found
    rare = {at for at, one in again.items() if one.total * window.offers <= WINDOW * searches[at].most}
    wide = (
        _marks(searches[0].order, _window(session, searches[0].order, MOST_WINDOW))
        if again.keys() - rare
        else []
    )
    asked = [(searches[at], () if at in rare else wide) for at in again]
    for at, one in zip(again, _answers(session, asked, page), strict=True):
        found[at] = one if at in rare or not wide else replace(one, is_more=True)
    return found


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
