"""What an employer has to decide and by when: the contracts that end. Reading only."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from workforce.advisers.models import Adviser
from workforce.contracts.kinds import KIND_LABELS, ContractKind, Party
from workforce.contracts.models import Contract, Deadline
from workforce.wording import FIRM_SPACE

WORD = "employer-word"  # The family of the rules on the employer's answer.


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


def initialled(first_name: str, last_name: str) -> str:
    """Return `A. Martin`."""
    return f"{first_name[:1]}.{FIRM_SPACE}{last_name}" if first_name else last_name


def _standing(employer_id: int) -> tuple[ColumnElement[bool], ...]:
    return col(Contract.employer_id) == employer_id, col(Contract.cancelled_at).is_(None)


def _ending(row: Any) -> Ending:
    contract_id, first, last, kind, end, due, reasons, source = row
    label = KIND_LABELS[ContractKind(kind)]
    return Ending(contract_id, initialled(first, last), label, end, due, tuple(reasons or ()), source or "")
