"""The filters of a search: what each may say, and the marks that offers bear for them. Pure.

A filter is a word: an offer is indexed under `departement:83` or `kind:CDI` as it is under the words of its text, so that
words and filters are one question to one index.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from workforce.offers.search.asking import either, quoted
from workforce.territories.departements import departements_of_region

EVERY_OFFER = "offer:any"
FULL_TIME = 35  # Hours a week, by law (code du travail, L3121-27).
LONGEST_MONTHS = 120
STEP = 6  # Months between two marks of « at least so long ».
WEEK = 7  # Days.
PERMANENT = frozenset({"CDI", "titulaire"})
MOST_DAYS = 60  # Of a filter on dates.
MANY = (
    "departement",
    "region",
    "trade",
    "kind",
    "remote",
    "label",
)  # Filters that take several values: they widen.


@dataclass(frozen=True)
class Narrowing:
    """The filters in force: several values of one widen it, several filters narrow."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def without(self, name: str) -> "Narrowing":
        """Return the other filters."""
        return replace(self, values={key: said for key, said in self.values.items() if key != name})

    def parts(self, today: date) -> list[str]:
        """Return what all must hold, in PostgreSQL's language of text search."""
        return [
            either([quoted(mark) for mark in marks_for(name, said, today)])
            for name, said in self.values.items()
        ]


def marks_for(name: str, values: Iterable[str], today: date) -> list[str]:
    """Return the marks of which an offer must bear one."""
    several = list(values)
    if name == "region":
        codes = sorted({code for region in several for code in departements_of_region(region)})
        return [f"departement:{code}" for code in codes] or ["departement:none"]
    if name == "months":
        return _lasting(int(several[0]))
    if name == "published":
        return days_marks("published", today - timedelta(days=int(several[0])), today)
    if name == "closing":
        return days_marks("closes", today, today + timedelta(days=int(several[0])))
    return [f"{name}:{value}" for value in several]


def days_marks(name: str, first: date, last: date) -> list[str]:
    """Return the marks of the days from one to the other, both included: a mark a week where a week is whole."""
    marks, day = [], first.toordinal()
    while day <= last.toordinal():
        is_week = day % WEEK == 0 and day + WEEK - 1 <= last.toordinal()
        marks.append(f"{name}_week:{day // WEEK}" if is_week else f"{name}:{day}")
        day += WEEK if is_week else 1
    return marks


def _lasting(months: int) -> list[str]:
    """Return the marks of contracts of at least so many months: those just above one by one, the longer ones by a step."""
    above = -(-months // STEP) * STEP
    return ["lasts:ever", f"lasts_at_least:{above}", *(f"lasts:{one}" for one in range(months, above))]


def marks_of(offer: Any, published: date, found: date) -> Iterator[str]:
    """Return the marks that an offer bears. `published` and `found`: the days on which it was, in Paris."""
    yield EVERY_OFFER
    for name, value in (
        ("departement", offer.departement), ("trade", offer.family), ("kind", offer.contract_kind),
        ("remote", offer.remote), ("time", time_of(offer.hours_per_week, offer.part_time)),
        ("pay", "said" if offer.pay_min is not None else ""),
        ("open", {True: "yes", False: "no"}.get(offer.open_to_contract_staff, "")),
        *(("label", label) for label in offer.labels),
    ):  # fmt: skip
        if value:
            yield f"{name}:{_safe(str(value))}"
    yield from _lengths(offer)
    for name, day in (("published", published), ("found", found), ("closes", offer.closes_on)):
        if day:
            yield f"{name}:{day.toordinal()}"
            yield f"{name}_week:{day.toordinal() // WEEK}"


def time_of(hours: float | None, part_time: bool | None) -> str:
    """Tell full time from part-time, by the hours or else by its own words; empty where the offer does not say."""
    if hours is None:
        return {True: "part", False: "full", None: ""}[part_time]
    return "part" if hours < FULL_TIME else "full"


def _lengths(offer: Any) -> Iterator[str]:
    if offer.contract_kind in PERMANENT:
        yield "lasts:ever"
    elif offer.length_months:
        months = min(offer.length_months, LONGEST_MONTHS)
        yield f"lasts:{months}"
        yield from (f"lasts_at_least:{one}" for one in range(STEP, months + 1, STEP))


def _safe(value: str) -> str:
    return "".join(letter for letter in value if letter.isalnum() or letter in "_-")
