"""The level of diploma that an offer asks for: 3 (CAP) to 8 (doctorate), on the scale of the national register. Pure.

Source: décret no 2019-14 du 8 janvier 2019, and for the old roman numerals the scale that it replaced.
"""

import re
from collections.abc import Iterator

from workforce.french_dates import folded
from workforce.offers.understanding.guesses import Advert, Guess, Phrase, quoted, sentence_before

LOWEST, HIGHEST = 3, 8
_BY_YEARS = {
    0: 4,
    1: 4,
    2: 5,
    3: 6,
    4: 6,
    5: 7,
    6: 7,
    7: 7,
    8: 8,
}  # Years of study after the baccalauréat → level.
_OLD = {"v": 3, "iv": 4, "iii": 5, "ii": 6, "i": 7}
_NAMED = (
    (3, r"cap\b|beps?\b"), (4, r"bac pro\w*|baccalaureat|bpjeps|bp jeps|bac\b(?! ?\+)"),
    (5, r"bts\b|dut\b|deug\b|deust\b|dejeps"), (6, r"licence|bachelor|desjeps"), (7, r"masters?\b|ingenieur\b"),
    (8, r"doctorat\b"),
)  # fmt: skip
_LEVEL = Phrase(
    r"bac ?\+ ?(?P<years>\d)|niveau (?P<number>[3-8])\b|niveau (?P<roman>i{1,3}|iv|v)\b|"
    + "|".join(rf"(?P<named{level}>{names})" for level, names in _NAMED),
    "bac", "baccalaureat", "niveau", "cap", "bep", "beps", "bpjeps", "jeps", "bts", "dut", "deug", "deust", "dejeps", "desjeps",
    "licence", "master", "ingenieur", "bachelor", "doctorat",
)  # fmt: skip
# A diploma that is asked for, or that stands alone between two signs.
_ASKED = re.compile(
    r"diplome|niveau|exige|souhait|minimum|requis|apprecie|profil|titulaire d|titre\b|equivalen|formation|exigee|ou experience"
)
_ALONE = re.compile(r"^\W*$")
# One that the person prepares, or that the people helped are looking for.
_NOT_ASKED = re.compile(
    r"prepar\w+|obten\w+|\bvise\w*|valider|recherche|accompagn\w+|orient\w+|inform\w+|permis|aucun|sans diplome|caces"
)
_AFTER = 40  # Characters read after a diploma in its sentence.


def guess_level(advert: Advert) -> Guess | None:
    """Return the lowest level that an offer asks for: its own field, else a sentence that asks for a diploma."""
    field = advert.fields.get("level", "")
    found = _levels(field)
    if found:
        return Guess("level", min(found), f"Niveau : {field}")
    return next((guess for words in (advert.title, advert.text) if (guess := _level_in(words))), None)


def _level_in(words: str) -> Guess | None:
    plain = folded(words)
    for found in _matches(plain):
        before, after = (
            sentence_before(plain, found.start()),
            re.split(r"[.;!?\n]", plain[found.end() :], maxsplit=1)[0][:_AFTER],
        )
        if _is_asked(before, found[0], after):
            return Guess("level", min(_levels(found[0] + after)), quoted(words, found, around=20))
    return None


def _is_asked(before: str, said: str, after: str) -> bool:
    if _NOT_ASKED.search(before):
        return False
    stands_alone = _ALONE.match(before) or re.search(r"[-–,:(]\s*$", before) or said.startswith("bac+")
    return bool(_ASKED.search(f"{before} {said} {after}") or stands_alone)


def _levels(words: str) -> list[int]:
    """Return every level that some words name."""
    return [_level_of(found) for found in _matches(folded(words))]


def _matches(plain: str) -> Iterator[re.Match[str]]:
    """Return the diplomas and levels of a folded text; « handicap » is none."""
    return (
        found
        for found in _LEVEL.finditer(plain)
        if not plain[max(0, found.start() - 1) : found.start()].isalnum()
    )


def _level_of(found: re.Match[str]) -> int:
    if found["years"]:
        return _BY_YEARS.get(int(found["years"]), HIGHEST)
    if found["number"]:
        return int(found["number"])
    if found["roman"]:
        return _OLD[found["roman"]]
    return next(level for level, _ in _NAMED if found[f"named{level}"])
