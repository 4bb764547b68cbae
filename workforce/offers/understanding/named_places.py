"""Towns that are named without a code: after words that announce a place, in who hires, alone between two signs. Pure."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from workforce.french_dates import folded
from workforce.offers.understanding.guesses import Advert, quoted
from workforce.offers.understanding.towns import (
    BY_NAME,
    TOWN,
    Reading,
    departement_after,
    ends,
    first_known,
    place_of,
)  # fmt: skip
from workforce.territories.communes import Commune, first_words, key_of, named, postal_code_of, resolve

_BASED = re.compile(
    rf"(?:basée?s?|Basée?s?|base|Base|située?s?|Située?s?|implantée?s?|poste|Poste|site|antenne|administrative|sur la commune"
    rf"|intervention|Intervention|interventions|Interventions|lieu|Lieu|localisation|Localisation|affectation|Affectation)"
    rf"\s*(?:sur |de |d['’]|à |au |aux |: ?|– ?)?({TOWN})"
)
_CAPITALISED = re.compile(r"[A-ZÀ-ÖØ-Þ]\w*")
_SEGMENT = re.compile(r"[^.,;:–—|()\n/]+")
_SEATED = re.compile(
    rf"(?:ville|VILLE|Ville|mairie|Mairie|COMMUNE|commune|Commune|CCAS|centre social|Centre social|centre socioculturel"
    rf"|Centre socioculturel|médiathèque|Médiathèque|MJC|FacLab)"
    rf"\s+(?:de |DE |d['’]|D['’]|des |du |DU |à )({TOWN}|[A-ZÀ-Þ' -]{{3,40}})"
)
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
_INHABITANTS = 2_000  # Fewer, and a name that stands alone in a sentence may be anything.
LONGEST_NAME = 45  # Characters of a commune.
MAX_SEGMENTS = 80  # Pieces of a text that are looked up.


def read_names(advert: Advert, employer: str) -> Iterator[Reading]:
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


def _read_cues(text: str) -> Iterator[Reading]:
    """Read the town that the words before it announce: « poste basé à Guéret »."""
    for found in _BASED.finditer(text):
        parts = ends(f"{found[1]}{_ordinal_after(text, found.end())}")
        commune = first_known(parts, departement_after(text, found.end()))
        if commune and (key_of(commune.name) not in BY_NAME or commune.name == "Paris"):
            yield place_of(commune, next(filter(None, map(postal_code_of, parts)), None)), quoted(text, found)


def _ordinal_after(text: str, place: int) -> str:
    """Return the arrondissement that follows a city: « 9e »."""
    found = re.match(r"\s*(?:er|e|ème|ème arrondissement)\b", text[place : place + 20])
    return found[0] if found else ""


def _read_seat(words: str) -> Iterator[Reading]:
    """Read the town of who hires: « Ville de Niort », « CCAS de Lens »."""
    for found in _SEATED.finditer(words):
        town = found[1].title() if found[1].isupper() else found[1]
        commune = first_known(ends(town.strip()), departement_after(words, found.end()))
        if commune:
            yield place_of(commune), quoted(words, found)
            return


def _read_end(employer: str) -> Iterator[Reading]:
    """Read the city that ends a name of several words: « Emmaüs Connect Lille »."""
    words = employer.split()
    is_one = len(words) > 1 and not _OVER_SEVERAL.search(folded(employer))
    commune = resolve(words[-1]) if is_one and key_of(words[-1]) not in _COMMON | set(BY_NAME) else None
    if commune and commune.population >= A_CITY:
        yield place_of(commune), employer


def _read_segments(texts: Sequence[str]) -> Iterator[Reading]:
    """Read a town that stands alone between two signs, if the offer names only one so."""
    found = dict[str, Reading]()
    for text in texts:
        for piece in islice(_SEGMENT.finditer(text), MAX_SEGMENTS):
            commune = _alone(text, piece) if piece.end() - piece.start() <= LONGEST_NAME else None
            if commune:
                found.setdefault(commune.code, (place_of(commune), piece[0].strip()))
    if len(found) == 1:
        yield next(iter(found.values()))


def _alone(text: str, piece: re.Match[str]) -> Commune | None:
    words = piece[0].strip()
    if (
        len(words) < 3
        or not words[0].isupper()
        or not named(words)
        or key_of(words) in _COMMON
        or key_of(words) in BY_NAME
    ):
        return None
    commune = resolve(words, departement_after(text, piece.end()))
    return commune if commune and commune.population >= _INHABITANTS else None
