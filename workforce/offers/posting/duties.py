"""The duties of whoever publishes an offer: what the words break, quoted, and why. Pure, apart from its table.

It reads words, not intentions: what it cannot be sure of is a doubt for a person to judge, and a moderator reads every offer.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from workforce.discretion import doubts, holds_social_security_number
from workforce.french_dates import folded
from workforce.offers.understanding.guesses import quoted

SENTENCE_END = re.compile(r"[.;!?\n]")
DATA_SOURCE = "RGPD, article 5"
NUMBER_SOURCE = "RGPD, article 87 ; loi du 6 janvier 1978, article 30"
PLACE_SOURCE = "Liste officielle des communes (Insee)"
PLACE_WHY = (
    "Cette commune n’est pas trouvée dans le département : qui cherche autour d’elle ne verra pas l’offre. Vérifiez son nom, ou"
    " ajoutez son code postal."
)
FRENCH_SOURCE = "Code du travail, L. 5331-4"
ENOUGH = 12  # Words from which the language of a text can be told.


@dataclass(frozen=True)
class Advertisement:
    """What an offer says in words: title and text as typed, and the other words that readers see."""

    employer: str
    title: str
    text: str
    beside: str = ""
    contract_kind: str = ""
    unplaced: str = ""  # The commune as it is written, where no official one is meant for sure.


@dataclass(frozen=True)
class Finding:
    """A duty that the words seem to break."""

    code: str
    field: str  # title, text, apply_contact, commune: where the words are.
    words: str  # As they were written; empty where it is the whole that is wrong.
    why_fr: str
    source: str
    blocks: bool

    @property
    def sentence(self) -> str:
        """Say what is wrong in one sentence."""
        return f"« {self.words} » : {self.why_fr[0].lower()}{self.why_fr[1:]}" if self.words else self.why_fr


@dataclass(frozen=True)
class Duty:
    """One rule: the words that break it, and those that say it is something else."""

    code: str
    since: date
    mark: str
    blocks: bool
    source: str
    why_fr: str
    patterns: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    where: str = ""
    not_for: tuple[str, ...] = ()

    def broken_in(self, words: str) -> str:
        """Return the first words that break it, as written; empty where none does."""
        plain = folded(words)
        for pattern in self.patterns:
            for found in pattern.finditer(plain):
                if not self._is_let_go(plain, found):
                    return quoted(words, found)
        return ""

    def _is_let_go(self, plain: str, found: re.Match[str]) -> bool:
        sentence = plain[_start(plain, found.start()) : _end(plain, found.end())]
        return any(pattern.search(sentence) for pattern in self.unless)


def _patterns(rows: list[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row, re.MULTILINE) for row in rows)


def _duty(row: dict[str, Any]) -> Duty:
    compiled = {"patterns": _patterns(row["patterns"]), "unless": _patterns(row["unless"])}
    return Duty(**row | compiled | {"not_for": tuple(row.get("not_for", ()))})


_DATA = tomllib.loads(files("workforce.offers.posting").joinpath("duties.toml").read_text(encoding="utf-8"))
DUTIES = tuple(map(_duty, _DATA["duty"]))
FRENCH, FOREIGN = (frozenset(_DATA["language"][name].split()) for name in ("french", "foreign"))


def findings(advert: Advertisement) -> list[Finding]:
    """Return what an offer breaks, what blocks it first; one finding at most for each duty and field."""
    found = [finding for check in CHECKS for finding in check(advert)]
    return sorted(found, key=lambda one: not one.blocks)


def blocking(advert: Advertisement) -> dict[str, str]:
    """Return what keeps an offer from being sent for review: field → every sentence about it."""
    said: dict[str, list[str]] = {}
    for one in findings(advert):
        if one.blocks:
            said.setdefault(one.field, []).append(one.sentence)
    return {field: " ".join(sentences) for field, sentences in said.items()}


def _worded(advert: Advertisement) -> Iterator[Finding]:
    for duty in DUTIES:
        if advert.contract_kind in duty.not_for:
            continue
        for field, words in _fields(advert):
            if duty.where in ("", field) and (said := duty.broken_in(words)):
                yield Finding(duty.code, field, said, duty.why_fr, duty.source, duty.blocks)


def _known_employer(advert: Advertisement) -> Iterator[Finding]:
    if not advert.employer.strip():
        why = "Le nom de l’employeur manque : il est connu des lecteurs."
        yield Finding("employer", "", "", why, "Code du travail, L. 5332-2", blocks=True)


def _language(advert: Advertisement) -> Iterator[Finding]:
    words = re.findall(r"[a-z]+", folded(advert.text))
    french = sum(word in FRENCH for word in words)
    foreign = sum(word in FOREIGN for word in words)
    if len(words) >= ENOUGH and foreign > french:
        why = "Une offre est écrite en français. Un terme étranger sans équivalent s’explique."
        yield Finding("language", "text", "", why, FRENCH_SOURCE, blocks=True)


def _numbers(advert: Advertisement) -> Iterator[Finding]:
    for field, words in _fields(advert):
        if holds_social_security_number(words):
            why = "Ce texte contient ce qui ressemble à un numéro de sécurité sociale : retirez-le."
            yield Finding("nir", field, "", why, NUMBER_SOURCE, blocks=True)


def _personal(advert: Advertisement) -> Iterator[Finding]:
    """Doubt of names, numbers and passwords in the text: the contact of the employer has its own field."""
    for one in doubts(advert.text):
        why = f"Donnée personnelle : {one.advice}. Le contact de la structure a son propre champ."
        yield Finding("personal", "text", one.words, why, DATA_SOURCE, blocks=False)


def _unplaced(advert: Advertisement) -> Iterator[Finding]:
    """Doubt of a commune that is on no map: whoever searches around it would miss the offer."""
    if advert.unplaced:
        yield Finding("place", "commune", advert.unplaced, PLACE_WHY, PLACE_SOURCE, blocks=False)


CHECKS: tuple[Callable[[Advertisement], Iterator[Finding]], ...] = (
    _known_employer, _language, _numbers, _worded, _personal, _unplaced,
)  # fmt: skip


def _fields(advert: Advertisement) -> tuple[tuple[str, str], ...]:
    return ("title", advert.title), ("text", advert.text), ("apply_contact", advert.beside)


def _start(plain: str, position: int) -> int:
    """Return where the sentence that holds this position begins."""
    return max((found.end() for found in SENTENCE_END.finditer(plain, 0, position)), default=0)


def _end(plain: str, position: int) -> int:
    """Return where the sentence that holds this position ends."""
    found = SENTENCE_END.search(plain, position)
    return found.start() if found else len(plain)
