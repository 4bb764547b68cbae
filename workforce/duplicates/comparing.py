"""Two records side by side, and what would become of them: everything is read, nothing is changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, literal, select, union_all
from sqlmodel import Session

from workforce.advisers.models import Adviser
from workforce.contracts import history
from workforce.contracts.models import Contract
from workforce.duplicates import choosing, pairs, resolving, same_contracts
from workforce.duplicates.choosing import FIRST, Field, Standing
from workforce.duplicates.models import Duplicate
from workforce.duplicates.moving import Row
from workforce.duplicates.pointers import FOLLOWING
from workforce.duplicates.resolving import Bound, Holder
from workforce.employers.models import Employer

SHOWN = 6  # Contracts of each record.
Contracts: Any = Contract
People: Any = Adviser
Employers: Any = Employer


@dataclass(frozen=True)
class Spoken:
    """A contract as it is shown: with whom, until when, and who says so."""

    id: int
    name: str
    kind: str
    start: date | None
    last_day: date | None
    said_by: str  # Source of the end that is kept.
    said_on: date | None


@dataclass(frozen=True)
class Side:
    """One of the two records."""

    row: Row
    standing: Standing
    holders: tuple[Holder, ...]
    contracts: tuple[Spoken, ...]
    contracts_in_all: int
    counts: tuple[tuple[str, int], ...]  # What hangs on it, in words → how many.
    hides: bool  # What the person noted of their skills is not shown.


@dataclass(frozen=True)
class Choice:
    """A field on which the two differ, and the side that is kept unless somebody chooses."""

    field: Field
    side: str


@dataclass(frozen=True)
class Comparison:
    """All that the page says."""

    pair: Duplicate
    sides: tuple[Side, Side]
    choices: tuple[Choice, ...]
    kept: str  # The record whose number and address stay.
    seen: str
    to_unite: int  # Contracts that both know.
    overlapping: tuple[tuple[Bound, Bound], ...]

    @property
    def holders(self) -> tuple[Holder, ...]:
        """Return the accounts that open one file or the other, each once."""
        found = {one.account_id: one for side in self.sides for one in side.holders}
        return tuple(found.values())


def compare(session: Session, duplicate_id: int, coordinated: Collection[int]) -> Comparison:
    """Return a pair side by side. Raises Refused where it was decided, or a record is gone.

    `coordinated`: the networks that the reader coordinates, where they see what people show to their coordinators.
    """
    pair = pairs.held(session, duplicate_id, lock=False)
    rows, shows_skills = pairs.rows(session, pair, lock=False), pair.network_id in coordinated
    standings = pairs.standings(session, pair, rows)
    kept = choosing.kept_side(standings)
    ids = [rows[0]["id"], rows[1]["id"]]
    counts, spoken = _counts(session, pair.kind, ids), _spoken(session, pair.kind, ids)
    holders = pairs.holders(session, ids) if pair.kind == "adviser" else {}
    sides = [
        Side(
            row, standing, tuple(holders.get(row["id"], ())), tuple(spoken[row["id"]][:SHOWN]), len(spoken[row["id"]]),
            _shown(pair.kind, counts[row["id"]], hides(pair.kind, row, shows_skills)), hides(pair.kind, row, shows_skills),
        )
        for row, standing in zip(rows, standings, strict=True)
    ]  # fmt: skip
    choices = [
        Choice(field, choosing.preferred(field, rows, standings))
        for field in choosing.FIELDS[pair.kind]
        if choosing.differ(field, *rows)
    ]
    united, overlapping = foresee(_bounds(session, pair.kind, ids, ids[kept == FIRST]), pair.kind, ids)
    return Comparison(
        pair,
        (sides[0], sides[1]),
        tuple(choices),
        kept,
        pairs.digest(session, pair, rows),
        united,
        overlapping,
    )


def foresee(
    bounds: Sequence[Bound], kind: str, ids: Sequence[int]
) -> tuple[int, tuple[tuple[Bound, Bound], ...]]:
    """Return how many contracts both know, and those that would share days without being one."""
    one = min(ids)
    alike = [
        replace(bound, adviser_id=one) if kind == "adviser" else replace(bound, employer_id=one)
        for bound in bounds
    ]
    united = resolving.same_contracts(alike)
    gone = {goes.id for _, goes in united}
    left = [bound for bound in alike if bound.id not in gone]
    return len(united), tuple(overlaps(left))


def overlaps(bounds: Sequence[Bound]) -> list[tuple[Bound, Bound]]:
    """Return the full-time contracts of one person that share days: somebody has to look."""
    full_time = [one for one in bounds if not one.part_time]
    return [
        (one, other)
        for position, one in enumerate(full_time)
        for other in full_time[position + 1 :]
        if one.adviser_id == other.adviser_id and resolving.share_days(one, other)
    ]


def _bounds(session: Session, kind: str, ids: Collection[int], former_id: int) -> list[Bound]:
    column = Contracts.adviser_id if kind == "adviser" else Contracts.employer_id
    moved = session.scalars(select(Contracts.id).where(column == former_id)).all()
    return same_contracts.bounds(session, column.in_(ids), moved)


def _counts(session: Session, kind: str, ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Count what hangs on each record, in one query."""
    parts = []
    for pointer in FOLLOWING[kind]:
        if pointer.words:
            column = pointer.model.__table__.c[pointer.column]
            rows = select(
                column.label("id"), literal(pointer.words).label("words"), func.count().label("rows")
            )
            parts.append(rows.where(column.in_(ids)).group_by(column))
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for record_id, words, rows in session.execute(union_all(*parts)):
        found[record_id][words] = rows
    return found


def hides(kind: str, row: Row, shows_skills: bool) -> bool:
    """Tell whether what a person noted of their skills stays out of sight of the reader."""
    return kind == "adviser" and not (shows_skills and row["shows_skills"])


def _shown(kind: str, counts: dict[str, int], is_hidden: bool) -> tuple[tuple[str, int], ...]:
    """Return what may be said of a record: what the person keeps to themself is not even counted."""
    return tuple(
        (pointer.words, counts[pointer.words])
        for pointer in FOLLOWING[kind]
        if pointer.words in counts and not (is_hidden and pointer.is_private)
    )


def _spoken(session: Session, kind: str, ids: Collection[int]) -> dict[int, list[Spoken]]:
    """Return the contracts of each record, the last to begin first."""
    mine = Contracts.adviser_id if kind == "adviser" else Contracts.employer_id
    name = Employers.name if kind == "adviser" else func.concat(People.first_name, " ", People.last_name)
    last_day = func.coalesce(Contracts.termination_date, Contracts.end_date)
    rows = session.execute(
        select(mine, Contracts.id, name, Contracts.kind, Contracts.start_date, last_day)
        .join(Employer, Employers.id == Contracts.employer_id)
        .join(Adviser, People.id == Contracts.adviser_id)
        .where(mine.in_(ids), Contracts.cancelled_at.is_(None))
        .order_by(Contracts.start_date.desc().nulls_last(), Contracts.id)
    ).all()
    said = history.said_of(session, [row[1] for row in rows])
    found: dict[int, list[Spoken]] = defaultdict(list)
    for record_id, contract_id, name_of, kind_of, start, last in rows:
        word = said.get((contract_id, "end_date"))
        retained = word.settlement.retained if word else None
        source, day = (retained.source, retained.stated_on) if retained else ("", None)
        found[record_id].append(Spoken(contract_id, name_of, kind_of, start, last, source, day))
    return found
