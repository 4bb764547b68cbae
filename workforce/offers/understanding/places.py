"""Where is the job? Commune, postal code, département, as an offer says them. Pure.

A name counts as a commune when it can mean only one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from workforce.french_dates import folded
from workforce.offers.understanding.guesses import Advert, Guess, quoted
from workforce.territories.communes import (
    Commune,
    first_words,
    key_of,
    named,
    of_postal_code,
    postal_code_of,
    resolve,
)
from workforce.territories.departements import code_from_postal, departements

NAMES = {code: one.name for code, one in departements().items()}
REGIONS = {code: one.region for code, one in departements().items()}

_GUID = re.compile(r":o(\d{3}|0?2[ab])\d{9,}", re.IGNORECASE)
_WORD = r"[A-ZÀ-ÖØ-Þ][\w'’À-ÿ]{0,30}"  # Lengths are bounded: a hostile text may not make these patterns slow.
_LINK = r"(?:d[eu]s?|la|les?|l[eè]s|sur|s/|sous|en|aux?|et|à|d)[ -]|[dl]['’]"
_TOWN = rf"{_WORD}(?:[ -](?:{_LINK}){{0,3}}(?:{_WORD}|\d{{1,2}}(?!\d))){{0,6}}"
_FIRST_TOWN = re.compile(_TOWN)
_LAST_TOWN = re.compile(rf"({_TOWN})[\s,(-]*$")
_POSTAL = re.compile(r"[0-9]\d\d\d\d(?![\d]|\s*€|\s*euros)")
_CODE_IN_BRACKETS = re.compile(r"\((\d{2,3}|2[ABab])\)")
_CODE_AND_TOWN = re.compile(rf"([0-9](?:\d\d?|[ABab]))\s*[-–]\s*({_TOWN})")
_BY_NAME = {key_of(name): code for code, name in NAMES.items()}
_LONGEST_FIRST = "|".join(
    re.escape(folded(name)) for name in sorted(NAMES.values(), key=lambda name: -len(name))
)
_IN_NAMED = re.compile(
    r"(?<![\w-])(?:en|dans (?:le|la|les|l')|du|de la|des|departement) ?"
    rf"(?P<name>{_LONGEST_FIRST})(?![\w-])"
)
_OF_DEPARTEMENT = re.compile(
    rf"departement (?:du |de la |de l'|des |de |d'|: ?)?(?P<name>{_LONGEST_FIRST})(?![\w-])"
)
_BASED = re.compile(
    rf"(?:basée?s?|Basée?s?|base|Base|située?s?|Située?s?|implantée?s?|poste|Poste|site|antenne|administrative|sur la commune"
    rf"|intervention|Intervention|interventions|Interventions|lieu|Lieu|localisation|Localisation|affectation|Affectation)"
    rf"\s*(?:sur |de |d['’]|à |au |aux |: ?|– ?)?({_TOWN})"
)
_CAPITALISED = re.compile(r"[A-ZÀ-ÖØ-Þ]\w*")
_SEGMENT = re.compile(r"[^.,;:–—|()\n/]+")
_SEATED = re.compile(
    rf"(?:ville|VILLE|Ville|mairie|Mairie|COMMUNE|commune|Commune|CCAS|centre social|Centre social|centre socioculturel"
    rf"|Centre socioculturel|médiathèque|Médiathèque|MJC|FacLab)"
    rf"\s+(?:de |DE |d['’]|D['’]|des |du |DU |à )({_TOWN}|[A-ZÀ-Þ' -]{{3,40}})"
)
_ABROAD = re.compile(
    r"\b(?:canada|quebec|belgique|suisse|luxembourg|maroc|senegal|tunisie|monaco|royaume-uni|allemagne)\b"
)
_REFERENCE = re.compile(r"(?:ref|reference|n[o°]|siret|siren|offre|code)\W*$")
# Names of communes that are first of all other words, when nothing else says that a place is meant.
_COMMON = frozenset(
    {
        "sens",
        "tours",
        "orange",
        "angles",
        "vienne",
        "lot",
        "creuse",
        "marne",
        "bourg",
        "vif",
        "us",
        "y",
        "port",
    }
)
A_CITY = 20_000  # Inhabitants.
_OVER_SEVERAL = re.compile(
    r"^(?:ca|cc|cu|communaute|agglomeration|metropole|pays|syndicat|departement|region)\b|\bgrand\b"
)
_ON = re.compile(r"\bs/ ?")  # « Villeneuve s/ Lot ».
_INHABITANTS = 2_000  # Fewer, and a name that stands alone in a sentence may be anything.
LONGEST_NAME = 45  # Characters of a commune.
MAX_SEGMENTS = 80  # Pieces of a text that are looked up.


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
    yield from _read_guid(guid)
    for words in (advert.title, advert.text):
        yield from _read_prose(words)
    yield from _read_named(advert.title, _IN_NAMED)
    yield from _read_named(advert.text, _OF_DEPARTEMENT)
    if not field:
        yield from _read_names(advert, employer)


def _read_names(advert: Advert, employer: str) -> Iterator[Reading]:
    """Read the towns that are named without a code, where a text names any."""
    texts = [words for words in (advert.text, advert.title) if _may_name_a_town(words)]
    for words in texts:
        yield from _read_cues(words)
    for words in (advert.fields.get("employer", ""), *texts[:1], employer):
        yield from _read_seat(words)
    yield from _read_end(employer)
    yield from _read_segments(texts)


def _may_name_a_town(text: str) -> bool:
    """Say whether a capital of the text begins the name of a commune: most texts have none, and are read no further."""
    return not first_words().isdisjoint(folded("\n".join(_CAPITALISED.findall(text))).split("\n"))


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


def _of(commune: Commune, postal: str | None = None) -> Place:
    known = postal if postal in commune.postal_codes else None
    return Place(commune.departement, commune.name, known, commune.code)


def _read_guid(guid: str) -> Iterator[Reading]:
    found = _GUID.search(guid)
    code = departement_of_code(found[1]) if found else None
    if found and code:
        yield Place(code), found[0]


def _read_field(value: str) -> Iterator[Reading]:
    """Read a field that holds a place and nothing else."""
    if _ABROAD.search(folded(value)):
        return
    value = _ON.sub("sur ", value)
    readings = list(_read_prose(value))
    yield from readings
    if not any(place.commune for place, _ in readings):
        yield from _read_lone(value, next((place.departement for place, _ in readings), None))


def _read_lone(value: str, known: str | None) -> Iterator[Reading]:
    """Read « Niort », « Niort, Deux-Sèvres, France », « Deux-Sèvres », « 79 »."""
    code = departement_of_code(value) or _BY_NAME.get(key_of(value))
    if code and key_of(value) != "paris":
        yield Place(code), value
        return
    parts = [part for part in re.split(r"\s*[,;(/)]\s*|\s[-–]\s", value) if part]
    where = next((_BY_NAME[key_of(part)] for part in parts[1:] if key_of(part) in _BY_NAME), known)
    for part in parts:
        found = resolve(part, where)
        if found:
            yield _of(found, postal_code_of(part)), value
            return
    if parts and (named(parts[0]) or where):
        yield Place(where, named(parts[0])[0].name if named(parts[0]) else None), value


def _read_prose(text: str) -> Iterator[Reading]:
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
        town, where = _LAST_TOWN.search(text[start : found.start()]), departement_of_code(found[1])
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
    if key_of(words) in _BY_NAME and key_of(words) != "paris":
        return Place(where)
    commune = _first_known([words[start:] for start in _starts(words)], where)
    return _of(commune, postal_code_of(words)) if commune else Place(where)


def _first_known(parts: list[str], where: str | None, postal: str | None = None) -> Commune | None:
    return next((found for part in parts if (found := resolve(part, where, postal))), None)


def _starts(words: str) -> list[int]:
    """Return where each word begins: « Ville de Laval » may be a town, else « Laval » is."""
    return [0, *(found.end() for found in re.finditer(r"[ '’]", words))]


def _read_postal(text: str, found: re.Match[str]) -> Reading | None:
    """Read a postal code with the town beside it; the town settles whether the digits are one."""
    postal = found[0]
    where = code_from_postal(postal)
    if where is None or _REFERENCE.search(folded(text[max(0, found.start() - 14) : found.start()])):
        return None
    parts = [*_ends(_following(text, found.end())), *_preceding(text, found.start())]
    commune = _first_known(parts, None, postal) or _first_known(parts, where)
    served = of_postal_code(postal)
    if commune is None and len(served) == 1:
        commune = served[0]
    if commune is None and not served:
        return None
    words = quoted(text, found, around=30)
    return (_of(commune, postal) if commune else Place(where, None, postal)), words


def _following(text: str, place: int) -> str:
    """Return the town that stands right after a place of the text."""
    rest = text[place : place + 80]
    found = _FIRST_TOWN.match(rest.lstrip(" ,)-–"))
    return found[0] if found else ""


def _preceding(text: str, place: int) -> list[str]:
    """Return the town that stands right before a place of the text, then its last words only."""
    found = _LAST_TOWN.search(text[max(0, place - 70) : place])
    return [found[1][start:] for start in _starts(found[1])] if found else []


def _ends(words: str) -> list[str]:
    """Return some words, then fewer and fewer of them: « Niort Cedex Poste » holds « Niort »."""
    pieces = words.split(" ")
    return [" ".join(pieces[:count]) for count in range(len(pieces), 0, -1)]


def _read_named(text: str, pattern: re.Pattern[str]) -> Iterator[Reading]:
    """Read a département named in full: « en Vendée », « dans les Deux-Sèvres », « département du Nord »."""
    plain = folded(text)
    if pattern is _OF_DEPARTEMENT and "departement" not in plain:
        return
    found = pattern.search(plain)
    if found:
        yield Place(_BY_NAME[key_of(found["name"])]), quoted(text, found)


def _read_cues(text: str) -> Iterator[Reading]:
    """Read the town that the words before it announce: « poste basé à Guéret »."""
    for found in _BASED.finditer(text):
        parts = _ends(f"{found[1]}{_ordinal_after(text, found.end())}")
        commune = _first_known(parts, _departement_after(text, found.end()))
        if commune and (key_of(commune.name) not in _BY_NAME or commune.name == "Paris"):
            yield _of(commune, next(filter(None, map(postal_code_of, parts)), None)), quoted(text, found)


def _ordinal_after(text: str, place: int) -> str:
    """Return the arrondissement that follows a city: « 9e »."""
    found = re.match(r"\s*(?:er|e|ème|ème arrondissement)\b", text[place : place + 20])
    return found[0] if found else ""


def _departement_after(text: str, place: int) -> str | None:
    """Return the département that follows a town: « , Lozère », « (Ariège) »."""
    following = re.match(r"\s*[,(–-]\s*(?:en |dans l[ea']s? ?)?([^.,;:()\n]{3,30})", text[place : place + 40])
    return _BY_NAME.get(key_of(following[1])) if following else None


def _read_seat(words: str) -> Iterator[Reading]:
    """Read the town of who hires: « Ville de Niort », « CCAS de Lens »."""
    for found in _SEATED.finditer(words):
        town = found[1].title() if found[1].isupper() else found[1]
        commune = _first_known(_ends(town.strip()), _departement_after(words, found.end()))
        if commune:
            yield _of(commune), quoted(words, found)
            return


def _read_end(employer: str) -> Iterator[Reading]:
    """Read the city that ends a name of several words: « Emmaüs Connect Lille »."""
    words = employer.split()
    is_one = len(words) > 1 and not _OVER_SEVERAL.search(folded(employer))
    commune = resolve(words[-1]) if is_one and key_of(words[-1]) not in _COMMON | set(_BY_NAME) else None
    if commune and commune.population >= A_CITY:
        yield _of(commune), employer


def _read_segments(texts: Sequence[str]) -> Iterator[Reading]:
    """Read a town that stands alone between two signs, if the offer names only one so."""
    found = dict[str, Reading]()
    for text in texts:
        for piece in islice(_SEGMENT.finditer(text), MAX_SEGMENTS):
            commune = _alone(text, piece) if piece.end() - piece.start() <= LONGEST_NAME else None
            if commune:
                found.setdefault(commune.code, (_of(commune), piece[0].strip()))
    if len(found) == 1:
        yield next(iter(found.values()))


def _alone(text: str, piece: re.Match[str]) -> Commune | None:
    words = piece[0].strip()
    if (
        len(words) < 3
        or not words[0].isupper()
        or not named(words)
        or key_of(words) in _COMMON
        or key_of(words) in _BY_NAME
    ):
        return None
    commune = resolve(words, _departement_after(text, piece.end()))
    return commune if commune and commune.population >= _INHABITANTS else None
