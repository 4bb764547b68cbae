"""Mon inclusion numérique's export of posts: which are held, paid until when, and no person's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from workforce.contracts.imports.cells import (
    UnreadableCell,
    plain,
    read_amount,
    read_date,
    read_territory,
    read_text,
    read_yes_no,
)
from workforce.contracts.imports.rows import (
    Columns,
    FileKind,
    ReadFile,
    RejectedRow,
    RowReader,
    as_written,
    find_header,
    rows_under,
)
from workforce.contracts.imports.sheet import Cell, Sheet

POST, EMPLOYER_REF, EMPLOYER, TERRITORY = "ID Poste", "ID Structure TP", "Structure", "Département"
STATE, COORDINATOR, CONVENTION = "Statut", "Coordinateur", "Convention"
CONVENTION_END, CONTRACT_END = "Fin de convention", "Fin de contrat"
BONUS, GRANTED, PAID = "Bonification", "Total conventionné", "Total versé"
COLUMNS = Columns(
    required=(POST, EMPLOYER_REF, EMPLOYER, TERRITORY, STATE, CONVENTION_END, CONTRACT_END),
    optional=(COORDINATOR, CONVENTION, BONUS, GRANTED, PAID),
    dates=(CONVENTION_END, CONTRACT_END),
)
W = TypeVar("W", bound=StrEnum)


class PostState(StrEnum):
    """Whether somebody holds the post."""

    OCCUPIED = "occupied"
    VACANT = "vacant"
    HANDED_BACK = "handed_back"


class ConventionKind(StrEnum):
    """Which subsidy pays the post."""

    INITIAL = "initial"
    RENEWAL = "renewal"


STATES = {
    "occupe": PostState.OCCUPIED,
    "occupee": PostState.OCCUPIED,
    "vacant": PostState.VACANT,
    "vacante": PostState.VACANT,
    "rendu": PostState.HANDED_BACK,
    "rendue": PostState.HANDED_BACK,
}
CONVENTIONS = {"initiale": ConventionKind.INITIAL, "renouvellement": ConventionKind.RENEWAL}


@dataclass(frozen=True)
class PostRow:
    """One row: a post, its employer, its two clocks and its money in euros."""

    line: int
    post_ref: str
    employer_ref: str
    employer_name: str
    territory: str
    state: PostState
    is_coordinator: bool
    convention: ConventionKind | None = None
    convention_end: date | None = None
    contract_end: date | None = None
    has_bonus: bool | None = None
    granted: Decimal | None = None
    paid: Decimal | None = None


def read_posts(sheet: Sheet) -> ReadFile[PostRow]:
    """Read every row alone; a bad one is set aside, the others go on."""
    header = find_header(sheet, COLUMNS)
    results = [read_post(reader.line, reader.cells) for reader in rows_under(sheet, header, COLUMNS.dates)]
    rows = tuple(row for row in results if isinstance(row, PostRow))
    rejected = tuple(row for row in results if isinstance(row, RejectedRow))
    return ReadFile(FileKind.POSTS, header.line, rows, rejected, **as_written(sheet, header))


def read_post(line: int, cells: Mapping[str, Cell]) -> PostRow | RejectedRow:
    """Read one row by its columns; also what a person corrected on the screen."""
    reader = RowReader(line, cells)
    post, employer_ref = reader.need(POST, read_text), reader.need(EMPLOYER_REF, read_text)
    employer, territory = reader.need(EMPLOYER, read_text), reader.need(TERRITORY, read_territory)
    state = reader.need(STATE, _one_of(STATES, "Occupé, Vacant ou Rendu"))
    row = PostRow(
        line,
        post or "",
        employer_ref or "",
        employer or "",
        territory or "",
        state or PostState.VACANT,
        is_coordinator=bool(reader.read(COORDINATOR, read_yes_no)),
        convention=reader.read(CONVENTION, _one_of(CONVENTIONS, "Initiale ou Renouvellement")),
        convention_end=reader.read(CONVENTION_END, read_date),
        contract_end=reader.read(CONTRACT_END, read_date),
        has_bonus=reader.read(BONUS, read_bonus),
        granted=reader.read(GRANTED, read_amount),
        paid=reader.read(PAID, read_amount),
    )
    return reader.rejected() if reader.errors else row


def read_bonus(cell: Cell) -> bool | None:
    """Read whether the post has the bonus, said in words or by its amount."""
    try:
        return read_yes_no(cell)
    except UnreadableCell:
        amount = read_amount(cell)
        return amount is not None and amount > 0


def _one_of(words: Mapping[str, W], expected: str) -> Callable[[Cell], W | None]:
    """Make a reader of a cell that holds one word of a short list."""

    def read(cell: Cell) -> W | None:
        text = read_text(cell)
        if text is None:
            return None
        if plain(text) not in words:
            raise UnreadableCell(f"« {text} » : la valeur attendue est {expected}.")
        return words[plain(text)]

    return read
