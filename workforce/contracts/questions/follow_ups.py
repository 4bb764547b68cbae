"""What became of people after a contract: their own words, shown by name to whom they allow, counted for the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session

from workforce import clock, journal
from workforce.advisers.models import Adviser
from workforce.contracts import desk
from workforce.contracts.followed import Scope
from workforce.contracts.models import Contract
from workforce.contracts.questions.kinds import COUNTED_AS, NextStep
from workforce.contracts.questions.models import FollowUp
from workforce.facts import FollowUpGiven
from workforce.refusals import Refused
from workforce.small_counts import FEWEST, few

COUNTED_FOR = timedelta(days=365)  # After the last day.
FollowUps: Any = FollowUp
Contracts: Any = Contract
Advisers: Any = Adviser


@dataclass(frozen=True)
class Told:
    """The latest word about what followed a contract."""

    next_step: NextStep
    is_shown: bool
    answered_at: datetime


def tell(session: Session, contract_id: int, next_step: str, is_shown: bool, account_id: int | None) -> None:
    """Keep what somebody says became of them; the same word again changes nothing."""
    if next_step not in tuple(NextStep):
        raise Refused({"answer": "Choisissez une des réponses proposées."})
    contract = desk.contract(session, contract_id)
    last_day = contract.termination_date or contract.end_date
    if last_day is None or last_day >= clock.today():
        raise Refused({"answer": "Ce contrat n’est pas terminé : la question se posera après."})
    known = latest(session, [contract_id]).get(contract_id)
    if known and (known.next_step, known.is_shown) == (next_step, is_shown):
        return
    session.add(
        FollowUp(contract_id=contract_id, next_step=next_step, is_shown=is_shown, account_id=account_id)
    )
    session.flush()
    journal.record(session, FollowUpGiven(contract_id, contract.adviser_id, next_step))


def latest(session: Session, contract_ids: Sequence[int]) -> dict[int, Told]:
    """Return the latest word about each of these contracts, in one query."""
    rows = session.scalars(
        select(FollowUps)
        .where(FollowUps.contract_id.in_(contract_ids))
        .order_by(FollowUps.answered_at, FollowUps.id)
    )
    return {row.contract_id: Told(NextStep(row.next_step), row.is_shown, row.answered_at) for row in rows}


def counts(session: Session, scope: Scope) -> dict[NextStep, int]:
    """Count the latest words of the people who left a contract within a year, on a coordinator's territory."""
    last_day = func.coalesce(Contracts.termination_date, Contracts.end_date)
    bounds = [Advisers.network_id == scope.network_id]
    if scope.departements is not None:
        bounds.append(Advisers.departement.in_(sorted(scope.departements)))
    said = (
        select(FollowUps.next_step)
        .join(Contracts, Contracts.id == FollowUps.contract_id)
        .join(Advisers, Advisers.id == Contracts.adviser_id)
        .where(
            *bounds,
            Contracts.cancelled_at.is_(None),
            last_day.between(scope.today - COUNTED_FOR, scope.today),
        )
        .ext(distinct_on(Contracts.adviser_id))
        .order_by(Contracts.adviser_id, FollowUps.answered_at.desc(), FollowUps.id.desc())
        .subquery()
    )
    rows = session.execute(select(said.c.next_step, func.count()).group_by(said.c.next_step))
    return {NextStep(step): number for step, number in rows}


def shown(counted: Mapping[NextStep, int]) -> list[tuple[str, str]]:
    """Return the counts that may be shown: none where too few answered, small ones hidden, and never their sum."""
    if sum(counted.values()) < FEWEST:
        return []
    return [(label, few(counted.get(step, 0))) for step, label in COUNTED_AS.items()]
