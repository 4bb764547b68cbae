"""Typed rows to what a table keeps of them, and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from sqlmodel import Session

from workforce.contracts.claims import ClaimSource
from workforce.contracts.imports import loading, mediator_rows, mentions, posts_rows, team_rows
from workforce.contracts.imports.la_coop import TeamMember
from workforce.contracts.imports.mediators import MediatorRow
from workforce.contracts.imports.posts import PostRow
from workforce.contracts.imports.register import Finding, Occasion, Register
from workforce.contracts.imports.rows import FileKind


@dataclass(frozen=True)
class KindOfFile:
    """How the rows of one kind of file are kept, looked up and judged."""

    source: ClaimSource
    row: TypeAdapter[Any]
    load: Callable[[Session, int, Sequence[Any]], Register]
    note: Callable[[Register, Any, Occasion], Finding]
    write_more: Callable[[Session, Register, int], None] | None = None  # What this kind alone brings.


KINDS = {
    FileKind.MEDIATORS: KindOfFile(
        ClaimSource.SPREADSHEET,  # It gives no date: this source claims none.
        TypeAdapter(MediatorRow),
        mentions.load,
        mediator_rows.note,
        mentions.write,
    ),
    FileKind.SPREADSHEET: KindOfFile(
        ClaimSource.SPREADSHEET, TypeAdapter(TeamMember), loading.load_team, team_rows.note
    ),
    FileKind.TEAM: KindOfFile(
        ClaimSource.TEAM_FILE, TypeAdapter(TeamMember), loading.load_team, team_rows.note
    ),
    FileKind.POSTS: KindOfFile(
        ClaimSource.POSTS_FILE, TypeAdapter(PostRow), loading.load_posts, posts_rows.note
    ),
}


def freeze(kind: FileKind, row: TeamMember | PostRow | MediatorRow) -> dict[str, Any]:
    """Return a row as plain values that JSON holds."""
    frozen: dict[str, Any] = KINDS[kind].row.dump_python(row, mode="json")
    return frozen


def thaw(kind: FileKind, data: dict[str, Any]) -> Any:
    """Return the typed row that was kept."""
    return KINDS[kind].row.validate_python(data)
