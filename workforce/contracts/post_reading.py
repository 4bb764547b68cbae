"""Reading the posts that contradict the contracts on them: one query, whatever their number."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from workforce.advisers.models import Adviser
from workforce.contracts.claims import ClaimSource
from workforce.contracts.followed import Scope
from workforce.contracts.kinds import OPEN_ENDED_KINDS
from workforce.contracts.models import Contract, Convention, DateClaim, Post
from workforce.contracts.post_conflicts import PostConflict, PostFacts, post_conflict
from workforce.employers.models import Employer


@dataclass(frozen=True)
class PostLine:
    """A contract that its post contradicts."""

    contract_id: int
    adviser_id: int
    name: str
    employer: str
    post: str  # « ID Poste ».
    conflict: PostConflict


def conflicting_posts(session: Session, scope: Scope) -> list[PostLine]:
    """Return the contracts of a network that the export of posts contradicts."""
    inside = true() if scope.departements is None else col(Adviser.departement).in_(scope.departements)
    return list(_lines(session, scope, and_(col(Adviser.network_id) == scope.network_id, inside)))


def conflict_of(session: Session, scope: Scope, contract_id: int) -> PostLine | None:
    """Return how the post of one contract contradicts it, if it does."""
    return next(_lines(session, scope, col(Contract.id) == contract_id), None)


def _lines(session: Session, scope: Scope, which: ColumnElement[bool]) -> Iterator[PostLine]:
    last_day = func.coalesce(Contract.termination_date, Contract.end_date)
    later = aliased(Contract)
    taken_again = exists().where(
        col(later.post_id) == Contract.post_id, col(later.id) != Contract.id,
        col(later.cancelled_at).is_(None), col(later.start_date) > last_day,
    )  # fmt: skip
    word = _unheard_word()
    columns: Any = (
        Contract.id, Contract.adviser_id, Adviser.first_name, Adviser.last_name, Employer.name,
        Post.external_id, Post.state, Contract.start_date, last_day, Contract.kind, taken_again,
        _stated_on(), word,
    )  # fmt: skip
    doubtful = or_(col(Post.state) != "occupied", last_day < scope.today, word.is_not(None))
    rows = session.execute(
        select(*columns)
        .join(Post, col(Post.id) == Contract.post_id)
        .join(Adviser, col(Adviser.id) == Contract.adviser_id)
        .join(Employer, col(Employer.id) == Contract.employer_id)
        .where(which, col(Contract.cancelled_at).is_(None), doubtful)
        .order_by(Adviser.last_name, Adviser.first_name, Contract.id)  # type: ignore[arg-type]
    )
    for id_, adviser_id, first, last, employer, post, state, start, end, kind, again, on, said in rows:
        facts = PostFacts(state, on, start, end, kind in OPEN_ENDED_KINDS, again, said)
        conflict = post_conflict(facts, scope.today)
        if conflict:
            yield PostLine(id_, adviser_id, f"{first} {last}", employer, post or "", conflict)


def _stated_on() -> Any:
    return select(func.max(Convention.stated_on)).where(col(Convention.post_id) == Post.id).scalar_subquery()


def _unheard_word() -> Any:
    """Return the last end that the export gives for the contract, where it was never weighed with the others."""
    heard = exists().where(
        col(DateClaim.contract_id) == Contract.id,
        col(DateClaim.source) == ClaimSource.POSTS_FILE,
        col(DateClaim.value) == Convention.contract_end_date,
    )
    said = select(col(Convention.contract_end_date)).where(
        col(Convention.post_id) == Post.id, col(Convention.contract_end_date).is_not(None), ~heard
    )
    return said.order_by(col(Convention.stated_on).desc().nulls_last()).limit(1).scalar_subquery()
