"""The refused rows of a file, in its own columns, to correct elsewhere and send again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from workforce.contracts.imports.as_written import shown
from workforce.contracts.imports.kinds_of_file import KINDS
from workforce.contracts.imports.models import Import, ImportRow
from workforce.contracts.imports.rows import ADDED, FileKind
from workforce.spreadsheets import FORMATS, Spreadsheet

Rows: Any = ImportRow


def refused_rows(session: Session, import_id: int, form: str) -> tuple[Spreadsheet, str]:
    """Return the refused rows as a spreadsheet of this form, and its name: it says the day of the file it comes from."""
    one: Any = session.execute(
        select(Import.kind, Import.columns, Import.stated_on).where(Import.id == import_id)  # type: ignore[call-overload]
    ).one()
    columns = one.columns or default_columns(one.kind)
    found = session.execute(
        select(Rows.number, Rows.cells, Rows.errors)
        .where(Rows.import_id == import_id, Rows.outcome == "refused")
        .order_by(Rows.number)
    )
    rows = [
        [*(shown(row.cells.get(key)) for _, key in columns), row.number, " ".join(row.errors)]
        for row in found
    ]
    made = FORMATS[form]([*(title for title, _ in columns), *ADDED], rows)
    return made, f"lignes-refusees-{one.stated_on:%Y-%m-%d}{made.ending}"


def default_columns(kind: str) -> list[list[str]]:
    """Return the columns that a kind of file is known by, where the file's own titles were not kept."""
    if not kind:
        return []
    known = KINDS[FileKind(kind)].columns
    return [[name, name] for name in (*known.required, *known.optional)]
