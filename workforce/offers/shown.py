"""An offer as a reader sees it: its facts in words, and what it does not say. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from workforce.offers.understanding.precarity import LEVELS, WORDS, Label, labels_of
from workforce.territories.departements import departement
from workforce.wording import hours_fr, money_fr

CONTRACT_LABELS = {
    "CDI": "CDI",
    "CDD": "CDD",
    "CDP": "contrat de projet",
    "PEC": "contrat aidé (PEC)",
    "titulaire": "fonctionnaire titulaire",
    "apprentissage": "alternance",
}
PERIODS = {"hour": "par heure", "month": "par mois", "year": "par an"}
REMOTE_LABELS = {"none": "sur place", "partial": "télétravail possible en partie", "full": "à distance"}
LISTED = tuple(
    code for code in WORDS if code != "pay_stated"
)  # A list says what worries, and not that the pay is given.


class Advertised(Protocol):
    """What an offer says: a row, which keeps its words in `plain`, or a draft, which has them in `text`."""

    title: str
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
    labels: tuple[Label, ...]


def card(offer: Advertised) -> OfferCard:
    """Return an offer in words."""
    return OfferCard(
        place=_place(offer),
        contract=_contract(offer),
        pay=_pay(offer),
        hours=f"{hours_fr(offer.hours_per_week)} par semaine" if offer.hours_per_week else "",
        remote=REMOTE_LABELS.get(offer.remote, ""),
        labels=labels_shown(offer),
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


def labels_shown(offer: Advertised, guesses: Sequence[Mapping[str, Any]] | None = None) -> tuple[Label, ...]:
    """Return what a worried reader looks for first, each with the words it was read from.

    `guesses`: those that still stand behind what the offer shows, where a person corrected some; else all of its own.
    """
    words = str(getattr(offer, "plain", "") or getattr(offer, "text", ""))
    said = _said(getattr(offer, "guesses", ()) if guesses is None else guesses)
    read = labels_of(offer, offer.title, words, part_time=getattr(offer, "part_time", None), quotes=said)
    return (*read, *_on_access(offer, said.get("open_to_contract_staff", "")))


def _said(guesses: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the words from which each field was understood."""
    return {one["field"]: one["words"] for one in guesses}


def _on_access(offer: Advertised, words: str) -> Iterator[Label]:
    if offer.open_to_contract_staff is True:
        yield Label("open_to_contract_staff", "ouvert aux contractuels", words, "calm")
    elif offer.open_to_contract_staff is False:
        yield Label("civil_servants_only", "réservé aux fonctionnaires", words, "plan")


def badges(codes: Sequence[str]) -> list[tuple[str, str]]:
    """Return the labels of a list by their codes: words, and how pressing they are."""
    return [(WORDS[code], LEVELS[code]) for code in LISTED if code in codes]
