"""The columns of a file: recalled from an earlier one, or asked of a person and remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, select

from workforce import clock
from workforce.contracts.imports import columns
from workforce.contracts.imports.columns import Layout
from workforce.contracts.imports.layout_models import ColumnMapping, ImportLayout
from workforce.contracts.imports.models import Import
from workforce.contracts.imports.refusal import RefusedFile
from workforce.contracts.imports.rows import FileKind
from workforce.contracts.imports.sheet import Sheet
from workforce.refusals import Refused
from workforce.wording import date_fr

CHANGEABLE = ("unmapped", "analysed")
NO_TABLE = "Ce fichier n’est pas un tableau : il faut au moins deux colonnes, un nom et une structure."
NO_LONGER = "Les colonnes de ce fichier ne peuvent plus être changées."


@dataclass(frozen=True)
class Described:
    """What is known of the columns of a file, for a page."""

    sheet_name: str
    preview: list[list[str]]
    layout: Layout
    remembered_at: datetime | None


def layout_of(session: Session, one: Import, sheet: Sheet) -> Layout | None:
    """Return the columns of a file: as somebody described them, else as an earlier file had them, else nothing.

    Raises RefusedFile for what has no columns to describe.
    """
    kept = session.get(ImportLayout, one.id)
    if kept and kept.places:
        return Layout(kept.header_line, kept.places)
    preview = columns.preview_of(sheet)
    if not columns.header_lines(preview):
        raise RefusedFile(NO_TABLE)
    recalled = _recalled(session, one.network_id, preview)
    row = kept or ImportLayout(import_id=one.id, header_line=columns.header_of(preview))
    row.preview, row.sheet_name = preview, sheet.name
    if recalled:
        row.header_line, mapping = recalled
        row.places, row.remembered_at = mapping.places, mapping.decided_at
    session.add(row)
    return Layout(row.header_line, row.places) if recalled else None


def described(session: Session, import_id: int) -> Described | None:
    """Return what is known of the columns of a file; nothing where they are its export's own."""
    row = session.get(ImportLayout, import_id)
    if row is None:
        return None
    return Described(row.sheet_name, row.preview, Layout(row.header_line, row.places), row.remembered_at)


def told(session: Session, import_id: int) -> str:
    """Say whose description of the columns a file was read by; nothing for an export that the house knows."""
    row = session.get(ImportLayout, import_id)
    if row is None or not row.places:
        return ""
    if row.remembered_at is None:
        return "Lu d’après les colonnes que vous avez indiquées."
    return f"Lu d’après vos colonnes du {date_fr(clock.paris_date(row.remembered_at))}."


def describe(session: Session, import_id: int, layout: Layout, account_id: int | None) -> None:
    """Say what the columns of a file hold, and have it read so. Raises Refused, field by field."""
    held = select(Import).where(Import.id == import_id).with_for_update()
    one = session.exec(held, execution_options={"populate_existing": True}).one()
    row = session.get(ImportLayout, import_id)
    if row is None or one.state not in CHANGEABLE:
        raise Refused({"": NO_LONGER})
    if wrong := _problems(row, layout):
        raise Refused(wrong)
    row.header_line, row.places, row.remembered_at = layout.header_line, dict(layout.places), None
    _remember(session, one.network_id, row, account_id)
    one.state, one.kind, one.due_at, one.leased_until = "uploaded", FileKind.SPREADSHEET, clock.now(), None
    one.columns, one.rows_total, one.rows_done = [], 0, 0


def forget(session: Session, import_id: int) -> None:
    """Forget the first rows of a file that will not be read again."""
    if row := session.get(ImportLayout, import_id):
        row.preview = []


def _problems(row: ImportLayout, layout: Layout) -> Mapping[str, str]:
    if layout.header_line not in columns.header_lines(row.preview):
        return {"header_line": "Choisissez la ligne des titres dans la liste."}
    return columns.problems(layout.places, columns.columns_under(row.preview, layout.header_line))


def _recalled(
    session: Session, network_id: int, preview: list[list[str]]
) -> tuple[int, ColumnMapping] | None:
    """Return the first line whose titles the network has seen before, and what they hold."""
    lines = {columns.signature(preview[line - 1]): line for line in reversed(columns.header_lines(preview))}
    known = select(ColumnMapping).where(
        ColumnMapping.network_id == network_id,
        ColumnMapping.signature.in_(list(lines)),  # type: ignore[attr-defined]
    )
    found = [(lines[mapping.signature], mapping) for mapping in session.exec(known)]
    return min(found, key=lambda each: each[0], default=None)


def _remember(session: Session, network_id: int, row: ImportLayout, account_id: int | None) -> None:
    """Remember what the titles of a file hold: the last word said of them."""
    said = insert(ColumnMapping).values(
        network_id=network_id,
        signature=columns.signature(row.preview[row.header_line - 1]),
        places=row.places,
        account_id=account_id,
        decided_at=clock.now(),
    )
    names = ("places", "account_id", "decided_at")
    session.execute(
        said.on_conflict_do_update(
            constraint="uq_column_mapping_network_id_signature",
            set_={name: said.excluded[name] for name in names},
        )
    )
