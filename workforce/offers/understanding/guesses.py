"""A guess: what was understood from an offer, and the very words it was understood from. Pure."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import TypeVar, TypeVarTuple

Given = TypeVarTuple("Given")
Found = TypeVar("Found")
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
    return " ".join(text[start:end].split())[:MAX_WORDS]


LINES, LONGEST_LINE = 4_096, 400  # How many lines are remembered, and how long in characters: 5 MB at most.


def by_line(read: Callable[[str, *Given], Found]) -> Callable[[str, *Given], Found]:
    """Remember what is read in a line: those of a source come back from one offer to the next. A long one is read again."""
    remembered: Callable[..., Found] = lru_cache(maxsize=LINES)(read)

    def ask(line: str, *given: *Given) -> Found:
        return remembered(line, *given) if len(line) <= LONGEST_LINE else read(line, *given)

    return ask


STEM = 5  # Letters of a word that are compared.
_LETTERS = re.compile(r"[a-z]{3,5}")
# What may match the end of a line or look at it, once « anything but » a few signs, the end of the line among them, is left out.
_STAYING = re.compile(r"\[\^[^\]]*\\n[^\]]*\]")
_CROSSING = re.compile(r"\\[sSWDAZn]|\[\^|[$^]")


class Phrase:
    """A pattern that is only tried where it can be found: a line is asked once which phrases it holds, a text only adds up.

    Every way for the pattern to match holds a word that begins as one of the keys does: a test runs each with and without.
    """

    __slots__ = ("keys", "pattern", "within_a_line")

    def __init__(self, pattern: str, *keys: str) -> None:
        self.pattern = re.compile(pattern)
        self.keys = frozenset(key[:STEM] for key in keys)
        self.within_a_line = not _CROSSING.search(_STAYING.sub("", pattern))
        _PHRASES.append(self)

    def begins_in(self, plain: str) -> int | None:
        """Return a place of a folded text before which there is no match: none at all where nothing speaks of it."""
        return places(plain).get(self)

    def search(self, plain: str) -> re.Match[str] | None:
        """Return the first match in a folded text."""
        start = places(plain).get(self)
        return None if start is None else self.pattern.search(plain, start)

    def finditer(self, plain: str) -> Iterator[re.Match[str]]:
        """Return the matches in a folded text."""
        start = places(plain).get(self)
        return iter(()) if start is None else self.pattern.finditer(plain, start)


_PHRASES: list[Phrase] = []  # All that there are: each is made when its module is imported.


@lru_cache(maxsize=32)
def places(plain: str) -> dict[Phrase, int]:
    """Return the phrases that a folded text may hold, and where the line begins that holds the first one."""
    found: dict[Phrase, int] = {}
    start = 0
    for line in plain.split("\n"):
        for phrase in _held(line, len(_PHRASES)):
            found.setdefault(phrase, start if phrase.within_a_line else 0)
        start += len(line) + 1
    return found


@by_line
def _held(line: str, count: int) -> tuple[Phrase, ...]:
    """Return the phrases that a folded line holds; of those that may go on to the next line, the ones that it has a key of."""
    always, by_key = _index(count)
    near = chain(always, *map(by_key.__getitem__, by_key.keys() & _LETTERS.findall(line)))
    return tuple(
        phrase for phrase in dict.fromkeys(near) if not phrase.within_a_line or phrase.pattern.search(line)
    )


@lru_cache(maxsize=1)
def _index(count: int) -> tuple[tuple[Phrase, ...], Mapping[str, Sequence[Phrase]]]:
    """Return the phrases without keys, and the others by key; a phrase that is made later makes it anew."""
    by_key = defaultdict[str, list[Phrase]](list)
    for phrase in _PHRASES[:count]:
        for key in phrase.keys:
            by_key[key].append(phrase)
    return tuple(phrase for phrase in _PHRASES[:count] if not phrase.keys), by_key


def sentence_before(plain: str, place: int, most: int = 80) -> str:
    """Return the words of the same sentence before a place, so many characters at most."""
    return re.split(r"[.;!?]\s|\n", plain[max(0, place - most) : place])[-1]
