"""A guess: what was understood from an offer, and the very words it was understood from. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

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
    return around_of(text, found.start(), found.end(), around)


def around_of(text: str, first: int, last: int, more: int = 0) -> str:
    """Return the words between two places of a text, and some more on both sides, none cut."""
    start, end = max(0, first - more), min(len(text), last + more)
    if more:
        start = text.rfind(" ", 0, start) + 1 if start else 0
        end = text.find(" ", end) if text.find(" ", end) != -1 else len(text)
    return re.sub(r"\s+", " ", text[start:end]).strip()[:MAX_WORDS]


STEM = 5  # Letters of a word that are compared.
_LETTERS = re.compile(r"[a-z]{3,5}")


@lru_cache(maxsize=16)
def stems(plain: str) -> frozenset[str]:
    """Return the words of a folded text, long ones in pieces of five letters: made once, looked up a hundred times."""
    return frozenset(_LETTERS.findall(plain))


class Phrase:
    """A pattern that is only tried on a text that holds one of its key words: most texts hold none, and saying so costs little.

    Every way for the pattern to match holds a word that begins as one of the keys does: a test runs each with and without.
    """

    __slots__ = ("keys", "pattern")

    def __init__(self, pattern: str, *keys: str) -> None:
        self.pattern = re.compile(pattern)
        self.keys = frozenset(key[:STEM] for key in keys)

    def is_near(self, plain: str) -> bool:
        """Say whether a folded text holds a key; a pattern without keys is always tried."""
        return not self.keys or not self.keys.isdisjoint(stems(plain))

    def search(self, plain: str) -> re.Match[str] | None:
        """Return the first match in a folded text."""
        return self.pattern.search(plain) if self.is_near(plain) else None

    def finditer(self, plain: str) -> Iterator[re.Match[str]]:
        """Return the matches in a folded text."""
        return self.pattern.finditer(plain) if self.is_near(plain) else iter(())


def sentence_before(plain: str, place: int, most: int = 80) -> str:
    """Return the words of the same sentence before a place, so many characters at most."""
    return re.split(r"[.;!?]\s|\n", plain[max(0, place - most) : place])[-1]
