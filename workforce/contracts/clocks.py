"""Two clocks on one desk: the convention that pays the post, the contract that binds the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workforce.wording import date_fr


class ClockCase(StrEnum):
    """Which of the two clocks stops first, and what that means."""

    CONTRACT_FIRST = "contract_first"
    CONVENTION_FIRST = "convention_first"
    BOTH = "both"
    POST_RENEWED = "post_renewed"  # The post goes on with money; nothing is signed with the person.


@dataclass(frozen=True)
class Clocks:
    """The dates of one post and of the contract of the person who holds it."""

    contract_end: date | None
    convention_end: date | None
    open_ended: bool = False  # A CDI or a tenured agent: no end is a known fact, not a gap.
    contract_followed: bool = False  # The person's next contract is signed.
    convention_renewed_until: date | None = None  # End of the convention that follows, once granted.


@dataclass(frozen=True)
class ClockDecision:
    """The case, the clock that stops first, and the sentence that says both."""

    case: ClockCase
    first_date: date
    days_between: int
    sentence: str
    funded_until: date


def compare_clocks(clocks: Clocks) -> ClockDecision | None:
    """Tell which clock stops first; None when a date that matters is unknown."""
    funded_until = clocks.convention_renewed_until or clocks.convention_end
    if funded_until is None:
        return None
    if clocks.open_ended:
        return _money_ends_under_an_open_contract(funded_until)
    return _compare(clocks, funded_until) if clocks.contract_end else None


def _compare(clocks: Clocks, funded_until: date) -> ClockDecision:
    """Compare two known ends."""
    assert clocks.contract_end is not None
    case = _case(clocks, clocks.contract_end, funded_until)
    days = abs((funded_until - clocks.contract_end).days)
    sentence = SENTENCES[case].format(
        contract=date_fr(clocks.contract_end),
        convention=date_fr(funded_until),
        days=f"{days} jour{'s' if days > 1 else ''}",
    )
    return ClockDecision(case, min(clocks.contract_end, funded_until), days, sentence, funded_until)


def _case(clocks: Clocks, contract_end: date, funded_until: date) -> ClockCase:
    """Name the case of two known ends."""
    renewed_alone = clocks.convention_renewed_until is not None and not clocks.contract_followed
    if renewed_alone and contract_end < funded_until:
        return ClockCase.POST_RENEWED
    if contract_end == funded_until:
        return ClockCase.BOTH
    return ClockCase.CONTRACT_FIRST if contract_end < funded_until else ClockCase.CONVENTION_FIRST


def _money_ends_under_an_open_contract(funded_until: date) -> ClockDecision:
    """Say what the end of the subsidy means to a person whose contract has no end."""
    sentence = (
        f"La subvention du poste s’arrête le {date_fr(funded_until)} ; le contrat, sans date de fin, "
        "continue et l’employeur en porte seul le coût."
    )
    return ClockDecision(ClockCase.CONVENTION_FIRST, funded_until, 0, sentence, funded_until)


SENTENCES = {
    ClockCase.CONTRACT_FIRST: (
        "Le contrat se termine le {contract}, {days} avant la convention ({convention}) : le poste reste "
        "financé, un renouvellement peut se demander."
    ),
    ClockCase.CONVENTION_FIRST: (
        "La subvention du poste s’arrête le {convention}, {days} avant la fin du contrat ({contract}) : le "
        "contrat continue et l’employeur en porte seul le coût."
    ),
    ClockCase.BOTH: (
        "Le contrat et la subvention du poste s’arrêtent le même jour, le {contract} : sans nouvelle "
        "convention, l’employeur porterait seul le coût d’un renouvellement."
    ),
    ClockCase.POST_RENEWED: (
        "Le poste est financé jusqu’au {convention}, mais le contrat se termine le {contract} et aucun "
        "renouvellement n’est signé avec la personne."
    ),
}
