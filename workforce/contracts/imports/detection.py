"""Which export is this? The columns say so, never the name of the file."""

from __future__ import annotations

from workforce.contracts.imports import la_coop, posts
from workforce.contracts.imports.la_coop import TeamMember, read_team
from workforce.contracts.imports.posts import PostRow, read_posts
from workforce.contracts.imports.refusal import RefusedFile
from workforce.contracts.imports.rows import FileKind, Header, ReadFile, find_header, missing_columns
from workforce.contracts.imports.sheet import Sheet, open_sheet

COLUMNS = {FileKind.TEAM: la_coop.COLUMNS, FileKind.POSTS: posts.COLUMNS}
UNKNOWN = (
    "Ces colonnes ne sont ni celles de l’export « Équipe » de La Coop, ni celles de l’export des postes de "
    "Mon inclusion numérique."
)


def detect(sheet: Sheet) -> FileKind | None:
    """Return the kind of file whose required columns are all there."""
    return next((kind for kind, columns in COLUMNS.items() if not missing_columns(sheet, columns)), None)


def recognise(sheet: Sheet, kind: FileKind | None = None) -> tuple[FileKind, Header]:
    """Return the kind of a sheet, unless it is given, and where its header stands."""
    kind = kind or detect(sheet) or _nearest(sheet)
    return kind, find_header(sheet, COLUMNS[kind])


def read_file(
    content: bytes, filename: str, kind: FileKind | None = None
) -> ReadFile[TeamMember] | ReadFile[PostRow]:
    """Open a file, recognise it unless its kind is given, and read its rows."""
    sheet = open_sheet(content, filename)
    kind, _ = recognise(sheet, kind)
    return read_team(sheet) if kind is FileKind.TEAM else read_posts(sheet)


def _nearest(sheet: Sheet) -> FileKind:
    """Return the kind that lacks the least, so that the refusal lists what is missing."""
    lacking = {kind: len(missing_columns(sheet, columns)) for kind, columns in COLUMNS.items()}
    kind = min(lacking, key=lambda kind: lacking[kind])
    if lacking[kind] > len(COLUMNS[kind].required) // 2:
        raise RefusedFile(UNKNOWN)
    return kind
