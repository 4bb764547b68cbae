"""An offer as a reader sees it: its facts in words, and what it does not say. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from workforce.territories.departements import departement
from workforce.wording import hours_fr, money_fr

CONTRACT_LABELS = {
    "CDI": "CDI",
    "CDD": "CDD",
    "CDP": "contrat de projet",
    "PEC": "contrat aidé (PEC)",
    "titulaire": "fonctionnaire titulaire",
    "alternance": "alternance",
}
PERIODS = {"hour": "par heure", "month": "par mois", "year": "par an"}
REMOTE_LABELS = {"none": "sur place", "partial": "télétravail possible en partie", "full": "à distance"}
NO_PAY = "salaire non indiqué"
FULL_TIME = 35  # Hours a week.


class Advertised(Protocol):
    """What an offer says: a row, or a draft."""

    contract_kind: str
    length_months: int | None
    departement: str
    commune: str
    pay_min: int | None
    pay_max: int | None
    pay_period: str
    hours_per_week: float | None
    remote: str
    open_to_contract_staff: bool | None


@dataclass(frozen=True)
class OfferCard:
    """The facts of an offer in words; `labels` are what a worried reader looks for first."""

    place: str
    contract: str
    pay: str
    hours: str
    remote: str
    labels: tuple[tuple[str, str], ...]  # Words, and how pressing they are.


def card(offer: Advertised) -> OfferCard:
    """Return an offer in words."""
    return OfferCard(
        place=_place(offer),
        contract=_contract(offer),
        pay=_pay(offer),
        hours=f"{hours_fr(offer.hours_per_week)} par semaine" if offer.hours_per_week else "",
        remote=REMOTE_LABELS.get(offer.remote, ""),
        labels=tuple(_labels(offer)),
    )


def _place(offer: Advertised) -> str:
    found = departement(offer.departement) if offer.departement else None
    label = found.label if found else ""
    return f"{offer.commune}, {label}" if offer.commune and label else offer.commune or label


def _contract(offer: Advertised) -> str:
    label = CONTRACT_LABELS.get(offer.contract_kind, offer.contract_kind)
    return f"{label} de {offer.length_months} mois" if label and offer.length_months else label


def _pay(offer: Advertised) -> str:
    if offer.pay_min is None:
        return ""
    high = offer.pay_max if offer.pay_max and offer.pay_max != offer.pay_min else None
    amounts = f"de {money_fr(offer.pay_min)} à {money_fr(high)}" if high else money_fr(offer.pay_min)
    return f"{amounts} brut {PERIODS.get(offer.pay_period, '')}".strip()


def _labels(offer: Advertised) -> Iterator[tuple[str, str]]:
    if offer.contract_kind not in ("CDI", "titulaire", "") and not offer.length_months:
        yield "durée non indiquée", "plan"
    if offer.pay_min is None:
        yield NO_PAY, "plan"
    if offer.hours_per_week and offer.hours_per_week < FULL_TIME:
        yield "temps partiel", "plan"
    if offer.open_to_contract_staff is not None:
        yield (
            ("ouvert aux contractuels", "calm")
            if offer.open_to_contract_staff
            else ("réservé aux fonctionnaires", "plan")
        )
