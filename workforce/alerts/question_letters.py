"""What the letters that ask a question are written from."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, select

from workforce import clock
from workforce.advisers.models import Adviser
from workforce.advisers.naming import of_name
from workforce.alerts.links import question_link
from workforce.alerts.messages import LetterKind
from workforce.alerts.models import Alert, Delivery
from workforce.contracts.decisions import WORD
from workforce.contracts.kinds import ANSWER_LABELS, Party
from workforce.contracts.ladder import FOLLOW_UPS, milestone_date, next_milestone
from workforce.contracts.models import Contract, Deadline
from workforce.contracts.questions.asking import DATE_CHECKS, RENEWAL_STEPS, UNDECIDED, Standing
from workforce.contracts.questions.kinds import NEXT_STEP_LABELS, QuestionKind
from workforce.contracts.questions.models import Question
from workforce.contracts.questions.standings import standings
from workforce.employers.models import Employer

Subject = Mapping[str, Any]


def date_check(session: Session, subject: Subject) -> dict[str, Any]:
    """Ask an adviser or an employer whether an end is still right."""
    question, adviser, employer = _about(session, subject)
    step = next_milestone(question.end_date, clock.today(), DATE_CHECKS)
    return {
        "today": clock.today(),
        "end_date": question.end_date,
        "employer": employer,
        "whose": "" if question.audience == Party.ADVISER else of_name(adviser),
        "reasons": question.reasons,
        "answer_url": question_link(question.id, subject["account_id"]),
        "expires_on": question.expires_on,
        "next_date": milestone_date(question.end_date, step) if step is not None else None,
    }


def renewal(session: Session, subject: Subject) -> dict[str, Any]:
    """Ask an employer what it intends, before the date by which the law wants its word."""
    question, adviser, _ = _about(session, subject)
    notice = _notice(session, question.contract_id)
    return {
        "today": clock.today(),
        "end_date": question.end_date,
        "adviser": adviser,
        "whose": of_name(adviser),
        "notice_date": notice.due_date if notice else None,
        "is_indicative": notice.indicative if notice else True,
        "source": notice.source if notice else "",
        "answers": [
            (label.capitalize(), question_link(question.id, subject["account_id"], answer))
            for answer, label in ANSWER_LABELS.items()
        ],
        "answer_url": question_link(question.id, subject["account_id"]),
        "expires_on": question.expires_on,
        "next_date": _asked_again(notice, question, clock.today()),
    }


def after_end(session: Session, subject: Subject) -> dict[str, Any]:
    """Ask somebody what became of them."""
    question, _, employer = _about(session, subject)
    step = next_milestone(question.end_date, clock.today(), FOLLOW_UPS)
    return {
        "today": clock.today(),
        "end_date": question.end_date,
        "employer": employer,
        "answers": [
            (label, question_link(question.id, subject["account_id"], answer))
            for answer, label in NEXT_STEP_LABELS.items()
        ],
        "answer_url": question_link(question.id, subject["account_id"]),
        "expires_on": question.expires_on,
        "next_date": milestone_date(question.end_date, step) if step is not None else None,
    }


def lost_reason(session: Session, subject: Subject) -> str:
    """Say why a question is not worth asking any more."""
    question = session.get(Question, subject["question_id"])
    if question is None or question.expires_on < clock.today():
        return "la question n’attend plus de réponse"
    if question.answered_at:
        return "la réponse est déjà donnée"
    known = standings(session, [question.contract_id])
    if not known:
        return "le contrat a été annulé"
    return lost(question, known[0]) or _said_already(session, question, subject["account_id"])


def lost(question: Question, known: Standing) -> str:
    """Say why a question does not stand any more, as its contract is now; empty while it stands."""
    if question.kind == QuestionKind.AFTER_END:
        return "un nouveau contrat a été signé" if known.engaged else ""
    if known.end != question.end_date or not known.runs_to_term:
        return "la date de fin du contrat a changé"
    if question.kind == QuestionKind.RENEWAL_INTENT:
        return "" if known.intent in UNDECIDED else "l’employeur a déjà répondu"
    since = clock.paris_date(question.asked_at)
    return "la date vient d’être confirmée" if known.confirmed_on and known.confirmed_on >= since else ""


def _said_already(session: Session, question: Question, account_id: int) -> str:
    """Say that the letter about the same end, planned that day, carries the question's link: one letter suffices."""
    if question.kind != QuestionKind.RENEWAL_INTENT:
        return ""
    same_day = select(Delivery.id).join(Alert, Alert.id == Delivery.alert_id).where(  # type: ignore[arg-type]
        Alert.account_id == account_id, Alert.contract_id == question.contract_id,
        Alert.kind == LetterKind.CONTRACT_ENDS_EMPLOYER, Alert.subject["end"].astext == question.end_date.isoformat(),
        Alert.planned_at >= clock.midnight(clock.paris_date(question.asked_at)),
        Delivery.state.in_(("planned", "sent")),  # type: ignore[attr-defined]
    )  # fmt: skip
    return (
        "le message du même jour sur la fin de ce contrat pose déjà la question"
        if session.exec(same_day).first()
        else ""
    )


def _about(session: Session, subject: Subject) -> tuple[Question, str, str]:
    question, adviser, employer = session.exec(
        select(Question, Adviser, Employer.name)
        .join(Contract, Contract.id == Question.contract_id)  # type: ignore[arg-type]
        .join(Adviser, Adviser.id == Contract.adviser_id)  # type: ignore[arg-type]
        .join(Employer, Employer.id == Contract.employer_id)  # type: ignore[arg-type]
        .where(Question.id == subject["question_id"])
    ).one()
    return question, adviser.name, employer


def _notice(session: Session, contract_id: int) -> Deadline | None:
    mine = select(Deadline).where(Deadline.contract_id == contract_id, Deadline.party == Party.EMPLOYER)
    rows = session.exec(mine.order_by(Deadline.due_date))  # type: ignore[arg-type]
    return next((row for row in rows if row.rule.startswith(WORD)), None)


def _asked_again(notice: Deadline | None, question: Question, today: date) -> date | None:
    """Return when an employer that does not answer is asked again."""
    if notice is None or question.step <= RENEWAL_STEPS[-1]:
        return None
    again = milestone_date(notice.due_date, RENEWAL_STEPS[-1])
    return again if again > today else None
