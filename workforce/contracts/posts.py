"""Posts: watched when somebody leaves, and marked by their employer. Each turn is a fact."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from workforce import clock, due, journal
from workforce.contracts import vacancy
from workforce.contracts.models import Contract, Post
from workforce.contracts.vacancy import HANDED_BACK, OCCUPIED, VACANT, Holder, PostDecision, PostFacts
from workforce.database import rows_of
from workforce.facts import (
    ContractProlonged,
    ContractSigned,
    ContractTerminated,
    Fact,
    ImportApplied,
    PostFilled,
    PostHandedBack,
    PostRefillNear,
    PostVacated,
)
from workforce.refusals import Refused

Contracts: Any = Contract
Posts: Any = Post


def watch(session: Session, ids: Sequence[int]) -> int:
    """Bring these posts to what their contracts say today; note what turned and which step is reached."""
    today = clock.today()
    posts = session.execute(
        select(Posts.id, Posts.employer_id, Posts.state, Posts.vacated_date, Posts.refill_told, Posts.said_on)
        .where(Posts.id.in_(due.take(session, Post, ids)))
        .order_by(Posts.id)
    ).all()
    holders = _holders(session, [post.id for post in posts])
    decided = [(post, vacancy.decide(_facts_of(post, holders[post.id]), today)) for post in posts]
    _write(session, [(post.id, decision) for post, decision in decided])
    facts = [fact for post, decision in decided for fact in _told(post, decision)]
    journal.record_all(session, facts)
    return len(facts)


def look_again(session: Session, fact: ContractSigned | ContractProlonged | ContractTerminated) -> None:
    """Have the post of a contract that changed looked at."""
    ours = select(Contracts.post_id).where(Contracts.id == fact.contract_id)
    _look(session, Posts.id.in_(ours))


def look_at_all(session: Session, _fact: ImportApplied) -> None:
    """Have every post looked at: a file said how they stand."""
    _look(session, Posts.state != HANDED_BACK)


def mark_left(session: Session, post_id: int, left_on: date) -> None:
    """Note that a post stands empty since this day. Raises Refused for a day to come."""
    post = _own(session, post_id)
    if left_on > clock.today():
        raise Refused({"day": "Ce jour n’est pas encore passé : un départ à venir se lit sur le contrat."})
    if (post.state, post.vacated_date) == (VACANT, left_on):
        raise Refused({"day": "Ce poste est déjà noté vacant depuis ce jour."})
    _mark(session, post, VACANT, left_on)
    due_on = vacancy.refill_by(left_on)
    journal.record(session, PostVacated(post.id, post.employer_id, left_on, due_on))


def mark_filled(session: Session, post_id: int) -> None:
    """Note that a post is filled again. Raises Refused where it already was."""
    post = _own(session, post_id)
    if post.state == OCCUPIED:
        raise Refused({"": "Ce poste est déjà noté occupé."})
    _mark(session, post, OCCUPIED, None)
    journal.record(session, PostFilled(post.id, post.employer_id))


def hand_back(session: Session, post_id: int) -> None:
    """Note that a post was given back to the scheme. Raises Refused where it already was."""
    post = _own(session, post_id)
    if post.state == HANDED_BACK:
        raise Refused({"": "Ce poste est déjà noté rendu."})
    _mark(session, post, HANDED_BACK, post.vacated_date)
    journal.record(session, PostHandedBack(post.id, post.employer_id))


def _own(session: Session, post_id: int) -> Post:
    return session.get_one(Post, post_id, with_for_update=True, populate_existing=True)


def _mark(session: Session, post: Post, state: str, vacated: date | None) -> None:
    post.state, post.vacated_date, post.refill_told = state, vacated, None
    post.said_on = clock.today()
    post.due_at, post.leased_until = None if state == HANDED_BACK else clock.now(), None
    session.flush()


def _look(session: Session, which: Any) -> None:
    again = update(Post).where(which).values(due_at=clock.now(), leased_until=None)
    session.execute(again, execution_options={"synchronize_session": False})


def _holders(session: Session, post_ids: Sequence[int]) -> dict[int, list[Holder]]:
    rows = session.execute(
        select(Contracts.post_id, Contracts.start_date, Contracts.end_date, Contracts.termination_date).where(
            Contracts.post_id.in_(post_ids), Contracts.cancelled_at.is_(None)
        )
    )
    found: dict[int, list[Holder]] = defaultdict(list)
    for post_id, start, end, terminated_on in rows:
        found[post_id].append(Holder(start, min((day for day in (end, terminated_on) if day), default=None)))
    return found


def _facts_of(row: Any, holders: Sequence[Holder]) -> PostFacts:
    return PostFacts(row.state, row.vacated_date, row.refill_told, row.said_on, holders)


def _write(session: Session, decided: Sequence[tuple[int, PostDecision]]) -> None:
    if not decided:
        return
    rows = rows_of(
        Post,
        [
            {
                "id": post_id, "state": one.state, "vacated_date": one.vacated, "refill_told": one.told,
                "due_at": clock.midnight(one.next_look) if one.next_look else None,
            }
            for post_id, one in decided
        ],
    )  # fmt: skip
    settled = update(Post).where(Posts.id == rows.c.id)
    changed = {name: rows.c[name] for name in ("state", "vacated_date", "refill_told", "due_at")}
    done = {"leased_until": None, "claimed": False, "tries": 0, "last_error": None, "stuck_at": None}
    session.connection().execute(settled.values(**changed, **done))
    session.expire_all()


def _told(post: Any, decision: PostDecision) -> list[Fact]:
    """Return what happened: the post turned, its departure is another day, or a step of its delay is reached."""
    if decision.has_turned and decision.state == OCCUPIED:
        return [PostFilled(post.id, post.employer_id)]
    if decision.vacated is None or decision.state != VACANT:
        return []
    due_on = vacancy.refill_by(decision.vacated)
    is_news = decision.has_turned or post.vacated_date != decision.vacated
    facts: list[Fact] = [PostVacated(post.id, post.employer_id, decision.vacated, due_on)] if is_news else []
    if decision.step is not None:
        facts.append(PostRefillNear(post.id, post.employer_id, decision.vacated, due_on, decision.step))
    return facts
