"""Reading « Label : value » lines, wherever a site puts them. Pure, apart from its table."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from workforce.french_dates import folded
from workforce.offers.understanding.guesses import by_line
from workforce.offers.understanding.texts import visible

LONGEST_LABEL = 48  # Characters, signs around it included.
MAX_VALUE = 300  # Characters: beyond, it is a paragraph and not a value.

# Our own name of a field: what sites call it, without accents.
_LABELS: dict[str, list[str]] = json.loads(
    files("workforce.offers.understanding").joinpath("labels.json").read_text(encoding="utf-8")
)
_NAME_OF = {label: name for name, labels in _LABELS.items() for label in labels}

_SENTENCE = re.compile(r"(?<=[.;|])\s+(?=[^\W\d_])")  # « Lieu : Niort. Contrat : CDD. » on one line.

# Extensions of feeds, by the end of the name that feedparser gives them.
_EXTRAS = {
    "company": "employer", "employer": "employer", "hiringorganization": "employer",
    "location": "place", "city": "place", "job_address": "place",
    "job_type": "contract", "employment_type": "contract", "jobtype": "contract", "contract": "contract",
    "salary": "pay",
    "expires": "closing", "expires_at": "closing", "expiration_date": "closing", "deadline": "closing",
    "remote_status": "remote",
}  # fmt: skip


def labelled(text: str) -> dict[str, str]:
    """Return the fields that lines such as « Employeur : Ville de Niort » give; the first one counts."""
    found: dict[str, str] = {}
    pieces = [piece for line in text.split("\n") for piece in _pieces(line)]
    for number, (_, name, said) in enumerate(pieces):
        if name:
            value = said or _on_next_line(pieces[number][0], pieces[number + 1 : number + 2])
            if value and len(value) <= MAX_VALUE:
                found.setdefault(name, value)
    return found


Piece = tuple[
    str, str, str
]  # What a line says, the name of a field that it begins with, the value that follows.


@by_line
def _pieces(line: str) -> tuple[Piece, ...]:
    """Return the sentences of a line that holds several labels, else the line."""
    if line.count(":") < 2:
        return (_piece(line),)
    return tuple(_piece(piece.rstrip(".; ")) for piece in _SENTENCE.split(line))


def _piece(words: str) -> Piece:
    label, _, value = words.partition(":")
    return words, _NAME_OF.get(_bare(label), "") if len(label) <= LONGEST_LABEL else "", value.strip()


def _on_next_line(words: str, following: Sequence[Piece]) -> str:
    """Return the value that stands alone under its label."""
    next_line = following[0][0].strip() if following else ""
    label, colon, _ = words.partition(":")
    return next_line if (colon or len(label) < 40) and not _is_label(next_line) else ""


def _is_label(line: str) -> bool:
    return _bare(line.partition(":")[0]) in _NAME_OF


@lru_cache(maxsize=2048)  # The same labels come back from one offer to the next.
def _bare(label: str) -> str:
    return re.sub(r"^[\W_]+|[\s:.]+$", "", folded(label))


def from_extras(extras: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that the extensions of job feeds give."""
    found: dict[str, str] = {}
    for name, value in extras.items():
        kind = next(
            (ours for theirs, ours in _EXTRAS.items() if name == theirs or name.endswith("_" + theirs)), None
        )
        if kind and (said := visible(value).strip()):
            found.setdefault(kind, said[:MAX_VALUE])
    return found


def from_categories(categories: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the fields that named categories give: secteurgeo and collectivite of emploi-territorial."""
    found: dict[str, str] = {}
    for domain, term in categories:
        kind = {"secteurgeo": "place", "collectivite": "employer", "metier": "trade"}.get(
            domain.rpartition(":")[2]
        )
        if kind and (said := visible(term).strip()):
            found.setdefault(kind, said[:MAX_VALUE])
    return found
