"""What a person typed, read into a draft; what is wrong with it, in French, tied to its field."""

from typing import Any, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from workforce.refusals import Refused

Draft = TypeVar("Draft", bound=BaseModel)

SENTENCES = {
    "missing": "Ce champ est à remplir.",
    "string_too_short": "C’est trop court : {min_length} caractères au moins.",
    "string_too_long": "C’est trop long : {max_length} caractères au plus.",
    "date_from_datetime_parsing": "Ce n’est pas une date : écrivez par exemple 31/08/2027.",
    "date_parsing": "Ce n’est pas une date : écrivez par exemple 31/08/2027.",
    "date_type": "Ce n’est pas une date : écrivez par exemple 31/08/2027.",
    "int_parsing": "Écrivez un nombre entier, en chiffres.",
    "int_from_float": "Écrivez un nombre entier, en chiffres.",
    "float_parsing": "Écrivez un nombre, en chiffres.",
    "enum": "Choisissez une des réponses proposées.",
    "literal_error": "Choisissez une des réponses proposées.",
    "greater_than_equal": "Le plus petit nombre possible est {ge}.",
    "greater_than": "Le nombre doit être plus grand que {gt}.",
    "less_than_equal": "Le plus grand nombre possible est {le}.",
    "bool_parsing": "Répondez par oui ou non.",
    "url_parsing": "Ce n’est pas une adresse web : elle commence par https://.",
    "url_scheme": "Ce n’est pas une adresse web : elle commence par https://.",
}


def read(draft: type[Draft], **known: Any) -> Draft:
    """Return the form as a draft; empty fields count as not filled. Raises Refused with a sentence a field."""
    try:
        return draft.model_validate({**filled(draft), **known})
    except ValidationError as error:
        raise Refused({_field(one): sentence(one) for one in reversed(error.errors())}) from error


def filled(draft: type[BaseModel]) -> dict[str, Any]:
    """Return the fields of a draft that were filled, as they were typed; dates as the draft reads them."""
    typed: dict[str, Any] = {}
    for name in request.form:
        values = [plain for value in request.form.getlist(name) if (plain := clean(value))]
        if values and name in draft.model_fields:
            typed[name] = values if _takes_many(draft, name) else french_date(values[0])
    return typed


def clean(text: str) -> str:
    """Return what was typed without the spaces around it, nor the one character that PostgreSQL cannot keep."""
    return text.replace("\x00", "").strip()


def typed(draft: type[BaseModel]) -> dict[str, Any]:
    """Return what was typed in each field of a draft, to show it again."""
    return {
        name: request.form.getlist(name) if _takes_many(draft, name) else request.form.get(name, "")
        for name in draft.model_fields
    }


def sentence(error: ErrorDetails) -> str:
    """Return one validation error as a French sentence."""
    known = error.get("ctx", {})
    if error["type"] == "value_error" and "error" in known:  # A rule of ours: its words are French.
        return str(known["error"])
    return SENTENCES.get(error["type"], "Cette réponse ne convient pas.").format(**known)


def _field(error: ErrorDetails) -> str:
    return str(error["loc"][0]) if error["loc"] else ""


def _takes_many(draft: type[BaseModel], name: str) -> bool:
    return "list[" in str(draft.model_fields[name].annotation)


def french_date(value: str) -> str:
    """Turn 31/08/2027 into 2027-08-31; leave anything else as it is."""
    parts = value.split("/")
    if len(parts) == 3 and all(part.isdigit() for part in parts) and len(parts[2]) == 4:
        return f"{parts[2]}-{parts[1]:0>2}-{parts[0]:0>2}"
    return value
