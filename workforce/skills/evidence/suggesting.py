"""Which competences a text seems to speak of, and by which of its words. Pure: the person confirms, nothing is decided here."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from workforce.skills.referential import CompetenceVersion
from workforce.wording import list_fr

MOST = 4  # Competences suggested of one text.
TOKEN = re.compile(r"[^\W_]+")
LEAST_PLURAL = 4  # Letters of a word that may take an s or an x.


@dataclass(frozen=True)
class Token:
    """A word of a text: as it is compared, and where it stands."""

    plain: str
    start: int
    end: int


@dataclass(frozen=True)
class Suggestion:
    """A competence that a text seems to speak of, with the words that say so, as they are written."""

    competence: CompetenceVersion
    words: tuple[str, ...]

    @property
    def reason(self) -> str:
        """Return `parce que vous écrivez « atelier » et « partenaires »`."""
        return f"parce que vous écrivez {list_fr([f'« {word} »' for word in self.words])}"


def suggest(text: str, competences: Iterable[CompetenceVersion]) -> tuple[Suggestion, ...]:
    """Return the competences that the most of their own words are found of, at most MOST, the surest first."""
    tokens = tokens_of(text)
    read = (Suggestion(one, tuple(_found(text, tokens, one.words))) for one in competences)
    found = [one for one in read if one.words]
    return tuple(sorted(found, key=lambda one: -len(one.words))[:MOST])


def plain(text: str) -> str:
    """Return a text in small letters without accents: what two spellings of one word share."""
    apart = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    return "".join(one for one in apart if not unicodedata.combining(one)).casefold()


def tokens_of(text: str) -> list[Token]:
    """Return the words of a text, in their order."""
    return [Token(plain(one.group()), one.start(), one.end()) for one in TOKEN.finditer(text)]


def _found(text: str, tokens: Sequence[Token], words: Iterable[str]) -> Iterator[str]:
    """Give the words of a competence that stand in a text, as the text writes them, each once."""
    seen: set[int] = set()
    for words_wanted in map(_wanted, words):
        place = _place(tokens, words_wanted)
        if place is not None and place not in seen:
            seen.add(place)
            yield text[tokens[place].start : tokens[place + len(words_wanted) - 1].end]


def _place(tokens: Sequence[Token], wanted: Sequence[str]) -> int | None:
    """Return where these words first follow each other."""
    for start in range(len(tokens) - len(wanted) + 1):
        if all(_is(token.plain, word) for token, word in zip(tokens[start:], wanted, strict=False)):
            return start
    return None


def _is(said: str, wanted: str) -> bool:
    if wanted.endswith("*"):
        return said.startswith(wanted[:-1])
    return said == wanted or (len(wanted) >= LEAST_PLURAL and said[:-1] == wanted and said[-1] in "sx")


@lru_cache(maxsize=4096)
def _wanted(words: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+\*?", plain(words)))
