"""Typed rows to what a table keeps of them, and back."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from sqlmodel import Session

from workforce.contracts.claims import ClaimSource
from workforce.contracts.imports import (
    la_coop,
    loading,
    mediator_rows,
    mediators,
    mentions,
    posts,
    posts_rows,
    row_keys,
    spreadsheet,
    team_rows,
)
from workforce.contracts.imports.la_coop import TeamMember
from workforce.contracts.imports.mediators import MediatorRow
from workforce.contracts.imports.posts import PostRow
from workforce.contracts.imports.register import Finding, Occasion, Register
from workforce.contracts.imports.rows import Columns, FileKind, RejectedRow
from workforce.contracts.imports.sheet import Cell


@dataclass(frozen=True)
class KindOfFile:
    """How the rows of one kind of file are read, kept, looked up and judged."""

    source: ClaimSource
    row: TypeAdapter[Any]
    load: Callable[[Session, int, Sequence[Any]], Register]
    note: Callable[[Register, Any, Occasion], Finding]
    columns: Columns
    read: Callable[[int, Mapping[str, Cell]], Any | RejectedRow]
    keys: Callable[[Any], list[str]]
    typed_keys: Callable[[Mapping[str, str]], list[str]]  # Of the cells of a row that cannot be read.
    identity: Callable[[Any], Hashable | None]  # What two rows of one file must not share.
    names_people: bool = False
    write_more: Callable[[Session, Register, int], None] | None = None  # What this kind alone brings.


KINDS = {
    FileKind.MEDIATORS: KindOfFile(
        ClaimSource.SPREADSHEET,  # It gives no date: this source claims none.
        TypeAdapter(MediatorRow),
        mentions.load,
        mediator_rows.note,
        mediators.COLUMNS,
        mediators.read_mediator,
        row_keys.of_mediator,
        row_keys.of_mediator_cells,
        lambda row: row.ref,
        write_more=mentions.write,
    ),
    FileKind.SPREADSHEET: KindOfFile(
        ClaimSource.SPREADSHEET,
        TypeAdapter(TeamMember),
        loading.load_team,
        team_rows.note,
        spreadsheet.COLUMNS,
        spreadsheet.read_row,
        row_keys.of_member,
        row_keys.of_member_cells,
        la_coop.identity,
        names_people=True,
    ),
    FileKind.TEAM: KindOfFile(
        ClaimSource.TEAM_FILE,
        TypeAdapter(TeamMember),
        loading.load_team,
        team_rows.note,
        la_coop.COLUMNS,
        la_coop.read_member,
        row_keys.of_member,
        row_keys.of_member_cells,
        la_coop.identity,
        names_people=True,
    ),
    FileKind.POSTS: KindOfFile(
        ClaimSource.POSTS_FILE,
        TypeAdapter(PostRow),
        loading.load_posts,
        posts_rows.note,
        posts.COLUMNS,
        posts.read_post,
        row_keys.of_post,
        lambda _: [],
        lambda _: None,
    ),
}


def freeze(kind: FileKind, row: TeamMember | PostRow | MediatorRow) -> dict[str, Any]:
    """Return a row as plain values that JSON holds."""
    frozen: dict[str, Any] = KINDS[kind].row.dump_python(row, mode="json")
    return frozen


def thaw(kind: FileKind, data: dict[str, Any]) -> Any:
    """Return the typed row that was kept."""
    return KINDS[kind].row.validate_python(data)
