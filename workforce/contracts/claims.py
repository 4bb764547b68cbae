"""One date, several voices: which is kept, which disagree, and why. A person always has the last word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from workforce.wording import date_fr


class ClaimSource(StrEnum):
    """Who says the date."""

    SETTLED = "settled"  # Somebody looked at the contradiction and chose.
    EMPLOYER = "employer"
    ADVISER = "adviser"
    COORDINATOR = "coordinator"
    TEAM_FILE = "team_file"
    POSTS_FILE = "posts_file"
    SPREADSHEET = "spreadsheet"


SOURCE_LABELS = {
    ClaimSource.SETTLED: "choix fait après comparaison",
    ClaimSource.EMPLOYER: "structure employeuse",
    ClaimSource.ADVISER: "conseiller numérique",
    ClaimSource.COORDINATOR: "coordinateur",
    ClaimSource.TEAM_FILE: "fichier « Équipe » de La Coop",
    ClaimSource.POSTS_FILE: "fichier des postes de Mon inclusion numérique",
    ClaimSource.SPREADSHEET: "tableur importé",
}
# On the same day the nearest to the signature is believed first.
BELIEVED_FIRST = tuple(ClaimSource)


@dataclass(frozen=True)
class DateClaim:
    """A date as one source gave it; an empty value claims that there is no date."""

    value: date | None
    source: ClaimSource
    stated_on: date  # The day the source says it was true: an export's date, a confirmation's day.
    recorded_at: datetime


@dataclass(frozen=True)
class Settlement:
    """The claim that is kept, those that disagree with it, and the reasons."""

    retained: DateClaim | None
    disagreeing: tuple[DateClaim, ...]
    reasons: tuple[str, ...]

    @property
    def conflicting(self) -> bool:
        """Tell whether a person must settle."""
        return bool(self.disagreeing)


def settle(claims: Sequence[DateClaim]) -> Settlement:
    """Keep one claim: the choice of a person, else the most recent statement.

    Each source speaks by its latest claim only. A choice silences what was said until then; a later
    statement that disagrees reopens the question, without taking the chosen date's place.
    """
    latest = _latest_of_each_source(claims)
    if not latest:
        return Settlement(None, (), ("Aucune source ne donne cette date.",))
    retained = max(latest, key=_trust)
    disagreeing = tuple(claim for claim in latest if _disagrees(claim, retained))
    return Settlement(retained, disagreeing, _reasons(retained, disagreeing, len(latest)))


def _latest_of_each_source(claims: Iterable[DateClaim]) -> list[DateClaim]:
    """Return the last word of each source."""
    by_source: dict[ClaimSource, DateClaim] = {}
    for claim in sorted(claims, key=lambda claim: (claim.stated_on, claim.recorded_at)):
        by_source[claim.source] = claim
    return list(by_source.values())


def _trust(claim: DateClaim) -> tuple[bool, date, int, datetime]:
    """Order claims by how much they are believed."""
    nearness = -BELIEVED_FIRST.index(claim.source)
    return claim.source is ClaimSource.SETTLED, claim.stated_on, nearness, claim.recorded_at


def _disagrees(claim: DateClaim, retained: DateClaim) -> bool:
    """Tell whether a claim still contradicts the one that is kept."""
    if claim.value == retained.value:
        return False
    return retained.source is not ClaimSource.SETTLED or claim.recorded_at > retained.recorded_at


def _reasons(retained: DateClaim, disagreeing: Sequence[DateClaim], sources: int) -> tuple[str, ...]:
    """Say what is kept and why, then each disagreement."""
    kept = f"Date retenue : {_say(retained)}, {_why(retained, disagreeing, sources)}."
    return (kept, *(f"Une autre source dit : {_say(claim)}." for claim in disagreeing))


def _why(retained: DateClaim, disagreeing: Sequence[DateClaim], sources: int) -> str:
    """Say why this claim is the one that is kept."""
    if retained.source is ClaimSource.SETTLED:
        return "car une personne l’a choisie"
    if sources == 1:
        return "seule source connue"
    if not disagreeing:
        return "toutes les sources concordent"
    if max(claim.stated_on for claim in disagreeing) == retained.stated_on:
        return "source la plus proche du contrat parmi celles du même jour"
    return "source la plus récente"


def _say(claim: DateClaim) -> str:
    """Say a claim: the date, its source and its age."""
    value = date_fr(claim.value) if claim.value else "aucune date"
    return f"{value} ({SOURCE_LABELS[claim.source]}, au {date_fr(claim.stated_on)})"
