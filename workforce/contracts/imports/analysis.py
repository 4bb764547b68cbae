"""Comparing a file with what is known: read whole, then judged chunk by chunk, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, select
from sqlmodel import Session

from workforce.contracts.imports import absence, reading
from workforce.contracts.imports.as_written import text_of
from workforce.contracts.imports.judging import bare, judge, keep
from workforce.contracts.imports.kinds_of_file import KINDS, freeze
from workforce.contracts.imports.models import Import, ImportRow
from workforce.contracts.imports.refusal import RefusedFile
from workforce.contracts.imports.rows import FileKind, ReadFile, RejectedRow
from workforce.database import insert_rows

CHUNK = 1000  # Rows judged in a transaction.
Rows: Any = ImportRow


def analyse(session: Session, one: Import) -> bool:
    """Read a file or, once it is read, judge its next rows. Return whether it is all done."""
    if not one.columns:
        if not _read(session, one):
            return True
        if one.rows_total > CHUNK:
            return False  # What was read is kept, and shown, before the long part begins.
    waiting = select(Rows.number, Rows.data).where(Rows.import_id == one.id, Rows.outcome == "")
    found = session.execute(waiting.order_by(Rows.number).limit(CHUNK))
    rows = {row.number: row.data for row in found}
    keep(session, one.id, judge(session, one, rows))
    one.rows_done += len(rows)
    if len(rows) == CHUNK and one.rows_done < one.rows_total:
        return False
    one.state, one.rows_done = "analysed", 0
    look_again(session, one)
    return True


def look_again(session: Session, one: Import) -> None:
    """Count the rows by what they bring, and see whom they do not name."""
    one.counts = counts(session, one.id)
    one.absent = absence.of(session, one)


def _read(session: Session, one: Import) -> bool:
    """Keep each row as it is written and, where it can be read, as it was read. Tell whether the file was read."""
    try:
        read = reading.read(session, one)
    except RefusedFile as refusal:
        one.state, one.refusal, one.content = "refused", refusal.message, b""
        return False
    if read is None:  # Somebody must first say what its columns hold.
        return False
    kind = FileKind(one.kind)
    forget(session, one)
    kept = [_good(kind, read, row) for row in read.rows] + [_bad(kind, read, row) for row in read.rejected]
    rows = [{"import_id": one.id, **row} for row in kept]
    if rows:
        session.execute(insert_rows(ImportRow, rows))
    one.columns = [list(column) for column in read.titles]
    if kind is not FileKind.SPREADSHEET:  # Its columns may still be described otherwise.
        one.content = b""
    one.rows_total, one.rows_done = len(rows), sum(row["outcome"] != "" for row in rows)
    return True


def _good(kind: FileKind, read: ReadFile[Any], row: Any) -> dict[str, Any]:
    cells = {name: text_of(cell) for name, cell in read.cells.get(row.line, {}).items()}
    return _kept(row.line, cells, data=freeze(kind, row), keys=KINDS[kind].keys(row))


def _bad(kind: FileKind, read: ReadFile[Any], row: RejectedRow) -> dict[str, Any]:
    """Keep a row that was set aside; one that was only said twice is judged beside the other."""
    cells = {name: text_of(cell) for name, cell in read.cells.get(row.line, row.cells).items()}
    alone = KINDS[kind].read(row.line, cells)
    if not isinstance(alone, RejectedRow):
        return _kept(row.line, cells, data=freeze(kind, alone), keys=KINDS[kind].keys(alone))
    return {**_kept(row.line, cells, keys=KINDS[kind].typed_keys(row.cells)), **unreadable(row)}


def unreadable(row: RejectedRow) -> dict[str, Any]:
    """Return what is kept of a row that cannot be read."""
    faults: dict[str, list[str]] = {}
    for error in row.errors:
        faults.setdefault(error.column, []).append(bare(error.sentence))
    said = {column: " ".join(sentences) for column, sentences in faults.items()}
    return {"outcome": "refused", "errors": [error.sentence for error in row.errors], "faults": said}


def _kept(number: int, cells: Mapping[str, Any], **known: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "number": number, "cells": cells, "data": {}, "keys": [], "errors": [], "faults": {}, "outcome": "",
        "detail": "", "said": [], "doubtful": False, "edited": False,
    }  # fmt: skip
    return {**row, **known}


def forget(session: Session, one: Import) -> None:
    """Delete the rows that are kept of a file."""
    session.execute(delete(ImportRow).where(Rows.import_id == one.id))


def counts(session: Session, import_id: int) -> dict[str, int]:
    """Count the rows of a file by what they bring."""
    counted = select(Rows.outcome, func.count()).where(Rows.import_id == import_id)
    return {outcome: int(rows) for outcome, rows in session.execute(counted.group_by(Rows.outcome))}
