"""What an offer says, field by field: where it is kept, which guesses it comes from, how a person types it. Pure.

History, corrections and comparison read this table: a field added to an offer joins them by one line of `FIELDS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workforce.offers.understanding.trades import BY_CODE
from workforce.territories.departements import departements
from workforce.wording import date_fr, hours_fr, money_fr

Values = Mapping[str, Any]  # Column → value.
NOT_SAID = "non précisé"
KINDS = {
    "CDI": "CDI", "CDD": "CDD", "CDP": "contrat de projet", "PEC": "contrat aidé (PEC)", "titulaire": "titulaire",
    "apprentissage": "alternance", "stage": "stage", "interim": "intérim", "service_civique": "service civique",
    "vacation": "vacation",
}  # fmt: skip
PERIODS = {"hour": "de l’heure", "month": "par mois", "year": "par an"}
REMOTE = {"none": "sur place", "partial": "en partie à distance", "full": "à distance"}
YES_NO = {"yes": "oui", "no": "non"}
GROSS = {"yes": "brut", "no": "net"}


@dataclass(frozen=True)
class Input:
    """How one column is typed. Kinds: text, whole, number, day, choice, truth (yes, no, or not said)."""

    column: str
    label: str
    kind: str = "text"
    choices: Mapping[str, str] | None = None  # Value → words.
    low: float = 0  # Of a number.
    high: float = 0
    longest: int = 200  # Characters of a text.


@dataclass(frozen=True)
class OfferField:
    """What is kept, corrected and told as a whole: one column, or several that only mean something together."""

    name: str
    label: str
    columns: tuple[str, ...]
    guesses: tuple[str, ...] = ()  # Names of the guesses whose words it came from.
    inputs: tuple[Input, ...] = ()  # None: it is what the source wrote, nobody corrects it.
    matters: bool = False  # A change of it is told to readers.

    def of(self, row: Values) -> dict[str, Any]:
        """Return the values of an offer, ready for JSON."""
        return {column: _plain(row[column]) for column in self.columns}


def _one(name: str, label: str, given: Input, guess: str = "", *, matters: bool = False) -> OfferField:
    return OfferField(name, label, (given.column,), (guess or name,), (given,), matters)


TRADES = {code: one.label_fr for code, one in BY_CODE.items()}
PLACES = {code: one.label for code, one in departements().items()}
HOURS = Input("hours_per_week", "Heures par semaine", "number", low=1, high=48)
OPEN = Input("open_to_contract_staff", "Ouvert aux contractuels", "truth", YES_NO)
FIELDS = (
    OfferField("title", "Intitulé", ("title",), matters=True),
    OfferField("text", "Texte de l’annonce", ("plain",)),
    OfferField("address", "Adresse de l’annonce", ("url",)),
    _one("employer", "Employeur", Input("employer_name", "Employeur"), matters=True),
    OfferField(
        "trade", "Métier", ("family", "rome"), ("trade", "rome"),
        (Input("family", "Métier", "choice", TRADES), Input("rome", "Code ROME, s’il n’est pas celui du métier", longest=30)),
    ),
    _one("departement", "Département", Input("departement", "Département", "choice", PLACES), matters=True),
    OfferField(
        "commune", "Commune", ("commune", "commune_code", "postal_code", "latitude", "longitude"),
        ("commune", "postal_code"), (Input("commune", "Commune", longest=80),), matters=True,
    ),
    _one("contract", "Contrat", Input("contract_kind", "Contrat", "choice", KINDS), "contract_kind", matters=True),
    _one("length", "Durée", Input("length_months", "Durée, en mois", "whole", low=1, high=72), "contract_months", matters=True),
    OfferField(
        "pay", "Salaire", ("pay_min", "pay_max", "pay_period", "pay_gross"), ("pay_low", "pay_high", "pay_period", "pay_gross"),
        (
            Input("pay_min", "Le plus bas, en euros", "whole", low=1, high=200_000),
            Input("pay_max", "Le plus haut, en euros", "whole", low=1, high=200_000),
            Input("pay_period", "Période", "choice", PERIODS),
            Input("pay_gross", "Brut ou net", "truth", GROSS),
        ),
        matters=True,
    ),
    _one("hours", "Temps de travail", HOURS, "weekly_hours", matters=True),
    _one("part_time", "Temps partiel", Input("part_time", "Temps partiel", "truth", YES_NO)),
    _one("level", "Niveau demandé", Input("level", "Niveau demandé, de 3 à 8", "whole", low=3, high=8)),
    _one("remote", "Télétravail", Input("remote", "Télétravail", "choice", REMOTE), matters=True),
    _one("open_to_contract_staff", "Ouvert aux contractuels", OPEN, matters=True),
    _one("starts_on", "Début", Input("starts_on", "Début", "day"), matters=True),
    _one("closes_on", "Date limite", Input("closes_on", "Date limite de candidature", "day"), matters=True),
)  # fmt: skip
BY_NAME = {field.name: field for field in FIELDS}
CORRECTABLE = tuple(field for field in FIELDS if field.inputs)
DAYS = frozenset(one.column for field in FIELDS for one in field.inputs if one.kind == "day")


def columns_of(values: Values) -> dict[str, Any]:
    """Return values that came out of JSON as an offer's columns take them."""
    return {
        name: date.fromisoformat(value) if name in DAYS and value else value for name, value in values.items()
    }


def said_fr(field: OfferField, values: Values) -> str:
    """Return the values of a field in words."""
    words = _SPOKEN.get(field.name, _plainly)(field, values)
    return words or NOT_SAID


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _plainly(field: OfferField, values: Values) -> str:
    value = values[field.columns[0]]
    given = field.inputs[0] if field.inputs else None
    if given and given.kind == "truth":
        return {True: "oui", False: "non"}.get(value, "")
    if given and given.choices:
        return given.choices.get(value or "", value or "")
    return str(value or "")


def _day(field: OfferField, values: Values) -> str:
    value = columns_of(values)[field.columns[0]]
    return date_fr(value) if value else ""


def _trade(_field: OfferField, values: Values) -> str:
    family, codes = TRADES.get(values["family"] or "", ""), " ou ".join((values["rome"] or "").split())
    return ", ".join(part for part in (family, codes and f"ROME {codes}") if part)


def _months(field: OfferField, values: Values) -> str:
    months = values[field.columns[0]]
    return f"{months} mois" if months else ""


def _hours(field: OfferField, values: Values) -> str:
    hours = values[field.columns[0]]
    return f"{hours_fr(hours)} par semaine" if hours else ""


def _pay(_field: OfferField, values: Values) -> str:
    low, high = values["pay_min"], values["pay_max"]
    if low is None:
        return ""
    amount = f"de {money_fr(low)} à {money_fr(high)}" if high and high != low else money_fr(low)
    gross = {True: "brut", False: "net"}.get(values["pay_gross"], "")
    return " ".join(word for word in (amount, gross, PERIODS.get(values["pay_period"], "")) if word)


_SPOKEN = {
    "closes_on": _day,
    "starts_on": _day,
    "length": _months,
    "hours": _hours,
    "pay": _pay,
    "trade": _trade,
}
