"""The page of an adviser's contracts: each date with its voices, the deadlines, the steps of the alerts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from sqlmodel import Session

from workforce import clock
from workforce.alerts import ledger
from workforce.alerts.ledger import LEVELS, ContractLetter
from workforce.contracts import history, intents
from workforce.contracts.claims import SOURCE_LABELS, ClaimSource, DateClaim
from workforce.contracts.history import Said
from workforce.contracts.intents import Intent
from workforce.contracts.kinds import END_MOTIVE_LABELS, KIND_LABELS, PARTY_LABELS, Party
from workforce.contracts.ladder import milestone_date
from workforce.contracts.models import Deadline
from workforce.contracts.outlook import ContractLine, Outlook, advice_on, outlook
from workforce.trainings import listing as trainings
from workforce.web import contract_truth
from workforce.web.access import actor
from workforce.web.adviser_frise import frise_of
from workforce.web.adviser_home import deadline_title, headline_of, links_of
from workforce.web.person import Person
from workforce.web.pressing import level_of_task
from workforce.wording import date_fr, in_days_fr, list_fr

FIELDS = {"start_date": "Début", "end_date": "Fin"}
HANDOVER_BEFORE, HANDOVER_AFTER = 90, 60  # Days around the end in which the handover sheet is at hand.
SAID_ONCE = ("Indicatif", "Le contrat se termine le ")  # Elsewhere on the page, once for all.
ACTING = {
    Party.ADVISER: "à vous de jouer",
    Party.EMPLOYER: "à votre employeur de jouer",
    Party.COORDINATOR: "à votre coordination de jouer",
}


@dataclass(frozen=True)
class _Read:
    """Everything that the page is made of."""

    person: Person
    today: date
    contracts: list[ContractLine]
    found: Outlook
    said: dict[tuple[int, str], Said]
    answers: dict[int, Intent]
    deadlines: list[Deadline]
    steps: set[tuple[int, date, int]]
    letters: list[ContractLetter]


def view(session: Session, who: Person) -> dict[str, Any]:
    """Return what the template shows."""
    read = _read(session, who)
    found, contract = read.found, read.found.contract
    suggestions = trainings.suggestions_of(session, who.id) if who.sees_skills else []
    clocks = history.clocks_of(session, contract, followed=False) if contract else None
    return {
        "person": who,
        "headline": headline_of(found, _end_said(read, contract), who, read.today),
        "frise": frise_of(
            read.contracts,
            found,
            read.deadlines,
            suggestions,
            read.letters,
            read.today,
            is_owner=who.is_owner,
        ),
        "clocks": clocks.sentence if clocks else "",
        "contracts": [_contract(read, one) for one in read.contracts],
        "truths": contract_truth.truths(session, who, read.contracts, read.said, read.today),
        "deadlines": [
            _deadline(row, who, read.today)
            for row in read.deadlines
            if contract and row.contract_id == contract.id
        ],
        "advice": [_advice(one) for one in advice_on(contract, read.contracts)] if contract else [],
        "ladder": _ladder(read, contract) if contract else [],
        "others_told": _others_told(contract) if contract else "",
        "links": links_of(found, who),
    }


def _read(session: Session, who: Person) -> _Read:
    today = clock.today()
    contracts = history.contracts_of(session, who.id)
    found, ids = outlook(contracts, today), [one.id for one in contracts]
    return _Read(
        person=who,
        today=today,
        contracts=contracts,
        found=found,
        said=history.said_of(session, ids),
        answers=intents.latest(session, ids),
        deadlines=history.deadlines_of(session, ids),
        steps=history.steps_reached(session, ids),
        letters=ledger.letters_about(session, ids),
    )


def _end_said(read: _Read, contract: ContractLine | None) -> Said | None:
    return read.said.get((contract.id, "end_date")) if contract else None


def _contract(read: _Read, one: ContractLine) -> dict[str, Any]:
    """Return one contract of the history, with what can be done of it."""
    is_going = not one.is_over(read.today)
    return {
        "id": one.id,
        "kind": KIND_LABELS[one.kind],
        "employer": one.employer,
        "state": _state(one, read.today),
        "dates": [_date(read, one, "start_date", one.start), _date(read, one, "end_date", one.end)],
        "termination": _termination(one),
        "answer": read.answers[one.id].sentence if one.id in read.answers else "",
        "notes": [words for words, holds in _notes(one, read) if holds],
        "is_contradicted": is_going and any(_is_contradicted(read, one, field) for field in FIELDS),
        "may_prolong": not one.is_open_ended and one.terminated_on is None,
        "may_renew": not one.is_open_ended and not any(other.renews_id == one.id for other in read.contracts),
        "may_terminate": is_going and one.terminated_on is None,
        "handover": _handover(one, read.today),
        "prolong_label": _prolong_label(one, is_going),
    }


def _is_contradicted(read: _Read, one: ContractLine, field: str) -> bool:
    said = read.said.get((one.id, field))
    return said is not None and said.settlement.conflicting and one.terminated_on is None


def _handover(one: ContractLine, today: date) -> str:
    """Return the address of the handover sheet, from three months before the end to two months after."""
    days = (one.last_day - today).days if one.last_day else None
    is_near = days is not None and -HANDOVER_AFTER <= days <= HANDOVER_BEFORE
    return url_for("handovers.show", contract_id=one.id) if is_near else ""


def _prolong_label(one: ContractLine, is_going: bool) -> str:
    if one.end is None:
        return "Donner la date de fin"
    return "Corriger ou prolonger" if is_going else "Corriger la date de fin"


def _notes(one: ContractLine, read: _Read) -> Iterable[tuple[str, bool]]:
    former = next((other for other in read.contracts if other.id == one.renews_id), None)
    yield (
        f"Renouvelle le contrat du {date_fr(former.start)}" if former and former.start else "",
        bool(former and former.start),
    )
    yield "Temps partiel", one.part_time
    yield "Ne peut être renouvelé qu’en CDI", one.cdi_only
    yield "Poste subventionné", one.post_id is not None


def _state(one: ContractLine, today: date) -> tuple[str, str]:
    if one.is_over(today):
        return "terminé", ""
    if one.start and one.start > today:
        return "à venir", "info"
    return "en cours", "calm"


def _date(read: _Read, one: ContractLine, field: str, value: date | None) -> dict[str, Any]:
    """Return a date with the voice that is kept and every other word that was said of it."""
    said = read.said.get((one.id, field))
    missing = "sans date de fin" if field == "end_date" and one.is_open_ended else "date inconnue"
    retained = said.settlement.retained if said else None
    return {
        "label": FIELDS[field],
        "value": date_fr(value) if value else missing,
        "iso": value.isoformat() if value else "",
        "source": _says(said, retained, read.person) if said and retained else "",
        "history": _history(said, read.person) if said and len(said.rows) > 1 else [],
    }


def _history(said: Said, who: Person) -> list[str]:
    return [_word(said, row, who) for row in reversed(said.rows)]


def _word(said: Said, row: Any, who: Person) -> str:
    """Say one word on a date, and that it was taken back where it was."""
    claim = DateClaim(row.value, ClaimSource(row.source), row.stated_on, row.recorded_at)
    day = date_fr(row.value) if row.value else "aucune date"
    return f"{day} : {_says(said, claim, who)}{' (retiré)' if row.withdrawn_at else ''}"


def _says(said: Said, claim: DateClaim, who: Person) -> str:
    """Say whose word it is, and how old."""
    return f"{whose(said, claim, who)}, le {date_fr(claim.stated_on)}"


def whose(said: Said, claim: DateClaim, who: Person) -> str:
    """Say whose word it is: the reader's own, a source's, a person's."""
    name = said.who(claim)
    is_choice = claim.source is ClaimSource.SETTLED
    if (
        name
        and name == actor().name
        and (is_choice or (who.is_owner and claim.source is ClaimSource.ADVISER))
    ):
        return "vous"
    source = "choix" if is_choice and name else SOURCE_LABELS[claim.source]
    return f"{source}, {name}" if name else source


def _termination(one: ContractLine) -> str:
    if one.terminated_on is None:
        return ""
    motive = f" ({END_MOTIVE_LABELS[one.motive]})" if one.motive else ""
    return f"Rompu le {date_fr(one.terminated_on)}{motive}"


def _deadline(row: Deadline, who: Person, today: date) -> dict[str, Any]:
    party = Party(row.party)
    return {
        "title": deadline_title(row, today),
        "party": ACTING[party] if who.is_owner else f"qui agit : {PARTY_LABELS[party]}",
        "date": date_fr(row.due_date),
        "iso": row.due_date.isoformat(),
        "distance": in_days_fr(row.due_date, today),
        "level": level_of_task(row.due_date, today) if row.due_date >= today else "",
        "is_past": row.due_date < today,
        "reasons": [reason for reason in row.reasons if not reason.startswith(SAID_ONCE)],
        "source": row.source,
        "indicative": row.indicative,
    }


def _advice(one: Any) -> dict[str, Any]:
    reasons = [reason for reason in one.reasons if not reason.startswith(SAID_ONCE)]
    return {"title": one.label, "reasons": reasons, "source": one.source, "indicative": one.indicative}


def _ladder(read: _Read, contract: ContractLine) -> list[dict[str, str]]:
    """Return the steps of the adviser's ladder: what left, what is to leave, what is to come."""
    end = contract.last_day
    if end is None:
        return []
    told = {one.milestone: one for one in read.letters if one.contract_id == contract.id and one.end == end}
    reached = {days for contract_id, day, days in read.steps if (contract_id, day) == (contract.id, end)}
    return [_rung(end, step, told.get(step), reached, read.today) for step in contract.ladder(Party.ADVISER)]


def _rung(
    end: date, step: int, letter: ContractLetter | None, reached: set[int], today: date
) -> dict[str, str]:
    day = milestone_date(end, step)
    words, level = _became(step, day, reached, today)
    if letter:
        words, level = letter.sentence, LEVELS[letter.state]
    return {
        "step": f"{step} jours avant",
        "date": date_fr(day),
        "iso": day.isoformat(),
        "state": words,
        "level": level,
    }


def _became(step: int, day: date, reached: set[int], today: date) -> tuple[str, str]:
    """Say what became of a step that no letter tells of."""
    if day > today:
        return "À venir.", ""
    if step in reached:
        return "Palier atteint, aucun compte à prévenir.", ""
    if any(other < step for other in reached):
        return "Remplacée par un rappel plus proche.", ""
    return "Pas encore envoyée.", ""


def _others_told(contract: ContractLine) -> str:
    """Say when the employer and the coordinator are told."""
    told = [
        f"{words} {list_fr([str(step) for step in contract.ladder(party)])} jours avant"
        for party, words in (
            (Party.EMPLOYER, "la structure employeuse"),
            (Party.COORDINATOR, "la coordination"),
        )
        if contract.ladder(party)
    ]
    return f"Sont aussi prévenues : {' ; '.join(told)}." if told else ""


def own(contracts: Sequence[ContractLine], contract_id: int) -> ContractLine:
    """Return one of these contracts."""
    return next(one for one in contracts if one.id == contract_id)


def address(adviser_id: int) -> str:
    """Return the address of an adviser's contracts."""
    return url_for("adviser.contract", adviser_id=adviser_id)
