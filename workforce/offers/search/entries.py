"""An offer as the index keeps it: its words at their places, the heaviest first, and its marks. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from workforce.offers.search.language import LAST_PLACE, Placed, length, placed
from workforce.offers.search.narrowing import marks_of, time_of
from workforce.offers.search.synonyms import groups_in
from workforce.territories.departements import departement

TITLE, AROUND, TEXT = "A", "B", ""  # PostgreSQL's weights; empty is its lightest.
GAP = 20  # Places between two parts: no phrase runs from one into the next.
MOST_PLACES = 64  # Of one word in one offer.
WRITTEN = 1  # Rises when words are written otherwise: what was indexed before is indexed again.


def entry_of(offer: Any, published: date, found: date) -> dict[str, Any]:
    """Return the columns of an offer's entry, but for its instants. `words` and `heading` are in PostgreSQL's form."""
    title = list(placed(offer.title))
    around = _after(length(offer.title), placed(" . ".join(_around(offer))))
    start = (around[-1][1] if around else length(offer.title)) + GAP
    text = _after(start - GAP, placed(offer.plain))
    groups = [f"group:{code}" for code, _ in groups_in([*title, *around, *text])]
    named = [(f"group:{code}", place) for code, place in groups_in(title)]
    heading = ((title, TITLE), (named, TITLE), (around, AROUND))
    return {
        "departement": offer.departement, "trade": offer.family, "kind": offer.contract_kind, "remote": offer.remote,
        "is_pay_said": offer.pay_min is not None,
        "time": time_of(offer.hours_per_week, offer.part_time), "is_open": offer.open_to_contract_staff,
        "labels": list(offer.labels),
        "closes_on": offer.closes_on, "heading": vector(heading),
        "words": vector(((title, TITLE), (around, AROUND), (text, TEXT)), [*groups, *marks_of(offer, published, found)]),
        "written": WRITTEN,
    }  # fmt: skip


def vector(parts: Iterable[tuple[Iterable[Placed], str]], marks: Iterable[str] = ()) -> str:
    """Return a document in PostgreSQL's form: `'mediat':1A,7 'numer':2A 'kind:CDI'`."""
    places: dict[str, list[str]] = defaultdict(list)
    for words, weight in parts:
        for lexeme, place in words:
            if len(places[lexeme]) < MOST_PLACES:
                places[lexeme].append(f"{place}{weight}")
    said = [f"'{lexeme}':{','.join(numbers)}" for lexeme, numbers in places.items()]
    return " ".join([*said, *(f"'{mark}'" for mark in dict.fromkeys(marks))])


def _around(offer: Any) -> list[str]:
    found = departement(offer.departement) if offer.departement else None
    return [offer.employer_name, offer.commune, *((found.name, found.region) if found else ())]


def _after(start: int, words: Iterable[Placed]) -> list[Placed]:
    return [(lexeme, min(start + GAP + place, LAST_PLACE)) for lexeme, place in words]
