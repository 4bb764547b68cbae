"""The letter of a coordinator's day: the questions that nobody else has answered, each with its own link."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from workforce import clock
from workforce.advisers.models import Adviser
from workforce.alerts.links import link, question_link
from workforce.alerts.question_letters import lost
from workforce.contracts.kinds import Party
from workforce.contracts.models import Contract
from workforce.contracts.questions.asking import Standing
from workforce.contracts.questions.kinds import QuestionKind
from workforce.contracts.questions.models import Question
from workforce.contracts.questions.people import TIES, Accounts, Members
from workforce.contracts.questions.standings import standings
from workforce.employers.models import Employer

LISTED = 12  # Questions of each kind, the nearest ends first; the others come up in their turn.
Subject = Mapping[str, Any]
Advisers: Any = Adviser
Contracts: Any = Contract
Questions: Any = Question


def to_coordinator(session: Session, subject: Subject) -> dict[str, Any]:
    """Ask a coordinator what neither the adviser nor the employer has answered."""
    rows = _open_questions(session, subject["account_id"])
    checks = [row for row in rows if row.Question.kind == QuestionKind.DATE_CHECK]
    renewals = [row for row in rows if row.Question.kind == QuestionKind.RENEWAL_INTENT]
    return {
        "today": clock.today(),
        "count": len(rows),
        "checks": _lines(checks, subject["account_id"]),
        "renewals": _lines(renewals, subject["account_id"]),
        "others": max(0, len(checks) - LISTED) + max(0, len(renewals) - LISTED),
        "home_url": link("coordinator.home", rows[0].network_id if rows else 0),
    }


def lost_reason(session: Session, subject: Subject) -> str:
    """Say that every question was answered before the letter left."""
    return "" if _open_questions(session, subject["account_id"]) else "les réponses sont arrivées entre-temps"


def _open_questions(session: Session, account_id: int) -> Sequence[Any]:
    """Return the questions that this coordinator is asked and that still stand, the nearest end first."""
    rows = session.execute(
        select(Question, Adviser, Employer.name.label("employer"), Advisers.network_id)  # type: ignore[attr-defined]
        .join(Contracts, Contracts.id == Questions.contract_id)
        .join(Advisers, Advisers.id == Contracts.adviser_id)
        .join(Employer, Employer.id == Contracts.employer_id)
        .join(Members, TIES[Party.COORDINATOR])
        .join(Accounts, Accounts.id == Members.account_id)
        .where(
            Accounts.id == account_id, Questions.audience == Party.COORDINATOR,
            Questions.answered_at.is_(None), Questions.expires_on >= clock.today(),
        )
        .order_by(Questions.end_date, Questions.id)
    ).unique().all()  # fmt: skip
    known = {one.contract_id: one for one in standings(session, [row.Question.contract_id for row in rows])}
    return [row for row in rows if _stands(row.Question, known.get(row.Question.contract_id))]


def _stands(question: Question, known: Standing | None) -> bool:
    return known is not None and not lost(question, known)


def _lines(rows: Sequence[Any], account_id: int) -> list[dict[str, Any]]:
    return [
        {
            "adviser": row.Adviser.name,
            "employer": row.employer,
            "end_date": row.Question.end_date,
            "reasons": row.Question.reasons,
            "url": question_link(row.Question.id, account_id),
        }
        for row in rows[:LISTED]
    ]
