"""What the letters about a contract's end are written from."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

from workforce import clock
from workforce.advisers.models import Adviser
from workforce.advisers.naming import of_name
from workforce.alerts.links import link, question_link
from workforce.contracts import desk, history, intents
from workforce.contracts.deadlines import advice
from workforce.contracts.kinds import ContractKind, Party, Sector
from workforce.contracts.ladder import ladder_for, milestone_date, next_milestone
from workforce.contracts.models import Contract, Deadline, Milestone
from workforce.contracts.questions import answering
from workforce.contracts.questions.kinds import QuestionKind
from workforce.employers.models import Employer
from workforce.offers.models import Match, Offer
from workforce.trainings.models import Suggestion
from workforce.wording import date_fr

Subject = Mapping[str, Any]
END_MOVED = "la date de fin du contrat a changé"
RENEWED = "un nouveau contrat a été signé"
HANDOVER_OPENS = 30  # Days before the end.


def to_adviser(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell an adviser the date, what to do by when, and what is ready to look at."""
    contract, adviser, employer, end, today = _about(session, subject)
    acts = [_act(row) for row in _deadlines(session, contract.id, Party.ADVISER) if row.due_date >= today]
    facts = desk.facts_of(contract, Sector(employer.sector), followed=False)
    cautions = [
        reason for one in advice(facts) if one.party == Party.ADVISER for reason in (one.label, *one.reasons)
    ]
    offers = select(func.count()).select_from(Match).join(Offer, Offer.id == Match.offer_id)  # type: ignore[arg-type]
    trainings = select(func.count()).select_from(Suggestion).where(Suggestion.adviser_id == adviser.id)
    return {
        "today": today,
        "end_date": end,
        "employer": employer.name,
        "act_before": min((act["on"] for act in acts if act["on"] <= end), default=None),
        "acts": acts,
        "cautions": [*_clocks(session, contract, end), *cautions],
        "offers_count": session.scalar(
            offers.where(Match.adviser_id == adviser.id, Offer.state == "published")
        ),
        "trainings_count": session.scalar(trainings),
        "options_url": link("adviser.home", adviser.id),
        "correct_url": _question(session, contract, QuestionKind.DATE_CHECK, Party.ADVISER, subject)
        or link("adviser.contract", adviser.id),
        "handover_url": _handover(subject),
        "next_date": _next(contract, end, today, Party.ADVISER),
    }


def to_employer(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell an employer which answer is expected, and by when."""
    contract, adviser, employer, end, today = _about(session, subject)
    notice = _notice(session, contract.id, today)
    return {
        "today": today,
        "end_date": end,
        "adviser": adviser.name,
        "notice_date": notice.due_date if notice else None,
        "is_indicative": notice.indicative if notice else True,
        "source": notice.source if notice else "",
        "funding": " ".join(_clocks(session, contract, end)),
        "answer_url": _question(session, contract, QuestionKind.RENEWAL_INTENT, Party.EMPLOYER, subject)
        or link("employer.home", employer.id),
        "handover_url": _handover(subject),
        "next_date": _next(contract, end, today, Party.EMPLOYER),
    }


def to_coordinator(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell a coordinator who leaves when, and why a call matters."""
    contract, adviser, employer, end, today = _about(session, subject)
    notice = _notice(session, contract.id, today)
    reasons = _clocks(session, contract, end)
    if notice:
        reasons.append(f"L’employeur doit répondre avant le {date_fr(notice.due_date)}.")
    if not session.scalar(select(func.count()).select_from(Match).where(Match.adviser_id == adviser.id)):
        reasons.append("Aucune offre ne lui correspond pour le moment.")
    return {
        "today": today,
        "end_date": end,
        "adviser": adviser.name,
        "employer": employer.name,
        "notice_date": notice.due_date if notice else None,
        "reasons": reasons,
        "file_url": link("adviser.contract", adviser.id),
        "next_date": _next(contract, end, today, Party.COORDINATOR),
    }


def renewal_answered(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell the adviser and the coordinator what the employer intends."""
    _, adviser, employer, end, today = _about(session, subject)
    return {
        "today": today,
        "end_date": end,
        "employer": employer.name,
        "whose": "" if subject["audience"] == Party.ADVISER else of_name(adviser.name),
        "answer": subject["answer"],
        "file_url": link("adviser.contract", adviser.id),
    }


def answer_lost(session: Session, subject: Subject) -> str:
    """Say why a planned word about an employer's answer has lost its reason."""
    contract_id = subject["contract_id"]
    known = intents.latest(session, [contract_id]).get(contract_id)
    if known is None or known.answer != subject["answer"]:
        return "l’employeur a changé de réponse"
    contract = session.get(Contract, contract_id)
    return "le contrat a été annulé" if contract is None or contract.cancelled_at else ""


def lost_reason(session: Session, subject: Subject) -> str:
    """Say why a planned word about an end has lost its reason."""
    contract = session.get(Contract, subject["contract_id"])
    if contract is None or contract.cancelled_at:
        return "le contrat a été annulé"
    last_day = contract.termination_date or contract.end_date
    if last_day != date.fromisoformat(subject["end"]):
        return END_MOVED
    if last_day < clock.today():
        return "le contrat s’est terminé avant l’envoi"
    tighter = (
        select(func.count())
        .select_from(Milestone)
        .where(
            Milestone.contract_id == contract.id,
            Milestone.end_date == last_day,
            Milestone.days < subject["milestone"],
        )
    )
    if session.scalar(tighter.where(Milestone.audience == subject["audience"])):
        return "un rappel plus proche de la fin le remplace"
    renewals = select(func.count()).select_from(Contract).where(Contract.renews_id == contract.id)
    return (
        RENEWED
        if session.scalar(renewals.where(Contract.cancelled_at.is_(None)))  # type: ignore[arg-type, union-attr]
        else ""
    )


def _handover(subject: Subject) -> str:
    """Return the address of the handover sheet, once it is open: a month before the end."""
    is_open = 0 <= subject["milestone"] <= HANDOVER_OPENS
    return link("handovers.show", subject["contract_id"]) if is_open else ""


def _about(session: Session, subject: Subject) -> tuple[Contract, Adviser, Employer, date, date]:
    contract, adviser, employer = session.exec(
        select(Contract, Adviser, Employer)
        .join(Adviser, Adviser.id == Contract.adviser_id)  # type: ignore[arg-type]
        .join(Employer, Employer.id == Contract.employer_id)  # type: ignore[arg-type]
        .where(Contract.id == subject["contract_id"])
    ).one()
    return contract, adviser, employer, date.fromisoformat(subject["end"]), clock.today()


def _deadlines(session: Session, contract_id: int, party: Party) -> list[Deadline]:
    mine = select(Deadline).where(Deadline.contract_id == contract_id, Deadline.party == party)
    return list(session.exec(mine.order_by(Deadline.due_date, Deadline.rule)))  # type: ignore[arg-type]


def _clocks(session: Session, contract: Contract, end: date) -> list[str]:
    """Say which of the two clocks stops first, where both are known: each of the four cases has its sentence."""
    decision = history.clocks_of_post(session, contract.post_id, end)
    return [decision.sentence] if decision else []


def _notice(session: Session, contract_id: int, today: date) -> Deadline | None:
    rows = _deadlines(session, contract_id, Party.EMPLOYER)
    return next((row for row in rows if row.rule.startswith("employer-word") and row.due_date >= today), None)


def _question(
    session: Session, contract: Contract, kind: QuestionKind, party: Party, subject: Subject
) -> str:
    """Return the link of the question that is open already, so that one letter suffices; empty where there is none."""
    if contract.end_date is None:
        return ""
    asked = answering.open_to(session, contract.id, kind, party, contract.end_date)
    return question_link(asked, subject["account_id"]) if asked else ""


def _act(row: Deadline) -> dict[str, Any]:
    return {"label": row.label, "on": row.due_date, "is_indicative": row.indicative, "source": row.source}


def _next(contract: Contract, end: date, today: date, party: Party) -> date | None:
    length = (end - contract.start_date).days if contract.start_date else None
    ladder = tuple(step for step in ladder_for(party, ContractKind(contract.kind), length) if step >= 0)
    step = next_milestone(end, today, ladder)
    return milestone_date(end, step) if step is not None else None
