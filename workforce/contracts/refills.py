"""The posts of a network that stand empty, and the day after which they are given back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, and_, cast, exists, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from workforce.contracts.decisions import initialled
from workforce.contracts.followed import Contracts, Deadlines, Employers, People, Scope, bounds
from workforce.contracts.models import Contract, Post
from workforce.contracts.post_list import FORGOTTEN
from workforce.contracts.vacancy import REFILL_RULE, refill_by

Posts: Any = Post


@dataclass(frozen=True)
class Refill:
    """A post to refill: whose it is, who left it, by when."""

    post_id: int
    employer: str
    left_by: str
    due_on: date | None

    def is_too_late(self, today: date) -> bool:
        """Tell whether the day by which somebody had to take the post is past."""
        return self.due_on is not None and self.due_on < today


def refills(session: Session, scope: Scope) -> list[Refill]:
    """Return the posts to refill: the nearest day to come first, then those without a day, then those it is too late for."""
    rows = session.execute(union_all(_left(scope), _said_vacant(scope))).all()
    left = {row.post_id for row in rows if row.due}
    found = [_refill(row) for row in rows if row.due or row.post_id not in left]
    oldest = scope.today - FORGOTTEN
    kept = [one for one in found if one.due_on is None or one.due_on > oldest]
    return sorted(kept, key=lambda one: _pressing(one, scope.today))


def _refill(row: Any) -> Refill:
    if row.due:
        return Refill(row.post_id, row.employer, initialled(row.first, row.last), row.due)
    return Refill(row.post_id, row.employer, "", refill_by(row.day) if row.day else None)


def _pressing(one: Refill, today: date) -> tuple[int, int, int]:
    """Order posts: days left where there are some, the shortest first; then the unknown; then the freshly missed."""
    if one.due_on is None:
        return 1, 0, one.post_id
    days = (one.due_on - today).days
    return (0, days, one.post_id) if days >= 0 else (2, -days, one.post_id)


def _left(scope: Scope) -> Select[Any]:
    """Return the posts that somebody followed has left and nobody has taken since."""
    later = aliased(Contract)
    last_day = func.least(Contracts.termination_date, Contracts.end_date)
    taken_again = exists().where(
        col(later.post_id) == Contracts.post_id, col(later.id) != Contracts.id,
        col(later.cancelled_at).is_(None), col(later.start_date) > last_day,
    )  # fmt: skip
    return (
        select(
            Contracts.post_id, Employers.name.label("employer"), People.first_name.label("first"),
            People.last_name.label("last"), Deadlines.due_date.label("due"), cast(null(), Date).label("day"),
        )
        .join(People, People.id == Contracts.adviser_id)
        .join(Posts, Posts.id == Contracts.post_id)
        .join(Employers, Employers.id == Contracts.employer_id)
        .join(Deadlines, and_(Deadlines.contract_id == Contracts.id, Deadlines.rule == REFILL_RULE))
        .where(
            *bounds(scope), Contracts.cancelled_at.is_(None), last_day < scope.today,
            Posts.state != "handed_back", ~taken_again,
        )
    )  # fmt: skip


def _said_vacant(scope: Scope) -> Select[Any]:
    """Return the posts said to be vacant, of the employers of somebody followed."""
    employs = (
        select(Contracts.employer_id)
        .join(People, People.id == Contracts.adviser_id)
        .where(*bounds(scope), Contracts.cancelled_at.is_(None))
    )
    vacant = [Posts.state == "vacant", Posts.employer_id.in_(employs)]
    if scope.departements is not None:
        vacant.append(or_(Employers.departement == "", Employers.departement.in_(sorted(scope.departements))))
    return (
        select(
            Posts.id,
            Employers.name,
            literal(""),
            literal(""),
            cast(null(), Date),
            Posts.vacated_date,
        )
        .join(Employers, Employers.id == Posts.employer_id)
        .where(*vacant)
    )
