"""Where the export of posts and a contract contradict each other: the words of it, and the ways out. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workforce.wording import date_fr

STATES = {"occupied": "occupé", "vacant": "vacant", "handed_back": "rendu"}


@dataclass(frozen=True)
class PostFacts:
    """A contract and the post that it fills, as far as both are known."""

    state: str
    stated_on: date | None  # The day of the export.
    start: date | None
    last_day: date | None
    is_open_ended: bool
    is_followed: bool  # Another contract fills the post after this one.
    post_end: date | None = None  # The contract's end as the export gives it, where it was never weighed.


@dataclass(frozen=True)
class PostConflict:
    """What contradicts what, and which state of the post would agree with the contract."""

    sentence: str
    agreeing_state: str = ""  # Empty where the dates disagree, not the state.


def post_conflict(facts: PostFacts, today: date) -> PostConflict | None:
    """Return how the export of posts contradicts a contract; None where both may be true, each on its day."""
    if _is_active(facts, today):
        return _while_active(facts)
    return _once_over(facts, today)


def _is_active(facts: PostFacts, today: date) -> bool:
    if facts.start is None or facts.start > today:
        return False
    return facts.last_day is None or facts.last_day >= today


def _while_active(facts: PostFacts) -> PostConflict | None:
    """Compare with a contract that runs: an export older than its start says nothing against it."""
    is_older = facts.stated_on is not None and facts.start is not None and facts.stated_on < facts.start
    if facts.state != "occupied" and not is_older:
        until = f"jusqu’au {date_fr(facts.last_day)}" if facts.last_day else "jusqu’à une date inconnue"
        if facts.is_open_ended and facts.last_day is None:
            until = "sans date de fin"
        said = f"Le poste est dit {STATES[facts.state]}{_at(facts)}, mais le contrat court {until}."
        return PostConflict(said, "occupied")
    if facts.post_end and facts.post_end != facts.last_day:
        until = f"se termine le {date_fr(facts.last_day)}" if facts.last_day else "n’a pas de date de fin"
        said = f"L’export des postes{_at(facts, 'du')} donne une fin de contrat au {date_fr(facts.post_end)}"
        return PostConflict(f"{said} ; ici, il {until}.")
    return None


def _once_over(facts: PostFacts, today: date) -> PostConflict | None:
    """Compare with a contract that is over: an export older than its end says nothing against it."""
    if facts.state != "occupied" or facts.is_followed or not facts.last_day or facts.last_day >= today:
        return None
    if facts.stated_on and facts.stated_on <= facts.last_day:
        return None
    said = f"Le poste est dit occupé{_at(facts)}, mais le contrat s’est terminé le {date_fr(facts.last_day)}."
    return PostConflict(said, "vacant")


def _at(facts: PostFacts, word: str = "au") -> str:
    return f" {word} {date_fr(facts.stated_on)}" if facts.stated_on else ""
