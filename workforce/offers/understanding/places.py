"""Where is the job? Département, commune, postal code, as an offer says them. Pure, apart from its table."""

import re
from dataclasses import dataclass

from workforce.french_dates import folded
from workforce.offers.understanding.guesses import Advert, Guess, quoted
from workforce.territories.departements import departements

NAMES = {code: one.name for code, one in departements().items()}
REGIONS = {code: one.region for code, one in departements().items()}

_GUID = re.compile(r":o(\d{3}|0?2[ab])\d{9,}", re.IGNORECASE)
_WORD = r"[A-ZÀ-ÖØ-Þ][\w'’À-ÿ]{0,30}"  # Lengths are bounded: a hostile text may not make these patterns slow.
_LINK = r"(?:d[eu]s?|la|les?|l[eè]s|sur|sous|en|aux?|et|à|d)[ -]|[dl]['’]"
_TOWN = rf"{_WORD}(?:[ -](?:{_LINK}){{0,3}}(?:{_WORD}|\d{{1,2}}(?!\d))){{0,6}}"
_POSTAL = re.compile(rf"(?<![\d/.-])(\d{{5}})(?:\s+|\s*[-,]\s*)({_TOWN})")
_POSTAL_AFTER = re.compile(rf"({_TOWN})\s*[,-]?\s*\(?(?<!\d)(\d{{5}})\)?(?!\d|\s*€|\s*euros)")
_IN_BRACKETS = re.compile(rf"({_TOWN})\s*\((\d{{2,3}}|2[ABab])\)")
_BEFORE_DASH = re.compile(rf"^(\d{{2,3}}|2[ABab])\s*[-–]\s*({_TOWN})")
_ALONE = re.compile(rf"^({_TOWN})(?:\s*[,;(/-].*)?$")
_BY_NAME = {folded(name): code for code, name in NAMES.items()}
_LONGEST_FIRST = "|".join(re.escape(name) for name in sorted(_BY_NAME, key=len, reverse=True))
_IN_NAMED = re.compile(
    r"(?<![\w-])(?:en|dans (?:le|la|les|l')|du|de la|des|departement) ?"
    rf"(?P<name>{_LONGEST_FIRST})(?![\w-])"
)
_NOT_TOWNS = frozenset({"france", "cedex", "francais", "teletravail", "remote", "anywhere"})


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a place; each part may be missing."""

    departement: str | None = None
    commune: str | None = None
    postal_code: str | None = None


def region_of(departement: str | None) -> str | None:
    """Return the region of a département."""
    return REGIONS.get(departement or "")


def departement_of_postal_code(code: str) -> str | None:
    """Return the département that a postal code belongs to."""
    if code.startswith("20"):
        return "2A" if code < "20200" else "2B"
    found = code[:3] if code.startswith("97") else code[:2]
    return found if found in NAMES else None


def departement_of_code(code: str) -> str | None:
    """Return the département that a code stands for, however long: 85, 085, 2a, 02A, 971."""
    upper = code.strip().upper()
    short = upper.lstrip("0").rjust(2, "0")
    return next((known for known in (upper, short) if known in NAMES), None)


def guess_place(advert: Advert, guid: str = "") -> tuple[Place, tuple[Guess, ...]]:
    """Return the place of the job: its own field, the source's code, then title and text."""
    reads = [_read_field(advert.fields["place"])] if advert.fields.get("place") else []
    reads += [_read_guid(guid), _read_prose(advert.title), _read_name(advert.title), _read_prose(advert.text)]
    place, guesses = Place(), list[Guess]()
    for found, words in reads:
        if found and _agrees(place, found):
            guesses += _new_guesses(place, found, words)
            place = _completed(place, found)
    return place, tuple(guesses)


def _agrees(place: Place, found: Place) -> bool:
    """Say whether a less sure reading speaks of the same place."""
    if place.commune and found.commune and folded(place.commune) != folded(found.commune):
        return False
    return not (place.departement and found.departement and place.departement != found.departement)


def _completed(place: Place, found: Place) -> Place:
    return Place(
        place.departement or found.departement,
        place.commune or found.commune,
        place.postal_code or found.postal_code,
    )


def _new_guesses(place: Place, found: Place, words: str) -> list[Guess]:
    pairs = (
        ("departement", place.departement, found.departement),
        ("commune", place.commune, found.commune),
        ("postal_code", place.postal_code, found.postal_code),
    )
    return [Guess(field, new, words) for field, old, new in pairs if new and not old]


def _read_guid(guid: str) -> tuple[Place | None, str]:
    found = _GUID.search(guid)
    code = departement_of_code(found[1]) if found else None
    return (Place(code), found[0]) if found and code else (None, "")


def _read_field(value: str) -> tuple[Place | None, str]:
    """Read a field that holds a place and nothing else."""
    place, words = _read_prose(value)
    if place:
        return place, words
    code = _BY_NAME.get(folded(value).strip()) or departement_of_code(value)
    if code and folded(value).strip() != "paris":
        return Place(code), value
    return _read_lone_town(value)


def _read_lone_town(value: str) -> tuple[Place | None, str]:
    before = _BEFORE_DASH.match(value)
    if before and departement_of_code(before[1]):
        return Place(departement_of_code(before[1]), _tidy(before[2])), value
    alone = _ALONE.match(value.strip())
    if not alone or folded(alone[1]) in _NOT_TOWNS:
        return None, ""
    return Place(_departement_named(value) or _city_departement(alone[1]), _tidy(alone[1])), value


def _city_departement(town: str) -> str | None:
    return "75" if re.match(r"paris\b", folded(town)) else None


def _departement_named(value: str) -> str | None:
    """Return the département named after the town: « Niort, Deux-Sèvres, France »."""
    parts = [folded(part).strip() for part in re.split(r"[,;(/)]", value)[1:]]
    return next((_BY_NAME[part] for part in parts if part in _BY_NAME), None)


def _read_prose(text: str) -> tuple[Place | None, str]:
    """Read a place inside sentences: « 79000 Niort », « Niort (79) », « Niort 79000 »."""
    for found in _POSTAL.finditer(text):
        code = departement_of_postal_code(found[1])
        if code and not _is_reference(text, found.start()):
            return Place(code, _tidy(found[2]), found[1]), quoted(text, found)
    return _read_after(text)


def _read_after(text: str) -> tuple[Place | None, str]:
    for found in _IN_BRACKETS.finditer(text):
        code = departement_of_code(found[2])
        if code:
            named = folded(found[1]) in _BY_NAME
            return Place(code, None if named else _tidy(found[1])), quoted(text, found)
    for found in _POSTAL_AFTER.finditer(text):
        code = departement_of_postal_code(found[2])
        if code:
            return Place(code, _tidy(found[1]), found[2]), quoted(text, found)
    return None, ""


def _read_name(text: str) -> tuple[Place | None, str]:
    """Read a département named in full: « en Vendée », « dans les Deux-Sèvres »."""
    found = _IN_NAMED.search(folded(text))
    return (Place(_BY_NAME[found["name"]]), quoted(text, found)) if found else (None, "")


def _is_reference(text: str, start: int) -> bool:
    """Say whether the digits are a reference number rather than a postal code."""
    before = folded(text[max(0, start - 14) : start])
    return bool(re.search(r"(?:ref|reference|n[o°]|siret|offre)\W*$", before))


def _tidy(town: str) -> str:
    return re.sub(r"\s+(?:Cedex|CEDEX)\b.*$", "", town.replace("’", "'")).strip(" -,")
