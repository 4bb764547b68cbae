"""Work that comes back at a time of day. Scheduling is data: a chore is a row that is due."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, select

from workforce import clock, due
from workforce.database import key


class Chore(due.Due, table=True):
    """A daily task, due at midnight in Paris."""

    __table_args__ = due.waiting("chore")

    id: int = key()
    name: str = Field(unique=True)


Chores = Mapping[str, Callable[[Session], None]]


def plan(session: Session, chores: Chores) -> None:
    """Make sure that each chore has its row, due next midnight if it is new."""
    rows = [{"name": name, "due_at": clock.tomorrow_midnight()} for name in chores]
    session.execute(insert(Chore).values(rows).on_conflict_do_nothing(index_elements=["name"]))


def do(session: Session, ids: Sequence[int], chores: Chores) -> int:
    """Do these chores where still due, until tomorrow."""
    mine = due.take(session, Chore, ids)
    for chore in session.exec(select(Chore).where(Chore.id.in_(mine))).all():  # type: ignore[attr-defined]
        chores[chore.name](session)
    due.settle(session, Chore, mine, again_at=clock.tomorrow_midnight())
    return len(mine)
