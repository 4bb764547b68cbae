"""How many evidences each competence has: counted in the database, those taken away left out."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from workforce.skills.evidence.models import Evidence, EvidenceCompetence

Notes: Any = Evidence
Shown: Any = EvidenceCompetence


def counted(adviser_id: int) -> Any:
    """Return the query of how many evidences each competence of one person has."""
    return (
        select(Shown.competence_code, func.count().label("number"))
        .join(Notes, Shown.evidence_id == Notes.id)
        .where(Notes.adviser_id == adviser_id, Notes.removed_at.is_(None))
        .group_by(Shown.competence_code)
    )


def counts(session: Session, adviser_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Return, for each of these people, competence → how many evidences: one query."""
    rows = session.execute(
        select(Notes.adviser_id, Shown.competence_code, func.count())
        .join(Shown, Shown.evidence_id == Notes.id)
        .where(Notes.adviser_id.in_(adviser_ids), Notes.removed_at.is_(None))
        .group_by(Notes.adviser_id, Shown.competence_code)
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for adviser_id, code, count in rows:
        found[adviser_id][code] = count
    return found
