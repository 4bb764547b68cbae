"""Whom to call first, and why: each reason is a sentence said to the coordinator. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from workforce.contracts.kinds import Answer
from workforce.wording import date_fr, in_days_fr

LOOK_AHEAD = 183  # Days: six months.
GOING_ON = {Answer.RENEW: "renouveler", Answer.MAKE_PERMANENT: "pérenniser"}
SIGNING_IS_LATE = 30  # Days before the end: a promise that nothing was signed of.


@dataclass(frozen=True)
class PersonFacts:
    """What is known of somebody whose contract ends."""

    adviser_id: int
    last_day: date
    has_plan: bool  # A training they asked for, or an employer who goes on.
    is_conflicting: bool
    has_account: bool
    start_is_known: bool = True
    answer: Answer | None = None  # The employer's last word on the contract to come.
    word_due: date | None = None  # The day by which that word is awaited.


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
    found = sorted(_worse(person, today), reverse=True, key=lambda pair: pair[0])
    is_settled = person.has_plan and not any(weight >= 15 for weight, _ in found)
    if not 0 <= days <= LOOK_AHEAD or is_settled:
        return Priority(person.adviser_id, 0, ())
    nearness = 1 + (LOOK_AHEAD - days) * 100 // LOOK_AHEAD
    reasons = (
        f"Son contrat se termine {in_days_fr(person.last_day, today)}.",
        *(sentence for _, sentence in found),
    )
    return Priority(person.adviser_id, nearness + sum(weight for weight, _ in found), reasons)


def _worse(person: PersonFacts, today: date) -> Iterator[tuple[int, str]]:
    yield from _said_by_the_employer(person, today)
    if not person.has_plan:
        yield 30, "Aucune suite connue : ni nouveau contrat, ni formation demandée."
    if person.is_conflicting:
        yield 25, "Deux sources ne donnent pas la même date."
    if not person.has_account:
        yield 10 if person.has_plan else 20, "Pas encore d’accès : aucune alerte ne lui parvient."
    if not person.start_is_known:
        yield 5, "Date de début inconnue : les échéances ne sont pas toutes calculées."


def _said_by_the_employer(person: PersonFacts, today: date) -> Iterator[tuple[int, str]]:
    """Weigh the employer's word: a refusal, a silence past its day, a promise that nothing was signed of."""
    if person.answer is Answer.END:
        yield 40, "Son employeur répond : ne renouvelle pas."
    elif person.answer in GOING_ON and (person.last_day - today).days <= SIGNING_IS_LATE:
        intends = GOING_ON[person.answer]
        yield 15, f"Son employeur dit vouloir {intends}, mais aucun nouveau contrat n’est enregistré."
    elif person.answer not in GOING_ON and person.word_due and person.word_due < today:
        yield (
            35,
            f"Son employeur devait répondre avant le {date_fr(person.word_due)} : toujours rien de décidé.",
        )
