"""A page of a very long list: who is on it is found first, so that the contracts of all the others need not be weighed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from workforce.contracts import team
from workforce.contracts.followed import Contracts, Filter, People, Scope, bounds, by_person
from workforce.contracts.team import Member

LONG = 1_000  # People: under that, weighing everybody takes a few milliseconds.
OF_PEOPLE_ALONE = ("name", "departement")  # Orders that no contract decides.


def page(
    session: Session, scope: Scope, narrowed: Filter, offset: int, limit: int, total: int
) -> list[Member]:
    """Return a page of the team, as `team.members` does, whatever the length of the list."""
    found, scope = None, _within(scope, narrowed)
    if total > LONG:
        found = _nearest(session, scope, narrowed, offset, limit) or _named(
            session, scope, narrowed, offset, limit
        )
    return found or team.members(session, scope, narrowed, offset, limit)


def _within(scope: Scope, narrowed: Filter) -> Scope:
    """Return the scope without the départements that the filter leaves out."""
    if not narrowed.departements:
        return scope
    asked = frozenset(narrowed.departements)
    return replace(scope, departements=asked if scope.departements is None else asked & scope.departements)


def _nearest(
    session: Session, scope: Scope, narrowed: Filter, offset: int, limit: int
) -> list[Member] | None:
    """Look among those of whom a contract ends soon enough; None where they do not fill the page."""
    from_day = max(narrowed.ends_from or scope.today, scope.today)
    soon = _soon_enough(session, scope, from_day, 2 * (offset + limit)) if narrowed.sort == "end" else None
    if soon is None:
        return None
    last_day = _last_day()
    ending = select(Contracts.adviser_id).where(
        last_day.between(from_day, soon), Contracts.cancelled_at.is_(None)
    )
    until = min(soon, narrowed.ends_before or soon)
    near = replace(narrowed, ends_from=from_day, ends_before=until)
    found = team.members(session, replace(scope, among=ending), near, offset, limit)
    return found if len(found) == limit else None


def _soon_enough(session: Session, scope: Scope, from_day: date, contracts: int) -> date | None:
    """Return the day by which so many contracts will have ended."""
    last_day = _last_day()
    ends = (
        select(last_day)
        .join(People, People.id == Contracts.adviser_id)
        .where(*bounds(scope), Contracts.cancelled_at.is_(None), last_day >= from_day)
    )
    return session.scalar(ends.order_by(last_day).offset(contracts).limit(1))


def _last_day() -> Any:
    return func.coalesce(Contracts.termination_date, Contracts.end_date)


def _named(session: Session, scope: Scope, narrowed: Filter, offset: int, limit: int) -> list[Member] | None:
    """Look at the people of the page alone, where neither the order nor a filter asks for their contracts."""
    here = Filter(departements=narrowed.departements, sort=narrowed.sort)
    if narrowed.sort not in OF_PEOPLE_ALONE or here != narrowed:
        return None
    among = select(People.id).where(*bounds(scope)).order_by(*by_person(narrowed.sort))
    ids = session.scalars(among.offset(offset).limit(limit)).all()
    return team.members(session, replace(scope, among=ids), narrowed, 0, limit)
