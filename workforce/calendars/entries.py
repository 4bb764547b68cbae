"""What a calendar shows of one deadline, in the words of whoever reads it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from workforce.contracts.kinds import Party

CANCELLED = "Annulé : "
TO_CHECK = "Indicatif, à vérifier."
YOURS = {"contract-end": "Fin de votre contrat"}
# What each reader's calendar holds beside what they must do themselves; their coordinator must do nothing by law.
SHOWN = {
    Party.ADVISER: ("contract-end", "employer-word"),
    Party.EMPLOYER: ("contract-end",),
    Party.COORDINATOR: ("contract-end", "employer-word", "post-refill"),
}


@dataclass(frozen=True)
class Entry:
    """One event as one reader sees it."""

    uid: str
    family: str
    label: str
    day: date
    person: str  # Initialled; empty in the person's own calendar.
    source: str
    indicative: bool
    sequence: int
    made_at: datetime
    changed_at: datetime
    is_cancelled: bool
    address: str
    rings: bool  # A reminder, in the calendar of whoever must act.
    is_tentative: bool = (
        False  # Not settled yet: a seat that is asked for, a session that is only of interest.
    )

    @property
    def summary(self) -> str:
        """Say what is to be done, and about whom."""
        words = f"{self.label} : {self.person}" if self.person else YOURS.get(self.family, self.label)
        return f"{CANCELLED}{words}" if self.is_cancelled else words

    @property
    def description(self) -> str:
        """Say where the date comes from, and where to read more."""
        parts = (
            f"Source : {self.source}." if self.source else "",
            TO_CHECK if self.indicative else "",
            "Le détail se lit dans Passerelle.",
        )
        return " ".join(part for part in parts if part)
