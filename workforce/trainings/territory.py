"""What trainings look like from a territory: who asked for one, how many are to come."""

from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import col

from workforce.advisers.models import Adviser
from workforce.trainings.sessions.models import Interest, TrainingSession


def people_with_one_in_view(today: date) -> Select[Any]:
    """Return the query of the advisers who asked for a session to come, and let their coordinator know it."""
    return (
        select(col(Interest.adviser_id))
        .join(TrainingSession, col(TrainingSession.id) == Interest.session_id)
        .join(Adviser, col(Adviser.id) == Interest.adviser_id)
        .where(
            col(TrainingSession.ends_on) >= today,
            col(TrainingSession.withdrawn_at).is_(None),
            col(Adviser.shows_skills),
        )
    )


def sessions_to_come(today: date) -> Select[str, int]:
    """Return the query that counts, by département, the sessions that begin from today on."""
    where = col(TrainingSession.departement)
    begins = col(TrainingSession.starts_on) >= today, col(TrainingSession.withdrawn_at).is_(None)
    return select(where, func.count()).where(*begins).group_by(where)
