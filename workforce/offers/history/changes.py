"""What changed in what a source says of an offer: field by field, and whether the source or our reading did it. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workforce.offers.fields import FIELDS, OfferField

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One field, before and after."""

    field: str
    before: dict[str, Any]
    after: dict[str, Any]
    by_source: bool  # False: the same words, understood otherwise.


def changes(before: Row, after: Row) -> list[Change]:
    """Return the fields that differ between two sayings of one source."""
    return list(_changes(before, after))


def _changes(before: Row, after: Row) -> Iterator[Change]:
    is_same_text = before["plain"] == after["plain"] and before["title"] == after["title"]
    for field in FIELDS:
        was, now = field.of(before), field.of(after)
        if was != now:
            yield Change(
                field.name, was, now, not is_same_text or _words(field, before) != _words(field, after)
            )


def _words(field: OfferField, row: Row) -> list[str]:
    return [guess["words"] for guess in row["guesses"] or () if guess.get("field") in field.guesses]
