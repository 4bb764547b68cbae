"""What an OpenDocument sheet would weigh once opened: one cell may claim to be a million, one tag a million spaces."""

from __future__ import annotations

from xml.parsers import expat

from workforce.contracts.imports import limits
from workforce.contracts.imports.first_look import LOCKED
from workforce.contracts.imports.refusal import (
    DAMAGED,
    TOO_HEAVY,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    RefusedFile,
)
from workforce.contracts.imports.sheet import Span

CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"
PARTS = (CONTENT, MANIFEST)
NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
TABLE, TEXT, OFFICE = f"{NAMESPACE}table:1.0 ", f"{NAMESPACE}text:1.0 ", f"{NAMESPACE}office:1.0 "
CELLS = frozenset({f"{TABLE}table-cell", f"{TABLE}covered-table-cell"})
MOST_DIGITS = 8  # Of a repetition: a sheet has at most 1 048 576 rows.


def check(name: str, part: bytes) -> dict[str, list[Span]]:
    """Refuse a document that has a password, and a content that would not fit. Return the cells merged downwards."""
    if name == MANIFEST:
        if b"encryption-data" in part:
            raise RefusedFile(LOCKED)
        return {}
    extent = _Extent()
    try:
        extent.read(part)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise RefusedFile(DAMAGED) from error
    return extent.spans


class _Extent:
    """The rows and columns that a content spans, every repetition counted."""

    def __init__(self) -> None:
        self.rows = self.cells = self.characters = 0  # Of the present sheet.
        self.waiting_rows = 0  # Empty ones: they count once something follows them.
        self.row_repeats = self.cell_repeats = 1
        self.width = self.waiting_cells = self.row_characters = 0
        self.is_filled = False
        self.name = ""
        self.spans: dict[str, list[Span]] = {}

    def read(self, part: bytes) -> None:
        """Read the content to its end, or to the first thing that is too much."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.Parse(part, True)

    def _refuse_doctype(self, *_: object) -> None:
        raise RefusedFile(DAMAGED)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name in CELLS:
            self.cell_repeats = _number(attributes.get(f"{TABLE}number-columns-repeated", "1"))
            self.is_filled = any(key.startswith(OFFICE) or key == f"{TABLE}formula" for key in attributes)
            self._span(_number(attributes.get(f"{TABLE}number-rows-spanned", "1")))
        elif name == f"{TEXT}s":
            self._text_of(_number(attributes.get(f"{TEXT}c", "1")))
        elif name == f"{TABLE}table-row":
            self.row_repeats = _number(attributes.get(f"{TABLE}number-rows-repeated", "1"))
            self.width = self.waiting_cells = self.row_characters = 0
        elif name == f"{TABLE}table":
            self.rows = self.waiting_rows = self.cells = 0
            self.name = attributes.get(f"{TABLE}name", "")

    def _span(self, height: int) -> None:
        """Note a cell merged downwards."""
        if height > 1:
            place = self.rows + self.waiting_rows, self.width + self.waiting_cells
            self.spans.setdefault(self.name, []).append((*place, height))

    def _end(self, name: str) -> None:
        if name in CELLS:
            self._end_cell()
        elif name == f"{TABLE}table-row":
            self._end_row()

    def _end_cell(self) -> None:
        self.waiting_cells += self.cell_repeats
        if self.is_filled:
            self.width, self.waiting_cells = self.width + self.waiting_cells, 0
        if self.width > limits.MAX_COLUMNS:
            raise RefusedFile(TOO_MANY_COLUMNS)
        self.is_filled, self.cell_repeats = False, 1

    def _end_row(self) -> None:
        self.waiting_rows += self.row_repeats
        if self.width:
            self.rows, self.waiting_rows = self.rows + self.waiting_rows, 0
        if self.rows > limits.MAX_ROWS:
            raise RefusedFile(TOO_MANY_ROWS)
        self.cells += self.width * self.row_repeats
        self.characters += self.row_characters * self.row_repeats
        if self.cells > limits.MAX_CELLS or self.characters > limits.MAX_CHARACTERS:
            raise RefusedFile(TOO_HEAVY)

    def _text(self, text: str) -> None:
        if text.strip():
            self.is_filled = True
        self._text_of(len(text))

    def _text_of(self, length: int) -> None:
        """Count characters, as many times as their cell is repeated."""
        if length > limits.MAX_CHARACTERS:
            raise RefusedFile(TOO_HEAVY)
        self.row_characters += length * self.cell_repeats


def _number(text: str) -> int:
    """Return a number of repetitions. Raises ValueError for what is none."""
    if not text.isdigit() or len(text) > MOST_DIGITS:
        raise ValueError(text[:20])
    return max(int(text), 1)
