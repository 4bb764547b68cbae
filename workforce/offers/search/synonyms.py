"""The synonyms of the trade as a search sees them: which names, in lexemes, stand for one another. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from workforce.offers.search.language import Placed, placed
from workforce.offers.understanding.synonyms import synonyms


@dataclass(frozen=True, slots=True)
class Group:
    """Names of one thing: its code, each name as one writes it, and as lexemes in their order."""

    code: str
    phrases: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]

    def others(self, asked: tuple[str, ...]) -> tuple[str, ...]:
        """Return the names that are not the one asked for, as one writes them, each once."""
        known = dict(
            zip(self.names[::-1], self.phrases[::-1], strict=True)
        )  # The first way of writing a name stands.
        return tuple(known[name] for name in dict.fromkeys(self.names) if name != asked)


def _lexemes(phrase: str) -> tuple[str, ...]:
    return tuple(lexeme for lexeme, _ in placed(phrase))


GROUPS = tuple(Group(one.code, one.phrases, tuple(map(_lexemes, one.phrases))) for one in synonyms())
BY_CODE = {group.code: group for group in GROUPS}
WIDEST = 3  # Places between two words of a name: « animateur de l'espace public numérique » still is one.

_ByFirst = Mapping[str, Sequence[tuple[tuple[str, ...], str]]]


def _by_first(names: Iterable[tuple[str, Sequence[tuple[str, ...]]]]) -> _ByFirst:
    """Lay names out by their first lexeme, each with the code of its group."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for code, several in names:
        for name in dict.fromkeys(several):
            found[name[0]].append((name, code))
    return found


# What a text is marked for, and what a question means: the names, and the fields that their work is about.
_NAMED = _by_first((one.code, one.names) for one in GROUPS)
_MEANT = _by_first(
    (one.code, (*map(_lexemes, one.phrases), *map(_lexemes, one.fields))) for one in synonyms()
)


def groups_in(words: Sequence[Placed]) -> Iterator[tuple[str, int]]:
    """Return the groups that a text names, each with the place where it does."""
    for at, (lexeme, place) in enumerate(words):
        for name, code in _NAMED.get(lexeme, ()):
            if _stands_at(words, at, name):
                yield code, place


def longest_at(lexemes: Sequence[str], at: int) -> tuple[int, tuple[str, ...]]:
    """Return how many words from this one on are a name or a field, the longest, and the groups it means; 0 where none is."""
    found: dict[int, list[str]] = defaultdict(list)
    for name, code in _MEANT.get(lexemes[at], ()):
        if tuple(lexemes[at : at + len(name)]) == name:
            found[len(name)].append(code)
    longest = max(found, default=0)
    return longest, tuple(dict.fromkeys(found.get(longest, ())))


def _stands_at(words: Sequence[Placed], at: int, name: tuple[str, ...]) -> bool:
    if len(words) < at + len(name):
        return False
    here = words[at : at + len(name)]
    return all(
        lexeme == wanted and place - here[max(0, step - 1)][1] <= WIDEST
        for step, ((lexeme, place), wanted) in enumerate(zip(here, name, strict=True))
    )
