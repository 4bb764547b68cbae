"""What a next job asks for, held against what a person has: each need with its words. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workforce.skills.families import Catalogue, Fate, JobFamily
from workforce.skills.gaps import CertificateHeld, is_valid
from workforce.skills.referential import TO_CONFIRM
from workforce.skills.standing import HeldNumbers
from workforce.wording import date_fr

NAMED_SO = ("Pix", "CléA numérique")  # Names that keep their capital in a sentence.


class Have(StrEnum):
    """How a person stands before one thing that a job asks for."""

    HELD = "held"
    PARTLY = "partly"  # It counts today and will not later, or counts in part.
    TO_CONFIRM = "to_confirm"
    MISSING = "missing"
    UNKNOWN = "unknown"  # Nothing that is kept here tells.


@dataclass(frozen=True)
class Need:
    """One thing that a job asks for, and how the person stands before it."""

    what: str
    have: Have
    why: str
    ccp_number: int | None = None
    certificate: str = ""
    quote: str = ""  # The words of an offer that ask for it; none: it is usual in the trade.

    @property
    def spoken(self) -> str:
        """Return it as a sentence says it: `le CCP2`, `la formation Aidants Connect`."""
        if self.ccp_number is not None:
            return f"le {self.what}"
        return self.what if self.what in NAMED_SO else f"{self.what[0].lower()}{self.what[1:]}"


def bloc_need(number: int, numbers: HeldNumbers, quote: str = "") -> Need:
    """Hold one bloc that is asked for against the blocs held, whatever their generation."""
    what = f"CCP{number}"
    if number in numbers.sure:
        return Need(what, Have.HELD, "Vous avez ce bloc.", number, quote=quote)
    if number in numbers.to_confirm:
        why = f"Votre titre pourrait le valoir : {TO_CONFIRM}."
        return Need(what, Have.TO_CONFIRM, why, number, quote=quote)
    return Need(what, Have.MISSING, "Vous n’avez pas noté ce bloc.", number, quote=quote)


def certificate_need(
    catalogue: Catalogue, code: str, held: Sequence[CertificateHeld], today: date, quote: str = ""
) -> Need:
    """Hold one certificate that is asked for against those held; one that lapses at departure counts in part."""
    asked = catalogue.certificate(code)
    name = asked.spoken[0].upper() + asked.spoken[1:]
    valid = [one for one in held if is_valid(one, today) and code in catalogue.fulfilled([one.code])]
    lasting = [one for one in valid if catalogue.certificate(one.code).fate is not Fate.LAPSES]
    for one in lasting[:1] or valid[:1]:
        found = catalogue.certificate(one.code)
        day = f", obtenu le {date_fr(one.obtained_on)}" if one.obtained_on else ""
        why = f"Vous avez noté « {found.name} »{day}."
        if not lasting:
            return Need(name, Have.PARTLY, f"{why} {found.note}", None, code, quote)
        return Need(name, Have.HELD, why, None, code, quote)
    return Need(name, Have.MISSING, "Rien n’en est noté parmi vos certifications.", None, code, quote)


def family_needs(
    catalogue: Catalogue,
    family: JobFamily,
    numbers: HeldNumbers,
    certificates: Sequence[CertificateHeld],
    today: date,
) -> tuple[Need, ...]:
    """Return what a kind of job asks for in general, each held against what the person has."""
    return tuple(_family_needs(catalogue, family, numbers, certificates, today))


def lacking(needs: Sequence[Need]) -> tuple[Need, ...]:
    """Return the needs that are not surely met, unknown ones left out."""
    return tuple(one for one in needs if one.have in (Have.MISSING, Have.TO_CONFIRM, Have.PARTLY))


def _family_needs(
    catalogue: Catalogue,
    family: JobFamily,
    numbers: HeldNumbers,
    certificates: Sequence[CertificateHeld],
    today: date,
) -> Iterator[Need]:
    for number in family.ccp_numbers:
        yield bloc_need(number, numbers)
    for code in family.certificates:
        yield certificate_need(catalogue, code, certificates, today)
    if family.is_civil_service:
        why = "Ces postes portent souvent un grade : lisez dans chaque offre si elle est ouverte aux contractuels."
        yield Need("Statut : ouvert aux contractuels ?", Have.UNKNOWN, why)
