"""Watching contracts: which steps of whose ladder are reached today, and when to look again."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session

from workforce import clock, due, journal
from workforce.contracts.funding import FundingNews, funding_step, next_funding_day
from workforce.contracts.kinds import Party
from workforce.contracts.ladder import milestone_date, milestone_reached, next_milestone
from workforce.contracts.models import Contract, Milestone, Reminder
from workforce.contracts.reminding import PASSED, next_reminder_day, reminder_due
from workforce.contracts.rules import warned_steps
from workforce.contracts.watched import Watched, watched
from workforce.database import insert_rows, rows_of
from workforce.facts import (
    DeadlineReached,
    Fact,
    FundingEndNeared,
    LegalDateNeared,
    LegalDatePassed,
    PostFundedAgain,
)


def watch(session: Session, ids: Sequence[int]) -> int:
    """Note, once each, what is to say of these contracts today; return how many words are new.

    Three clocks are read: the end of the contract, the end of the money of its post, the legal deadlines.
    """
    today = clock.today()
    contracts = watched(session, due.take(session, Contract, ids))
    steps = [row for contract in contracts for row in _steps(contract, today)]
    told = [_fact(row) for row in _noted(session, Milestone, steps, "days", "end_date", "audience")]
    told += _reminded(session, contracts, today)
    journal.record_all(session, told)
    _look_again(session, contracts, today)
    return len(told)


def next_look(contract: Watched, today: date) -> datetime | None:
    """Return when there is next something to say of a contract; None where there never is."""
    days = [day for day in _days_ahead(contract, today) if day is not None]
    return clock.midnight(min(days)) if days else None


def _steps(contract: Watched, today: date) -> Iterator[dict[str, Any]]:
    """Return the steps reached before the end of the contract, for each party, and before that of its money."""
    for party in Party if contract.is_leaving else ():
        step = milestone_reached(contract.end, today, contract.ladder(party))
        if step is not None and contract.end:
            yield _milestone(contract.id, party, contract.end, step, today)
    money = funding_step(contract.clocks, today)
    if money:
        yield _milestone(contract.id, money.news, money.funded_until, money.days, today)


def _milestone(contract_id: int, audience: str, end: date, days: int, today: date) -> dict[str, Any]:
    return {
        "contract_id": contract_id,
        "audience": audience,
        "end_date": end,
        "days": days,
        "reached_on": today,
    }


def _fact(row: Any) -> Fact:
    if row.audience == FundingNews.STOPS:
        return FundingEndNeared(row.contract_id, row.days, row.end_date)
    if row.audience == FundingNews.GRANTED_AGAIN:
        return PostFundedAgain(row.contract_id, row.end_date)
    return DeadlineReached(row.contract_id, row.audience, row.days, row.end_date)


def _reminded(session: Session, contracts: Sequence[Watched], today: date) -> list[Fact]:
    """Note the reminders of legal deadlines; of those passed when they were learnt, one word a contract and party."""
    rows = [row for contract in contracts for row in _reminders(contract, today)]
    new = _noted(session, Reminder, rows, "rule", "party", "due_date", "days")
    ahead = [row for row in new if row.days != PASSED]
    passed = sorted({(row.contract_id, row.party) for row in new if row.days == PASSED})
    return [
        *(LegalDateNeared(row.contract_id, row.rule, row.party, row.due_date, row.days) for row in ahead),
        *(LegalDatePassed(contract_id, party) for contract_id, party in passed),
    ]


def _reminders(contract: Watched, today: date) -> Iterator[dict[str, Any]]:
    for legal in contract.dates:
        told = contract.told.get((legal.rule, legal.due_date), frozenset())
        days = reminder_due(legal, warned_steps().get(legal.rule, ()), told, today)
        if days is not None:
            yield {
                "contract_id": contract.id, "rule": legal.rule, "party": legal.party, "due_date": legal.due_date,
                "days": days, "noted_at": clock.now(),
            }  # fmt: skip


def _noted(session: Session, model: Any, rows: Sequence[dict[str, Any]], *names: str) -> Sequence[Any]:
    """Insert what was never noted, and return it."""
    if not rows:
        return []
    columns = [getattr(model, name) for name in ("contract_id", *names)]
    return session.execute(insert_rows(model, rows).on_conflict_do_nothing().returning(*columns)).all()


def _look_again(session: Session, contracts: Sequence[Watched], today: date) -> None:
    if contracts:
        looks = rows_of(
            Contract, [{"id": contract.id, "due_at": next_look(contract, today)} for contract in contracts]
        )
        settled = update(Contract).where(Contract.id == looks.c.id).values(due_at=looks.c.due_at)  # type: ignore[arg-type]
        session.connection().execute(
            settled.values(leased_until=None, claimed=False, tries=0, last_error=None)
        )


def _days_ahead(contract: Watched, today: date) -> Iterator[date | None]:
    if contract.is_leaving and contract.end:
        for party in Party:
            step = next_milestone(contract.end, today, contract.ladder(party))
            yield milestone_date(contract.end, step) if step is not None else None
    yield next_funding_day(contract.clocks, today)
    for legal in contract.dates:
        yield next_reminder_day(legal, warned_steps().get(legal.rule, ()), today)
