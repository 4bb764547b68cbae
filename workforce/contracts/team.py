"""A network's advisers, each with the contract whose end counts: as many queries for ten as for four thousand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, func, select, true
from sqlmodel import Session

from workforce.contracts import intents
from workforce.contracts.conflicts import conflicts_of
from workforce.contracts.followed import (
    Employers,
    Filter,
    People,
    Scope,
    bounds,
    counting,
    narrowing,
    order,
    team,
)
from workforce.contracts.intents import Intent
from workforce.contracts.kinds import OPEN_ENDED_KINDS, ContractKind


@dataclass(frozen=True)
class Member:
    """A line of the team."""

    adviser_id: int
    first_name: str
    last_name: str
    departement: str
    commune: str
    email: str
    phone: str
    shows_skills: bool
    has_account: bool
    employer: str | None
    siret: str | None
    contract_id: int | None
    kind: ContractKind | None
    start: date | None
    last_day: date | None
    is_conflicting: bool
    has_plan: bool
    intent: Intent | None = None  # What the employer last said.
    word_due: date | None = None  # The day by which the employer's word is awaited.

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def is_open_ended(self) -> bool:
        """Tell whether a missing end is a known fact."""
        return self.kind in OPEN_ENDED_KINDS


def members(
    session: Session, scope: Scope, narrowed: Filter, offset: int = 0, limit: int | None = 50
) -> list[Member]:
    """Return a page of the team; all of it where there is no limit."""
    query, parts = team(scope)
    counted = parts.counted.c
    chosen = query.add_columns(
        People.id.label("adviser_id"), People.first_name, People.last_name, People.departement, People.commune,
        People.email, People.phone, People.shows_skills, parts.has_account.label("has_account"),
        Employers.name.label("employer"), Employers.siret, counted.id.label("contract_id"), counted.kind,
        counted.start_date.label("start"), counted.last_day, parts.has_plan.label("has_plan"),
        parts.word_due.label("word_due"),
    ).where(*narrowing(scope, narrowed, parts))  # fmt: skip
    rows = session.execute(chosen.order_by(*order(narrowed.sort, parts)).offset(offset).limit(limit)).all()
    ids = [row.contract_id for row in rows if row.contract_id]
    doubtful, said = conflicts_of(session, ids), intents.latest(session, ids)
    return [_member(row, row.contract_id in doubtful, said) for row in rows]


def _member(row: Row[Any], is_conflicting: bool, said: Mapping[int, Intent]) -> Member:
    found = {
        "kind": ContractKind(row.kind) if row.kind else None,
        "is_conflicting": is_conflicting,
        "intent": said.get(row.contract_id),
    }
    return Member(**{**row._asdict(), **found})


def count(session: Session, scope: Scope, *narrowings: Filter) -> list[int]:
    """Count the people that each of these filters keeps, in one query."""
    query, parts = team(scope)
    counts = [func.count().filter(and_(true(), *narrowing(scope, one, parts))) for one in narrowings]
    return list(session.execute(query.add_columns(*counts)).one())


def departements(session: Session, scope: Scope) -> list[str]:
    """Return the départements of the people followed."""
    found = select(People.departement).where(*bounds(scope)).distinct().order_by(People.departement)
    return list(session.scalars(found))


def endings_by_month(session: Session, scope: Scope, until: date) -> dict[date, int]:
    """Count, by the first day of each month, the contracts that end from today on."""
    counted = counting(scope)
    month = func.date_trunc("month", counted.c.last_day)
    ends = select(month, func.count()).where(counted.c.last_day.between(scope.today, until)).group_by(month)
    return {first.date(): number for first, number in session.execute(ends)}


def endings_by_departement(session: Session, scope: Scope, until: date) -> dict[str, tuple[int, int]]:
    """Count, by département, the contracts that end soon, and those of people who have nothing in view."""
    query, parts = team(scope)
    soon = Filter(ends_before=until)
    ending = func.count().filter(and_(*narrowing(scope, soon, parts)))
    without = func.count().filter(and_(*narrowing(scope, replace(soon, is_without_plan=True), parts)))
    rows = session.execute(
        query.add_columns(People.departement, ending, without).group_by(People.departement)
    )
    return {code: (ends, alone) for code, ends, alone in rows}
