"""The hidden market: the names under which the same work is offered. Pure, apart from its table.

The same groups keep the items of feeds and widen a search.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from workforce.french_dates import folded


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """Names that mean the same work to whoever searches."""

    code: str
    family: str  # Code of a family of trades.py.
    phrases: tuple[str, ...]  # As one writes them: accents, masculine singular.
    fields: tuple[str, ...] = ()  # What the work is about: « médiation numérique » asks for those who do it.


@lru_cache(maxsize=1)
def synonyms() -> tuple[SynonymGroup, ...]:
    """Return every group."""
    table = files("workforce.offers.understanding").joinpath("synonyms.toml").read_text(encoding="utf-8")
    return tuple(
        SynonymGroup(row["code"], row["family"], tuple(row["phrases"]), tuple(row.get("fields", ())))
        for row in tomllib.loads(table)["groups"]
    )


def synonyms_of(words: str) -> tuple[str, ...]:
    """Return the other names of the work that some words name in full; none for a bare « numérique »."""
    asked = _plain(words)
    found = [group for group in synonyms() if asked in {_plain(phrase) for phrase in group.phrases}]
    return tuple(phrase for group in found for phrase in group.phrases if _plain(phrase) != asked)


def phrases_of(family: str) -> tuple[str, ...]:
    """Return the names of a family of trades: lower case, no accents, words parted by one space."""
    return tuple(_plain(phrase) for group in synonyms() if group.family == family for phrase in group.phrases)


@lru_cache(maxsize=1024)
def _plain(words: str) -> str:
    """Return words without accents, capitals or signs; a hyphen stays: it is part of a name."""
    return re.sub(r"[^\w-]+", " ", folded(words)).strip()
