"""Watching contracts: which steps of whose ladder are reached today, and when to look again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import aliased
from sqlmodel import Session, exists, select

from workforce import clock, due, journal
from workforce.contracts.kinds import ContractKind, Party
from workforce.contracts.ladder import Ladder, ladder_for, milestone_date, milestone_reached, next_milestone
from workforce.contracts.models import Contract, Milestone
from workforce.database import insert_rows, rows_of
from workforce.facts import DeadlineReached


@dataclass(frozen=True)
class Watched:
    """What the watch needs to know of a contract."""

    id: int
    kind: ContractKind
    start: date | None
    end: date | None  # The last day: the term, moved by a rupture.
    followed: bool

    def ladder(self, party: Party) -> Ladder:
        """Return the steps before the end that are told to this party."""
        length = (self.end - self.start).days if self.end and self.start else None
        return tuple(step for step in ladder_for(party, self.kind, length) if step >= 0)


def watch(session: Session, ids: Sequence[int]) -> int:
    """Note the tightest step each contract has reached for each party, once per end date; return how many are new."""
    today = clock.today()
    contracts = watched(session, due.take(session, Contract, ids))
    reached = [row for contract in contracts for row in _reached(contract, today)]
    new = _insert_new(session, reached)
    journal.record_all(session, [DeadlineReached(r.contract_id, r.audience, r.days, r.end_date) for r in new])
    _look_again(session, contracts, today)
    return len(new)


def watched(session: Session, ids: Sequence[int]) -> list[Watched]:
    """Return these contracts as the watch reads them."""
    following = aliased(Contract)
    followed = exists().where(following.renews_id == Contract.id, following.cancelled_at.is_(None))  # type: ignore[arg-type, union-attr]
    rows = session.exec(
        select(  # type: ignore[call-overload]
            Contract.id, Contract.kind, Contract.start_date, Contract.end_date, Contract.termination_date,
            Contract.cancelled_at, followed,
        ).where(Contract.id.in_(ids))  # type: ignore[attr-defined]
    )  # fmt: skip
    return [
        Watched(id_, ContractKind(kind), start, None if cancelled else termination or end, after)
        for id_, kind, start, end, termination, cancelled, after in rows
    ]


def _reached(contract: Watched, today: date) -> Iterator[dict[str, Any]]:
    if contract.end is None or contract.followed:
        return
    for party in Party:
        step = milestone_reached(contract.end, today, contract.ladder(party))
        if step is not None:
            yield {
                "contract_id": contract.id, "audience": party, "end_date": contract.end, "days": step, "reached_on": today,
            }  # fmt: skip


def _insert_new(session: Session, rows: Sequence[dict[str, Any]]) -> Sequence[Any]:
    if not rows:
        return []
    columns = (Milestone.contract_id, Milestone.audience, Milestone.days, Milestone.end_date)
    return session.execute(insert_rows(Milestone, rows).on_conflict_do_nothing().returning(*columns)).all()  # type: ignore[call-overload]


def _look_again(session: Session, contracts: Sequence[Watched], today: date) -> None:
    if contracts:
        looks = rows_of(
            Contract, [{"id": contract.id, "due_at": next_look(contract, today)} for contract in contracts]
        )
        settled = update(Contract).where(Contract.id == looks.c.id).values(due_at=looks.c.due_at)  # type: ignore[arg-type]
        session.connection().execute(
            settled.values(leased_until=None, claimed=False, tries=0, last_error=None)
        )


def next_look(contract: Watched, today: date) -> datetime | None:
    """Return when the next step of anybody's ladder is reached; None where there is none."""
    if contract.end is None or contract.followed:
        return None
    steps = [next_milestone(contract.end, today, contract.ladder(party)) for party in Party]
    days = [milestone_date(contract.end, step) for step in steps if step is not None]
    return clock.midnight(min(days)) if days else None
