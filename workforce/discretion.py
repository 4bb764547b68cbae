"""What must not be written of the people that advisers help: found in a text, to refuse it or to warn. Pure."""

import re
from dataclasses import dataclass

_GAP = r"[ \u00a0\u202f.\-/]?"
# Sex, year, month (also the codes of an unknown one), département with 2A and 2B, commune, order; the key may be left out.
_NUMBER = re.compile(
    rf"(?<!\d)[1-478]{_GAP}\d\d{_GAP}(?:0[1-9]|1[0-2]|[2-9]\d){_GAP}(?:\d\d|2[ABab]){_GAP}\d{{3}}{_GAP}\d{{3}}(?:{_GAP}\d\d)?(?!\d)"
)
_PHONE = re.compile(rf"(?<![\d+])(?:\+33{_GAP}(?:\(0\))?|0){_GAP}[1-9](?:{_GAP}\d\d){{4}}(?!\d)")
_CIVIL = r"(?:M\.|MM\.|Mr\.?|Mme\.?|Mmes|Mlle\.?|Monsieur|Madame|Mademoiselle)"
_NAME = re.compile(
    rf"\b{_CIVIL}[ \u00a0\u202f]+(?:[A-ZÀ-ÖØ-Þ][\w’'\-]{{1,40}})(?:[ \u00a0][A-ZÀ-ÖØ-Þ][\w’'\-]{{1,40}})?"
)
_PASSWORD = re.compile(r"(?i)\b(?:mots? de passe|mdp|password)\s*[:=]\s*\S{3,}")
MOST = 5  # Doubts told of one text.


@dataclass(frozen=True)
class Doubt:
    """Something that may tell who somebody is: the words, and what to do about them."""

    words: str
    advice: str


def holds_social_security_number(text: str) -> bool:
    """Tell whether something in the text looks like a social-security number, whole or without its key."""
    return _NUMBER.search(text) is not None


def doubts(text: str) -> list[Doubt]:
    """Return what may name or reach somebody who is helped, or open an account: to be looked at, not refused."""
    found = [
        Doubt(match.group(), advice)
        for pattern, advice in (
            (_NAME, "si c’est une personne accompagnée, retirez son nom"),
            (_PHONE, "si c’est le numéro d’une personne accompagnée, retirez-le"),
        )
        for match in pattern.finditer(text)
    ]
    if _PASSWORD.search(text):
        found.append(Doubt("un mot de passe", "transmettez-le autrement, puis faites-le changer"))
    return list(dict.fromkeys(found))[:MOST]
