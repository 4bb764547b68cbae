"""Who works here and is not in the file: said apart, never deleted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session

from workforce.advisers.models import Adviser
from workforce.contracts.imports import neighbours, row_keys
from workforce.contracts.imports.judging import bounds
from workforce.contracts.imports.kinds_of_file import KINDS
from workforce.contracts.imports.models import Import
from workforce.contracts.imports.rows import FileKind
from workforce.contracts.models import Contract

People: Any = Adviser
Contracts: Any = Contract


def of(session: Session, one: Import) -> list[int]:
    """Return the advisers who are at work on the day of the file, where its sender may write, and whom it does not name."""
    if not KINDS[FileKind(one.kind)].names_people:
        return []
    known = {
        row.id: row_keys.of_person(row.email, row.first_name, row.last_name) for row in _at_work(session, one)
    }
    named = (
        neighbours.known(session, one.id, {key for keys in known.values() for key in keys})
        if known
        else set()
    )
    return [adviser_id for adviser_id, keys in known.items() if named.isdisjoint(keys)]


def _at_work(session: Session, one: Import) -> Any:
    day, here = one.stated_on, bounds(session, one)
    last = func.coalesce(Contracts.termination_date, Contracts.end_date)
    working: list[ColumnElement[bool]] = [
        Contracts.adviser_id == People.id,
        Contracts.cancelled_at.is_(None),
        or_(Contracts.start_date.is_(None), Contracts.start_date <= day),
        or_(last.is_(None), last >= day),
    ]
    people = select(People.id, People.email, People.first_name, People.last_name).where(
        People.network_id == one.network_id, select(Contracts.id).where(*working).exists()
    )
    if here is not None:
        people = people.where(People.departement.in_(here))
    return session.execute(people.order_by(People.last_name, People.first_name, People.id))
