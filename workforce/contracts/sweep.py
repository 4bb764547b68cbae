"""When the rules change, every deadline is recomputed, in the background and in order."""

from collections.abc import Sequence

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, func, select

from workforce import clock, due
from workforce.contracts import desk
from workforce.contracts.models import Contract, Deadline, RulesSweep
from workforce.contracts.rules import rules_digest

BATCH = 500  # Advisers a transaction: what they hold is locked for about a second.


def plan(session: Session) -> None:
    """Have every deadline recomputed, unless these very rules were applied before. A first house has none to recompute."""
    known = session.exec(select(RulesSweep.digest)).all()
    if rules_digest() in known:
        return
    again_at = clock.now() if known or session.exec(select(Deadline.id).limit(1)).first() else None
    row = insert(RulesSweep).values(digest=rules_digest(), due_at=again_at)
    session.execute(row.on_conflict_do_nothing())


def work(session: Session, ids: Sequence[int]) -> int:
    """Recompute the deadlines of the next advisers; what is left stays due. Return how many contracts were read."""
    done = 0
    for row_id in due.take(session, RulesSweep, ids):
        sweep = session.get_one(RulesSweep, row_id, populate_existing=True)
        upto = _upto(session, sweep.reached_id)
        if upto is not None:
            done += apply(session, sweep.reached_id, upto)
            sweep.reached_id = upto
            session.flush()
        due.settle(session, RulesSweep, [row_id], again_at=clock.now() if upto is not None else None)
    return done


def apply(session: Session, above: int, upto: int) -> int:
    """Recompute the deadlines of the advisers of these ids, and have the watch look at those who may be told anew."""
    mine = col(Contract.adviser_id).between(above + 1, upto)
    count = desk.recompute(session, mine)
    waiting = update(Contract).where(mine, col(Contract.cancelled_at).is_(None))
    session.connection().execute(waiting.values(due_at=clock.now(), leased_until=None))
    return count


def _upto(session: Session, above: int) -> int | None:
    """Return the last id of the next advisers who have a contract."""
    following = (
        select(Contract.adviser_id)
        .where(Contract.adviser_id > above)
        .distinct()
        .order_by(col(Contract.adviser_id))
        .limit(BATCH)
        .subquery()
    )
    return session.scalar(select(func.max(following.c.adviser_id)))  # type: ignore[no-any-return]
