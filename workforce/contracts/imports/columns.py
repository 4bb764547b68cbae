"""The columns of a spreadsheet that nobody described: where the header is, and what each column seems to hold. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from workforce.contracts.imports.cells import (
    UnreadableCell,
    plain,
    read_date,
    read_email,
    read_phone,
    read_siret,
    read_territory,
    read_text,
)
from workforce.contracts.imports.rows import ADDED, HEADER_WITHIN
from workforce.contracts.imports.sheet import Sheet
from workforce.contracts.imports.targets import BY_CODE, TARGETS, Target

PREVIEW_ROWS = HEADER_WITHIN + 30
PREVIEW_CHARACTERS = 60
SAMPLES = 3
Rows = Sequence[Sequence[str]]
READS: Mapping[str, Callable[[str], object]] = {
    "email": read_email, "phone": read_phone, "siret": read_siret, "departement": read_territory,
    "start_date": read_date, "end_date": read_date, "done_on": read_date,
}  # fmt: skip
LOOKS = {
    "email": re.compile(r"\S+@\S+\.\S+"),
    "siret": re.compile(r"(\d ?){14}"),
    "phone": re.compile(r"(\+33|0)[ .]?[1-9]([ .-]?\d\d){4}"),
}


@dataclass(frozen=True)
class Layout:
    """Which row is the header of a sheet, and the place of the column that holds each thing."""

    header_line: int
    places: Mapping[str, int] = field(default_factory=dict)  # Code of a target → place, from 0.


@dataclass(frozen=True)
class Column:
    """A column as a person recognises it."""

    place: int
    title: str
    samples: tuple[str, ...]

    @property
    def letter(self) -> str:
        """Return A for the first column, AA for the twenty-seventh."""
        letters, number = "", self.place + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return letters


def preview_of(sheet: Sheet) -> list[list[str]]:
    """Return the first rows as short texts: enough to recognise the columns, little enough to keep."""
    shown = [
        [(read_text(cell) or "")[:PREVIEW_CHARACTERS] for cell in row] for row in sheet.rows[:PREVIEW_ROWS]
    ]
    return [_trimmed(row) for row in shown]


def signature(titles: Sequence[str]) -> str:
    """Return what two headers share when they say the same things in the same order."""
    said = "\x1f".join(_own_left_out([plain(title) for title in _trimmed(titles)]))
    return sha256(said.encode()).hexdigest()


def _own_left_out(titles: list[str]) -> list[str]:
    """Leave out the titles that the house adds to refused rows: corrected, they come back under the same header."""
    added = [plain(title) for title in ADDED]
    return titles[: -len(added)] if titles[-len(added) :] == added else titles


def header_of(rows: Rows, targets: Sequence[Target] = TARGETS) -> int:
    """Return the line of the row that looks most like a header, the first of them; 1 where none does."""
    scores = [(_likeness(row, targets), -line) for line, row in enumerate(rows[:HEADER_WITHIN], 1)]
    best, line = max(scores, default=(0, -1))
    return -line if best > 0 else 1


def header_lines(rows: Rows) -> list[int]:
    """Return the lines that may be the header: those that have at least two cells filled."""
    return [line for line, row in enumerate(rows[:HEADER_WITHIN], 1) if sum(map(bool, row)) >= 2]


def columns_under(rows: Rows, header_line: int) -> list[Column]:
    """Return the columns of a sheet that have a title or a value."""
    titles, below = rows[header_line - 1] if rows else [], rows[header_line:]
    width = max((len(row) for row in [titles, *below]), default=0)
    columns = [Column(at, _at(titles, at), tuple(_samples(below, at))) for at in range(width)]
    return [column for column in columns if column.title or column.samples]


def proposed(rows: Rows, header_line: int) -> dict[str, int]:
    """Return the place that each thing seems to be at: by the titles of the columns, then by the look of their values."""
    columns = columns_under(rows, header_line)
    found = by_title(columns)
    if "first_name" in found and "last_name" in found:
        found.pop("full_name", None)
    elif "full_name" in found:
        found = {code: at for code, at in found.items() if code not in ("first_name", "last_name")}
    elif "last_name" in found:
        found["full_name"] = found.pop("last_name")  # « Nom » alone often holds both.
    free = [one for one in columns if one.place not in found.values() and "naiss" not in plain(one.title)]
    return {**_by_look(free), **_by_dates(free, found), **found}


def by_title(columns: Sequence[Column], targets: Sequence[Target] = TARGETS) -> dict[str, int]:
    """Give each thing the column whose title names it best, the surest first."""
    found: dict[str, int] = {}
    scored = [
        (_title_score(target, plain(one.title)), target.code, one.place)
        for target in targets
        for one in columns
        if _may_hold(one, target.code)
    ]
    for score, code, place in sorted(scored, key=lambda each: -each[0]):
        if score and code not in found and place not in found.values():
            found[code] = place
    return found


def problems(places: Mapping[str, int], columns: Collection[Column]) -> dict[str, str]:
    """Return what is wrong with a choice of columns, field by field."""
    known = {column.place for column in columns}
    wrong = {code: "Choisissez une colonne de la liste." for code, at in places.items() if at not in known}
    taken: dict[int, str] = {}
    for target in TARGETS:
        if target.code not in places:
            continue
        first = taken.setdefault(places[target.code], target.code)
        if first != target.code:
            wrong[target.code] = (
                f"Cette colonne sert déjà à « {BY_CODE[first].label} » : choisissez-en une autre."
            )
    return {**dict(_missing(places)), **wrong}


def faults(places: Mapping[str, int], known: Collection[Column], targets: Sequence[Target]) -> dict[str, str]:
    """Return what is wrong with a choice of columns for a list that is no list of people, field by field."""
    there = {column.place for column in known}
    wrong = {code: "Choisissez une colonne de la liste." for code, at in places.items() if at not in there}
    for target in targets:
        if target.required and target.code not in places:
            wrong[target.code] = (
                "Choisissez la colonne qui le donne : sans elle, aucune ligne ne peut être lue."
            )
    named = [code for code in places if list(places.values()).count(places[code]) > 1]
    return {**wrong, **dict.fromkeys(named[1:], "Cette colonne sert déjà : choisissez-en une autre.")}


def _missing(places: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Say which things a list of people cannot do without."""
    if "full_name" in places:
        for code in ("first_name", "last_name"):
            if code in places:
                yield (
                    code,
                    "Choisissez soit cette colonne, soit celle qui réunit prénom et nom : pas les deux.",
                )
    else:
        for code in ("first_name", "last_name"):
            if code not in places:
                yield code, "Choisissez la colonne qui le donne, ou celle qui réunit prénom et nom."
    for target in TARGETS:
        if target.required and target.code not in places:
            yield (
                target.code,
                "Choisissez la colonne qui la donne : sans elle, aucune ligne ne peut être lue.",
            )


def _likeness(row: Sequence[str], targets: Sequence[Target]) -> int:
    """Return how much a row looks like a header: known titles count most, values count against."""
    said = {plain(cell) for cell in row if cell}
    known = {title for target in targets for title in target.said}
    values = sum(1 for cell in row if cell and _is_value(cell))
    return (3 * len(said & known) + len(said) - 3 * values) if len(said) >= 2 else 0


def _is_value(text: str) -> bool:
    """Tell whether a text is data rather than a title."""
    return "@" in text or text.replace(" ", "").isdigit() or _is_date(text)


def _is_date(text: str) -> bool:
    try:
        return not re.fullmatch(r"\d*", text) and read_date(text) is not None
    except UnreadableCell:
        return False


def _title_score(target: Target, title: str) -> int:
    """Return how surely a title names a thing: whole, at its beginning, or somewhere in it."""
    words = f" {title} "
    if title in target.said:
        return 200 - target.said.index(title)
    if any(f" {word} " in words for word in target.unlike.split("|") if word):
        return 0
    inside = [len(one) for one in target.said if f" {one} " in words and len(one) > 2]
    return max(inside, default=0) * (2 if words.startswith(tuple(f" {one} " for one in target.said)) else 1)


def _may_hold(column: Column, code: str) -> bool:
    """Tell whether a column may hold a thing: one of its first values, where it has any, can be read as such."""
    return code not in READS or not column.samples or any(_can_read(text, code) for text in column.samples)


def _can_read(text: str, code: str) -> bool:
    try:
        READS[code](text)
    except UnreadableCell:
        return False
    return True


def _by_look(columns: Sequence[Column]) -> dict[str, int]:
    """Return what the values themselves say: an address, a SIRET, a phone number."""
    found: dict[str, int] = {}
    for code, look in LOOKS.items():
        alike = [one for one in columns if one.samples and all(map(look.fullmatch, one.samples))]
        if len(alike) == 1:
            found[code] = alike[0].place
    return found


def _by_dates(columns: Sequence[Column], found: Mapping[str, int]) -> dict[str, int]:
    """Return the columns of the two dates of a contract, where nothing else is dated."""
    dated = [one for one in columns if one.samples and all(map(_is_date, one.samples))]
    lacking = [code for code in ("start_date", "end_date") if code not in found]
    if len(dated) != len(lacking):
        return {}
    in_order = sorted(dated, key=lambda one: min(day for text in one.samples if (day := read_date(text))))
    return {code: one.place for code, one in zip(lacking, in_order, strict=True)}


def _samples(below: Rows, place: int) -> list[str]:
    """Return the first different values of a column."""
    seen = dict.fromkeys(text for row in below if (text := _at(row, place)))
    return list(seen)[:SAMPLES]


def _at(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _trimmed(row: Sequence[str]) -> list[str]:
    """Return the row without the empty cells at its end."""
    kept = list(row)
    while kept and not kept[-1]:
        kept.pop()
    return kept
