"""An offer as far as likeness goes, and the keys by which its twins are looked up. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workforce.offers.same import keys


@dataclass(frozen=True)
class Traits:
    """What is known of an offer."""

    id: int
    feed_id: int | None
    employer_id: int | None
    title: frozenset[str]
    employer_name: str
    employer: frozenset[str]
    departement: str
    town: str
    family: str
    contract_kind: str
    length_months: int | None
    hours_per_week: float | None
    pay: tuple[int, int, str] | None  # Lowest and highest euros, and their period.
    starts_on: date | None
    closes_on: date | None
    published_on: date | None
    address: str
    references: frozenset[str]
    runs: frozenset[int]  # Of words.

    @property
    def is_own(self) -> bool:
        """Tell whether its employer posted it here."""
        return self.employer_id is not None


# The columns that traits are made of.
COLUMNS = (
    "id", "feed_id", "employer_id", "identity", "title", "url", "employer_name", "plain", "family", "departement", "commune",
    "contract_kind", "length_months", "hours_per_week", "pay_min", "pay_max", "pay_period", "starts_on", "closes_on",
    "published_at", "guesses",
)  # fmt: skip


def traits(row: Mapping[str, Any]) -> Traits:
    """Return the traits of an offer, from its columns."""
    low, high = row["pay_min"], row["pay_max"]
    told = [
        str(guess["value"]).lower() for guess in row["guesses"] or () if guess.get("field") == "reference"
    ]
    return Traits(
        id=row["id"],
        feed_id=row["feed_id"],
        employer_id=row["employer_id"],
        title=keys.title_words(row["title"], row["commune"], row["employer_name"]),
        employer_name=row["employer_name"],
        employer=keys.employer_words(row["employer_name"]),
        departement=row["departement"],
        town=keys.town(row["commune"]),
        family=row["family"],
        contract_kind=row["contract_kind"],
        length_months=row["length_months"],
        hours_per_week=row["hours_per_week"],
        pay=(low, high or low, row["pay_period"]) if low and row["pay_period"] else None,
        starts_on=row["starts_on"],
        closes_on=row["closes_on"],
        published_on=row["published_at"].date() if row["published_at"] else None,
        address=keys.address(row["url"]),
        references=keys.references(row["plain"], row["identity"], row["url"]) | frozenset(told),
        runs=keys.shingles(row["plain"]),
    )


def keys_of(one: Traits) -> frozenset[int]:
    """Return the keys of an offer: any offer that shares one is worth comparing with it."""
    return frozenset(_keys(one))


def _keys(one: Traits) -> Iterator[int]:
    title, employer = " ".join(sorted(one.title)), " ".join(sorted(one.employer))
    closes = one.closes_on.isoformat() if one.closes_on else ""
    if keys.names_one_offer(one.address):
        yield from keys.hashed("address", one.address)
    for reference in one.references:
        yield from keys.hashed("reference", reference)
    yield from keys.hashed("title, town", title, one.departement, one.town)
    yield from keys.hashed("title, employer", title, employer)
    yield from keys.hashed("title, date", title, one.departement, closes)
    yield from keys.hashed("employer, town, trade", employer, one.town, one.family)
    yield from keys.hashed("employer, date", employer, closes)
    for run in keys.sketch(one.runs):
        yield from keys.hashed("words", str(run))
