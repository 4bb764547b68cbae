"""What advisers agreed to show of their skills."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from workforce.advisers.models import Adviser
from workforce.skills.models import CCP, HeldCCP


def blocs_shown(session: Session, adviser_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the blocs held by those of these people who show them; of the others nothing is even read."""
    rows = session.execute(
        select(col(HeldCCP.adviser_id), col(HeldCCP.ccp_code))
        .join(Adviser, col(Adviser.id) == HeldCCP.adviser_id)
        .where(col(HeldCCP.adviser_id).in_(adviser_ids), col(Adviser.shows_skills))
        .order_by(col(HeldCCP.ccp_code))
    )
    held: dict[int, list[str]] = {}
    for adviser_id, code in rows:
        held.setdefault(adviser_id, []).append(code)
    return held


def people_lacking(number: int) -> Select[Any]:
    """Return the query of the advisers who show their skills, and of whom no bloc of this number is noted."""
    held = (
        select(col(HeldCCP.id))
        .join(CCP, col(CCP.code) == HeldCCP.ccp_code)
        .where(col(HeldCCP.adviser_id) == Adviser.id, col(CCP.number) == number)
        .exists()
    )
    return select(col(Adviser.id)).where(col(Adviser.shows_skills), ~held)
