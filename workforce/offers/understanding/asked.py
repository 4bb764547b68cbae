"""What the words of an offer ask for of a person: blocs, the title, certificates, a driving licence. Pure.

Only what is named counts, with the words that name it. « Accompagner vers Pix » is work to do, not a thing to have:
a sentence that speaks of the public is said to mention it, and only one that asks is said to ask.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workforce.french_dates import folded
from workforce.offers.understanding.guesses import around_of, sentence_before

AROUND = 45  # Characters quoted on both sides.
AFTER = 60  # Characters read after a name in its sentence.
# Code of what is asked for → the words that name it, in a folded text.
NAMES = {
    "CCP1": r"\bccp ?(?:n ?[o°] ?)?1\b",
    "CCP2": r"\bccp ?(?:n ?[o°] ?)?2\b",
    "CCP3": r"\bccp ?(?:n ?[o°] ?)?3\b",
    "title": r"\b(?:titre (?:professionnel|pro)|tp)[^.;\n]{0,40}?(?:mediat(?:eur|ion|rice)[^\s]* numerique|remn|"
    r"espace de mediation numerique)|\bremn\b|\brncp ?:? ?(?:34137|40695)\b",
    "aidants_connect": r"\baidants? connect\b",
    "pix": r"\bpix\b(?! ?emploi)",
    "clea_numerique": r"\bclea(?: numerique)?\b",
    "driving_licence": r"\bpermis (?:de conduire )?b\b|\bpermis de conduire\b|\bpermis b\b",
}
ALWAYS = ("title", "driving_licence")  # Named at all, they are asked for, unless said otherwise.
_NAMES = {code: re.compile(pattern) for code, pattern in NAMES.items()}
# A sentence that asks.
_ASKS = re.compile(
    r"exig|souhait|requis|obligatoire|apprecie|indispensable|demande|necessaire|minimum|titulaire|diplome"
    r"|habilitation|habilite|certifi\w+ (?:pix|clea)|profil|detenir|disposer|posseder|formation (?:a |ou |et )?(?:aidants|suivie)"
    r"|serait un plus|est un plus|atout"
)
# What is done for the public is no thing to have; it stands before the name.
_WORK = re.compile(
    r"accompagn\w+|prepar\w+|usagers?|habitants?|publics?\b|\bvers (?:le |la )?|anim(?:er|ez|ation)|former|formez|orient\w+"
    r"|sensibilis\w+"
)
# What is not asked, or is given to whoever is hired; it stands beside the name.
_NOT_ASKED = re.compile(
    r"(?:non|pas) (?:exige|requis|obligatoire|necessaire)"
    r"|(?:sera|est|etre) (?:proposee?|assuree?|prise? en charge|financee?|dispensee?)"
    r"|sere?z (?:forme|habilite)|sans (?:ccp|diplome|titre)|possibilite de (?:passer|suivre|se former)"
)


@dataclass(frozen=True, slots=True)
class AskedFor:
    """One thing that an offer names: its code, whether its sentence asks for it, and the words."""

    code: str  # A key of NAMES.
    is_asked: bool  # False: the offer only mentions it.
    quote: str


def asked_in(title: str, text: str) -> tuple[AskedFor, ...]:
    """Return what an offer names, each once: by the first sentence that asks for it, else the first that mentions it."""
    return tuple(_asked([line for words in (title, text) for line in words.splitlines()]))


def _asked(lines: Sequence[str]) -> Iterator[AskedFor]:
    folds = [folded(line) for line in lines]
    for code, pattern in _NAMES.items():
        found = [
            _read(line, plain, code, match)
            for line, plain in zip(lines, folds, strict=True)
            for match in pattern.finditer(plain)
        ]
        if found:
            yield next((one for one in found if one.is_asked), found[0])


def _read(line: str, plain: str, code: str, found: re.Match[str]) -> AskedFor:
    before = sentence_before(plain, found.start())
    after = re.split(r"[.;!?\n]", plain[found.end() :], maxsplit=1)[0][:AFTER]
    beside = f"{before} {found[0]} {after}"
    asks = code in ALWAYS or _ASKS.search(beside)
    is_asked = bool(asks) and not _WORK.search(before) and not _NOT_ASKED.search(beside)
    return AskedFor(code, is_asked, around_of(line, found.start(), found.end(), AROUND))
