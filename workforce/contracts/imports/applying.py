"""Writing a confirmed file, a chunk a transaction: what is written is written, the rest is still due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import Session

from workforce import clock
from workforce.contracts.imports.judging import keep, note_all, occasion_of
from workforce.contracts.imports.kinds_of_file import KINDS, thaw
from workforce.contracts.imports.models import Import, ImportRow
from workforce.contracts.imports.register import Finding, refused
from workforce.contracts.imports.rows import FileKind
from workforce.contracts.imports.writing import write

CHUNK = 500  # Rows a transaction.
WRITTEN = ("new", "changed", "unchanged")
Rows: Any = ImportRow
ONE_AT_A_TIME = (
    7_201_500_202  # The key of the lock under which files are written: two could make the same employer.
)
NOT_WRITTEN = (
    "Cette ligne contredit des données déjà présentes : elle n’a pas été enregistrée, les autres oui."
)


def write_chunk(session: Session, one: Import) -> bool:
    """Write the next rows of a file, and tell whether they were the last."""
    session.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    rows = _next_rows(session, one)
    keep(session, one.id, _write_together(session, one, rows))
    if len(rows) < CHUNK:
        one.rows_done = one.rows_total
        return True
    one.reached = rows[-1].number
    passed = select(func.count()).where(Rows.import_id == one.id, Rows.number <= one.reached)
    one.rows_done = session.scalar(passed) or 0
    session.flush()
    return one.rows_done >= one.rows_total


def _next_rows(session: Session, one: Import) -> Sequence[Row[Any]]:
    """Return the rows after the last one written: those that are refused or set aside are left out, as was said."""
    columns = select(Rows.number, Rows.data).where(Rows.import_id == one.id, Rows.number > one.reached)
    wanted = columns.where(Rows.outcome.in_(WRITTEN)).order_by(Rows.number)
    return session.execute(wanted.limit(CHUNK)).all()


def _write_together(session: Session, one: Import, rows: Sequence[Row[Any]]) -> dict[int, Finding]:
    """Write rows at once or, where the database refuses one of them, each alone."""
    try:
        with session.begin_nested():
            return _write(session, one, rows)
    except (IntegrityError, DataError):
        return {row.number: _write_alone(session, one, row) for row in rows}


def _write_alone(session: Session, one: Import, row: Row[Any]) -> Finding:
    try:
        with session.begin_nested():
            return _write(session, one, [row])[row.number]
    except (IntegrityError, DataError):
        return refused(NOT_WRITTEN)


def _write(session: Session, one: Import, rows: Sequence[Row[Any]]) -> dict[int, Finding]:
    kind = FileKind(one.kind)
    typed = {row.number: thaw(kind, row.data) for row in rows}
    register = KINDS[kind].load(session, one.network_id, list(typed.values()))
    occasion = occasion_of(session, one, register, list(typed.values()))
    findings = note_all(kind, register, typed, occasion)
    write(session, register, one.network_id, one.account_id, clock.now())
    if write_more := KINDS[kind].write_more:
        write_more(session, register, one.network_id)
    return findings
