"""Who is asked: a letter a question to advisers and employers, one letter a day to those who follow many."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import update
from sqlmodel import Session

from workforce import clock
from workforce.alerts.messages import LetterKind
from workforce.alerts.models import Delivery
from workforce.alerts.planning import announce
from workforce.contracts.kinds import Party
from workforce.contracts.questions.kinds import QuestionKind
from workforce.contracts.questions.people import accounts_of
from workforce.facts import QuestionAsked

MORNING = time(8)  # In Paris: by then, all the questions of the day are known, and one letter says them.
KINDS = {
    QuestionKind.DATE_CHECK: LetterKind.DATE_CHECK,
    QuestionKind.RENEWAL_INTENT: LetterKind.RENEWAL_QUESTION,
    QuestionKind.AFTER_END: LetterKind.AFTER_END,
}
Deliveries: Any = Delivery


def announce_question(session: Session, fact: QuestionAsked) -> None:
    """Ask the question of everybody it is for."""
    accounts = accounts_of(session, [fact.contract_id])[fact.contract_id][Party(fact.audience)]
    if fact.audience == Party.COORDINATOR:
        _announce_together(session, accounts)
        return
    subject = {"question_id": fact.question_id, "contract_id": fact.contract_id}
    kind = KINDS[QuestionKind(fact.kind)]
    announce(session, accounts, kind, f"question:{fact.question_id}", subject, fact.contract_id)


def _announce_together(session: Session, accounts: set[int]) -> None:
    today = clock.today()
    subject = {"asked_on": today.isoformat()}
    fresh = announce(session, accounts, LetterKind.QUESTIONS_COORDINATOR, f"questions:{today}", subject)
    morning = datetime.combine(today, MORNING, clock.PARIS)
    if fresh and morning > clock.now():
        held = update(Deliveries).where(Deliveries.alert_id.in_(fresh))
        session.execute(held.values(due_at=morning))
