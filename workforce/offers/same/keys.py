"""Titles, employers, towns, addresses and texts as they compare, and the keys by which twins are looked up. Pure."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from zlib import crc32

from workforce.feeds.identity import strip_tracking
from workforce.french_dates import folded
from workforce.offers.understanding.labels import labelled
from workforce.offers.understanding.trades import epicene

WORD = re.compile(r"[a-z0-9]+")
EMPTY = frozenset(
    {
        "a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "par", "pour", "sur", "sous", "un",
        "une", "h", "f", "hf", "x", "m", "mme", "poste", "postes", "recrute", "recrutement", "offre", "emploi", "temps", "plein",
        "complet", "partiel", "non", "plan", "cdd", "cdi", "mois", "an", "ans", "urgent", "nouveau",
    }
)  # fmt: skip
# What an employer is called by: two kinds of one town are two employers.
EMPLOYER_KINDS = {
    "mairie": "town", "ville": "town", "commune": "town", "municipalite": "town",
    "ccas": "welfare", "cias": "welfare",
    "communaute": "union", "agglomeration": "union", "agglo": "union", "metropole": "union", "cc": "union", "ca": "union",
    "departement": "departement", "departemental": "departement", "region": "region", "regional": "region",
    "mjc": "youth_club", "pimms": "pimms", "greta": "greta", "afpa": "afpa",
}  # fmt: skip
LONG_FORMS = (
    ("centre communal d action sociale", "ccas"),
    ("centre intercommunal d action sociale", "cias"),
    ("maison des jeunes et de la culture", "mjc"),
    ("communaute de communes", "cc"),
    ("communaute d agglomeration", "ca"),
)
EMPLOYER_NOISE = frozenset(
    {
        "de", "du", "des", "d", "la", "le", "les", "l", "et", "en", "a", "au", "aux", "sur", "sous", "conseil", "association",
        "asso", "municipale", "municipal", "loi", "1901", "collectivite",
    }
)  # fmt: skip
# Names of whoever publishes for others, or of nobody.
NOBODY = re.compile(
    r"centre de gestion|\bcdg ?\d*\b|emploi territorial|confidentiel|non precise|anonyme|interim|france travail|pole emploi"
)
REFERENCE = re.compile(
    r"(?:\bref(?:erence)?s?\b\W{0,3}(?:de l'offre\W{0,3})?|\boffre n\W{0,3}|\bn\W{0,2}(?:de l'|d')?offre\W{0,3})"
    r"(?P<reference>(?=[a-z0-9/_-]*\d)[a-z0-9][a-z0-9/_-]{3,24})"
)
TERRITORIAL = re.compile(r"\bo(?:\d{3}|0?2[ab])\d{9,13}\b")
SHINGLE = 4  # Words that follow each other.
FEWEST = 25  # Shingles below which a text tells nothing.
FORM_LINES, FORM_WORDS = (
    3,
    130,
)  # Labelled lines of a text that is a form and not an advert, and its words at most.
SKETCH = 8  # Of the shingles, those with the smallest hash: two texts that share most of theirs share some of these.


def words(text: str) -> list[str]:
    """Return the words of a text in small letters without accents."""
    return WORD.findall(folded(text).replace("œ", "oe"))


def title_words(title: str, *places: str) -> frozenset[str]:
    """Return the words of a title that tell jobs apart: neither gender, nor contract, nor the places it names."""
    elsewhere = {word for place in places for word in words(place)}
    kept = [word for word in words(epicene(title)) if word not in EMPTY and word not in elsewhere]
    return frozenset(word[:-1] if len(word) > 4 and word.endswith("s") else word for word in kept)


def employer_words(name: str) -> frozenset[str]:
    """Return the words that name an employer, without what it is; none for whoever publishes for others."""
    if NOBODY.search(folded(name)):
        return frozenset()
    return frozenset(
        word for word in _employer(name) if word not in EMPLOYER_NOISE and word not in EMPLOYER_KINDS
    )


def employer_kind(name: str) -> str:
    """Return what kind of employer a name says, empty where it says none."""
    return next((EMPLOYER_KINDS[word] for word in _employer(name) if word in EMPLOYER_KINDS), "")


def initials(name: str) -> str:
    """Return `tpm` for « Métropole Toulon Provence Méditerranée »."""
    return "".join(
        word[0] for word in _employer(name) if word not in EMPLOYER_NOISE and word not in EMPLOYER_KINDS
    )


def _employer(name: str) -> list[str]:
    spelt = " ".join(words(name))
    for long_form, short in LONG_FORMS:
        spelt = spelt.replace(long_form, short)
    return [{"saint": "st", "sainte": "ste"}.get(word, word) for word in spelt.split()]


def town(commune: str) -> str:
    """Return a commune as it compares: `Saint-Raphaël Cedex` and `ST RAPHAEL` are one; arrondissements do not count."""
    spelt = [{"saint": "st", "sainte": "ste"}.get(word, word) for word in words(commune)]
    return " ".join(word for word in spelt if word != "cedex" and not re.fullmatch(r"\d+(?:er?|eme)?", word))


def address(url: str) -> str:
    """Return a web address as it compares: without scheme, www, tracking or a final slash."""
    bare = strip_tracking(url).partition("://")[2]
    return bare.partition("#")[0].removeprefix("www.").rstrip("/").lower()


def names_one_offer(bare: str) -> bool:
    """Tell whether an address can be of one offer only: not a home page, nor « /recrutement »."""
    path = bare.partition("/")[2]
    return bool(re.search(r"\d", path)) or len(path) >= 20


def references(text: str, *others: str) -> frozenset[str]:
    """Return the reference numbers that a text gives, and those that stand alone in `others`."""
    plain = folded(text)
    found = {one["reference"].strip("/_-") for one in REFERENCE.finditer(plain)}
    for other in (plain, *(folded(one) for one in others)):
        found |= set(TERRITORIAL.findall(other))
    return frozenset(one for one in found if len(one) >= 4)


def shape(reference: str) -> str:
    """Return the form of a reference: `2026-15918` → `9-9`. Two of one form are of one numbering."""
    return re.sub(r"[a-z]+", "a", re.sub(r"\d+", "9", reference))


def shingles(text: str) -> frozenset[int]:
    """Return a text as the runs of words it is made of, hashed; none for one that is too short or only a form."""
    said = words(text)
    if len(said) <= FORM_WORDS and len(labelled(text)) >= FORM_LINES:
        return frozenset()
    runs = {
        crc32(" ".join(said[start : start + SHINGLE]).encode()) for start in range(len(said) - SHINGLE + 1)
    }
    return frozenset(runs) if len(runs) >= FEWEST else frozenset()


def sketch(runs: Iterable[int]) -> list[int]:
    """Return a few of the runs, the same few for two texts that are nearly the same."""
    return sorted(runs)[:SKETCH]


def hashed(kind: str, *parts: str) -> Iterator[int]:
    """Give the key of these parts, if each says something: a whole number of 64 bits, signed, as the database keeps it."""
    if all(parts):
        digest = hashlib.blake2b("|".join((kind, *parts)).encode(), digest_size=8).digest()
        yield int.from_bytes(digest, "big", signed=True)
