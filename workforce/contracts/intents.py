"""What employers intend for the contracts that end: asked before the legal date, kept as history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from workforce import clock, journal
from workforce.accounts.models import Account
from workforce.contracts import desk
from workforce.contracts.kinds import ANSWER_LABELS, Answer
from workforce.contracts.models import Contract, RenewalIntent
from workforce.facts import RenewalAnswered
from workforce.refusals import Refused
from workforce.wording import moment_fr


@dataclass(frozen=True)
class Intent:
    """The latest answer about a contract."""

    answer: Answer
    answered_at: datetime
    by: str
    end: date | None = None  # The end that it is about, where that was kept.

    def is_about(self, end: date | None) -> bool:
        """Tell whether the answer still holds for this end: once the end has moved, the question is open again."""
        return self.end in (None, end)

    @property
    def sentence(self) -> str:
        """Return the answer as anybody who may see it reads it."""
        by = f" par {self.by}" if self.by else ""
        return f"Réponse de l’employeur : {ANSWER_LABELS[self.answer]}, le {moment_fr(self.answered_at)}{by}."


def answer_intent(session: Session, contract_id: int, answer: str, account_id: int | None) -> None:
    """Note an employer's answer. Raises Refused for a contract that is over or already followed."""
    if answer not in tuple(Answer):
        raise Refused({"answer": "Choisissez une des réponses proposées."})
    contract = desk.contract(session, contract_id)
    if contract.termination_date or contract.end_date is None or contract.end_date < clock.today():
        raise Refused(
            {"answer": "Ce contrat n’attend plus de réponse : il est terminé, rompu ou sans date de fin."}
        )
    if session.exec(
        select(Contract.id).where(Contract.renews_id == contract_id, col(Contract.cancelled_at).is_(None))
    ).first():
        raise Refused({"answer": "Le contrat suivant est déjà signé."})
    known = latest(session, [contract_id]).get(contract_id)
    if known is None or known.answer != answer or not known.is_about(contract.end_date):
        session.add(
            RenewalIntent(
                contract_id=contract_id, answer=answer, end_date=contract.end_date, account_id=account_id
            )
        )
        session.flush()
        desk.changed(session, contract)  # An offered renewal opens the days to answer it.
        journal.record(session, RenewalAnswered(contract_id, contract.adviser_id, answer))


def latest(session: Session, contract_ids: Sequence[int]) -> dict[int, Intent]:
    """Return the latest answer about each of these contracts, in one query."""
    rows = session.exec(
        select(  # type: ignore[call-overload]
            RenewalIntent.contract_id, RenewalIntent.answer, RenewalIntent.answered_at, Account.name,
            RenewalIntent.end_date,
        )
        .outerjoin(Account, col(Account.id) == RenewalIntent.account_id)
        .where(col(RenewalIntent.contract_id).in_(contract_ids))
        .order_by(col(RenewalIntent.answered_at), col(RenewalIntent.id))
    )  # fmt: skip
    return {
        contract_id: Intent(Answer(answer), at, by or "", end) for contract_id, answer, at, by, end in rows
    }
