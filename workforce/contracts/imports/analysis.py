"""Comparing a whole file with what is known: every row is judged as it would be written, none is."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlmodel import Session

from workforce import clock
from workforce.accounts import policy
from workforce.accounts.models import Membership
from workforce.accounts.policy import Grant
from workforce.contracts.imports import reading
from workforce.contracts.imports.kinds_of_file import KINDS, freeze
from workforce.contracts.imports.models import Import, ImportRow
from workforce.contracts.imports.refusal import RefusedFile
from workforce.contracts.imports.register import Finding, Occasion
from workforce.contracts.imports.rows import FileKind, RejectedRow


def analyse(session: Session, one: Import) -> bool:
    """Compare a file and keep what each row would bring. Return whether it is done: always, at once."""
    try:
        read = reading.read(session, one)
    except RefusedFile as refusal:
        one.state, one.refusal, one.content = "refused", refusal.message, b""
        return True
    if read is None:  # Somebody must first say what its columns hold.
        return True
    kind = FileKind(one.kind)
    forget(session, one)
    data = {row.line: freeze(kind, row) for row in read.rows}
    occasion = occasion_of(session, one, list(data.values()))
    register = KINDS[kind].load(session, one.network_id, read.rows)
    findings = {row.line: KINDS[kind].note(register, row, occasion) for row in read.rows}
    kept = [_kept(one.id, line, data[line], finding) for line, finding in findings.items()]
    kept += [_rejected(one.id, row) for row in read.rejected]
    if kept:
        session.execute(insert(ImportRow), sorted(kept, key=lambda row: int(row["number"])))
    one.state, one.rows_total, one.rows_done = "analysed", len(kept), 0
    if kind is not FileKind.SPREADSHEET:  # Its columns may still be described otherwise.
        one.content = b""
    one.counts = counts(session, one.id)
    return True


def occasion_of(session: Session, one: Import, data: list[dict[str, Any]]) -> Occasion:
    """Return what every row of a file must know of the file."""
    occupied = Counter(row["employer_ref"] for row in data if row.get("state") == "occupied")
    return Occasion(
        source=KINDS[FileKind(one.kind)].source,
        stated_on=one.stated_on,
        recorded_at=clock.now(),
        departements=_bounds(session, one),
        emails=frozenset(row["email"].casefold() for row in data if row.get("email")),
        occupied=dict(occupied),
    )


def _bounds(session: Session, one: Import) -> frozenset[str] | None:
    """Return the départements that the sender may write in; None for all, as for the operator."""
    if one.account_id is None:
        return None
    held = session.execute(
        select(Membership.role, Membership.network_id, Membership.departement).where(  # type: ignore[call-overload]
            Membership.account_id == one.account_id
        )
    )
    actor = policy.Actor(one.account_id, "", "", tuple(Grant(*row) for row in held))
    return policy.departements_followed(actor, one.network_id)


def forget(session: Session, one: Import) -> None:
    """Delete the rows that are kept of a file."""
    session.execute(delete(ImportRow).where(ImportRow.import_id == one.id))  # type: ignore[arg-type]


def counts(session: Session, import_id: int) -> dict[str, int]:
    """Count the rows of a file by what they bring."""
    counted = select(ImportRow.outcome, func.count()).where(ImportRow.import_id == import_id)  # type: ignore[call-overload]
    return {outcome: int(rows) for outcome, rows in session.execute(counted.group_by(ImportRow.outcome))}


def told(finding: Finding) -> dict[str, Any]:
    """Return a finding as a row keeps it."""
    text = " ; ".join(sentence.rstrip(".") for sentence in finding.sentences)
    text = f"{text[:1].upper()}{text[1:]}." if text else ""
    is_refused = finding.outcome == "refused"
    return {
        "outcome": finding.outcome,
        "errors": list(finding.sentences) if is_refused else [],
        "detail": "" if is_refused else text,
    }


def _kept(import_id: int, line: int, data: dict[str, Any], finding: Finding) -> dict[str, Any]:
    return {"import_id": import_id, "number": line, "data": data, **told(finding)}


def _rejected(import_id: int, row: RejectedRow) -> dict[str, Any]:
    cells = {"cells": dict(row.cells)}  # As typed: such a row is not judged again when the file is written.
    errors = [error.sentence for error in row.errors]
    return {
        "import_id": import_id,
        "number": row.line,
        "data": cells,
        "errors": errors,
        "outcome": "refused",
        "detail": "",
    }
