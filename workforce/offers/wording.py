"""Small French wordings shared by the sentences of this room. Pure."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre",
)  # fmt: skip
_KINDS = {
    "CDI": "un CDI",
    "CDD": "un CDD",
    "CDP": "un contrat de projet",
    "PEC": "un contrat aidé (PEC)",
    "titulaire": "un poste de fonctionnaire titulaire",
    "apprentissage": "une alternance",
    "stage": "un stage",
    "service_civique": "un service civique",
    "vacation": "une vacation",
    "interim": "une mission d'intérim",
}


def date_fr(day: date) -> str:
    """Write a date: 1er septembre 2026."""
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


def money_fr(amount: Decimal) -> str:
    """Write an amount of euros, rounded: 1 850 €."""
    return f"{amount:,.0f} €".replace(",", "\u202f").replace(" €", "\u00a0€")


def months_fr(months: int) -> str:
    """Write a length in months."""
    return f"{months} mois"


def kind_fr(kind: str) -> str:
    """Write a kind of contract with its article."""
    return _KINDS.get(kind, kind)


def list_fr(items: Sequence[str], link: str = "et") -> str:
    """Write a list: a, b et c."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {link} {items[-1]}"
