"""After a merge: the contracts that both records knew become one, and those that follow each other are tied."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlmodel import Session, col

from workforce import clock
from workforce.contracts import desk, history
from workforce.contracts.kinds import OPEN_ENDED_KINDS
from workforce.contracts.models import Contract, DateClaim, Deadline
from workforce.duplicates import moving, resolving, uniting
from workforce.duplicates.models import Merge
from workforce.duplicates.moving import Moves, Row
from workforce.duplicates.resolving import Bound
from workforce.handovers.models import Handover

Contracts: Any = Contract
# What a contract takes over from the other where it says nothing itself: these fields go together.
COMPLETED = (
    ("start_date",), ("end_date",), ("post_id",), ("hired_for_months",), ("termination_date", "termination_motive"),
)  # fmt: skip


def tidy(session: Session, merge: Merge, moves: Moves) -> list[int]:
    """Make one of the contracts that both knew, tie those that follow; return the contracts that were touched."""
    moved = moves.moved.get(f"contract.{merge.kind}_id", [])
    people = _people(session, merge, moved)
    before = bounds(session, Contracts.adviser_id.in_(people), moved)
    for stays, goes in resolving.same_contracts(before):
        _make_one(session, merge, stays.id, goes.id)
    after = bounds(session, Contracts.adviser_id.in_(people), moved)
    for later, former in resolving.ties(after).items():
        (row,) = moving.rows(session, Contracts.__table__, Contracts.id == later)
        moving.change(session, Contracts.__table__, row, {"renews_id": former}, moves)
    return [one.id for one in after]


def bounds(session: Session, which: ColumnElement[bool], moved: Sequence[int] = ()) -> list[Bound]:
    """Return contracts as the rules compare them."""
    has_sheet = exists().where(col(Handover.contract_id) == Contracts.id)
    rows = session.execute(
        select(
            Contracts.id, Contracts.adviser_id, Contracts.employer_id, Contracts.start_date, Contracts.end_date,
            Contracts.termination_date, Contracts.part_time, Contracts.renews_id, has_sheet.label("has_sheet"),
        )
        .where(which, Contracts.cancelled_at.is_(None))
        .order_by(Contracts.id)
    )  # fmt: skip
    held = set(moved)
    return [
        Bound(
            row.id, row.adviser_id, row.employer_id, row.start_date, row.end_date, row.termination_date, row.part_time,
            row.id in held, row.renews_id, row.has_sheet,
        )
        for row in rows
    ]  # fmt: skip


def look_again(session: Session, contract_ids: Sequence[int]) -> None:
    """Recompute the deadlines of these contracts, and have the watch look at them."""
    rows = session.execute(
        select(Contracts.adviser_id, Contracts.employer_id).where(Contracts.id.in_(contract_ids)).distinct()
    )
    desk.refresh(session, [(adviser, employer) for adviser, employer in rows])
    again = update(Contract).where(Contracts.id.in_(contract_ids))
    session.execute(again.values(due_at=clock.now(), leased_until=None))


def _people(session: Session, merge: Merge, moved: Sequence[int]) -> list[int]:
    """Return whose contracts may have become the same."""
    if merge.adviser_id:
        return [merge.adviser_id]
    return list(session.scalars(select(Contracts.adviser_id).where(Contracts.id.in_(moved)).distinct()))


def _make_one(session: Session, parent: Merge, kept_id: int, former_id: int) -> None:
    """Take a contract into another; where their dates differ, both words are kept, for somebody to settle."""
    table = Contracts.__table__
    kept, former = (moving.rows(session, table, table.c.id == one)[0] for one in (kept_id, former_id))
    values = _completed(kept, former)
    untied = Moves()
    moving.change(session, table, kept, values, untied)  # First: it may renew the very one that goes.
    session.execute(delete(Deadline).where(Deadline.contract_id == former_id))  # type: ignore[arg-type]
    merge = Merge(
        kind="contract", contract_id=kept_id, former_id=former_id, network_id=parent.network_id, part_of_id=parent.id,
        departement=parent.departement, account_id=parent.account_id,
    )  # fmt: skip
    session.add(merge)
    session.flush()
    moves = uniting.unite(session, merge, former, {})
    (now,) = moving.rows(session, table, table.c.id == kept_id)
    moving.change(session, table, now, _settled(session, now), moves)
    merge.record = {**merge.record, "changed": untied.changed + moves.changed}
    session.flush()


def _completed(kept: Row, former: Row) -> Row:
    values: Row = {}
    for names in COMPLETED:
        if all(kept[name] is None for name in names):
            values |= {name: former[name] for name in names}
    if kept["kind"] in OPEN_ENDED_KINDS:
        values.pop("end_date", None)
    if kept["renews_id"] == former["id"]:
        values["renews_id"] = former["renews_id"] if former["renews_id"] != kept["id"] else None
    elif kept["renews_id"] is None and former["renews_id"] != kept["id"]:
        values["renews_id"] = former["renews_id"]
    return values if _is_possible({**kept, **values}) else {}


def _settled(session: Session, row: Row) -> Row:
    """Return the dates that all the words together give, where they make a contract."""
    heard = select(DateClaim).where(
        col(DateClaim.contract_id) == row["id"], col(DateClaim.withdrawn_at).is_(None)
    )
    said = session.scalars(heard)
    words: dict[str, list[DateClaim]] = {}
    for one in said:
        words.setdefault(one.field, []).append(one)
    values: Row = {}
    for field, claims in words.items():
        retained = history.settle(claims).retained
        if retained and retained.value:
            values[field] = retained.value.isoformat()
    return values if _is_possible({**row, **values}) else {}


def _is_possible(row: Row) -> bool:
    start, end, left = (
        date.fromisoformat(row[name]) if row[name] else None
        for name in ("start_date", "end_date", "termination_date")
    )
    if row["kind"] in OPEN_ENDED_KINDS and end:
        return False
    last = min((day for day in (end, left) if day), default=None)
    return not (start and last and last < start)
