"""Which of two values is kept, field by field, when nobody says otherwise. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
FIRST, SECOND = "first", "second"


@dataclass(frozen=True)
class Field:
    """What is chosen as a whole: one column, or several that only mean something together."""

    name: str
    label: str
    columns: tuple[str, ...]
    is_name: bool = False

    def of(self, row: Row) -> tuple[Any, ...]:
        """Return the values of a record, None and empty text alike."""
        return tuple(row[column] or "" for column in self.columns)

    def is_known(self, row: Row) -> bool:
        """Tell whether the record says something."""
        return any(self.of(row))


PLACE = Field("place", "Lieu", ("commune", "postal_code", "departement"))
FIELDS = {
    "adviser": (
        Field("first_name", "Prénom", ("first_name",), is_name=True),
        Field("last_name", "Nom", ("last_name",), is_name=True),
        Field("email", "Adresse électronique", ("email",)),
        Field("phone", "Téléphone", ("phone",)),
        PLACE,
    ),
    "employer": (
        Field("name", "Nom", ("name",), is_name=True),
        Field("sector", "Statut", ("sector",)),
        Field("kind", "Nature", ("kind",)),
        Field("siret", "SIRET", ("siret",)),
        Field("external_id", "Numéro dans le dispositif", ("external_id",)),
        PLACE,
    ),
}


@dataclass(frozen=True)
class Standing:
    """What makes a record's word worth more: somebody signs in with it; it is more recent."""

    has_account: bool
    created_at: str  # ISO, as the database writes it.


def differ(field: Field, one: Row, other: Row) -> bool:
    """Tell whether there is something to choose: both say something, and not the same."""
    return field.is_known(one) and field.is_known(other) and field.of(one) != field.of(other)


def preferred(field: Field, rows: tuple[Row, Row], standings: tuple[Standing, Standing]) -> str:
    """Return the side that is kept: the only one that knows; a name in full; the person's own word; the latest."""
    one, other = rows
    known = (field.is_known(one), field.is_known(other))
    if known[0] != known[1]:
        return FIRST if known[0] else SECOND
    worth = [
        (_as_a_name(field, row), standing.has_account, standing.created_at)
        for row, standing in zip(rows, standings, strict=True)
    ]
    return SECOND if worth[1] > worth[0] else FIRST


def _as_a_name(field: Field, row: Row) -> tuple[bool, int, int]:
    """Order two spellings of a name: not all in capitals, with its accents, the longest."""
    if not field.is_name:
        return (False, 0, 0)
    text = str(field.of(row)[0])
    return (not text.isupper(), sum(not letter.isascii() for letter in text), len(text))


def kept_side(standings: tuple[Standing, Standing]) -> str:
    """Return the record that stays, so that the addresses people know go on working; else the one known longest."""
    worth = [(one.has_account, _reversed(one.created_at)) for one in standings]
    return SECOND if worth[1] > worth[0] else FIRST


def _reversed(text: str) -> tuple[int, ...]:
    return tuple(-ord(letter) for letter in text)


def values(kind: str, rows: tuple[Row, Row], sides: Mapping[str, str]) -> dict[str, Any]:
    """Return the chosen values of all fields."""
    return {
        column: rows[sides[field.name] == SECOND][column]
        for field in FIELDS[kind]
        for column in field.columns
    }
