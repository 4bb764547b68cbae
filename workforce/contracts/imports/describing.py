"""A file whose columns are described once: as somebody just said, else as the same titles were last said to hold."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Protocol

from workforce import clock
from workforce.contracts.imports import columns
from workforce.contracts.imports.columns import Layout
from workforce.contracts.imports.refusal import RefusedFile
from workforce.contracts.imports.sheet import Sheet
from workforce.contracts.imports.targets import Target
from workforce.refusals import Refused

Recall = Callable[
    [Collection[str]], tuple[str, dict[str, int]] | None
]  # Of titles known by their signatures.


class Described(Protocol):
    """The row of such a file: a `Due` row that keeps the first rows, the line of the titles and what the columns hold."""

    state: str
    due_at: datetime | None
    leased_until: datetime | None
    preview: list[list[str]]
    header_line: int
    places: dict[str, int]
    signature: str


def layout_of(
    one: Described, sheet: Sheet, targets: Sequence[Target], recall: Recall, no_table: str
) -> Layout | None:
    """Return the columns of a file; nothing where they are still to be described, with what that needs kept on its row.

    Raises RefusedFile, in the words of `no_table`, for what has no line of titles.
    """
    if one.places:
        return Layout(one.header_line, one.places)
    preview = columns.preview_of(sheet)
    lines = columns.header_lines(preview)
    if not lines:
        raise RefusedFile(no_table)
    one.preview, one.header_line = preview, columns.header_of(preview, targets)
    signatures = {columns.signature(preview[line - 1]): line for line in reversed(lines)}
    found = recall(signatures)
    if found is None:
        return None
    one.signature, one.places = found[0], dict(found[1])
    one.header_line = signatures[one.signature]
    return Layout(one.header_line, one.places)


def describe(one: Described, layout: Layout, targets: Sequence[Target]) -> None:
    """Note what the columns of a file hold, and have it read so. Raises Refused, field by field."""
    if layout.header_line not in columns.header_lines(one.preview):
        raise Refused({"header_line": "Choisissez la ligne des titres dans la liste."})
    known = columns.columns_under(one.preview, layout.header_line)
    if wrong := columns.faults(layout.places, known, targets):
        raise Refused(wrong)
    one.header_line, one.places = layout.header_line, dict(layout.places)
    one.signature = columns.signature(one.preview[layout.header_line - 1])
    one.state, one.due_at, one.leased_until = "uploaded", clock.now(), None
