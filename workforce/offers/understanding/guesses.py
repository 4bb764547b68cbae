"""A guess: what was understood from an offer, and the very words it was understood from. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workforce.french_dates import folded

MAX_WORDS = 160  # Characters quoted.

Value = str | int | bool | Decimal | date


@dataclass(frozen=True, slots=True)
class Guess:
    """One field of an offer, its value and the words it came from."""

    field: str
    value: Value
    words: str


@dataclass(frozen=True, slots=True)
class Advert:
    """An offer as text: its title, its labelled fields, and everything else that it says."""

    title: str
    fields: dict[str, str]  # By our own names: employer, place, contract, length, pay, trade, hours, remote…
    text: str

    def passages(self, *names: str) -> tuple[str, ...]:
        """Return where to look, the surest place first: the labelled fields, the title, the text."""
        return (*(self.fields[name] for name in names if name in self.fields), self.title, self.text)


def quoted(text: str, found: re.Match[str], around: int = 0) -> str:
    """Return the words that a match on the folded text stands for, as they were written."""
    start, end = max(0, found.start() - around), min(len(text), found.end() + around)
    if around:
        start = text.rfind(" ", 0, start) + 1 if start else 0
        end = text.find(" ", end) if text.find(" ", end) != -1 else len(text)
    return re.sub(r"\s+", " ", text[start:end]).strip()[:MAX_WORDS]


def search(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Search a text without minding accents and capitals; positions are those of the text."""
    return pattern.search(folded(text))
