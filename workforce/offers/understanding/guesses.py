"""A guess: what was understood from an offer, and the very words it was understood from. Pure."""

import re
from collections.abc import Iterator
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


class Phrase:
    """A pattern that is only tried on a text that holds one of its key words: most texts hold none, and saying so costs little.

    Every way for the pattern to match holds one of the keys: a test runs each pattern with and without them.
    """

    __slots__ = ("keys", "pattern")

    def __init__(self, pattern: str, *keys: str) -> None:
        self.pattern, self.keys = re.compile(pattern), keys

    def is_near(self, plain: str) -> bool:
        """Say whether a folded text holds a key."""
        for key in self.keys:  # noqa: SIM110 - A generator would cost more than the searches.
            if key in plain:
                return True
        return False

    def search(self, plain: str, start: int = 0) -> re.Match[str] | None:
        """Return the first match in a folded text."""
        return self.pattern.search(plain, start) if self.is_near(plain) else None

    def finditer(self, plain: str) -> Iterator[re.Match[str]]:
        """Return the matches in a folded text."""
        return self.pattern.finditer(plain) if self.is_near(plain) else iter(())


def sentence_before(plain: str, place: int, most: int = 80) -> str:
    """Return the words of the same sentence before a place, so many characters at most."""
    return re.split(r"[.;!?]\s|\n", plain[max(0, place - most) : place])[-1]
