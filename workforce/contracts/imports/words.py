"""The text of a cell, as a person reads it and as a program compares it. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from workforce.contracts.imports.sheet import Cell
from workforce.inert import restored

EMPTY_MARKS = frozenset({"", "-", "–", "—", "--", "?", "/", "n/a", "N/A", "#N/A", "#REF!", "#VALUE!"})


class UnreadableCell(Exception):  # A finding about the file, not a fault of the program.
    """The cell cannot be read; the message ends the sentence that names its line and column."""


def plain(text: str) -> str:
    """Return the text without accents, case, punctuation or doubled spaces, to compare it."""
    unaccented = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^0-9a-z]+", " ", unaccented.casefold()).split())


def read_text(cell: Cell) -> str | None:
    """Read a text: spaces tidied, a whole number without its decimals, a dash as nothing."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, date):
        cell = cell.strftime("%d/%m/%Y")
    text = "" if cell is None else restored(" ".join("".join(map(_visible, str(cell))).split()))
    return None if text in EMPTY_MARKS else text


def _visible(character: str) -> str:
    """Return the character, a space for one that only moves the eye, nothing for one that is not seen."""
    if character.isprintable():
        return character
    return "" if unicodedata.category(character) == "Cf" else " "
