"""Whom to call first, and why: each reason is a sentence. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

LOOK_AHEAD = 183  # Days: six months.


@dataclass(frozen=True)
class PersonFacts:
    """What is known of somebody whose contract ends."""

    adviser_id: int
    last_day: date
    has_plan: bool  # A training they asked for.
    is_conflicting: bool
    has_account: bool
    start_is_known: bool = True


@dataclass(frozen=True)
class Priority:
    """Somebody to call, with the reasons, the weightiest first."""

    adviser_id: int
    weight: int
    reasons: tuple[str, ...]


def rank(people: Iterable[PersonFacts], today: date, most: int) -> list[Priority]:
    """Return those to call first: nobody without a reason beyond the date itself."""
    judged = [(judge(one, today), one.last_day) for one in people]
    worth = [(priority, end) for priority, end in judged if priority.weight]
    worth.sort(key=lambda pair: (-pair[0].weight, pair[1], pair[0].adviser_id))
    return [priority for priority, _ in worth[:most]]


def judge(person: PersonFacts, today: date) -> Priority:
    """Weigh one person: how near the end is, and what makes it worse."""
    days = (person.last_day - today).days
    if not 0 <= days <= LOOK_AHEAD or (person.has_plan and not person.is_conflicting):
        return Priority(person.adviser_id, 0, ())
    found = list(_worse(person))
    nearness = 1 + (LOOK_AHEAD - days) * 100 // LOOK_AHEAD
    reasons = (_near(days), *(sentence for _, sentence in found))
    return Priority(person.adviser_id, nearness + sum(weight for weight, _ in found), reasons)


def _near(days: int) -> str:
    if days <= 30:
        return "Fin du contrat dans moins d’un mois."
    if days <= 90:
        return "Fin du contrat dans moins de trois mois."
    return "Fin du contrat dans moins de six mois."


def _worse(person: PersonFacts) -> Iterable[tuple[int, str]]:
    if not person.has_plan:
        yield 30, "Aucune suite connue : ni nouveau contrat, ni formation demandée."
    if person.is_conflicting:
        yield 25, "Deux sources ne donnent pas la même date."
    if not person.has_account:
        yield 20, "Pas encore d’accès : aucune alerte ne lui parvient."
    if not person.start_is_known:
        yield 5, "Date de début inconnue : les échéances ne sont pas toutes calculées."
