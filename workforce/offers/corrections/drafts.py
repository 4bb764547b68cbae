"""A correction as it is typed: read into values, or refused with a sentence for each input. Pure."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from workforce.offers.fields import Input, OfferField
from workforce.offers.understanding.trades import BY_CODE
from workforce.refusals import Refused
from workforce.territories import communes

UNKNOWN_COMMUNE = "Cette commune n’est pas trouvée, ou plusieurs portent ce nom : vérifiez-le, sinon corrigez le département."
_ROME = re.compile(r"[A-N]\d{4}")
TRUTHS = {"yes": True, "no": False, "": None}


class Mistyped(ValueError):
    """What was typed cannot be read; the text says why, in French."""


def read(field: OfferField, typed: Mapping[str, str], departement: str = "") -> dict[str, Any]:
    """Return the values of a field, ready for JSON. An empty input says that the offer does not tell. Raises Refused.

    `departement`: that of the offer, which tells communes of one name apart.
    """
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for given in field.inputs:
        try:
            values[given.column] = _READ[given.kind](given, typed.get(given.column, "").strip())
        except Mistyped as mistake:
            errors[given.column] = str(mistake)
    errors |= {} if errors else _together(field, values)
    if errors:
        raise Refused(errors)
    whole = _completed(field, values, departement)
    if field.name == "commune" and whole["commune"] and not whole["commune_code"]:
        raise Refused({"commune": UNKNOWN_COMMUNE})
    return whole


def as_typed(field: OfferField, values: Mapping[str, Any]) -> dict[str, str]:
    """Return values as their inputs show them."""
    typed = {given.column: _shown(given, values[given.column]) for given in field.inputs}
    if field.name == "trade" and values["rome"] == _rome_of(values["family"]):
        typed["rome"] = ""  # It follows the trade, and goes on following it.
    return typed


def _together(field: OfferField, values: Mapping[str, Any]) -> dict[str, str]:
    if field.name == "trade" and not all(_ROME.fullmatch(code) for code in values["rome"].upper().split()):
        return {"rome": "Un code ROME est une lettre suivie de quatre chiffres, par exemple G1202."}
    if field.name != "pay":
        return {}
    low, high = values["pay_min"], values["pay_max"]
    if low is None and high is not None:
        return {"pay_min": "Indiquez aussi le montant le plus bas."}
    if low is not None and high is not None and high < low:
        return {"pay_max": "Le salaire le plus haut est inférieur au plus bas."}
    if low is not None and not values["pay_period"]:
        return {"pay_period": "Dites si c’est par heure, par mois ou par an."}
    return {}


def _completed(field: OfferField, values: dict[str, Any], departement: str) -> dict[str, Any]:
    """Return the columns that follow from what was typed."""
    if field.name == "commune":
        return values | _located(values["commune"], departement)
    if field.name == "trade":
        typed = " ".join(values["rome"].upper().split())
        return values | {"rome": typed or _rome_of(values["family"])}
    if field.name != "pay":
        return values
    if values["pay_min"] is None:
        return dict.fromkeys(values) | {"pay_period": ""}
    return values | {"pay_max": values["pay_max"] or values["pay_min"]}


def _rome_of(family: str) -> str:
    """Return the codes of the national list that a family of trades stands for."""
    return " ".join(BY_CODE[family].rome) if family in BY_CODE else ""


def _located(name: str, departement: str) -> dict[str, Any]:
    """Return the code and the place of a commune, in this département first; empty where its name could mean several."""
    found = (communes.resolve(name, departement or None) or communes.resolve(name)) if name else None
    point = found.point if found else None
    return {
        "commune_code": found.code if found else "",
        "postal_code": found.postal_codes[0] if found and len(found.postal_codes) == 1 else "",
        "latitude": point[0] if point else None,
        "longitude": point[1] if point else None,
    }


def _text(given: Input, typed: str) -> str:
    if len(typed) > given.longest:
        raise Mistyped(f"C’est trop long : {given.longest} caractères au plus.")
    return typed


def _whole(given: Input, typed: str) -> int | None:
    bare = _bare(typed)
    if bare and not bare.isdecimal():
        raise Mistyped("Écrivez un nombre entier, en chiffres.")
    return int(_within(given, float(bare[:12]))) if bare else None


def _number(given: Input, typed: str) -> float | None:
    bare = _bare(typed).replace(",", ".")
    if not bare:
        return None
    whole, _, tenths = bare.partition(".")
    if not (whole.isdecimal() and (tenths.isdecimal() or not tenths)):
        raise Mistyped("Écrivez un nombre, en chiffres.")
    return _within(given, float(bare[:12]))


def _within(given: Input, number: float) -> float:
    if number < given.low:
        raise Mistyped(f"Le plus petit nombre possible est {given.low:g}.")
    if number > given.high:
        raise Mistyped(f"Le plus grand nombre possible est {given.high:g}.")
    return number


def _bare(typed: str) -> str:
    return "".join(typed.split()).removesuffix("€")


def _day(_given: Input, typed: str) -> str | None:
    parts = typed.split("/")
    iso = f"{parts[2]}-{parts[1]:0>2}-{parts[0]:0>2}" if len(parts) == 3 else typed
    try:
        return date.fromisoformat(iso).isoformat() if typed else None
    except ValueError:
        raise Mistyped("Ce n’est pas une date : écrivez par exemple 31/08/2027.") from None


def _choice(given: Input, typed: str) -> str:
    if typed and typed not in (given.choices or {}):
        raise Mistyped("Choisissez une réponse de la liste.")
    return typed


def _truth(_given: Input, typed: str) -> bool | None:
    if typed not in TRUTHS:
        raise Mistyped("Choisissez une des réponses proposées.")
    return TRUTHS[typed]


_READ: dict[str, Callable[[Input, str], Any]] = {
    "text": _text, "whole": _whole, "number": _number, "day": _day, "choice": _choice, "truth": _truth,
}  # fmt: skip


def _shown(given: Input, value: Any) -> str:
    if given.kind == "truth":
        return {True: "yes", False: "no"}.get(value, "")
    if given.kind == "number" and value is not None:
        return f"{value:g}".replace(".", ",")
    return "" if value is None else str(value)
