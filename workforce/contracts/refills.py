"""The posts of a network that stand empty, and the day after which they are given back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
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
    left = [
        Refill(post_id, employer, initialled(first, last), due)
        for post_id, employer, first, last, due in session.execute(_left(scope))
    ]
    known = {one.post_id for one in left}
    empty = [
        Refill(post_id, employer, "", refill_by(day) if day else None)
        for post_id, employer, day in session.execute(_said_vacant(scope))
        if post_id not in known
    ]
    oldest = scope.today - FORGOTTEN
    kept = [one for one in (*left, *empty) if one.due_on is None or one.due_on > oldest]
    return sorted(kept, key=lambda one: _pressing(one, scope.today))


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
        select(Contracts.post_id, Employers.name, People.first_name, People.last_name, Deadlines.due_date)
        .join(People, People.id == Contracts.adviser_id)
        .join(Posts, Posts.id == Contracts.post_id)
        .join(Employers, Employers.id == Contracts.employer_id)
        .join(Deadlines, and_(Deadlines.contract_id == Contracts.id, Deadlines.rule == REFILL_RULE))
        .where(
            *bounds(scope), Contracts.cancelled_at.is_(None), last_day < scope.today,
            Posts.state != "handed_back", ~taken_again,
        )
        .order_by(Deadlines.due_date)
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
        select(Posts.id, Employers.name, Posts.vacated_date)
        .join(Employers, Employers.id == Posts.employer_id)
        .where(*vacant)
    )
