"""A place, and what the readings of places share: towns as they are written, départements by name. Pure, apart from its table."""

import re
from dataclasses import dataclass

from workforce.french_dates import folded
from workforce.territories.communes import Commune, key_of, resolve
from workforce.territories.departements import departements

NAMES = {code: one.name for code, one in departements().items()}
REGIONS = {code: one.region for code, one in departements().items()}
_WORD = r"[A-ZÀ-ÖØ-Þ][\w'’À-ÿ]{0,30}"  # Lengths are bounded: a hostile text may not make these patterns slow.
_LINK = r"(?:d[eu]s?|la|les?|l[eè]s|sur|s/|sous|en|aux?|et|à|d)[ -]|[dl]['’]"
TOWN = rf"{_WORD}(?:[ -](?:{_LINK}){{0,3}}(?:{_WORD}|\d{{1,2}}(?!\d))){{0,6}}"
FIRST_TOWN = re.compile(TOWN)
LAST_TOWN = re.compile(rf"({TOWN})[\s,(-]*$")
BY_NAME = {key_of(name): code for code, name in NAMES.items()}
LONGEST_FIRST = "|".join(
    re.escape(folded(name)) for name in sorted(NAMES.values(), key=lambda name: -len(name))
)


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a place; each part may be missing."""

    departement: str | None = None
    commune: str | None = None
    postal_code: str | None = None
    code: str | None = None  # INSEE, of the commune.


Reading = tuple[Place, str]  # A place, and the words that say it.


def region_of(departement: str | None) -> str | None:
    """Return the region of a département."""
    return REGIONS.get(departement or "")


def departement_of_code(code: str) -> str | None:
    """Return the département that a code stands for, however long: 85, 085, 2a, 02A, 971."""
    upper = code.strip().upper()
    short = upper.lstrip("0").rjust(2, "0")
    return next((known for known in (upper, short) if known in NAMES), None)


def place_of(commune: Commune, postal: str | None = None) -> Place:
    """Return the place that a commune is, with its postal code if that is one of its own."""
    known = postal if postal in commune.postal_codes else None
    return Place(commune.departement, commune.name, known, commune.code)


def first_known(parts: list[str], where: str | None, postal: str | None = None) -> Commune | None:
    """Return the commune that the first of some words to mean one means."""
    return next((found for part in parts if (found := resolve(part, where, postal))), None)


def starts(words: str) -> list[int]:
    """Return where each word begins: « Ville de Laval » may be a town, else « Laval » is."""
    return [0, *(found.end() for found in re.finditer(r"[ '’]", words))]


def ends(words: str) -> list[str]:
    """Return some words, then fewer and fewer of them: « Niort Cedex Poste » holds « Niort »."""
    pieces = words.split(" ")
    return [" ".join(pieces[:count]) for count in range(len(pieces), 0, -1)]


def departement_after(text: str, place: int) -> str | None:
    """Return the département that follows a town: « , Lozère », « (Ariège) »."""
    following = re.match(r"\s*[,(–-]\s*(?:en |dans l[ea']s? ?)?([^.,;:()\n]{3,30})", text[place : place + 40])
    return BY_NAME.get(key_of(following[1])) if following else None
