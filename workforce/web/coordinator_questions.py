"""The questions left to a coordinator: dates to confirm, employers to call."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlmodel import Session

from workforce.contracts.followed import Scope
from workforce.contracts.questions import answering, unanswered
from workforce.contracts.questions.kinds import QuestionKind
from workforce.contracts.questions.unanswered import Unanswered
from workforce.web import paging
from workforce.web.access import actor
from workforce.web.pressing import level_of_end
from workforce.wording import date_fr, in_days_fr

SIZE = 25  # Questions a page.
ASKS = {
    QuestionKind.DATE_CHECK: "Cette date de fin est-elle toujours juste ?",
    QuestionKind.RENEWAL_INTENT: "Que prévoit la structure employeuse ?",
}


def view(session: Session, scope: Scope) -> dict[str, Any]:
    """Return what the template shows."""
    which = unanswered.of_scope(scope)
    total = unanswered.count(session, which)
    page = paging.page(total, SIZE, "question")
    found = unanswered.unanswered(session, which, SIZE, page.offset) if total else []
    return {
        "page": page,
        "questions": [_line(one, scope) for one in found],
        "links": {"home": url_for("coordinator.home", network_id=scope.network_id)},
    }


def _line(one: Unanswered, scope: Scope) -> dict[str, Any]:
    return {
        "name": one.adviser,
        "employer": one.employer,
        "asks": ASKS[one.kind],
        "date": date_fr(one.end),
        "iso": one.end.isoformat(),
        "distance": in_days_fr(one.end, scope.today),
        "level": level_of_end(one.end, scope.today),
        "reasons": one.reasons,
        "href": url_for("answers.show", token=answering.token(one.id, actor().account_id)),
        "file_href": url_for("adviser.contract", adviser_id=one.adviser_id),
    }
