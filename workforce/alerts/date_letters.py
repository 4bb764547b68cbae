"""What the letters about legal deadlines and about the money of a post are written from."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_
from sqlmodel import Session, col, exists, select

from workforce import clock
from workforce.accounts.models import Membership
from workforce.advisers.models import Adviser
from workforce.advisers.naming import of_name
from workforce.alerts.links import link
from workforce.contracts import history
from workforce.contracts.clocks import ClockCase, ClockDecision
from workforce.contracts.funding import FUNDING_STEPS
from workforce.contracts.kinds import OPEN_ENDED_KINDS, ContractKind, Party
from workforce.contracts.ladder import Ladder, milestone_date, next_milestone
from workforce.contracts.models import Contract, Deadline, Reminder
from workforce.contracts.reminding import PASSED
from workforce.contracts.rules import warned_steps
from workforce.employers.models import Employer
from workforce.skills.families import shipped
from workforce.skills.gaps import CertificateHeld
from workforce.skills.models import Certificate
from workforce.skills.portability import lapsing_sentence

Subject = Mapping[str, Any]
DATE_MOVED = "cette échéance a changé de date ou n’existe plus"
MONEY_MOVED = "les dates du poste ou du contrat ont changé"
EXPORT = "tools-export"  # The rule of what closes at departure.
MOST = 30  # Deadlines in one letter; the page shows them all.


def deadline_near(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell who must act by when, why, and where it is written."""
    contract, adviser, employer = _around(session, subject)
    legal = _deadline(session, subject)
    assert legal is not None  # `deadline_lost` came before.
    return {
        "today": clock.today(),
        "on": legal.due_date,
        "label": legal.label,
        "whose": _whose(adviser, subject),
        "reasons": [*legal.reasons, *_closing(session, legal.rule, adviser)],
        "source": legal.source,
        "is_indicative": legal.indicative,
        "file_url": _page(subject, contract, employer),
        "next_date": _next(legal.due_date, warned_steps().get(legal.rule, ())),
    }


def _closing(session: Session, rule: str, adviser: Adviser) -> list[str]:
    """Name the person's own certificates that stop at departure, in the letter that says what closes then."""
    if rule != EXPORT:
        return []
    kinds = session.exec(select(Certificate.kind).where(Certificate.adviser_id == adviser.id))
    sentence = lapsing_sentence(shipped(), [CertificateHeld(kind) for kind in kinds])
    return [sentence] if sentence else []


def deadline_lost(session: Session, subject: Subject) -> str:
    """Say why a planned reminder has lost its reason."""
    if _deadline(session, subject) is None:
        return DATE_MOVED
    if date.fromisoformat(subject["due"]) < clock.today():
        return "l’échéance est passée avant l’envoi"
    tighter = select(col(Reminder.id)).where(
        *_same(Reminder, subject), col(Reminder.days) >= 0, col(Reminder.days) < subject["days"]
    )
    return "un rappel plus proche le remplace" if session.scalar(tighter.limit(1)) else ""


def deadlines_passed(session: Session, subject: Subject) -> dict[str, Any]:
    """List what had passed when the house learnt of it, the oldest first."""
    rows = _passed(session, subject)
    return {
        "today": clock.today(),
        "deadlines": [
            {"about": _about(row, subject), "label": row.label, "on": row.due_date} for row in rows[:MOST]
        ],
        "list_url": _list(rows[0], subject),
    }


def passed_lost(session: Session, subject: Subject) -> str:
    """Say why there is nothing left to list."""
    return "" if _passed(session, subject) else "ces échéances ont changé de date ou n’existent plus"


def funding_ends(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell that the money of a post stops while the contract runs on."""
    contract, adviser, employer = _around(session, subject)
    decision = _clocks(session, contract)
    assert decision is not None  # `funding_lost` came before.
    return {
        **_told(contract, adviser, employer, subject),
        "end_date": decision.funded_until,
        "sentence": decision.sentence,
        "next_date": _next(decision.funded_until, FUNDING_STEPS),
    }


def funded_again(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell that a post is funded beyond its holder's contract."""
    contract, adviser, employer = _around(session, subject)
    decision = _clocks(session, contract)
    assert decision is not None  # `funding_lost` came before.
    return {
        **_told(contract, adviser, employer, subject),
        "end_date": decision.first_date,
        "funded_until": decision.funded_until,
        "sentence": decision.sentence,
    }


def funding_lost(session: Session, subject: Subject) -> str:
    """Say why a planned word on the money of a post has lost its reason."""
    contract = session.get(Contract, subject["contract_id"])
    if contract is None or contract.cancelled_at:
        return "le contrat a été annulé"
    decision = _clocks(session, contract)
    told = (ClockCase.CONVENTION_FIRST, ClockCase.POST_RENEWED)
    if decision is None or decision.case not in told or decision.funded_until.isoformat() != subject["end"]:
        return MONEY_MOVED
    return "la date est passée avant l’envoi" if decision.first_date < clock.today() else ""


def _around(session: Session, subject: Subject) -> tuple[Contract, Adviser, Employer]:
    return session.exec(
        select(Contract, Adviser, Employer)
        .join(Adviser, col(Adviser.id) == Contract.adviser_id)
        .join(Employer, col(Employer.id) == Contract.employer_id)
        .where(Contract.id == subject["contract_id"])
    ).one()


def _told(contract: Contract, adviser: Adviser, employer: Employer, subject: Subject) -> dict[str, Any]:
    return {
        "today": clock.today(),
        "employer": employer.name,
        "whose": _whose(adviser, subject),
        "audience": subject["audience"],
        "file_url": _page(subject, contract, employer),
    }


def _whose(adviser: Adviser, subject: Subject) -> str:
    return "" if subject["audience"] == Party.ADVISER else of_name(adviser.name)


def _page(subject: Subject, contract: Contract, employer: Employer) -> str:
    if subject["audience"] == Party.EMPLOYER:
        return link("employer.home", employer.id)
    return link("adviser.contract", contract.adviser_id)


def _deadline(session: Session, subject: Subject) -> Deadline | None:
    return session.exec(select(Deadline).where(*_same(Deadline, subject))).first()


def _same(model: Any, subject: Subject) -> tuple[Any, ...]:
    return (
        model.contract_id == subject["contract_id"],
        model.rule == subject["rule"],
        model.due_date == date.fromisoformat(subject["due"]),
    )


def _passed(session: Session, subject: Subject) -> Sequence[Row[Any]]:
    """Read the deadlines learnt too late, in this stretch of time, that this person must know of."""
    return session.execute(_of_account(subject).order_by(col(Reminder.due_date), col(Reminder.id))).all()


def _of_account(subject: Subject) -> Select[Any]:
    party = subject["audience"]
    mine = (
        col(Membership.adviser_id) == Contract.adviser_id
        if party == Party.ADVISER
        else col(Membership.employer_id) == Contract.employer_id
    )
    answers = exists().where(col(Membership.account_id) == subject["account_id"], mine)
    still = and_(
        col(Deadline.contract_id) == Reminder.contract_id,
        col(Deadline.rule) == Reminder.rule,
        col(Deadline.due_date) == Reminder.due_date,
    )
    return (  # type: ignore[no-any-return]
        select(  # type: ignore[call-overload]
            Reminder.due_date, Deadline.label, Contract.adviser_id, Contract.employer_id,
            Adviser.first_name, Adviser.last_name,
        )
        .join(Deadline, still)
        .join(Contract, col(Contract.id) == Reminder.contract_id)
        .join(Adviser, col(Adviser.id) == Contract.adviser_id)
        .where(
            Reminder.party == party, Reminder.days == PASSED, answers,
            col(Reminder.noted_at) >= datetime.fromisoformat(subject["since"]),
            col(Reminder.noted_at) < datetime.fromisoformat(subject["until"]),
        )
    )  # fmt: skip


def _about(row: Row[Any], subject: Subject) -> str:
    return "Votre contrat" if subject["audience"] == Party.ADVISER else f"{row.first_name} {row.last_name}"


def _list(row: Row[Any], subject: Subject) -> str:
    if subject["audience"] == Party.ADVISER:
        return link("adviser.contract", row.adviser_id)
    return link("employer.home", row.employer_id)


def _clocks(session: Session, contract: Contract) -> ClockDecision | None:
    followed = select(col(Contract.id)).where(
        Contract.renews_id == contract.id, col(Contract.cancelled_at).is_(None)
    )
    last_day = contract.termination_date or contract.end_date
    open_ended = ContractKind(contract.kind) in OPEN_ENDED_KINDS and last_day is None
    is_followed = session.scalar(followed.limit(1)) is not None
    return history.clocks_of_post(session, contract.post_id, last_day, is_followed, open_ended)


def _next(day: date, steps: Ladder) -> date | None:
    step = next_milestone(day, clock.today(), steps)
    return milestone_date(day, step) if step is not None else None
