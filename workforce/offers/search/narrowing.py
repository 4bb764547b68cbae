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
        return ["lasts:ever", *(f"lasts:{months}" for months in range(int(several[0]), LONGEST_MONTHS + 1))]
    if name == "published":
        return days_marks("published", today - timedelta(days=int(several[0])), today)
    if name == "closing":
        return days_marks("closes", today, today + timedelta(days=int(several[0])))
    return [f"{name}:{value}" for value in several]


def days_marks(name: str, first: date, last: date) -> list[str]:
    """Return the marks of the days from one to the other, both included."""
    return [f"{name}:{day}" for day in range(first.toordinal(), last.toordinal() + 1)]


def marks_of(offer: Any, published: date, found: date) -> Iterator[str]:
    """Return the marks that an offer bears. `published` and `found`: the days on which it was, in Paris."""
    yield EVERY_OFFER
    for name, value in (
        ("departement", offer.departement), ("trade", offer.family), ("kind", offer.contract_kind),
        ("remote", offer.remote), ("published", published.toordinal()), ("found", found.toordinal()),
        ("closes", offer.closes_on.toordinal() if offer.closes_on else ""), ("time", time_of(offer.hours_per_week)),
        ("pay", "said" if offer.pay_min is not None else ""), ("lasts", _lasts(offer)),
        ("open", {True: "yes", False: "no"}.get(offer.open_to_contract_staff, "")),
        *(("label", label) for label in getattr(offer, "labels", ())),
    ):  # fmt: skip
        if value:
            yield f"{name}:{_safe(str(value))}"


def time_of(hours: float | None) -> str:
    """Tell full time from part-time; empty where the offer does not say."""
    return "" if hours is None else "part" if hours < FULL_TIME else "full"


def _lasts(offer: Any) -> str:
    if offer.contract_kind in PERMANENT:
        return "ever"
    return str(min(offer.length_months, LONGEST_MONTHS)) if offer.length_months else ""


def _safe(value: str) -> str:
    return "".join(letter for letter in value if letter.isalnum() or letter in "_-")
