"""Where a session is held, in words."""

from workforce.territories.departements import departement
from workforce.trainings.sessions.models import TrainingSession


def place_fr(row: TrainingSession) -> str:
    """Return where a session is held."""
    found = departement(row.departement) if row.departement else None
    where = ", ".join(word for word in (row.commune, found.label if found else "") if word)
    words = {
        "remote": "à distance",
        "hybrid": f"{where}, en partie à distance" if where else "en partie à distance",
    }
    return words.get(row.mode, where)
