"""Rows of a compared file corrected or set aside by a person, and judged again with those that speak of the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from workforce.contracts.imports import analysis, neighbours
from workforce.contracts.imports.as_written import shown
from workforce.contracts.imports.judging import judge, keep
from workforce.contracts.imports.kinds_of_file import KINDS, freeze
from workforce.contracts.imports.limits import MAX_CELL_CHARACTERS, MAX_ROWS
from workforce.contracts.imports.models import Import, ImportRow
from workforce.contracts.imports.rows import FileKind, RejectedRow
from workforce.refusals import Refused

BEYOND = {
    "uploaded": "Ce fichier est encore en cours de vérification : attendez un instant pour corriger ses lignes.",
    "confirmed": "Cet import a déjà été confirmé : ses lignes ne se corrigent plus.",
    "applied": "Cet import est déjà terminé : ses lignes ne se corrigent plus. Téléchargez les lignes refusées et renvoyez-les.",
    "refused": "Ce fichier a été refusé : il n’a pas de lignes à corriger.",
    "abandoned": "Cet import a été abandonné : envoyez de nouveau le fichier.",
}
NOT_THERE = "Cette ligne n’est pas dans ce fichier."
SET_ASIDE = "Cette ligne est laissée de côté : reprenez-la d’abord."
TOO_LONG = f"C’est trop long : {MAX_CELL_CHARACTERS} caractères au plus."
Rows: Any = ImportRow


def correct(session: Session, import_id: int, number: int, typed: Mapping[str, str]) -> None:
    """Read a row again from its corrected cells. Raises Refused, by column, as long as it would be refused."""
    one, row = _open(session, import_id, number)
    if row.outcome == "ignored":
        raise Refused({"": SET_ASIDE})
    cells = {
        **row.cells,
        **{name: text for name, text in typed.items() if text != shown(row.cells.get(name))},
    }
    too_long = {name: TOO_LONG for name, text in typed.items() if len(text) > MAX_CELL_CHARACTERS}
    if too_long:
        raise Refused(too_long)
    kind = FileKind(one.kind)
    read = KINDS[kind].read(number, cells)
    if isinstance(read, RejectedRow):
        raise Refused(analysis.unreadable(read)["faults"])
    touched = {*neighbours.sharing(session, one.id, row.keys), number}
    row.cells, row.data, row.keys, row.edited = cells, freeze(kind, read), KINDS[kind].keys(read), True
    session.flush()
    _judge_again(session, one, touched | set(neighbours.sharing(session, one.id, row.keys)))
    session.refresh(row)
    if row.outcome == "refused":
        raise Refused(row.faults or {"": " ".join(row.errors)})


def set_aside(session: Session, import_id: int, number: int) -> None:
    """Leave a row out of the import. Those that said the same may then count in its place."""
    one, row = _open(session, import_id, number)
    row.outcome = "ignored"
    session.flush()
    _judge_again(session, one, neighbours.sharing(session, one.id, row.keys))


def take_back(session: Session, import_id: int, number: int) -> None:
    """Bring back a row that was left out."""
    one, row = _open(session, import_id, number)
    if row.outcome == "ignored":
        row.outcome = "" if row.data else "refused"
        session.flush()
        _judge_again(session, one, {*neighbours.sharing(session, one.id, row.keys), number})


def _judge_again(session: Session, one: Import, numbers: Iterable[int]) -> None:
    """Judge rows that could be read; the others are as they were."""
    found = session.execute(
        select(Rows.number, Rows.data).where(
            Rows.import_id == one.id,
            Rows.number.in_(list(numbers)),
            Rows.data != {},
            Rows.outcome != "ignored",
        )
    )
    rows = {row.number: row.data for row in found}
    keep(session, one.id, judge(session, one, rows))
    session.expire_all()
    analysis.look_again(session, one)
    session.flush()


def _open(session: Session, import_id: int, number: int) -> tuple[Import, ImportRow]:
    """Return a compared file, held until the end of the transaction, and one of its rows."""
    held = select(Import).where(Import.id == import_id).with_for_update()  # type: ignore[arg-type]
    one = session.execute(held, execution_options={"populate_existing": True}).scalar_one()
    if one.state != "analysed":
        raise Refused({"": BEYOND[one.state]})
    found = select(ImportRow).where(Rows.import_id == import_id, Rows.number == min(number, MAX_ROWS + 1))
    row = session.execute(found).scalar_one_or_none()
    if row is None:
        raise Refused({"": NOT_THERE})
    return one, row
