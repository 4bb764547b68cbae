"""From a sheet to typed rows: find the header, read each row alone, keep what is wrong beside its column."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypedDict, TypeVar

from workforce.contracts.imports.cells import UnreadableCell, plain, read_text
from workforce.contracts.imports.refusal import RefusedFile
from workforce.contracts.imports.sheet import Cell, Sheet

R = TypeVar("R")
V = TypeVar("V")
ADDED = ("Ligne", "Ce qui ne va pas")  # What the house adds to refused rows, after the titles of their file.
HEADER_WITHIN = 50  # Rows of metadata and filters that may stand above the header.


class FileKind(StrEnum):
    """Which export a file is."""

    TEAM = "team"
    POSTS = "posts"
    MEDIATORS = "mediators"
    SPREADSHEET = "spreadsheet"  # A coordinator's own, whose columns somebody described.


@dataclass(frozen=True)
class Columns:
    """The columns of a kind of file, as their headers are written there."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowError:
    """What is wrong with one cell."""

    line: int
    column: str
    sentence: str


@dataclass(frozen=True)
class RejectedRow:
    """A row that cannot be kept, with its cells as they were typed, to be corrected."""

    line: int
    cells: Mapping[str, str]
    errors: tuple[RowError, ...]


@dataclass(frozen=True)
class ReadFile(Generic[R]):
    """What a file gave: the rows that are right, and those that are not."""

    kind: FileKind
    header_line: int
    rows: tuple[R, ...]
    rejected: tuple[RejectedRow, ...]
    ignored: int = 0  # Rows left out by a filter that the caller asked for.
    titles: tuple[tuple[str, str], ...] = ()  # Every column of the file, with the name of its cells below.
    cells: Mapping[int, Mapping[str, Cell]] = field(default_factory=dict)  # Line → all its cells, as written.

    @property
    def errors(self) -> tuple[RowError, ...]:
        """Return every error, line by line."""
        return tuple(error for row in self.rejected for error in row.errors)


@dataclass
class RowReader:
    """The cells of one row by column, and the errors met while reading them."""

    line: int
    cells: Mapping[str, Cell]
    errors: list[RowError] = field(default_factory=list)
    titles: Mapping[str, str] = field(default_factory=dict)  # Column → what the file itself calls it.

    def read(self, column: str, reader: Callable[[Cell], V | None]) -> V | None:
        """Read a cell; what is wrong is kept, and the value is then unknown."""
        try:
            return reader(self.cells.get(column))
        except UnreadableCell as error:
            self.refuse(column, str(error))
            return None

    def need(self, column: str, reader: Callable[[Cell], V | None]) -> V | None:
        """Read a cell that must not be empty."""
        before = len(self.errors)
        value = self.read(column, reader)
        if value is None and len(self.errors) == before:
            self.refuse(column, "cette case est vide.")
        return value

    def refuse(self, column: str, sentence: str) -> None:
        """Keep an error with the line and the column a person looks for."""
        said = f"Ligne {self.line}, colonne « {self.titles.get(column, column)} » : {sentence}"
        self.errors.append(RowError(self.line, column, said))

    def rejected(self) -> RejectedRow:
        """Return the row as it was typed, with its errors."""
        typed = {column: read_text(cell) or "" for column, cell in self.cells.items()}
        return RejectedRow(self.line, typed, tuple(self.errors))


@dataclass(frozen=True)
class Header:
    """Where the header stands, and which column each name is at."""

    line: int
    positions: Mapping[str, int]


def missing_columns(sheet: Sheet, columns: Columns) -> tuple[str, ...]:
    """Return the required columns that the best header row lacks; none means the file is of this kind."""
    return _lacking(_best_header(sheet, columns), columns)


def find_header(sheet: Sheet, columns: Columns) -> Header:
    """Find the header row, or refuse the file with the list of what is missing."""
    header = _best_header(sheet, columns)
    missing = _lacking(header, columns)
    if missing:
        raise RefusedFile(f"Il manque {_listed(missing)} : ce fichier n’a pas les colonnes attendues.")
    return header


def rows_under(sheet: Sheet, header: Header, dates: Collection[str] = ()) -> Iterator[RowReader]:
    """Give each row below the header that has something in it; `dates` names the columns that hold days."""
    for line, row in enumerate(sheet.rows[header.line :], header.line + 1):
        cells = {name: row[at] if at < len(row) else None for name, at in header.positions.items()}
        cells |= {name: sheet.dated(cells[name]) for name in dates if name in cells}
        if any(read_text(cell) for cell in cells.values()):
            yield RowReader(line, cells)


class AsWritten(TypedDict):
    """What a file itself calls its columns, and all that it writes under them."""

    titles: tuple[tuple[str, str], ...]
    cells: dict[int, dict[str, Cell]]


def as_written(sheet: Sheet, header: Header, dates: Collection[str] = ()) -> AsWritten:
    """Return every column of a file, even those that nobody reads: its name is the expected one, else its place."""
    names = {at: name for name, at in header.positions.items()}
    row = sheet.rows[header.line - 1]
    titles = {at: title for at, cell in enumerate(row) if (title := read_text(cell))}
    places = {names.get(at, f"#{at}"): at for at in titles}
    cells = {
        line: {name: row[at] if at < len(row) else None for name, at in places.items()}
        for line, row in enumerate(sheet.rows[header.line :], header.line + 1)
    }
    for written in cells.values():
        written |= {name: sheet.dated(written[name]) for name in dates if name in written}
    return AsWritten(titles=tuple(zip(titles.values(), places, strict=True)), cells=cells)


def _best_header(sheet: Sheet, columns: Columns) -> Header:
    """Return the row, among the first ones, that has the most of the expected columns."""
    headers = (_header(line, row, columns) for line, row in enumerate(sheet.rows[:HEADER_WITHIN], 1))
    empty = Header(0, {})
    return max(headers, key=lambda header: len(header.positions), default=empty)


def _header(line: int, row: tuple[Cell, ...], columns: Columns) -> Header:
    """Match the cells of a row with the expected columns, accents, case and spaces apart."""
    expected = {plain(name): name for name in (*columns.required, *columns.optional)}
    positions: dict[str, int] = {}
    for at, cell in enumerate(row):
        name = expected.get(plain(read_text(cell) or ""))
        if name:
            positions.setdefault(name, at)
    return Header(line, positions)


def _lacking(header: Header, columns: Columns) -> tuple[str, ...]:
    """Return the required columns that a header lacks."""
    return tuple(name for name in columns.required if name not in header.positions)


def _listed(names: tuple[str, ...]) -> str:
    """Write « la colonne … » or « les colonnes … » as a sentence does."""
    quoted = [f"« {name} »" for name in names]
    if len(quoted) == 1:
        return f"la colonne {quoted[0]}"
    return f"les colonnes {', '.join(quoted[:-1])} et {quoted[-1]}"
