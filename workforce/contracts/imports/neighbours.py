"""The rows of a file that speak of the same people, posts or employers as others. Set-based: one question a chunk."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import CTE, ColumnElement, String, column, func, literal, select, true, union
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session

from workforce.contracts.imports.models import ImportRow
from workforce.contracts.imports.row_keys import EMPLOYER

Rows: Any = ImportRow
EMPTY: dict[str, Any] = {}


def before(session: Session, import_id: int, keys: Collection[str], number: int) -> dict[int, dict[str, Any]]:
    """Return what was read of the rows above this line that share a key: of those of an employer, the first alone."""
    said = _keyed(import_id, keys, Rows.number < number, Rows.data != EMPTY)
    shared = select(said.c.number).where(~said.c.key.startswith(EMPLOYER))
    first = select(func.min(said.c.number)).where(said.c.key.startswith(EMPLOYER)).group_by(said.c.key)
    wanted = union(shared, first).subquery()
    rows = session.execute(
        select(Rows.number, Rows.data)
        .where(Rows.import_id == import_id, Rows.number.in_(select(wanted.c.number)))
        .order_by(Rows.number)
    )
    return {row.number: row.data for row in rows}


def sharing(session: Session, import_id: int, keys: Iterable[str]) -> list[int]:
    """Return the lines that share a person or a post, whether they could be read or not."""
    told = [key for key in keys if not key.startswith(EMPLOYER)]
    said = _keyed(import_id, told)
    return list(session.scalars(select(said.c.number).distinct().order_by(said.c.number)))


def known(session: Session, import_id: int, keys: Collection[str]) -> set[str]:
    """Return which of these keys some row of the file has."""
    said = _keyed(import_id, keys)
    return set(session.scalars(select(said.c.key).distinct()))


def occupied(session: Session, import_id: int, references: Collection[str]) -> dict[str, int]:
    """Count the occupied posts of these employers in the whole file."""
    reference, state = (Rows.data[name].as_string() for name in ("employer_ref", "state"))
    counted = select(reference, func.count()).where(
        *_kept(import_id), state == "occupied", reference.in_(references)
    )
    return {employer: int(number) for employer, number in session.execute(counted.group_by(reference))}


def _keyed(import_id: int, keys: Collection[str], *which: ColumnElement[bool]) -> CTE:
    """Return lines and keys, of the rows that nobody set aside. Each list is made once, then joined by hash."""
    told = (
        func.jsonb_array_elements_text(Rows.keys)
        .table_valued(column("key", String), name="told")
        .render_derived()
    )
    lines = select(Rows.number, told.c.key).select_from(Rows).join(told, true())
    every = (
        lines.where(*_kept(import_id), *which).cte("every").prefix_with("MATERIALIZED", dialect="postgresql")
    )
    wanted = select(func.unnest(literal(sorted(keys), ARRAY(String))).column_valued("key")).cte("wanted")
    return select(every.c.number, every.c.key).join(wanted, wanted.c.key == every.c.key).cte("said")


def _kept(import_id: int) -> tuple[ColumnElement[bool], ...]:
    return Rows.import_id == import_id, Rows.outcome != "ignored"
