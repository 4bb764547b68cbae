"""The few words in which a source's own column says the kind of a contract and its length. Pure.

A column that holds nothing else needs no reading of prose: what is not one of these words is left unsaid.
"""

import re
from functools import lru_cache

from workforce.french_dates import folded

LONGEST = 72  # Months.
_KINDS = (  # The first that is found wins: an apprenticeship is also a CDD.
    ("apprentissage", r"apprenti|professionnalisation|alternance"),
    ("service_civique", r"service civique"),
    ("stage", r"\bstage\b"),
    ("PEC", r"parcours emploi|\bpec\b|\bcui\b|\bcddi\b|insertion"),
    ("CDP", r"projet"),
    ("vacation", r"vacat"),
    ("interim", r"interim|\bmis\b"),
    ("CDI", r"\bcdi\b|indetermine"),
    ("CDD", r"\bcdd\b|determine|saisonnier|\bsai\b|temporaire"),
)
_KIND_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)
_LENGTH = re.compile(r"(?<!\d)(\d{1,2})\s*(an|mois)|\b(un|deux|trois|six)\s+(an|mois)")
_NUMBERS = {"un": 1, "deux": 2, "trois": 3, "six": 6}


@lru_cache(maxsize=512)  # A source repeats the same few words.
def kind_of(words: str) -> str | None:
    """Return the kind of contract that these words name: « CDD de 3 ans », « Contrat de projet »."""
    plain = folded(words)
    return next((kind for kind, pattern in _KIND_PATTERNS if pattern.search(plain)), None)


@lru_cache(maxsize=512)
def months_of(words: str) -> int | None:
    """Return the length that these words give, in months: « 3 ans », « CDD d'1 an », « 18 mois », « 36 »."""
    if words.strip().isdigit():
        return _believed(int(words))
    found = _LENGTH.search(folded(words))
    if found is None:
        return None
    count = int(found[1]) if found[1] else _NUMBERS[found[3]]
    return _believed(count * (12 if (found[2] or found[4]) == "an" else 1))


def _believed(months: int) -> int | None:
    return months if 0 < months <= LONGEST else None
