"""Names, numbers and addresses as they compare: no accents, capitals, hyphens or usual words. Pure."""

from __future__ import annotations

import re
import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
NOT_A_WORD = re.compile(r"[^a-z0-9]+")
PARTICLES = frozenset({"de", "du", "des", "d", "la", "le", "les", "l", "el", "al", "ben", "van", "von"})
# What a structure is called by, several words for one thing: two kinds are two structures, whatever the town.
CLASSES = {
    "mairie": "commune", "commune": "commune", "ville": "commune", "municipalite": "commune",
    "ccas": "ccas", "cias": "ccas",
    "mediatheque": "library", "bibliotheque": "library",
    "communaute": "union", "agglomeration": "union", "metropole": "union", "cc": "union", "ca": "union", "epci": "union",
    "departement": "departement", "region": "region", "prefecture": "state",
    "mjc": "mjc", "pimms": "pimms", "mission": "mission", "fablab": "fablab", "csc": "centre", "centre": "centre",
}  # fmt: skip
LONG_FORMS = (
    ("centre communal d action sociale", "ccas"),
    ("centre intercommunal d action sociale", "cias"),
    ("maison des jeunes et de la culture", "mjc"),
    ("communaute de communes", "cc"),
    ("communaute d agglomeration", "ca"),
)
EMPTY_WORDS = PARTICLES | {
    "association", "asso", "et", "en", "a", "au", "aux", "sur", "sous", "municipale", "municipal", "communale",
}  # fmt: skip
SAINTS = {"saint": "st", "sainte": "ste"}
SHARED_MAILBOXES = frozenset(
    {"contact", "accueil", "mairie", "info", "direction", "secretariat", "conseillernumerique", "numerique"}
)


def plain(text: str) -> str:
    """Return small letters without accents, and one space between words: `Élodie LE-GALL` → `elodie le gall`."""
    letters = unicodedata.normalize("NFD", text.lower().translate(LIGATURES))
    return NOT_A_WORD.sub(
        " ", "".join(one for one in letters if not unicodedata.combining(one)).strip()
    ).strip()


def joined(text: str) -> str:
    """Return a name in one word, so that `Jean-Pierre`, `Jean Pierre` and `JEANPIERRE` are the same."""
    return plain(text).replace(" ", "")


def name_words(text: str) -> tuple[str, ...]:
    """Return the words of a name that tell people apart."""
    words = tuple(plain(text).split())
    return tuple(word for word in words if word not in PARTICLES) or words


def structure_class(name: str) -> str:
    """Return what kind of structure a name says, empty where it says none."""
    return next((CLASSES[word] for word in _structure(name) if word in CLASSES), "")


def structure_words(name: str) -> tuple[str, ...]:
    """Return the words that name a structure, without what it is and what binds them."""
    words = tuple(_structure(name))
    telling = tuple(word for word in words if word not in EMPTY_WORDS and word not in CLASSES)
    return telling or words


def _structure(name: str) -> list[str]:
    words = plain(name)
    for long_form, short in LONG_FORMS:
        words = words.replace(long_form, short)
    return [SAINTS.get(word, word) for word in words.split()]


def mailbox(email: str) -> str:
    """Return an address without case nor the tag after a plus sign."""
    name, _, domain = email.strip().lower().partition("@")
    return f"{name.partition('+')[0]}@{domain}" if domain else ""


def mailbox_name(email: str) -> str:
    """Return the letters before the @, empty where they name nobody: `awa.diallo@…` → `awadiallo`."""
    name = re.sub(r"[^a-z0-9]", "", mailbox(email).partition("@")[0])
    return "" if len(name) < 5 or name in SHARED_MAILBOXES else name


def phone(number: str) -> str:
    """Return the nine last digits: `06 12…` and `+33 6 12…` are the same."""
    digits = re.sub(r"\D", "", number)
    return digits[-9:] if len(digits) >= 9 else ""


def siren(siret: str | None) -> str:
    """Return the nine digits of the legal person behind an establishment."""
    return siret[:9] if siret and len(siret) == 14 else ""
