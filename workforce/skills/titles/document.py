"""The file of a referential: its shape, and what is wrong with one, in French and with the place of each fault. Pure."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from importlib import resources
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from workforce.skills import referential
from workforce.skills.referential import Referential, ReferentialError

LARGEST = 1024 * 1024  # Bytes of a file.
Code = Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9-]{0,39}$")]
Text = Annotated[str, Field(min_length=1, max_length=400)]
Word = Annotated[str, Field(min_length=2, max_length=60)]
NAMES = {
    "titles": "titre",
    "ccps": "bloc",
    "competences": "compétence",
    "equivalences": "équivalence",
    "words": "mot",
}
SENTENCES = {
    "missing": "cette valeur manque",
    "extra_forbidden": "ce nom n’est pas connu",
    "string_type": "ce doit être un texte",
    "string_too_short": "ce texte est vide ou trop court",
    "string_too_long": "ce texte est trop long ({max_length} caractères au plus)",
    "string_pattern_mismatch": "un code s’écrit en capitales, chiffres et tirets",
    "int_type": "ce doit être un nombre entier",
    "int_parsing": "ce doit être un nombre entier",
    "greater_than_equal": "le plus petit nombre possible est {ge}",
    "less_than_equal": "le plus grand nombre possible est {le}",
    "literal_error": "écrivez « official » ou « unknown »",
    "bool_type": "écrivez true ou false",
    "bool_parsing": "écrivez true ou false",
    "list_type": "ce doit être une liste",
    "model_type": "ce doit être un objet",
    "model_attributes_type": "ce doit être un objet",
    "too_short": "cette liste est trop courte",
    "too_long": "cette liste est trop longue ({max_length} au plus)",
}
A_DATE = "une date s’écrit 2025-07-13"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class CompetenceDocument(_Part):
    """A competence in the file."""

    code: Code
    number: int = Field(ge=1, le=999)
    name: Text
    words: list[Word] = Field(default=[], max_length=80)


class CCPDocument(_Part):
    """A bloc in the file. A name that nobody knows yet is null."""

    code: Code
    number: int = Field(ge=1, le=20)
    name: Text | None
    competences: list[CompetenceDocument] = Field(max_length=60)


class TitleDocument(_Part):
    """A version of the title in the file."""

    code: Code
    generation: int = Field(ge=1, le=99)
    name: Text
    rncp: str | None = Field(default=None, max_length=20)
    reference: str = Field(default="", max_length=200)
    level: int | None = Field(default=None, ge=1, le=8)
    nsf: str | None = Field(default=None, max_length=20)
    starts_on: date | None = None
    ends_on: date | None = None
    successor: Code | None = None
    is_complete: bool = True
    note: str = Field(default="", max_length=1000)
    ccps: list[CCPDocument] = Field(max_length=20)


class EquivalenceDocument(_Part):
    """What a bloc is worth in another generation. Official only with its source."""

    from_ccp: Code
    to_ccp: Code
    status: Literal["official", "unknown"]
    source: str | None = Field(default=None, max_length=400)


class ReferentialDocument(_Part):
    """The whole file."""

    titles: list[TitleDocument] = Field(min_length=1, max_length=40)
    equivalences: list[EquivalenceDocument] = Field(default=[], max_length=400)


def read(text: str) -> tuple[dict[str, Any], Referential]:
    """Return a file as it is kept, and what it says. Raises ReferentialError with every fault, a line each."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" (ligne {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise ReferentialError(f"Ce fichier n’est pas du JSON lisible{where}.") from error
    return checked(found)


def checked(found: Any) -> tuple[dict[str, Any], Referential]:
    """Return a document as it is kept, and what it says. Raises ReferentialError with every fault, a line each."""
    try:
        document = ReferentialDocument.model_validate(found).model_dump(mode="json")
    except ValidationError as error:
        raise ReferentialError("\n".join(dict.fromkeys(_sentences(error.errors(), found)))) from error
    return document, referential.parse(json.dumps(document))


def shipped_document() -> dict[str, Any]:
    """Return the document that comes with the product."""
    text = resources.files(referential.__package__).joinpath("referential.json").read_text("utf-8")
    return read(text)[0]


def written(document: Mapping[str, Any]) -> str:
    """Return a document as the file that people exchange."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def digest(document: Mapping[str, Any]) -> str:
    """Return what two equal documents share."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def _sentences(errors: Sequence[ErrorDetails], found: Any) -> Iterator[str]:
    for one in errors[:20]:
        words = (
            A_DATE
            if one["type"].startswith("date")
            else SENTENCES.get(one["type"], "cette valeur ne convient pas")
        )
        said = words.format(**one.get("ctx", {}))
        yield f"{_where(one['loc'], found)} : {said}."


def _where(place: Sequence[int | str], found: Any) -> str:
    """Return `titre REMN, bloc REMN-CCP2, name`: the place as a person finds it."""
    parts: list[str] = []
    here = found
    for step, following in zip(place, [*place[1:], ""], strict=False):
        here = _inside(here, step)
        if isinstance(step, int):
            parts[-1] = f"{parts[-1]} {_called(here, step)}"
        else:
            parts.append(NAMES.get(step, step) if isinstance(following, int) else step)
    words = ", ".join(parts) or "fichier"
    return words[0].upper() + words[1:]


def _inside(here: Any, step: int | str) -> Any:
    try:
        return here[step]
    except (KeyError, IndexError, TypeError):
        return None


def _called(here: Any, step: int) -> str:
    code = here.get("code") if isinstance(here, dict) else None
    return code if isinstance(code, str) and code else f"n° {step + 1}"
