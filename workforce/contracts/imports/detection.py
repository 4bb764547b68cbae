"""Which export is this? The columns say so, never the name of the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workforce.contracts.imports import la_coop, mediators, posts
from workforce.contracts.imports.la_coop import read_team
from workforce.contracts.imports.rows import FileKind, Header, ReadFile, find_header, missing_columns
from workforce.contracts.imports.sheet import Sheet

COLUMNS = {
    FileKind.TEAM: la_coop.COLUMNS,
    FileKind.POSTS: posts.COLUMNS,
    FileKind.MEDIATORS: mediators.COLUMNS,
}
READERS: dict[FileKind, Callable[[Sheet], ReadFile[Any]]] = {
    FileKind.TEAM: read_team,
    FileKind.POSTS: posts.read_posts,
    FileKind.MEDIATORS: mediators.read_mediators,
}


def detect(sheet: Sheet) -> FileKind | None:
    """Return the kind of file whose required columns are all there."""
    return next((kind for kind, columns in COLUMNS.items() if not missing_columns(sheet, columns)), None)


def header_of(sheet: Sheet, kind: FileKind) -> Header:
    """Return where the header of a file of this kind stands, or refuse it with what is missing."""
    return find_header(sheet, COLUMNS[kind])


def read_known(sheet: Sheet, kind: FileKind) -> ReadFile[Any]:
    """Read the rows of a file whose kind is known."""
    return READERS[kind](sheet)


def refuse_incomplete(sheet: Sheet) -> None:
    """Refuse an export that lacks little of its columns, where nobody could say in which others they are."""
    for kind in (FileKind.POSTS,):
        lacking = missing_columns(sheet, COLUMNS[kind])
        if len(lacking) <= len(COLUMNS[kind].required) // 2:
            find_header(sheet, COLUMNS[kind])
