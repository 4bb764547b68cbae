"""Asking what is to be asked, once; looking again when a contract or what is said of it changes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from workforce import clock, due, journal
from workforce.contracts.models import Contract
from workforce.contracts.questions import people
from workforce.contracts.questions.asking import Ask, after_asking, next_look, questions
from workforce.contracts.questions.models import Inquiry, Question
from workforce.contracts.questions.standings import standings
from workforce.database import insert_rows, rows_of
from workforce.facts import (
    AdvisersMerged,
    AdvisersParted,
    ContractProlonged,
    ContractSigned,
    ContractTerminated,
    InvitationAccepted,
    QuestionAsked,
    RenewalAnswered,
)  # fmt: skip

Inquiries: Any = Inquiry
Change = ContractSigned | ContractProlonged | ContractTerminated | RenewalAnswered


def inquire(session: Session, ids: Sequence[int]) -> int:
    """Ask what these contracts have to ask today, once for each occasion; return how many questions are new."""
    today = clock.today()
    mine = due.take(session, Inquiry, ids)
    contracts = session.scalars(select(Inquiries.contract_id).where(Inquiries.id.in_(mine))).all()
    known = standings(session, contracts)
    asks = {one.contract_id: questions(one, today) for one in known}
    new = _insert_new(
        session, [_row(contract_id, ask) for contract_id, found in asks.items() for ask in found]
    )
    journal.record_all(session, [QuestionAsked(*row) for row in new])
    due.settle(session, Inquiry, mine)
    looks = {
        one.contract_id: next_look(after_asking(one, asks[one.contract_id], today), today) for one in known
    }
    _look_again(session, looks)
    return len(new)


def look_again(session: Session, fact: Change) -> None:
    """Have a contract's questions looked at again: something about it has changed."""
    _wake(session, [fact.contract_id])


def look_again_at(session: Session, fact: AdvisersMerged | AdvisersParted) -> None:
    """Have the contracts of somebody whose records were merged, or parted, looked at again."""
    theirs = select(Contract.id).where(Contract.adviser_id == fact.adviser_id)  # type: ignore[call-overload]
    _wake(session, list(session.scalars(theirs)))


def look_again_around(session: Session, fact: InvitationAccepted) -> None:
    """Have the questions looked at again of every contract that somebody new can be asked about."""
    _wake(session, list(session.scalars(people.contracts_of_account(fact.account_id))))


def _wake(session: Session, contract_ids: Sequence[int]) -> None:
    if contract_ids:
        now = clock.now()
        rows = [{"contract_id": contract_id, "due_at": now} for contract_id in dict.fromkeys(contract_ids)]
        session.execute(
            insert_rows(Inquiry, rows).on_conflict_do_update(
                index_elements=["contract_id"], set_={"due_at": now, "leased_until": None, "claimed": False}
            )
        )


def _row(contract_id: int, ask: Ask) -> dict[str, Any]:
    return {
        "contract_id": contract_id, "kind": ask.kind, "audience": ask.audience, "end_date": ask.end, "step": ask.step,
        "reasons": list(ask.reasons), "asked_at": clock.now(), "expires_on": ask.expires_on,
    }  # fmt: skip


def _insert_new(session: Session, rows: Sequence[dict[str, Any]]) -> Sequence[Any]:
    if not rows:
        return []
    columns: Any = (Question.id, Question.contract_id, Question.kind, Question.audience)
    return session.execute(insert_rows(Question, rows).on_conflict_do_nothing().returning(*columns)).all()


def _look_again(session: Session, looks: Mapping[int, date | None]) -> None:
    later = [
        {"contract_id": contract_id, "due_at": clock.midnight(day)}
        for contract_id, day in looks.items()
        if day
    ]
    if later:
        sent = rows_of(Inquiry, later)
        again = update(Inquiries).where(Inquiries.contract_id == sent.c.contract_id)
        session.connection().execute(again.values(due_at=sent.c.due_at))
