"""The questions that are left to coordinators and that still stand: nobody has answered, nothing has moved."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session

from workforce import clock
from workforce.advisers.models import Adviser
from workforce.contracts.followed import Scope
from workforce.contracts.kinds import Answer, Party
from workforce.contracts.models import Contract, DateClaim, RenewalIntent
from workforce.contracts.questions.kinds import QuestionKind
from workforce.contracts.questions.models import Question
from workforce.contracts.questions.people import contracts_of_account
from workforce.contracts.questions.standings import PERSONS
from workforce.employers.models import Employer

Advisers: Any = Adviser
Claims: Any = DateClaim
Contracts: Any = Contract
Employers: Any = Employer
Intents: Any = RenewalIntent
Questions: Any = Question
DECIDED = (Answer.RENEW, Answer.MAKE_PERMANENT, Answer.END)


@dataclass(frozen=True)
class Unanswered:
    """One question left to a coordinator."""

    id: int
    kind: QuestionKind
    adviser: str
    employer: str
    end: date
    reasons: tuple[str, ...]
    contract_id: int
    adviser_id: int
    network_id: int


def of_account(account_id: int) -> ColumnElement[bool]:
    """Narrow to the contracts that an account coordinates."""
    tied = contracts_of_account(account_id, [Party.COORDINATOR]).subquery()
    return Contracts.id.in_(select(tied.c.id))  # type: ignore[no-any-return]


def of_scope(scope: Scope) -> ColumnElement[bool]:
    """Narrow to what a coordinator follows of a network."""
    bounds = Advisers.network_id == scope.network_id
    if scope.departements is not None:
        bounds = and_(bounds, Advisers.departement.in_(sorted(scope.departements)))
    return bounds  # type: ignore[no-any-return]


def unanswered(
    session: Session, which: ColumnElement[bool], limit: int | None = None, offset: int = 0
) -> list[Unanswered]:
    """Return the questions left to these coordinators, the nearest end first."""
    columns = (Questions, Advisers, Employers.name)
    rows = session.execute(
        _standing(select(*columns), which)
        .order_by(Questions.end_date, Questions.kind, Questions.id)
        .limit(limit)
        .offset(offset)
    )
    return [
        Unanswered(
            row.id, QuestionKind(row.kind), who.name, employer, row.end_date, tuple(row.reasons),
            row.contract_id, who.id, who.network_id,
        )
        for row, who, employer in rows
    ]  # fmt: skip


def count(session: Session, which: ColumnElement[bool]) -> int:
    """Count the questions left to these coordinators."""
    return session.scalar(_standing(select(func.count()), which)) or 0


def _standing(query: Any, which: ColumnElement[bool]) -> Any:
    following = aliased(Contracts)
    followed = exists().where(following.renews_id == Contracts.id, following.cancelled_at.is_(None))
    return (
        query.select_from(Questions)
        .join(Contracts, Contracts.id == Questions.contract_id)
        .join(Advisers, Advisers.id == Contracts.adviser_id)
        .join(Employers, Employers.id == Contracts.employer_id)
        .where(
            which, Questions.audience == Party.COORDINATOR, Questions.answered_at.is_(None),
            Questions.expires_on >= clock.today(), Contracts.end_date == Questions.end_date,
            Contracts.termination_date.is_(None), Contracts.cancelled_at.is_(None), ~followed, _undecided(),
        )
    )  # fmt: skip


def _undecided() -> ColumnElement[bool]:
    """Leave out the questions that somebody has answered otherwise than by their link."""
    confirmed = exists().where(
        Claims.contract_id == Contracts.id, Claims.field == "end_date", Claims.value == Questions.end_date,
        Claims.source.in_(PERSONS), Claims.recorded_at >= Questions.asked_at,
    )  # fmt: skip
    intended = exists().where(
        Intents.contract_id == Contracts.id,
        Intents.answer.in_(DECIDED),
        Intents.answered_at >= Questions.asked_at,
    )
    return or_(
        and_(Questions.kind == QuestionKind.DATE_CHECK, ~confirmed),
        and_(Questions.kind == QuestionKind.RENEWAL_INTENT, ~intended),
    )
