"""What is asked of the search: words, phrases, exclusions, and the synonyms looked for beside them. Pure.

`médiateur "espace public" -alternance` asks for a word, a phrase, and no word. Nothing that is typed is an error.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workforce.offers.search.language import Placed, placed
from workforce.offers.search.synonyms import BY_CODE, longest_at

LONGEST = 200  # Characters of a question that are read.
MOST_TERMS = 12
MOST_NAMES = 3  # Of a group that a screen says: the others are looked for all the same.
_CHUNK = re.compile(
    r"""(?P<minus>(?<!\S)[-−–])?(?:["«“”](?P<phrase>[^"»“”]*)(?:["»“”]|$)|(?P<words>[^\s"«“”]+))"""
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a phrase: lexemes with their places, and the groups of synonyms that stand for it."""

    words: tuple[Placed, ...]
    groups: tuple[str, ...] = ()
    is_phrase: bool = False

    def query(self) -> str:
        """Return the term in PostgreSQL's language of text search."""
        own = (
            _phrase(self.words) if self.is_phrase else " & ".join(quoted(lexeme) for lexeme, _ in self.words)
        )
        return either([f"({own})", *(quoted(f"group:{code}") for code in self.groups)])


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody typed, understood."""

    required: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()

    @property
    def has_phrases(self) -> bool:
        """Tell whether places in the text have to be compared: dearer than an index alone."""
        return any(term.is_phrase and len(term.words) > 1 for term in (*self.required, *self.excluded))

    def loosened(self) -> "Question":
        """Return the same words wherever they stand: what an index alone can tell of a phrase."""
        required = tuple(replace(term, is_phrase=False) for term in self.required)
        return Question(required, tuple(term for term in self.excluded if len(term.words) == 1))

    @property
    def synonyms(self) -> tuple[str, ...]:
        """Return what is looked for beside the words that were typed, as a screen says it."""
        named = [
            BY_CODE[code].others(tuple(lexeme for lexeme, _ in term.words))[:MOST_NAMES]
            for term in self.required
            for code in term.groups
        ]
        return tuple(dict.fromkeys(name for names in named for name in names))

    def parts(self) -> list[str]:
        """Return what all must hold, in PostgreSQL's language of text search."""
        return [term.query() for term in self.required] + [f"!({term.query()})" for term in self.excluded]

    def any_word(self) -> str:
        """Return a query that any of the words asked for fulfils: what a rank is counted from. Empty without words."""
        lexemes = dict.fromkeys(lexeme for term in self.required for lexeme, _ in term.words)
        groups = dict.fromkeys(f"group:{code}" for term in self.required for code in term.groups)
        return either([quoted(one) for one in (*lexemes, *groups)]) if lexemes else ""


def understood(typed: str, *, with_synonyms: bool = True) -> Question:
    """Return what a question asks for. `with_synonyms`: the names of a thing in the trade stand for one another."""
    wanted: list[tuple[Placed, ...]] = []
    required: list[Term] = []
    excluded: list[Term] = []
    for minus, phrase, chunk in _chunks(typed[:LONGEST]):
        words = tuple(placed(chunk))
        if not words:
            continue
        if minus:
            excluded.append(Term(words, is_phrase=True))
        elif phrase:
            required.append(Term(words, is_phrase=True))
        else:
            wanted.append(words)
    loose = [Term(words, is_phrase=True) for words in wanted]
    required += list(_named(wanted)) if with_synonyms else loose
    return Question(tuple(required[:MOST_TERMS]), tuple(excluded[:MOST_TERMS]))


def _chunks(typed: str) -> Iterator[tuple[bool, bool, str]]:
    for found in _CHUNK.finditer(typed):
        yield bool(found["minus"]), found["phrase"] is not None, found["phrase"] or found["words"] or ""


def _named(wanted: Sequence[tuple[Placed, ...]]) -> Iterator[Term]:
    """Return the words that were typed: those that name a thing of the trade together with its other names."""
    flat = [lexeme for words in wanted for lexeme, _ in words]
    starts = [sum(len(words) for words in wanted[:at]) for at in range(len(wanted) + 1)]
    at = 0
    while at < len(wanted):
        covered, groups = longest_at(flat, starts[at])
        after = next((end for end in range(at + 1, len(starts)) if starts[end] == starts[at] + covered), 0)
        if covered and after:
            yield Term(tuple(word for words in wanted[at:after] for word in words), groups)
            at = after
        else:
            yield Term(wanted[at], is_phrase=True)
            at += 1


def quoted(lexeme: str) -> str:
    """Return a lexeme as PostgreSQL reads it: our lexemes hold letters, digits, colons, dashes and underscores only."""
    return f"'{lexeme}'"


def either(queries: Sequence[str]) -> str:
    """Return a query that any of these fulfils."""
    return queries[0] if len(queries) == 1 else f"({' | '.join(queries)})"


def is_choice(query: str) -> bool:
    """Say whether `either` made this query of several."""
    return query.startswith("(")


def _phrase(words: Sequence[Placed]) -> str:
    """Return words that must follow each other at the distances at which they were typed."""
    said = [quoted(words[0][0])]
    for (_, before), (lexeme, place) in itertools.pairwise(words):
        said.append(f"<{min(place - before, 100)}> {quoted(lexeme)}")
    return " ".join(said)
