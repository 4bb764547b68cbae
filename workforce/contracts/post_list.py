"""The posts of an employer, as its pages show them: two queries, however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session

from workforce.advisers.models import Adviser
from workforce.contracts.decisions import initialled
from workforce.contracts.models import Contract, Convention, Post
from workforce.contracts.vacancy import HANDED_BACK, OCCUPIED, VACANT, refill_by

FORGOTTEN = timedelta(days=365)  # A delay that ended longer ago is history.
Contracts: Any = Contract
Posts: Any = Post
People: Any = Adviser
Conventions: Any = Convention
ORDER = {VACANT: 0, OCCUPIED: 1, HANDED_BACK: 2}


@dataclass(frozen=True)
class PostLine:
    """One post, with the last person known on it."""

    id: int
    number: str
    state: str
    is_coordinator: bool
    vacated: date | None
    said_on: date | None
    person: str  # Initialled; empty where no contract names anybody.
    last_day: date | None
    funded_until: date | None

    @property
    def due_on(self) -> date | None:
        """Return the day by which it is filled again, where it stands empty since a known day."""
        return refill_by(self.vacated) if self.state == VACANT and self.vacated else None

    def is_contradicted(self, today: date) -> bool:
        """Tell whether a contract runs on a post that is said to stand empty."""
        return (
            self.state == VACANT and bool(self.person) and (self.last_day is None or self.last_day >= today)
        )


def posts_of(session: Session, employer_id: int) -> list[PostLine]:
    """Return the posts of an employer: those to fill first, the most pressing at the head."""
    rows = session.execute(_lines(Posts.employer_id == employer_id)).all()
    return sorted((_line(row) for row in rows), key=_pressing)


def vacancies(session: Session, employer_id: int, today: date) -> list[PostLine]:
    """Return the posts of an employer that are to be filled again."""
    since = today - FORGOTTEN
    found = posts_of(session, employer_id)
    return [one for one in found if one.state == VACANT and (one.due_on is None or one.due_on > since)]


def post_line(session: Session, post_id: int) -> PostLine:
    """Return one post."""
    return _line(session.execute(_lines(Posts.id == post_id)).one())


def _lines(which: Any) -> Any:
    last_day = func.least(Contracts.termination_date, Contracts.end_date).label("last_day")
    last = (
        select(Contracts.post_id, People.first_name, People.last_name, last_day)
        .join(People, People.id == Contracts.adviser_id)
        .join(Posts, Posts.id == Contracts.post_id)
        .where(which, Contracts.cancelled_at.is_(None))
        .ext(distinct_on(Contracts.post_id))
        .order_by(Contracts.post_id, last_day.desc().nulls_first(), Contracts.id.desc())
        .subquery("last")
    )
    funded = select(func.max(Conventions.end_date)).where(Conventions.post_id == Posts.id).scalar_subquery()
    return (
        select(
            Posts.id, Posts.external_id, Posts.state, Posts.kind, Posts.vacated_date, Posts.said_on,
            last.c.first_name, last.c.last_name, last.c.last_day, funded.label("funded_until"),
        )
        .outerjoin(last, last.c.post_id == Posts.id)
        .where(which)
        .order_by(Posts.id)
    )  # fmt: skip


def _line(row: Any) -> PostLine:
    return PostLine(
        id=row.id,
        number=row.external_id or "",
        state=row.state,
        is_coordinator=row.kind == "coordinator",
        vacated=row.vacated_date,
        said_on=row.said_on,
        person=initialled(row.first_name, row.last_name) if row.last_name else "",
        last_day=row.last_day,
        funded_until=row.funded_until,
    )


def _pressing(one: PostLine) -> tuple[int, date, int]:
    day = one.due_on if one.state == VACANT else one.last_day
    return ORDER[one.state], day or date.max, one.id
