"""The letter of a coordinator's day: the questions that nobody else has answered, each with its own link."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from workforce import clock
from workforce.alerts.links import link, question_link
from workforce.contracts.questions.kinds import QuestionKind
from workforce.contracts.questions.unanswered import Unanswered, of_account, unanswered

LISTED = 12  # Questions of each kind, the nearest ends first; the page lists them all.
Subject = Mapping[str, Any]


def to_coordinator(session: Session, subject: Subject) -> dict[str, Any]:
    """Ask a coordinator what neither the adviser nor the employer has answered."""
    account_id = subject["account_id"]
    found = unanswered(session, of_account(account_id))
    checks = [one for one in found if one.kind is QuestionKind.DATE_CHECK]
    renewals = [one for one in found if one.kind is QuestionKind.RENEWAL_INTENT]
    return {
        "today": clock.today(),
        "count": len(found),
        "checks": _lines(checks, account_id),
        "renewals": _lines(renewals, account_id),
        "others": max(0, len(checks) - LISTED) + max(0, len(renewals) - LISTED),
        "list_url": link("coordinator.questions", found[0].network_id),
    }


def lost_reason(session: Session, subject: Subject) -> str:
    """Say that every question was answered before the letter left."""
    found = unanswered(session, of_account(subject["account_id"]), limit=1)
    return "" if found else "les réponses sont arrivées entre-temps"


def _lines(found: Sequence[Unanswered], account_id: int) -> list[dict[str, Any]]:
    return [
        {
            "adviser": one.adviser,
            "employer": one.employer,
            "end_date": one.end,
            "reasons": one.reasons,
            "url": question_link(one.id, account_id),
        }
        for one in found[:LISTED]
    ]
