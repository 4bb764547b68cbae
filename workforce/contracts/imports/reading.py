"""Reading an uploaded file: by the columns of its export, by those a person described, or not yet."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, func, select

from workforce import clock
from workforce.contracts.imports import detection, layouts
from workforce.contracts.imports.models import Import
from workforce.contracts.imports.opening import open_file
from workforce.contracts.imports.rows import FileKind, ReadFile
from workforce.contracts.imports.sheet import Sheet
from workforce.contracts.imports.spreadsheet import read_spreadsheet
from workforce.contracts.imports.stated import stated_on


def read(session: Session, one: Import) -> ReadFile[Any] | None:
    """Read the rows of a file; None where its columns must first be described. Raises RefusedFile."""
    sheet = open_file(one.content, one.filename)
    kind = FileKind(one.kind) if one.kind else detection.detect(sheet)
    if kind not in (None, FileKind.SPREADSHEET):
        one.kind = kind
        _date(session, one, sheet, detection.header_of(sheet, kind).line)
        return detection.read_known(sheet, kind)
    detection.refuse_incomplete(sheet)
    layout = layouts.layout_of(session, one, sheet)
    one.kind = FileKind.SPREADSHEET
    if layout is None:
        one.state = "unmapped"
        return None
    _date(session, one, sheet, layout.header_line)
    return read_spreadsheet(sheet, layout)


def _date(session: Session, one: Import, sheet: Sheet, header_line: int) -> None:
    """Say which day a file speaks of: sent again, it still speaks of the same day."""
    before = select(func.min(Import.stated_on)).where(
        Import.network_id == one.network_id, Import.digest == one.digest, Import.id != one.id
    )
    sent_on = clock.paris_date(one.made_at)
    one.stated_on = session.scalar(before) or stated_on(sheet, header_line, one.filename, sent_on)
