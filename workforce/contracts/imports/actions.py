"""Imports: a file comes in, is compared, is confirmed by a person, is written chunk by chunk."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, select

from workforce import clock, due, journal
from workforce.contracts.imports import analysis, applying, first_look, layouts
from workforce.contracts.imports.models import Import, ImportRow
from workforce.contracts.imports.refusal import RefusedFile
from workforce.contracts.imports.rows import FileKind
from workforce.facts import ImportAnalysed, ImportApplied
from workforce.refusals import Refused

BEYOND = {
    "unmapped": "Dites d’abord ce que contiennent les colonnes de ce fichier.",
    "uploaded": "Ce fichier est encore en cours de vérification.",
    "confirmed": "Cet import a déjà été confirmé : il est en cours.",
    "applied": "Cet import est déjà terminé.",
    "refused": "Ce fichier a été refusé : il ne peut pas être importé.",
    "abandoned": "Cet import a été abandonné : envoyez de nouveau le fichier.",
}
NOT_DESCRIBED = (
    "Les colonnes de ce fichier ne sont pas reconnues : envoyez-le une fois sur le site, "
    "pour dire ce que chacune contient."
)
TOO_LATE = {
    "confirmed": "Cet import a déjà été confirmé : il s’écrit, et ne peut plus être abandonné.",
    "applied": "Cet import est terminé : il ne peut plus être abandonné. Ce qu’il a écrit se corrige sur chaque contrat.",
}


@dataclass(frozen=True)
class RowReport:
    """What becomes of one row."""

    number: int
    outcome: str  # new, changed, unchanged, refused
    detail: str
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """What a file brings, or brought: for the command line."""

    kind: str
    stated_on: str
    written: bool
    counts: dict[str, int]
    rows: tuple[RowReport, ...]


def upload(
    session: Session,
    network_id: int,
    account_id: int | None,
    filename: str,
    content: bytes,
    kind: FileKind | None = None,
) -> Import:
    """Keep a file that a worker will open and compare. Raises Refused, on `file`, for what is surely no such file."""
    try:
        first_look.check(content, filename)
    except RefusedFile as refusal:
        raise Refused({"file": refusal.message}) from refusal
    one = Import(
        network_id=network_id,
        account_id=account_id,
        filename=filename[-200:],
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        stated_on=clock.today(),  # Until it is opened: it may say better.
        kind=kind or "",
        due_at=clock.now(),
    )
    session.add(one)
    session.flush()
    return one


def work(session: Session, ids: Sequence[int]) -> int:
    """Compare uploaded files, write a chunk of confirmed ones; what is not finished stays due."""
    mine = due.take(session, Import, ids)
    for import_id in mine:
        one = session.get_one(Import, import_id, populate_existing=True)
        is_done = STEPS[one.state](session, one) if one.state in STEPS else True
        session.flush()
        due.settle(session, Import, [one.id], again_at=None if is_done else clock.now())
    return len(mine)


def confirm(session: Session, import_id: int) -> None:
    """Have an analysed file written. Raises Refused where there is nothing to confirm."""
    one = _held(session, import_id)
    if one.state != "analysed":
        raise Refused({"": BEYOND[one.state]})
    layouts.forget(session, one.id)
    one.state, one.content, one.rows_done, one.reached = "confirmed", b"", 0, 0
    one.due_at, one.leased_until = clock.now(), None


def abandon(session: Session, import_id: int) -> None:
    """Forget a file that was not confirmed, with its rows: nothing of it was written."""
    one = _held(session, import_id)
    if one.state not in ("uploaded", "unmapped", "analysed"):
        raise Refused({"": {**BEYOND, **TOO_LATE}[one.state]})
    analysis.forget(session, one)
    layouts.forget(session, one.id)
    one.state, one.content, one.counts, one.due_at, one.leased_until = "abandoned", b"", {}, None, None


def run_file(
    session: Session,
    network_id: int,
    content: bytes,
    filename: str,
    kind: FileKind | None = None,
    write: bool = False,
) -> Report:
    """Compare a file and, if told to, write it, in this transaction; else nothing is kept of it."""
    with session.begin_nested() as trial:
        one = upload(session, network_id, None, filename, content, kind)
        while not analysis.analyse(session, one):
            pass
        if one.state == "refused":
            raise Refused({"file": one.refusal})
        if one.state == "unmapped":
            raise Refused({"file": NOT_DESCRIBED})
        if write:
            confirm(session, one.id)
            while not apply_chunk(session, one):
                pass
            one.due_at = None
        session.flush()
        report = _report(session, one)
        if not write:
            trial.rollback()
    return report


def apply_chunk(session: Session, one: Import) -> bool:
    """Write the next rows of a confirmed file; tell whether these were the last, and say so to the house."""
    if not applying.write_chunk(session, one):
        return False
    one.state = "applied"
    one.counts = analysis.counts(session, one.id)
    journal.record(session, ImportApplied(one.id, one.account_id))
    return True


def analyse(session: Session, one: Import) -> bool:
    """Compare a file with what is known, and say so to the house."""
    done = analysis.analyse(session, one)
    if one.state == "analysed":
        journal.record(session, ImportAnalysed(one.id))
    return done


STEPS = {"uploaded": analyse, "confirmed": apply_chunk}


def _held(session: Session, import_id: int) -> Import:
    held = select(Import).where(Import.id == import_id).with_for_update()
    return session.exec(held, execution_options={"populate_existing": True}).one()


def _report(session: Session, one: Import) -> Report:
    rows = session.exec(
        select(ImportRow.number, ImportRow.outcome, ImportRow.detail, ImportRow.errors)
        .where(ImportRow.import_id == one.id)
        .order_by(ImportRow.number)  # type: ignore[arg-type]
    )
    reports = tuple(
        RowReport(number, outcome, detail, tuple(errors)) for number, outcome, detail, errors in rows
    )
    return Report(one.kind, one.stated_on.isoformat(), one.state == "applied", dict(one.counts), reports)
