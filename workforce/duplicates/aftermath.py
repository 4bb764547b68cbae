"""What a merge did and what is left to look at: read again each time, as things stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from workforce.accounts.models import Account
from workforce.contracts.conflicts import conflicts_of
from workforce.contracts.models import Contract
from workforce.duplicates import choosing, comparing, merging, moving, same_contracts, uniting
from workforce.duplicates.choosing import Field
from workforce.duplicates.models import Merge
from workforce.duplicates.moving import Row
from workforce.duplicates.pointers import FOLLOWING
from workforce.duplicates.resolving import Bound

Contracts: Any = Contract
Merges: Any = Merge


@dataclass(frozen=True)
class Aftermath:
    """A merge, as its page tells it."""

    kept: Row
    former: Row | None  # Nothing once it can no longer be undone.
    who: str
    why_not: str  # Why it cannot be undone.
    united: tuple[tuple[str, int], ...]  # What came with the other record, in words → how many.
    replaced: tuple[tuple[Field, Row], ...]  # Fields of the kept record that took the other's value.
    contracts_made_one: int
    to_settle: int  # Dates on which two sources disagree.
    overlapping: tuple[tuple[Bound, Bound], ...]


def read(session: Session, made: Merge, *, shows_skills: bool = True) -> Aftermath:
    """Return what a merge did, and what is left to check on the contracts that came with it."""
    table = uniting.table_of(made.kind)
    (kept,) = moving.rows(session, table, table.c.id == made.kept_id)
    record = made.record
    moved = record.get("moved", {}).get(f"contract.{made.kind}_id", [])
    column = Contracts.adviser_id if made.kind == "adviser" else Contracts.employer_id
    people = select(Contracts.adviser_id).where(Contracts.id.in_(moved))
    bounds = same_contracts.bounds(session, column == made.kept_id) if not made.undone_at else []
    if made.kind == "employer":
        theirs = set(session.scalars(people))
        bounds = [one for one in bounds if one.adviser_id in theirs]
    doubtful = conflicts_of(session, [one.id for one in bounds])
    parts = select(func.count()).where(Merges.part_of_id == made.id, Merges.undone_at.is_(None))
    return Aftermath(
        kept, record.get("row"), _who(session, made), merging.why_not(session, made), _united(made, kept, shows_skills),
        _replaced(made, kept), session.scalar(parts) or 0, sum(len(dates) for dates in doubtful.values()),
        tuple(comparing.overlaps(bounds)),
    )  # fmt: skip


def _who(session: Session, made: Merge) -> str:
    account = session.get(Account, made.account_id) if made.account_id else None
    return account.name if account else ""


def _united(made: Merge, kept: Row, shows_skills: bool) -> tuple[tuple[str, int], ...]:
    is_hidden = comparing.hides(made.kind, kept, shows_skills)
    moved = made.record.get("moved", {})
    return tuple(
        (pointer.words, len(moved[pointer.name]))
        for pointer in FOLLOWING[made.kind]
        if pointer.words and pointer.name in moved and not (is_hidden and pointer.is_private)
    )


def _replaced(made: Merge, kept: Row) -> tuple[tuple[Field, Row], ...]:
    """Return the fields that changed, each with the values from before the merge."""
    before: Row = {}
    for one in made.record.get("changed", []):
        if one["table"] == made.kind and one["id"] == made.kept_id:
            before |= one["before"]
    return tuple(
        (field, kept | before) for field in choosing.FIELDS[made.kind] if set(field.columns) & before.keys()
    )
