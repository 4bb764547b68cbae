"""Places that a code gives away: « 79000 Niort », « Niort (79) », « 79 - Niort », and départements named in full. Pure."""

import re
from collections.abc import Iterator
from itertools import chain, islice

from workforce.french_dates import folded
from workforce.offers.understanding.guesses import quoted
from workforce.offers.understanding.towns import (
    BY_NAME,
    FIRST_TOWN,
    LAST_TOWN,
    LONGEST_FIRST,
    TOWN,
    Place,
    Reading,
    departement_of_code,
    ends,
    first_known,
    place_of,
    starts,
)  # fmt: skip
from workforce.territories.communes import key_of, of_postal_code, postal_code_of
from workforce.territories.departements import code_from_postal

_GUID = re.compile(r":o(\d{3}|0?2[ab])\d{9,}", re.IGNORECASE)
_POSTAL = re.compile(r"[0-9]\d\d\d\d(?![\d]|\s*€|\s*euros)")
_CODE_IN_BRACKETS = re.compile(r"\((\d{2,3}|2[ABab])\)")
_CODE_AND_TOWN = re.compile(rf"([0-9](?:\d\d?|[ABab]))\s*[-–]\s*({TOWN})")
IN_NAMED = re.compile(
    r"(?<![\w-])(?:en|dans (?:le|la|les|l')|du|de la|des|departement) ?"
    rf"(?P<name>{LONGEST_FIRST})(?![\w-])"
)
OF_DEPARTEMENT = re.compile(
    rf"departement (?:du |de la |de l'|des |de |d'|: ?)?(?P<name>{LONGEST_FIRST})(?![\w-])"
)
_REFERENCE = re.compile(r"(?:ref|reference|n[o°]|siret|siren|offre|code)\W*$")


def read_guid(guid: str) -> Iterator[Reading]:
    """Read the département in the name that the board of territorial jobs gives an item."""
    found = _GUID.search(guid)
    code = departement_of_code(found[1]) if found else None
    if found and code:
        yield Place(code), found[0]


def read_codes(text: str) -> Iterator[Reading]:
    """Read a place inside sentences: « 79000 Niort », « Niort 79000 », « Niort (79) », « 79 - Niort », « Foix (Ariège) »."""
    for found in _POSTAL.finditer(text):
        is_whole = not found.start() or text[found.start() - 1] not in "0123456789/.-"
        reading = _read_postal(text, found) if is_whole else None
        if reading:
            yield reading
            return
    yield from islice(chain(_read_bracketed(text), _read_coded(text)), 1)


def _read_bracketed(text: str) -> Iterator[Reading]:
    """Read « Niort (79) »."""
    for found in _CODE_IN_BRACKETS.finditer(text) if "(" in text else ():
        start = max(0, found.start() - 70)
        town, where = LAST_TOWN.search(text[start : found.start()]), departement_of_code(found[1])
        if town and where and (place := _town_of(town[1], where)):
            yield place, " ".join(text[start + town.start() : found.end()].split())


def _read_coded(text: str) -> Iterator[Reading]:
    """Read « 79 - Niort »."""
    for found in _CODE_AND_TOWN.finditer(text):
        where = departement_of_code(found[1])
        if (
            where
            and not text[max(0, found.start() - 1) : found.start()].isdigit()
            and (place := _town_of(found[2], where))
        ):
            yield place, quoted(text, found)


def _town_of(words: str, where: str | None) -> Place | None:
    """Return the commune that some words name or end with, in a département; the département alone if none does."""
    if key_of(words) in BY_NAME and key_of(words) != "paris":
        return Place(where)
    commune = first_known([words[start:] for start in starts(words)], where)
    return place_of(commune, postal_code_of(words)) if commune else Place(where)


def _read_postal(text: str, found: re.Match[str]) -> Reading | None:
    """Read a postal code with the town beside it; the town settles whether the digits are one."""
    postal = found[0]
    where = code_from_postal(postal)
    if where is None or _REFERENCE.search(folded(text[max(0, found.start() - 14) : found.start()])):
        return None
    parts = [*ends(_following(text, found.end())), *_preceding(text, found.start())]
    commune = first_known(parts, None, postal) or first_known(parts, where)
    served = of_postal_code(postal)
    if commune is None and len(served) == 1:
        commune = served[0]
    if commune is None and not served:
        return None
    words = quoted(text, found, around=30)
    return (place_of(commune, postal) if commune else Place(where, None, postal)), words


def _following(text: str, place: int) -> str:
    """Return the town that stands right after a place of the text."""
    rest = text[place : place + 80]
    found = FIRST_TOWN.match(rest.lstrip(" ,)-–"))
    return found[0] if found else ""


def _preceding(text: str, place: int) -> list[str]:
    """Return the town that stands right before a place of the text, then its last words only."""
    found = LAST_TOWN.search(text[max(0, place - 70) : place])
    return [found[1][start:] for start in starts(found[1])] if found else []


def read_departement(text: str, pattern: re.Pattern[str]) -> Iterator[Reading]:
    """Read a département named in full: « en Vendée », « dans les Deux-Sèvres », « département du Nord »."""
    plain = folded(text)
    if pattern is OF_DEPARTEMENT and "departement" not in plain:
        return
    found = pattern.search(plain)
    if found:
        yield Place(BY_NAME[key_of(found["name"])]), quoted(text, found)
