"""What a person's contracts add up to on a day: the one that runs, the one that counts, and how it ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workforce.contracts.deadlines import Advice, ContractFacts, advice
from workforce.contracts.kinds import KIND_LABELS, OPEN_ENDED_KINDS, ContractKind, EndMotive, Party, Sector
from workforce.contracts.ladder import FOLLOW_UPS, Ladder, ladder_for
from workforce.contracts.lengths import PastContract


class Case(StrEnum):
    """How the contract that counts stands to its end."""

    NONE = "none"
    RUNNING = "running"
    RENEWED = "renewed"  # The next contract is signed: the end that counts is its own.
    OPEN_ENDED = "open_ended"
    END_UNKNOWN = "end_unknown"
    BROKEN = "broken"  # A rupture is known, and its day is still to come.
    ENDED = "ended"
    ENDED_EARLY = "ended_early"


@dataclass(frozen=True)
class ContractLine:
    """One contract as its adviser reads it."""

    id: int
    employer_id: int
    employer: str
    sector: Sector
    kind: ContractKind
    start: date | None = None
    end: date | None = None
    terminated_on: date | None = None
    motive: EndMotive | None = None
    hired_for_months: int | None = None
    cdi_only: bool = False
    part_time: bool = False
    post_id: int | None = None
    renews_id: int | None = None

    @property
    def label(self) -> str:
        """Say the kind and the employer: `CDD, Mairie de Toulon`."""
        return f"{KIND_LABELS[self.kind]}, {self.employer}"

    @property
    def last_day(self) -> date | None:
        """Return the last day, moved by a rupture; None when there is none or nobody knows it."""
        return self.terminated_on or self.end

    @property
    def is_open_ended(self) -> bool:
        """Tell whether a contract of this kind has no end of its own."""
        return self.kind in OPEN_ENDED_KINDS

    def is_over(self, today: date) -> bool:
        """Tell whether its last day has passed."""
        return self.last_day is not None and self.last_day < today

    def ladder(self, party: Party) -> Ladder:
        """Return the steps before the end that are told to this party; nothing is told of an end that nobody knows."""
        if self.last_day is None:
            return ()
        length = (self.last_day - self.start).days if self.start else None
        return tuple(step for step in ladder_for(party, self.kind, length) if step not in FOLLOW_UPS)


@dataclass(frozen=True)
class Outlook:
    """The contract of today, the one whose end counts, and how that end stands."""

    case: Case
    contract: ContractLine | None = None  # The one whose end counts.
    current: ContractLine | None = None  # The one that runs, when another follows it.

    @property
    def last_day(self) -> date | None:
        """Return the end that counts."""
        return self.contract.last_day if self.contract else None


def outlook(contracts: Iterable[ContractLine], today: date) -> Outlook:
    """Say which contract counts: the last to begin among those not over, else the last to end."""
    known = sorted(contracts, key=lambda one: (one.start or date.min, one.id))
    going = [one for one in known if not one.is_over(today)]
    if going:
        current = next((one for one in reversed(going) if one.start is None or one.start <= today), None)
        return _going(going[-1], current)
    if not known:
        return Outlook(Case.NONE)
    last = max(known, key=lambda one: (one.last_day or date.min, one.id))
    return Outlook(Case.ENDED_EARLY if _is_cut_short(last) else Case.ENDED, last)


def advice_on(contract: ContractLine, contracts: Sequence[ContractLine]) -> list[Advice]:
    """Return what is worth knowing about a contract and has no date, for the adviser."""
    same = [one for one in contracts if one.employer_id == contract.employer_id and one.id != contract.id]
    begun = contract.start or date.max
    chain = [
        PastContract(one.start, one.last_day, one.motive or EndMotive.TERM)
        for one in same
        if (one.start or date.min) < begun
    ]
    found = advice(facts_of(contract, followed=any((one.start or date.min) > begun for one in same)), chain)
    return [one for one in found if one.party is Party.ADVISER]


def facts_of(contract: ContractLine, followed: bool) -> ContractFacts:
    """Return a contract as the rules read it."""
    return ContractFacts(
        kind=contract.kind,
        sector=contract.sector,
        start=contract.start,
        end=contract.end,
        terminated_on=contract.terminated_on,
        hired_for_months=contract.hired_for_months,
        cdi_only=contract.cdi_only,
        subsidised_post=contract.post_id is not None,
        followed=followed,
    )


def headline(found: Outlook, of_whom: str = "") -> str:
    """Say how the contract ends, up to the date where there is one. `of_whom` is empty for the adviser themself."""
    new = "nouveau " if found.case is Case.RENEWED else ""
    subject = f"Le {new}contrat {of_whom}" if of_whom else f"Votre {new}contrat"
    return SENTENCES[found.case].format(subject=subject, whose=subject[0].lower() + subject[1:])


def _going(counted: ContractLine, current: ContractLine | None) -> Outlook:
    follows = current is not None and current is not counted
    return Outlook(_case(counted, follows), counted, current if follows else None)


def _case(contract: ContractLine, follows: bool) -> Case:
    if contract.terminated_on:
        return Case.BROKEN
    if contract.is_open_ended:
        return Case.OPEN_ENDED
    if contract.end is None:
        return Case.END_UNKNOWN
    return Case.RENEWED if follows else Case.RUNNING


def _is_cut_short(contract: ContractLine) -> bool:
    return contract.terminated_on is not None and contract.terminated_on != contract.end


# A sentence that ends with « le » is followed by the date.
SENTENCES = {
    Case.NONE: "{subject} n’est pas encore enregistré.",
    Case.RUNNING: "{subject} se termine le",
    Case.RENEWED: "{subject} se termine le",
    Case.OPEN_ENDED: "{subject} n’a pas de date de fin.",
    Case.END_UNKNOWN: "La date de fin de {whose} n’est pas connue.",
    Case.BROKEN: "{subject} est rompu : il se termine le",
    Case.ENDED: "{subject} s’est terminé le",
    Case.ENDED_EARLY: "{subject} a été rompu le",
}
