"""From a row of a list to what it says of a session, or sentences tied to its columns; and the key that finds it again. Pure.

A bloc, a date or a commune that cannot be read sets the row aside: nothing of it is guessed.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from workforce.contracts.imports.cells import (
    UnreadableCell,
    plain,
    read_amount,
    read_date,
    read_territory,
    read_text,
    read_yes_no,
)
from workforce.contracts.imports.columns import Layout
from workforce.contracts.imports.sheet import Cell, Sheet
from workforce.skills.referential import Referential
from workforce.territories import communes
from workforce.territories.departements import code_from_postal
from workforce.trainings.lists import blocs
from workforce.trainings.situation import Mode

LONGEST_KEY = 200
DATES = ("starts_on", "ends_on", "jury_on", "enrol_by")
REQUIRED = ("starts_on", "ends_on", "hours", "hours_per_week", "seats")
TEXTS = {"audience": 300, "funding": 300, "address": 500}  # Characters.
WHOLE = {"hours": (1, 2000), "hours_per_week": (1, 48), "seats": (1, 500), "price": (0, 100_000)}
UNITS = re.compile(
    r"(?:heures?|h|places?|personnes?|euros?|eur|€)\b\.?|€|/ ?(?:semaine|sem\.?)", re.IGNORECASE
)
POSTAL = re.compile(r"(\d{5})[ ,-]+(.+)")
FREE = frozenset({"gratuit", "gratuite", "sans frais"})
MISSING = "la cellule est vide."
NO_MODE = "dites si la session est sur place, en partie à distance ou à distance."
UNKNOWN_COMMUNE = (
    "« {words} » n’est pas dans la liste officielle des communes, ou plusieurs portent ce nom : "
    "ajoutez le département."
)


@dataclass(frozen=True)
class Reading:
    """What a row says, ready to be kept as JSON; only what the list has a column for."""

    line: int
    key: str  # The row's own reference, else what it teaches, when and where.
    natural_key: str  # What it teaches, when and where.
    fields: Mapping[str, Any] = field(default_factory=dict)  # Names of `SessionDraft` → values.
    errors: Mapping[str, str] = field(default_factory=dict)  # Column → what is wrong, in French.


def read(sheet: Sheet, layout: Layout, titles: Referential) -> list[Reading]:
    """Read every row below the titles that says anything in a column that somebody named."""
    found = []
    for line, row in enumerate(sheet.rows[layout.header_line :], layout.header_line + 1):
        said = {code: row[at] if at < len(row) else None for code, at in layout.places.items()}
        if any(read_text(cell) for cell in said.values()):
            dated = {code: sheet.dated(cell) if code in DATES else cell for code, cell in said.items()}
            found.append(_Row(line, dated, titles).reading())
    return found


class _Row:
    """A row being read: its values and its mistakes, column by column."""

    def __init__(self, line: int, said: Mapping[str, Cell], titles: Referential) -> None:
        self.line, self._said, self._titles = line, said, titles
        self.fields: dict[str, Any] = {}
        self.errors: dict[str, str] = {}

    def reading(self) -> Reading:
        """Read the cells one by one, then what only several of them say together."""
        for code, cell in self._said.items():
            if code in READS:
                self._take(code, READS[code], cell)
        self._blocs()
        self._place()
        self._mode()
        natural = _natural_key(self.fields)
        reference = plain(self._text("reference"))
        key = f"ref:{reference}"[:LONGEST_KEY] if reference else natural
        fields = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in self.fields.items()
            if name not in ("mode", "commune") or name in self._said or value == Mode.REMOTE
        }
        return Reading(self.line, key, natural, fields, self.errors)

    def _take(self, code: str, reads: Callable[[Cell], Any], cell: Cell) -> None:
        try:
            self.fields[code] = reads(cell)
        except UnreadableCell as error:
            self.errors[code] = str(error)
            return
        if self.fields[code] is None and code in REQUIRED:
            self.errors[code] = MISSING

    def _text(self, code: str) -> str:
        return read_text(self._said.get(code)) or ""

    def _blocs(self) -> None:
        day = self.fields.get("starts_on")
        try:
            self.fields["ccp_codes"] = blocs.read(
                self._text("ccp_codes"), self._text("title"), day, self._titles
            )
        except UnreadableCell as error:
            if day or not isinstance(error, blocs.UntitledBloc):  # Without its day, the day is what is wrong.
                self.errors["ccp_codes"] = str(error)

    def _place(self) -> None:
        """Read the commune by the official list, and the département from it."""
        self._take("departement", read_territory, self._said.get("departement"))
        where, words = self.fields.get("departement"), self._text("commune")
        self.fields["departement"] = where or ""
        postal = POSTAL.fullmatch(words)
        if not words or "departement" in self.errors or self._is_far(words):
            self.fields["commune"] = ""
            return
        code = postal[1] if postal else None
        found = communes.resolve(
            postal[2] if postal else words, where or (code_from_postal(code) if code else None), code
        )
        if found is None:
            self.errors["commune"] = UNKNOWN_COMMUNE.format(words=words)
        else:
            self.fields |= {"commune": found.name, "departement": found.departement}

    def _is_far(self, words: str) -> bool:
        """Tell whether the column of the place says « à distance », as some lists do."""
        return mode_of(words) is Mode.REMOTE

    def _mode(self) -> None:
        words = self._text("mode") or (self._text("commune") if self._is_far(self._text("commune")) else "")
        found = mode_of(words)
        if words and found is None:
            self.errors["mode"] = f"« {words} » : {NO_MODE}"
        elif found is None and not self.fields.get("departement") and "commune" not in self.errors:
            self.errors["mode"] = NO_MODE
        self.fields["mode"] = found or Mode.ON_SITE


def mode_of(words: str) -> Mode | None:
    """Return how a session is attended, by the words that people use for it."""
    said = plain(words)
    far = bool(re.search(r"\b(distance|distanciel|foad|visio|visioconference|en ligne|remote)\b", said))
    near = bool(re.search(r"\b(presentiel|presence|sur place|sur site|on site)\b", said))
    both = bool(re.search(r"\b(hybride|mixte|en partie|partiellement|hybrid|blended)\b", said))
    if both or (far and near):
        return Mode.HYBRID
    if far:
        return Mode.REMOTE
    return Mode.ON_SITE if near else None


def _natural_key(fields: Mapping[str, Any]) -> str:
    where = Mode.REMOTE if fields["mode"] is Mode.REMOTE else fields.get("commune") or fields["departement"]
    return natural_key(fields.get("ccp_codes") or (), fields.get("starts_on"), where)


def natural_key(codes: Any, starts_on: date | None, where: str) -> str:
    """Return what tells a session from the others of its body: what it teaches, when it begins, where."""
    return f"{'+'.join(sorted(codes))}|{starts_on or ''}|{plain(where)}"[:LONGEST_KEY]


def as_kept(reading: Reading) -> dict[str, Any]:
    """Return a reading as JSON keeps it."""
    return {name: getattr(reading, name) for name in Reading.__dataclass_fields__}


def _whole(code: str) -> Callable[[Cell], int | None]:
    low, high = WHOLE[code]

    def reads(cell: Cell) -> int | None:
        text = read_text(cell)
        if text is None:
            return None
        if code == "price" and plain(text) in FREE:
            return 0
        number = _number(UNITS.sub("", text))
        if number is None or number != int(number) or not low <= number <= high:
            raise UnreadableCell(f"« {text} » : il faut un nombre entier, de {low} à {high}.")
        return int(number)

    return reads


def _number(text: str) -> Decimal | None:
    try:
        return read_amount(text)
    except UnreadableCell:
        return None


def _words(code: str) -> Callable[[Cell], str]:
    def reads(cell: Cell) -> str:
        text = read_text(cell) or ""
        if len(text) > TEXTS[code]:
            raise UnreadableCell(f"c’est trop long : {TEXTS[code]} caractères au plus.")
        return text

    return reads


def _yes(cell: Cell) -> bool:
    return bool(read_yes_no(cell))


def _readers() -> Iterator[tuple[str, Callable[[Cell], Any]]]:
    yield from ((code, read_date) for code in DATES)
    yield from ((code, _whole(code)) for code in WHOLE)
    yield from ((code, _words(code)) for code in TEXTS)
    yield from ((code, _yes) for code in ("paid_by_scheme", "for_people_in_post"))


READS: Mapping[str, Callable[[Cell], Any]] = dict(_readers())
