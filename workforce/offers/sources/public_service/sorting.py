"""Reads the large file row by row in a process of its own, which may be killed, and keeps the trade's rows only.

Run as `python -m workforce.offers.sources.public_service.sorting`; `reading` has `apart` start it, feed it and
kill it. It holds one row at a time, and the offers it keeps.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from functools import lru_cache
from typing import Any, BinaryIO

from workforce import answering
from workforce.offers.sources.public_service.columns import Layout, WrongColumns, identity_of, layout_of
from workforce.offers.understanding.normalise import clean_title
from workforce.offers.understanding.trades import classify

MAX_KEPT = 20_000
MAX_ROWS = 3_000_000
MAX_DROPPED = 200  # Shown on the page of the source.
EMPTY = "Le fichier est vide."
UNCLOSED = "Ligne {line} : une cellule est trop longue ; un guillemet n’est peut-être pas refermé."
NOT_TEXT = (
    "Ce fichier n’est pas un tableau CSV : ouvrez-le et enregistrez-le en CSV (UTF-8, points-virgules)."
)
NO_REFERENCE = "La ligne n’a pas de référence : elle ne peut pas être suivie."
CUT = "La ligne a {found} colonnes au lieu de {width}."
REPEATED = "La même référence figure déjà plus haut dans le fichier."
BEYOND = f"Le fichier contient trop d’offres du métier : seules les {MAX_KEPT} premières sont gardées."


class Refused(ValueError):
    """The file cannot be read; the text says why, in French."""


class _Sorter:
    """Goes through the rows once."""

    def __init__(self, layout: Layout, keeps_all: bool, known: frozenset[str]) -> None:
        self.layout, self.keeps_all, self.known = layout, keeps_all, known
        self.kept: dict[str, dict[str, str]] = {}
        self.seen: list[str] = []  # Of those we know.
        self.dropped: list[tuple[str, str]] = []
        self.counts: Counter[str] = Counter()
        self.last_is_cut = False

    def sort(self, cells: list[str]) -> None:
        """Keep a row, or say why not."""
        self.counts["rows"] += 1
        self.last_is_cut = len(cells) < self.layout.width
        if self.last_is_cut:
            self._drop("", CUT.format(found=len(cells), width=self.layout.width))
            return
        row = self.layout.row(cells)
        reference, title = row.get("reference", ""), row.get("title", "")
        if not reference:
            self._drop(title, NO_REFERENCE)
            return
        identity = identity_of(reference)
        if identity in self.known:
            self.seen.append(identity)
        reason = "" if self.keeps_all else _why_not(title, row.get("trade", ""), row.get("speciality", ""))
        if reason or reference in self.kept:
            self._drop(title, reason or REPEATED)
        elif len(self.kept) >= MAX_KEPT:
            self._drop(title, BEYOND)
        else:
            self.kept[reference] = row

    def _drop(self, title: str, reason: str) -> None:
        self.counts["dropped"] += 1
        if len(self.dropped) < MAX_DROPPED:
            self.dropped.append((title[:300], reason))


@lru_cache(maxsize=50_000)  # The same title comes back hundreds of times.
def _why_not(title: str, trade: str, speciality: str) -> str:
    """Return why a row is of another trade; empty where it is one of ours."""
    hints = tuple(hint for hint in (trade, speciality) if hint)
    found = classify(clean_title(title)[0], hints)
    return "" if found.family else found.reason_fr


def sort(document: BinaryIO, keeps_all: bool, known: frozenset[str]) -> dict[str, Any]:
    """Read the whole file. Raises Refused or WrongColumns."""
    csv.field_size_limit(131_072)  # Characters of one cell.
    text = io.TextIOWrapper(document, encoding="utf-8-sig", errors="replace", newline="")
    reader = csv.reader(_lines(text), delimiter=";")
    try:
        header = next((row for row in reader if any(cell.strip() for cell in row)), None)
        if header is None:
            raise Refused(EMPTY)
        sorter = _Sorter(layout_of(header), keeps_all, known)
        for cells in reader:
            if cells:
                sorter.sort(cells)
            if sorter.counts["rows"] >= MAX_ROWS:
                break
    except csv.Error as error:
        raise Refused(UNCLOSED.format(line=reader.line_num)) from error
    return {
        "kept": list(sorter.kept.values()),
        "seen": sorter.seen,
        "dropped": sorter.dropped,
        "rows": sorter.counts["rows"],
        "dropped_rows": sorter.counts["dropped"],
        "is_cut": sorter.last_is_cut or sorter.counts["rows"] >= MAX_ROWS,
        "warnings": asdict(sorter.layout)["warnings"],
    }


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Return the lines, unless the file is no text."""
    for number, line in enumerate(text):
        if number < 5 and ("\0" in line or line.count("\ufffd") > 20):
            raise Refused(NOT_TEXT)
        yield line.replace("\0", "")


def answer(question: dict[str, Any], document: BinaryIO) -> dict[str, Any]:
    """Sort the file and return what to send back."""
    try:
        return {"sorted": sort(document, question["keeps_all"], frozenset(question["known"]))}
    except (Refused, WrongColumns) as error:
        return {"refused": str(error)}


if __name__ == "__main__":
    answering.serve_streams(answer)
