"""Nothing about the people who are helped: a number is refused, a name or a phone is doubted until the person answers. Pure."""

import hashlib
from collections.abc import Mapping, Sequence

from workforce import discretion
from workforce.discretion import Doubt

NUMBER_REFUSED = (
    "Ce texte semble contenir un numéro de sécurité sociale : retirez-le. "
    "Les données des personnes accompagnées ne se notent pas ici."
)
DOUBTED = ("what", "role", "result")  # A partner has a name and a phone: that field is theirs.


def numbers_in(texts: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong, field by field, with texts that seem to hold a social-security number."""
    return {
        field: NUMBER_REFUSED
        for field, text in texts.items()
        if discretion.holds_social_security_number(text)
    }


def doubts(texts: Mapping[str, str]) -> tuple[Doubt, ...]:
    """Return what may name or reach somebody who is helped."""
    found = [one for field in DOUBTED for one in discretion.doubts(texts.get(field, ""))]
    return tuple(dict.fromkeys(found))


def answer_to(found: Sequence[Doubt]) -> str:
    """Return what stands for these doubts once the person said that nobody who is helped is named; new words, new doubts."""
    said = "\x1f".join(sorted(one.words for one in found))
    return hashlib.sha256(said.encode()).hexdigest()[:32] if found else ""


def open_doubts(texts: Mapping[str, str], allowed: str) -> tuple[Doubt, ...]:
    """Return the doubts that the person has not answered."""
    found = doubts(texts)
    return () if found and answer_to(found) == allowed else found
