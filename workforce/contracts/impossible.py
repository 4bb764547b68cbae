"""Dates that cannot be: each refusal is a sentence tied to the field to correct."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workforce.contracts.calendar import DAY, end_after
from workforce.contracts.kinds import KIND_LABELS, OPEN_ENDED_KINDS, ContractKind, Sector
from workforce.contracts.lengths import LONGEST_GAP_MONTHS
from workforce.wording import date_fr

LONGEST_MONTHS = 120
A_MONTH = timedelta(days=31)
OLDEST_START = date(1980, 1, 1)
LATEST_DATE = date(2100, 12, 31)


@dataclass(frozen=True)
class ContractDates:
    """A contract as somebody proposes it, or as it already stands."""

    start: date | None
    end: date | None = None
    terminated_on: date | None = None
    kind: ContractKind | None = None
    sector: Sector | None = None
    full_time: bool = True

    @property
    def last_day(self) -> date | None:
        """Return the last day, moved by a rupture."""
        return min((day for day in (self.end, self.terminated_on) if day), default=None)


@dataclass(frozen=True)
class Refusal:
    """What is wrong, said in French, and the field it is about."""

    field: str
    sentence: str


def impossible_dates(contract: ContractDates, others: Sequence[ContractDates] = ()) -> tuple[Refusal, ...]:
    """Return every reason to refuse a contract, beside the same person's other contracts."""
    return (
        *_out_of_range(contract),
        *_wrong_order(contract),
        *_wrong_kind(contract),
        *_overlaps(contract, others),
    )


def refused_length(contract: ContractDates, months: int | None) -> Refusal | None:
    """Return why a length in months cannot stand beside the kind and the dates of a contract."""
    if months is None:
        return None
    if contract.kind in OPEN_ENDED_KINDS:
        label = KIND_LABELS[contract.kind]
        sentence = f"Un contrat « {label} » n’a pas de durée : effacez-la ou changez le type."
        return Refusal("length_months", sentence)
    if contract.start is None or contract.end is None:
        return None
    counted = end_after(contract.start, months)
    if abs(counted - contract.end) <= A_MONTH:  # Hired for 18 months, ending on a Friday: nobody is wrong.
        return None
    since = f"{months} mois à partir du {date_fr(contract.start)} mènent au {date_fr(counted)}"
    return Refusal("end_date", f"{since}, pas au {date_fr(contract.end)} : corrigez l’un des deux.")


def refused_renewal(
    former: ContractDates, start: date | None, following: ContractDates | None
) -> Refusal | None:
    """Return why a contract that begins on this day cannot renew the former one."""
    if following:
        since = f", à partir du {date_fr(following.start)}" if following.start else ""
        return Refusal("", f"Ce contrat est déjà renouvelé{since}. Renouvelez plutôt le suivant.")
    if former.kind in OPEN_ENDED_KINDS:
        return Refusal(
            "", "Un contrat sans date de fin ne se renouvelle pas : enregistrez un nouveau contrat."
        )
    if start is None:
        return Refusal("start_date", "Dites quand commence le nouveau contrat.")
    return _refused_start(former, start)


def _refused_start(former: ContractDates, start: date) -> Refusal | None:
    """Return why a renewal cannot begin on this day."""
    last_day = former.last_day
    if last_day and start <= last_day:
        return Refusal(
            "start_date", f"Le nouveau contrat commence après la fin du précédent ({date_fr(last_day)})."
        )
    if former.start and start <= former.start:
        return Refusal(
            "start_date", f"Le précédent a commencé le {date_fr(former.start)} : celui-ci le suit."
        )
    if last_day and start > end_after(last_day + DAY, LONGEST_GAP_MONTHS) + DAY:
        return Refusal(
            "start_date",
            f"Plus de quatre mois séparent ce contrat du précédent (fin le {date_fr(last_day)}) : "
            "ce n’est plus un renouvellement. Enregistrez un nouveau contrat.",
        )
    return None


def _out_of_range(contract: ContractDates) -> Iterator[Refusal]:
    """Refuse a year that is a slip of the keyboard."""
    for field, day in _named_dates(contract):
        if not OLDEST_START <= day <= LATEST_DATE:
            yield Refusal(field, f"L’année {day.year} n’est pas plausible : vérifiez la date.")


def _named_dates(contract: ContractDates) -> list[tuple[str, date]]:
    """Return the known dates with the name of their field."""
    dates = (
        ("start_date", contract.start),
        ("end_date", contract.end),
        ("termination_date", contract.terminated_on),
    )
    return [(field, day) for field, day in dates if day]


def _wrong_order(contract: ContractDates) -> Iterator[Refusal]:
    """Refuse an end before the start, a rupture outside the contract, and a contract without measure."""
    start, end, terminated_on = contract.start, contract.end, contract.terminated_on
    if start and end and end < start:
        yield Refusal("end_date", f"La fin ({date_fr(end)}) précède le début ({date_fr(start)}).")
    if start and end and end > end_after(start, LONGEST_MONTHS):
        yield Refusal("end_date", "Le contrat durerait plus de dix ans : vérifiez les deux dates.")
    if start and terminated_on and terminated_on < start:
        yield Refusal("termination_date", f"La rupture ne peut pas précéder le début ({date_fr(start)}).")
    if end and terminated_on and terminated_on > end:
        yield Refusal(
            "termination_date", f"La rupture ne peut pas suivre la fin du contrat ({date_fr(end)})."
        )


def _wrong_kind(contract: ContractDates) -> Iterator[Refusal]:
    """Refuse what the kind of contract excludes."""
    if contract.kind in OPEN_ENDED_KINDS and contract.end:
        label = KIND_LABELS[contract.kind]
        yield Refusal(
            "end_date", f"Un contrat « {label} » n’a pas de date de fin : effacez-la ou changez le type."
        )
    if contract.kind is ContractKind.CDP and contract.sector is Sector.PRIVATE:
        yield Refusal("kind", "Un contrat de projet n’existe que chez un employeur public.")


def _overlaps(contract: ContractDates, others: Sequence[ContractDates]) -> Iterator[Refusal]:
    """Refuse a second full-time contract on the same days."""
    clash = next((other for other in others if _clash(contract, other)), None)
    if clash and clash.start:
        until = f" au {date_fr(clash.last_day)}" if clash.last_day else ", sans date de fin"
        sentence = "Ces dates chevauchent un autre contrat à temps plein de la même personne"
        yield Refusal("start_date", f"{sentence} : du {date_fr(clash.start)}{until}.")


def _clash(one: ContractDates, other: ContractDates) -> bool:
    """Tell whether two full-time contracts surely share a day; an unknown start shares none."""
    if not (one.full_time and other.full_time and one.start and other.start):
        return False
    return one.start <= _surely_until(other, other.start) and other.start <= _surely_until(one, one.start)


def _surely_until(contract: ContractDates, start: date) -> date:
    """Return the last day that is sure: a fixed term whose end is unknown is only sure to begin."""
    if contract.last_day:
        return contract.last_day
    return LATEST_DATE if contract.kind in OPEN_ENDED_KINDS else start
