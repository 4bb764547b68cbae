"""The pairs that wait, and what was decided lately: as many queries for ten as for a thousand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select, true, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session

from workforce import clock
from workforce.accounts.models import Account
from workforce.advisers.models import Adviser
from workforce.duplicates.merging import UNDONE_WITHIN
from workforce.duplicates.models import Duplicate, Merge
from workforce.employers.models import Employer

Pairs: Any = Duplicate
Merges: Any = Merge
Accounts: Any = Account


@dataclass(frozen=True)
class Scope:
    """Whose duplicates: the people of a network, of some of its départements, of all networks; or the employers."""

    kind: str
    network_id: int | None = None  # None: all.
    departements: frozenset[str] | None = None


@dataclass(frozen=True)
class Line:
    """A pair, or a decision, as a line of a list."""

    id: int
    first_name: str
    first_place: str
    second_name: str
    second_place: str
    score: int
    reasons: list[str]
    decided_at: datetime | None
    who: str


@dataclass(frozen=True)
class MergeLine:
    """A merge as a line of a list."""

    id: int
    name: str
    merged_at: datetime
    undone_at: datetime | None
    who: str


def proposed(session: Session, scope: Scope, offset: int = 0, limit: int = 20) -> list[Line]:
    """Return the pairs to compare, the surest first."""
    query = _pairs(scope).where(Pairs.state == "proposed").order_by(Pairs.score.desc(), Pairs.id)
    return [Line(*row) for row in session.execute(query.offset(offset).limit(limit))]


def refused(session: Session, scope: Scope, limit: int = 10) -> list[Line]:
    """Return the pairs that somebody said are two, the latest first."""
    query = _pairs(scope).where(Pairs.state == "refused").order_by(Pairs.decided_at.desc(), Pairs.id)
    return [Line(*row) for row in session.execute(query.limit(limit))]


def count(session: Session, scope: Scope) -> int:
    """Count the pairs to compare."""
    return counts(session, [scope])[0]


def counts(session: Session, scopes: Sequence[Scope]) -> list[int]:
    """Count the pairs to compare in each scope, in one query."""
    if not scopes:
        return []
    parts = [
        select(literal(n).label("n"), func.count().label("rows")).select_from(
            _pairs(scope).where(Pairs.state == "proposed").subquery()
        )
        for n, scope in enumerate(scopes)
    ]
    found = {row.n: row.rows for row in session.execute(union_all(*parts))}
    return [found[n] for n in range(len(scopes))]


def merges(session: Session, scope: Scope, limit: int = 10) -> list[MergeLine]:
    """Return the merges that can still be undone, or were lately, the latest first."""
    if scope.kind == "adviser":
        kept: Any = aliased(Adviser)
        name, join = func.concat(kept.first_name, " ", kept.last_name), kept.id == Merges.adviser_id
        bounds = _bounds(scope, kept.network_id, kept.departement, Merges.departement)
    else:
        kept = aliased(Employer)
        name, join, bounds = kept.name, kept.id == Merges.employer_id, true()
    rows = session.execute(
        select(Merges.id, name, Merges.merged_at, Merges.undone_at, func.coalesce(Accounts.name, ""))
        .select_from(Merge)
        .join(kept, join)
        .outerjoin(Account, Accounts.id == Merges.account_id)
        .where(Merges.kind == scope.kind, bounds, Merges.merged_at > clock.now() - UNDONE_WITHIN)
        .order_by(Merges.id.desc())
        .limit(limit)
    )
    return [MergeLine(*row) for row in rows]


def _pairs(scope: Scope) -> Select[Any]:
    return _people(scope) if scope.kind == "adviser" else _employers()


def _people(scope: Scope) -> Select[Any]:
    one, other = aliased(Adviser), aliased(Adviser)
    bounds = _bounds(scope, Pairs.network_id, one.departement, other.departement)
    return _both(scope.kind, one, other, _person_name).where(bounds)


def _employers() -> Select[Any]:
    return _both("employer", aliased(Employer), aliased(Employer), lambda one: one.name)


def _both(kind: str, one: Any, other: Any, name: Any) -> Select[Any]:
    return (
        select(
            Pairs.id, name(one), _place(one), name(other), _place(other), Pairs.score, Pairs.reasons, Pairs.decided_at,
            func.coalesce(Accounts.name, ""),
        )
        .select_from(Duplicate)
        .join(one, one.id == Pairs.first_id)
        .join(other, other.id == Pairs.second_id)
        .outerjoin(Account, Accounts.id == Pairs.account_id)
        .where(Pairs.kind == kind)
    )  # fmt: skip


def _person_name(one: Any) -> ColumnElement[str]:
    return func.concat(one.first_name, " ", one.last_name)


def _place(one: Any) -> ColumnElement[str]:
    return case((one.commune != "", one.commune), else_=one.departement)


def _bounds(scope: Scope, network: Any, *departements: Any) -> ColumnElement[bool]:
    """Keep what is in the network and, on both sides, in the départements that are followed."""
    kept = [network == scope.network_id] if scope.network_id is not None else []
    if scope.departements is not None:
        kept += [one.in_(sorted(scope.departements)) for one in departements]
    return and_(true(), *kept)
