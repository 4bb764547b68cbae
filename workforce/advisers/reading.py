"""Who read whose file: noted once a day for each reader and each part, and shown to the person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from workforce import clock
from workforce.accounts.models import Account
from workforce.advisers.models import FileRead, What
from workforce.database import insert_rows

WHAT_LABELS = {
    What.HOME: "accueil du dossier",
    What.CONTRACT: "contrats",
    What.SKILLS: "compétences",
    What.TRAININGS: "formations",
    What.OFFERS: "offres",
    What.EXPORT: "ligne de l’équipe, dans un fichier exporté",
    What.EVIDENCE: "preuves et dossier professionnel",
}


@dataclass(frozen=True)
class Reading:
    """One day on which somebody read a part of the file."""

    by: str
    on: date
    what: What

    @property
    def label(self) -> str:
        """Return the part in words."""
        return WHAT_LABELS[self.what]


def note(session: Session, adviser_ids: Collection[int], account_id: int, what: What) -> None:
    """Note that these files were read today: one statement, and nothing where it is noted already."""
    rows = [
        {"adviser_id": adviser_id, "account_id": account_id, "read_on": clock.today(), "what": str(what)}
        for adviser_id in adviser_ids
    ]
    if rows:
        session.execute(insert_rows(FileRead, rows).on_conflict_do_nothing())


def readings_of(session: Session, adviser_id: int, limit: int = 100) -> list[Reading]:
    """Return who read a file, the latest first."""
    rows = session.exec(
        select(Account.name, col(FileRead.read_on), FileRead.what)
        .join(Account, col(Account.id) == FileRead.account_id)
        .where(FileRead.adviser_id == adviser_id)
        .order_by(col(FileRead.read_on).desc(), col(FileRead.id).desc())
        .limit(limit)
    )
    return [Reading(name, on, What(what)) for name, on, what in rows]
