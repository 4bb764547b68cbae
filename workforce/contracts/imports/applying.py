"""Writing a confirmed file, a chunk a transaction: what is written is written, the rest is still due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update
from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import Session

from workforce import clock
from workforce.contracts.imports.analysis import occasion_of, told
from workforce.contracts.imports.kinds_of_file import KINDS, thaw
from workforce.contracts.imports.models import Import, ImportRow
from workforce.contracts.imports.register import Finding, Occasion, refused
from workforce.contracts.imports.rows import FileKind
from workforce.contracts.imports.writing import write

CHUNK = 300  # Rows a transaction.
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
    good = [row for row in rows if "cells" not in row.data]
    occasion = occasion_of(session, one, _whole_file(session, one))
    findings = _write_together(session, one, good, occasion)
    if findings:
        noted = update(ImportRow).where(ImportRow.id == bindparam("row_id"))  # type: ignore[arg-type]
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("outcome", "errors", "detail")}
        bound = [
            {"row_id": row_id, **{f"new_{k}": v for k, v in told(f).items()}}
            for row_id, f in findings.items()
        ]
        session.connection().execute(noted.values(**values), bound)
    one.rows_done += len(rows)
    session.flush()
    return len(rows) < CHUNK or one.rows_done >= one.rows_total


def _next_rows(session: Session, one: Import) -> Sequence[Row[Any]]:
    columns = select(ImportRow.id, ImportRow.data).where(ImportRow.import_id == one.id)  # type: ignore[call-overload]
    return session.execute(columns.order_by(ImportRow.number).offset(one.rows_done).limit(CHUNK)).all()


def _whole_file(session: Session, one: Import) -> list[dict[str, Any]]:
    """Read, of all rows of the file, the little that each row must know of the others."""
    names = ("email", "state", "employer_ref")
    columns = [ImportRow.data[name].as_string().label(name) for name in names]
    rows = session.execute(select(*columns).where(ImportRow.import_id == one.id))  # type: ignore[arg-type]
    return [row._asdict() for row in rows]


def _write_together(
    session: Session, one: Import, rows: Sequence[Row[Any]], occasion: Occasion
) -> dict[int, Finding]:
    """Write rows at once or, where the database refuses one of them, each alone."""
    try:
        with session.begin_nested():
            return _write(session, one, rows, occasion)
    except (IntegrityError, DataError):
        return {
            row_id: finding
            for row in rows
            for row_id, finding in _write_alone(session, one, row, occasion).items()
        }


def _write_alone(session: Session, one: Import, row: Row[Any], occasion: Occasion) -> dict[int, Finding]:
    try:
        with session.begin_nested():
            return _write(session, one, [row], occasion)
    except (IntegrityError, DataError):
        return {row.id: refused(NOT_WRITTEN)}


def _write(session: Session, one: Import, rows: Sequence[Row[Any]], occasion: Occasion) -> dict[int, Finding]:
    kind = FileKind(one.kind)
    typed = {row.id: thaw(kind, row.data) for row in rows}
    register = KINDS[kind].load(session, one.network_id, list(typed.values()))
    findings = {row_id: KINDS[kind].note(register, row, occasion) for row_id, row in typed.items()}
    write(session, register, one.network_id, one.account_id, clock.now())
    if write_more := KINDS[kind].write_more:
        write_more(session, register, one.network_id)
    return findings
