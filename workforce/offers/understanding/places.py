"""Where is the job? Commune, postal code, département, as an offer says them. Pure.

A name counts as a commune when it can mean only one.
"""

import re
from collections.abc import Iterator

from workforce.french_dates import folded
from workforce.offers.understanding.coded_places import (
    IN_NAMED,
    OF_DEPARTEMENT,
    read_codes,
    read_departement,
    read_guid,
)
from workforce.offers.understanding.guesses import Advert, Guess, by_line
from workforce.offers.understanding.named_places import read_names
from workforce.offers.understanding.towns import BY_NAME, Place, Reading, departement_of_code, place_of
from workforce.territories.communes import key_of, named, postal_code_of, resolve

_ABROAD = re.compile(
    r"\b(?:canada|quebec|belgique|suisse|luxembourg|maroc|senegal|tunisie|monaco|royaume-uni|allemagne)\b"
)
_ON = re.compile(r"\bs/ ?")  # « Villeneuve s/ Lot ».


def guess_place(advert: Advert, guid: str = "", employer: str = "") -> tuple[Place, tuple[Guess, ...]]:
    """Return the place of the job, the surest words first: its field, the source's code, title, text, employer."""
    place, guesses = Place(), list[Guess]()
    for found, words in _readings(advert, guid, employer):
        if _agrees(place, found):
            whole = _completed(place, found)
            guesses += _new_guesses(place, whole, words)
            place = whole
        if place.code and place.postal_code:
            break
    return place, tuple(guesses)


def _readings(advert: Advert, guid: str, employer: str) -> Iterator[Reading]:
    field = advert.fields.get("place", "")
    if field:
        yield from _read_field(field)
    yield from read_guid(guid)
    for words in (advert.title, advert.text):
        yield from read_codes(words)
    yield from read_departement(advert.title, IN_NAMED)
    yield from read_departement(advert.text, OF_DEPARTEMENT)
    if not field:
        yield from read_names(advert, employer)


def _agrees(place: Place, found: Place) -> bool:
    """Say whether a less sure reading speaks of the same place."""
    if place.commune and found.commune and key_of(place.commune) != key_of(found.commune):
        return False
    return not (place.departement and found.departement and place.departement != found.departement)


def _completed(place: Place, found: Place) -> Place:
    """Join two readings; a name that could mean several communes means one once its département is known."""
    departement = place.departement or found.departement
    name, code = place.commune or found.commune, place.code or found.code
    postal = place.postal_code or found.postal_code
    if name and not code and (departement or postal):
        known = resolve(name, departement, postal)
        name, code = (known.name, known.code) if known else (name, None)
        departement = departement or (known.departement if known else None)
    return Place(departement, name, postal, code)


def _new_guesses(place: Place, whole: Place, words: str) -> list[Guess]:
    pairs = (
        ("departement", place.departement, whole.departement),
        ("commune", place.commune, whole.commune),
        ("postal_code", place.postal_code, whole.postal_code),
        ("commune_code", place.code, whole.code),
    )
    return [Guess(field, new, words) for field, old, new in pairs if new and not old]


@by_line
def _read_field(value: str) -> tuple[Reading, ...]:
    """Read a field that holds a place and nothing else."""
    return tuple(_readings_of_field(value))


def _readings_of_field(value: str) -> Iterator[Reading]:
    if _ABROAD.search(folded(value)):
        return
    value = _ON.sub("sur ", value)
    readings = list(read_codes(value))
    yield from readings
    if not any(place.commune for place, _ in readings):
        yield from _read_lone(value, next((place.departement for place, _ in readings), None))


def _read_lone(value: str, known: str | None) -> Iterator[Reading]:
    """Read « Niort », « Niort, Deux-Sèvres, France », « Deux-Sèvres », « 79 »."""
    code = departement_of_code(value) or BY_NAME.get(key_of(value))
    if code and key_of(value) != "paris":
        yield Place(code), value
        return
    parts = [part for part in re.split(r"\s*[,;(/)]\s*|\s[-–]\s", value) if part]
    where = next((BY_NAME[key_of(part)] for part in parts[1:] if key_of(part) in BY_NAME), known)
    for part in parts:
        found = resolve(part, where)
        if found:
            yield place_of(found, postal_code_of(part)), value
            return
    if parts and (named(parts[0]) or where):
        yield Place(where, named(parts[0])[0].name if named(parts[0]) else None), value
