"""A network's advisers, each with the contract whose end counts: as many queries for ten as for four thousand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, case, false, func, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col

from workforce.accounts.models import Membership
from workforce.advisers.models import Adviser
from workforce.contracts.conflicts import conflicting_contracts, conflicts_of
from workforce.contracts.kinds import OPEN_ENDED_KINDS, ContractKind
from workforce.contracts.models import Contract
from workforce.employers.models import Employer

# The tables as the queries below name them: columns, not the values of a row.
People: Any = Adviser
Contracts: Any = Contract
Employers: Any = Employer
OPEN_ENDED = tuple(str(kind) for kind in OPEN_ENDED_KINDS)
SORTS = ("end", "name", "employer", "departement")


@dataclass(frozen=True)
class Scope:
    """What one coordinator follows: a network, or some of its départements. And the day it is looked at."""

    network_id: int
    today: date
    departements: frozenset[str] | None = None
    with_a_plan: Select[Any] | None = None  # The ids of people who have something in view, beside a contract.


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to, and its order."""

    departement: str | None = None  # "": not known.
    ends_before: date | None = None  # Last day included; only ends still to come.
    kind: str = ""
    state: str = ""  # running, ended
    is_unknown: bool = False
    is_conflicting: bool = False
    is_without_plan: bool = False
    sort: str = "end"


@dataclass(frozen=True)
class Member:
    """A line of the team."""

    adviser_id: int
    first_name: str
    last_name: str
    departement: str
    email: str
    shows_skills: bool
    has_account: bool
    employer: str | None
    contract_id: int | None
    kind: ContractKind | None
    start: date | None
    last_day: date | None
    is_conflicting: bool
    has_plan: bool

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def is_open_ended(self) -> bool:
        """Tell whether a missing end is a known fact."""
        return self.kind in OPEN_ENDED_KINDS


def counting(scope: Scope) -> Subquery:
    """Return each adviser's contract that counts: the last begun of those not over, else the last ended."""
    last_day = func.coalesce(Contracts.termination_date, Contracts.end_date).label("last_day")
    is_over = func.coalesce(last_day < scope.today, False)
    begun = case((is_over, last_day), else_=Contracts.start_date)
    return (
        select(
            Contracts.id, Contracts.adviser_id, Contracts.employer_id, Contracts.kind, Contracts.start_date,
            last_day, is_over.label("is_over"),
        )
        .join(People, People.id == Contracts.adviser_id)
        .where(*_followed(scope), Contracts.cancelled_at.is_(None))
        .ext(distinct_on(Contracts.adviser_id))
        .order_by(Contracts.adviser_id, is_over, begun.desc().nulls_last(), Contracts.id.desc())
        .subquery("counting")
    )  # fmt: skip


def members(
    session: Session, scope: Scope, narrowed: Filter, offset: int = 0, limit: int = 50
) -> list[Member]:
    """Return a page of the team."""
    query, parts = _team(scope)
    counted = parts.counted.c
    invited = select(col(Membership.id)).where(col(Membership.adviser_id) == People.id).exists()
    chosen = query.add_columns(
        People.id.label("adviser_id"), People.first_name, People.last_name, People.departement, People.email,
        People.shows_skills, invited.label("has_account"), Employers.name.label("employer"),
        counted.id.label("contract_id"), counted.kind, counted.start_date.label("start"), counted.last_day,
        parts.has_plan.label("has_plan"),
    ).where(*_narrowing(scope, narrowed, parts))  # fmt: skip
    rows = session.execute(chosen.order_by(*_order(narrowed.sort, parts)).offset(offset).limit(limit)).all()
    doubtful = conflicts_of(session, [row.contract_id for row in rows if row.contract_id])
    return [_member(row, row.contract_id in doubtful) for row in rows]


def _member(row: Row[Any], is_conflicting: bool) -> Member:
    known = row._asdict()
    kind = ContractKind(row.kind) if row.kind else None
    return Member(**{**known, "kind": kind, "is_conflicting": is_conflicting})


def count(session: Session, scope: Scope, *narrowings: Filter) -> list[int]:
    """Count the people that each of these filters keeps, in one query."""
    query, parts = _team(scope)
    counts = [func.count().filter(and_(true(), *_narrowing(scope, one, parts))) for one in narrowings]
    return list(session.execute(query.add_columns(*counts)).one())


def departements(session: Session, scope: Scope) -> list[str]:
    """Return the départements of the people followed."""
    found = select(People.departement).where(*_followed(scope)).distinct().order_by(People.departement)
    return list(session.scalars(found))


def endings_by_month(session: Session, scope: Scope, until: date) -> dict[date, int]:
    """Count, by the first day of each month, the contracts that end from today on."""
    counted = counting(scope)
    month = func.date_trunc("month", counted.c.last_day)
    ends = select(month, func.count()).where(counted.c.last_day.between(scope.today, until)).group_by(month)
    return {first.date(): number for first, number in session.execute(ends)}


def endings_by_departement(session: Session, scope: Scope, until: date) -> dict[str, tuple[int, int]]:
    """Count, by département, the contracts that end soon, and those of people who have nothing in view."""
    query, parts = _team(scope)
    soon = Filter(ends_before=until)
    ending = func.count().filter(and_(*_narrowing(scope, soon, parts)))
    without = func.count().filter(and_(*_narrowing(scope, replace(soon, is_without_plan=True), parts)))
    rows = session.execute(
        query.add_columns(People.departement, ending, without).group_by(People.departement)
    )
    return {code: (ends, alone) for code, ends, alone in rows}


@dataclass(frozen=True)
class _Parts:
    """The pieces that the filters and the order are made of."""

    counted: Subquery
    is_conflicting: ColumnElement[bool]
    has_plan: ColumnElement[bool]


def _team(scope: Scope) -> tuple[Select[Any], _Parts]:
    counted = counting(scope)
    conflicting = conflicting_contracts().subquery("conflicting")
    has_plan = People.id.in_(scope.with_a_plan) if scope.with_a_plan is not None else false()
    parts = _Parts(counted, counted.c.id.in_(select(conflicting.c.contract_id)), has_plan)
    query = (
        select()
        .select_from(People)
        .outerjoin(counted, counted.c.adviser_id == People.id)
        .outerjoin(Employers, Employers.id == counted.c.employer_id)
        .where(*_followed(scope))
    )
    return query, parts


def _followed(scope: Scope) -> list[ColumnElement[bool]]:
    bounds: list[Any] = [People.network_id == scope.network_id]
    if scope.departements is not None:
        bounds.append(People.departement.in_(sorted(scope.departements)))
    return bounds


def _narrowing(scope: Scope, narrowed: Filter, parts: _Parts) -> list[ColumnElement[bool]]:
    counted = parts.counted.c
    ends = counted.last_day >= scope.today
    unknown = or_(
        counted.id.is_(None),
        and_(counted.kind.not_in(OPEN_ENDED), counted.last_day.is_(None)),
        counted.start_date.is_(None),
    )
    asked: list[tuple[bool, Callable[[], Any]]] = [
        (narrowed.departement is not None, lambda: People.departement == narrowed.departement),
        (narrowed.ends_before is not None, lambda: and_(ends, counted.last_day <= narrowed.ends_before)),
        (bool(narrowed.kind), lambda: counted.kind == narrowed.kind),
        (narrowed.state == "running", lambda: and_(counted.id.is_not(None), ~counted.is_over)),
        (narrowed.state == "ended", lambda: counted.is_over),
        (narrowed.is_unknown, lambda: unknown),
        (narrowed.is_conflicting, lambda: parts.is_conflicting),
        (narrowed.is_without_plan, lambda: ~parts.has_plan),
    ]
    return [condition() for is_asked, condition in asked if is_asked]


def _order(sort: str, parts: _Parts) -> list[Any]:
    counted = parts.counted.c
    name = [func.lower(People.last_name), func.lower(People.first_name), People.id]
    if sort == "name":
        return name
    if sort == "employer":
        return [func.lower(Employers.name).nulls_last(), *name]
    if sort == "departement":
        return [People.departement, *name]
    # Ends to come first, then what is not known, what has no end, what is over.
    family = case(
        (counted.is_over, 3),
        (counted.last_day.is_not(None), 0),
        (counted.kind.in_(OPEN_ENDED), 2),
        else_=1,
    )
    return [family, counted.last_day, *name]
