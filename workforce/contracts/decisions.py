"""What an employer has to decide and by when: contracts that end, posts to refill. Reading only."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from workforce.advisers.models import Adviser
from workforce.contracts.calendar import add_months
from workforce.contracts.kinds import KIND_LABELS, ContractKind, Party
from workforce.contracts.models import Contract, Deadline, Post
from workforce.wording import FIRM_SPACE

WORD = "employer-word"  # The family of the rules on the employer's answer.
REFILL = "post-refill"
REFILL_MONTHS = 6
FORGOTTEN = timedelta(days=365)  # A refill date older than this is history.


@dataclass(frozen=True)
class Ending:
    """A contract that ends, and the employer's answer that is awaited, where a rule says by when."""

    contract_id: int
    person: str
    kind: str
    ends_on: date
    due_on: date | None
    reasons: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Vacancy:
    """A subsidised post that stands empty: to refill, or given back."""

    sentence: str
    due_on: date | None


def endings(session: Session, employer_id: int, today: date) -> list[Ending]:
    """Return the contracts of an employer that end and are not followed, the most pressing first."""
    following = aliased(Contract)
    followed = exists().where(col(following.renews_id) == Contract.id, col(following.cancelled_at).is_(None))
    asked = and_(
        col(Deadline.contract_id) == Contract.id,
        col(Deadline.party) == Party.EMPLOYER,
        col(Deadline.rule).startswith(WORD),
    )
    columns: Any = (
        Contract.id, Adviser.first_name, Adviser.last_name, Contract.kind, Contract.end_date,
        Deadline.due_date, Deadline.reasons, Deadline.source,
    )  # fmt: skip
    rows = session.execute(
        select(*columns)
        .join(Adviser, col(Adviser.id) == Contract.adviser_id)
        .outerjoin(Deadline, asked)
        .where(
            *_standing(employer_id),
            col(Contract.termination_date).is_(None),
            col(Contract.end_date) >= today,
            ~followed,
        )
        .order_by(func.coalesce(Deadline.due_date, Contract.end_date), Contract.id)
    )
    return [_ending(row) for row in rows]


def vacancies(session: Session, employer_id: int, today: date) -> list[Vacancy]:
    """Return the posts of an employer to refill: left by somebody we know, or said to be vacant."""
    left = _left_posts(session, employer_id, today)
    known = {post_id for post_id, _, _, _ in left}
    said = session.execute(
        select(col(Post.id), col(Post.vacated_date))
        .where(Post.employer_id == employer_id, Post.state == "vacant")
        .order_by(col(Post.vacated_date), col(Post.id))
    )
    empty = [Vacancy(_vacant_words(day), _refill_date(day)) for post_id, day in said if post_id not in known]
    found = [
        Vacancy(f"Poste quitté par {initialled(first, last)}, à pourvoir.", due)
        for _, first, last, due in left
    ]
    return sorted([*found, *empty], key=lambda one: (one.due_on is None, one.due_on or today))


def initialled(first_name: str, last_name: str) -> str:
    """Return `A. Martin`."""
    return f"{first_name[:1]}.{FIRM_SPACE}{last_name}" if first_name else last_name


def _standing(employer_id: int) -> tuple[ColumnElement[bool], ...]:
    return col(Contract.employer_id) == employer_id, col(Contract.cancelled_at).is_(None)


def _ending(row: Any) -> Ending:
    contract_id, first, last, kind, end, due, reasons, source = row
    label = KIND_LABELS[ContractKind(kind)]
    return Ending(contract_id, initialled(first, last), label, end, due, tuple(reasons or ()), source or "")


def _left_posts(session: Session, employer_id: int, today: date) -> list[tuple[int, str, str, date]]:
    later = aliased(Contract)
    last_day = func.least(Contract.termination_date, Contract.end_date)
    taken_again = exists().where(
        col(later.post_id) == Contract.post_id, col(later.id) != Contract.id,
        col(later.cancelled_at).is_(None), col(later.start_date) > last_day,
    )  # fmt: skip
    refill = and_(col(Deadline.contract_id) == Contract.id, col(Deadline.rule) == REFILL)
    columns: Any = (Contract.post_id, Adviser.first_name, Adviser.last_name, Deadline.due_date)
    rows = session.execute(
        select(*columns)
        .join(Deadline, refill)
        .join(Adviser, col(Adviser.id) == Contract.adviser_id)
        .join(Post, col(Post.id) == Contract.post_id)
        .where(
            *_standing(employer_id), col(Post.state) != "handed_back", last_day < today,
            col(Deadline.due_date) > today - FORGOTTEN, ~taken_again,
        )
        .order_by(Deadline.due_date, Contract.id)
    )  # fmt: skip
    return [tuple(row) for row in rows]


def _vacant_words(day: date | None) -> str:
    return "Poste vacant, à pourvoir." if day else "Poste vacant : la date du départ n’est pas connue."


def _refill_date(day: date | None) -> date | None:
    return add_months(day, REFILL_MONTHS) if day else None
