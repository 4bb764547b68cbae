"""An offer as an employer types it: the whole draft, checked, and what can be shown of an unfinished one. No session."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Self

from pydantic import TypeAdapter, ValidationError, model_validator
from sqlmodel import Field, SQLModel

from workforce.addresses import UnsafeUrl, endpoint
from workforce.offers.posting.terms import APPLY_WAYS, LEVELS
from workforce.offers.understanding.trades import BY_CODE
from workforce.refusals import Refused
from workforce.territories.departements import code_from_postal, departement, neighbours

CONTRACTS = ("CDI", "CDD", "CDP", "PEC", "titulaire", "apprentissage")
LASTING = ("CDI", "titulaire")  # Contracts that have no length.
PERIODS = ("hour", "month", "year")
REMOTES = ("none", "partial", "full")
CHOOSE = "Choisissez une des réponses proposées."
# What the form asks for that every offer has, feeds' included; the rest is kept beside, in `posting`.
OF_EVERY_OFFER = (
    "title", "family", "contract_kind", "length_months", "departement", "commune", "postal_code", "pay_min", "pay_max",
    "pay_period", "hours_per_week", "remote", "open_to_contract_staff", "starts_on", "closes_on",
)  # fmt: skip
OF_A_POSTING = (
    "post_id", "level", "pay_scale", "funded_until", "apply_how", "apply_url", "apply_contact",
)  # fmt: skip


class OfferDraft(SQLModel):
    """An offer as an employer types it, in its form’s order. Gross euros per `pay_period`; hours a week; length in months."""

    title: str = Field(min_length=5, max_length=150)
    family: str
    text: str = Field(min_length=40, max_length=20_000)
    level: str = ""
    contract_kind: str
    length_months: int | None = Field(default=None, ge=1, le=72)
    starts_on: date | None = None
    hours_per_week: float | None = Field(default=None, gt=0, le=48)
    open_to_contract_staff: bool | None = None
    post_id: int | None = None
    funded_until: date | None = None
    departement: str
    commune: str = Field(default="", max_length=80)
    postal_code: str = Field(default="", max_length=5)
    remote: str = "none"
    pay_min: int | None = Field(default=None, ge=1, le=200_000)
    pay_max: int | None = Field(default=None, ge=1, le=200_000)
    pay_period: str = "month"
    pay_scale: str = Field(default="", max_length=120)
    closes_on: date | None = None
    apply_how: str = "relay"
    apply_url: str = Field(default="", max_length=500)
    apply_contact: str = Field(default="", max_length=200)

    @model_validator(mode="after")
    def check(self) -> Self:
        """Refuse what the lists do not have, and what contradicts itself. Raises Refused."""
        if found := self.faults():
            raise Refused(found)
        return self

    def faults(self) -> dict[str, str]:
        """Return what the lists do not have, and what contradicts itself: field → sentence."""
        return dict([*self._of_lists(), *self._of_terms(), *self._of_applying()])

    def _of_lists(self) -> Iterator[tuple[str, str]]:
        if self.family not in BY_CODE:
            yield "family", "Choisissez un métier de la liste."
        if self.contract_kind not in CONTRACTS:
            yield "contract_kind", "Choisissez un contrat de la liste."
        if self.pay_period not in PERIODS:
            yield "pay_period", "Choisissez heure, mois ou an."
        if self.remote not in REMOTES:
            yield "remote", CHOOSE
        if self.level and self.level not in LEVELS:
            yield "level", CHOOSE
        if departement(self.departement) is None:
            yield "departement", "Choisissez un département de la liste."
        elif self.postal_code:
            yield from self._of_postal_code()

    def _of_postal_code(self) -> Iterator[tuple[str, str]]:
        """Hold a postal code against its département: a few communes borrow a neighbour's."""
        there = code_from_postal(self.postal_code)
        if there is None:
            yield "postal_code", "Un code postal a cinq chiffres, par exemple 83400."
        elif there not in (self.departement, *neighbours(self.departement)):
            yield "postal_code", "Ce code postal n’est pas dans le département choisi."

    def _of_terms(self) -> Iterator[tuple[str, str]]:
        if self.pay_min and self.pay_max and self.pay_max < self.pay_min:
            yield "pay_max", "Le salaire le plus haut est inférieur au plus bas."
        if self.pay_max and not self.pay_min:
            yield "pay_min", "Indiquez aussi le salaire le plus bas."
        if self.contract_kind in LASTING and self.length_months:
            kind = "CDI" if self.contract_kind == "CDI" else "poste de titulaire"
            yield "length_months", f"Un {kind} n’a pas de durée : laissez ce champ vide."
        if self.funded_until and self.starts_on and self.funded_until < self.starts_on:
            yield (
                "funded_until",
                "Le financement se termine avant la prise de poste : vérifiez ces deux dates.",
            )

    def _of_applying(self) -> Iterator[tuple[str, str]]:
        if self.apply_how not in APPLY_WAYS:
            yield "apply_how", CHOOSE
        elif self.apply_how == "url" and not is_web_address(self.apply_url):
            yield "apply_url", "Indiquez l’adresse de la page où l’on postule : elle commence par https://."
        elif self.apply_how == "contact" and not self.apply_contact:
            yield "apply_contact", "Indiquez à qui écrire : un courriel ou une adresse de la structure."


def is_web_address(address: str) -> bool:
    """Say whether an address leads to the web, without a name or a password in it."""
    try:
        endpoint(address)
    except UnsafeUrl:
        return False
    return True


def unfinished(filled: Mapping[str, Any]) -> OfferDraft:
    """Return what can be shown of an unfinished form: a field that is missing or cannot be read is left out. Never raises."""
    read = {name: one for name, value in filled.items() if (one := _read(name, value)) is not None}
    blank = {"title": "", "text": "", "family": "", "contract_kind": "", "departement": ""}
    return OfferDraft.model_construct(**blank | read)


def _read(name: str, value: Any) -> Any:
    """Return a field as its type, whatever its limits; None where it cannot be read."""
    known: Any = OfferDraft.model_fields.get(name)
    try:
        return TypeAdapter(known.annotation).validate_python(value) if known else None
    except ValidationError:
        return None
