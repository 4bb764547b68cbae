"""What advisers agreed to show of their skills."""

from collections.abc import Collection

from sqlalchemy import select
from sqlmodel import Session, col

from workforce.advisers.models import Adviser
from workforce.skills.models import HeldCCP


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
