"""Whether somebody's coordinator may read their evidence and their portfolio: closed until the person opens them."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from workforce import clock
from workforce.skills.portfolio.models import Portfolio

Portfolios: Any = Portfolio


def is_shown(session: Session, adviser_id: int) -> bool:
    """Tell whether the coordinator may read them."""
    return bool(session.scalar(select(Portfolios.is_shown).where(Portfolios.adviser_id == adviser_id)))


def show(session: Session, adviser_id: int, shown: bool) -> None:
    """Open them to the coordinator, or close them."""
    write(session, adviser_id, is_shown=shown)


def write(session: Session, adviser_id: int, **values: Any) -> None:
    """Write these values of a portfolio, which is made where there is none."""
    said = insert(Portfolios).values(
        {
            "adviser_id": adviser_id,
            "kind": "professional",
            "introduction": "",
            "changed_at": clock.now(),
            **values,
        }
    )
    changed = {name: said.excluded[name] for name in ("changed_at", *values)}
    session.execute(said.on_conflict_do_update(index_elements=["adviser_id", "kind"], set_=changed))


def who_show() -> Select[Any]:
    """Return the query of the advisers who show their evidence."""
    return select(Portfolios.adviser_id).where(Portfolios.is_shown)
