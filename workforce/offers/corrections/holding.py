"""What people corrected, held against what sources say at each reading."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from workforce.database import rows_of
from workforce.offers.corrections.models import OfferCorrection
from workforce.offers.fields import BY_NAME, columns_of
from workforce.offers.understanding.precarity import labels_of

Corrections: Any = OfferCorrection
Row = dict[str, Any]


@dataclass(frozen=True)
class Held:
    """A correction in force."""

    id: int
    field: str
    value: Mapping[str, Any]
    said: Mapping[str, Any]


def in_force(session: Session, ids: Collection[int]) -> dict[int, list[Held]]:
    """Return the corrections of these offers, in one query."""
    rows = session.execute(
        select(
            Corrections.offer_id, Corrections.id, Corrections.field, Corrections.value, Corrections.said
        ).where(Corrections.offer_id.in_(ids), Corrections.ended_at.is_(None), Corrections.field.in_(BY_NAME))
    )
    found: dict[int, list[Held]] = {}
    for offer_id, *one in rows:
        found.setdefault(offer_id, []).append(Held(*one))
    return found


def as_source_says(row: Mapping[str, Any], held: Sequence[Held]) -> Row:
    """Return an offer as its source says it, corrections taken away."""
    return dict(row) | {name: value for one in held for name, value in columns_of(one.said).items()}


def corrected(row: Mapping[str, Any], held: Sequence[Held]) -> Row:
    """Return an offer as people corrected it, with the labels that follow."""
    if not held:
        return dict(row)
    values = dict(row) | {name: value for one in held for name, value in columns_of(one.value).items()}
    terms: Any = SimpleNamespace(**values)
    found = labels_of(terms, values["title"], values["plain"], part_time=values["part_time"])
    return values | {"labels": [one.code for one in found]}


def note_said(session: Session, rows: Sequence[Row], held: Mapping[int, Sequence[Held]]) -> None:
    """Note what sources say now under the corrections of these offers (`id` and columns)."""
    said = [
        {"id": one.id, "said": now}
        for row in rows
        for one in held.get(row["id"], ())
        if (now := BY_NAME[one.field].of(row)) != one.said
    ]
    if said:
        sent = rows_of(OfferCorrection, said)
        session.execute(
            update(OfferCorrection).where(Corrections.id == sent.c.id).values(said=sent.c.said),
            execution_options={"synchronize_session": False},
        )
