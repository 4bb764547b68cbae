"""Blocs that a territory is about to lose: the month when the last of those who hold one there leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from workforce.advisers.models import Adviser
from workforce.contracts.followed import Scope, bounds, counting
from workforce.skills.models import HeldCCP
from workforce.skills.titles.in_force import in_force


@dataclass(frozen=True)
class Holder:
    """Somebody in post who holds a bloc, and shows it."""

    adviser_id: int
    name: str
    departement: str
    bloc: int
    last_day: date | None  # None: no end is known, or there is none.


@dataclass(frozen=True)
class Loss:
    """A bloc that nobody known will hold any more in a département."""

    departement: str
    bloc: int
    on: date  # The last day of the last of them.
    holders: tuple[Holder, ...]  # The first to leave first.


def losses(session: Session, scope: Scope, until: date) -> list[Loss]:
    """Return what the territory of a coordinator is about to lose, the nearest first: one query."""
    return about_to_go(_holders(session, scope), until)


def about_to_go(holders: Iterable[Holder], until: date) -> list[Loss]:
    """Say which blocs lose every holder by a day. Somebody whose end is unknown is not taken to leave."""
    groups: dict[tuple[str, int], dict[int, Holder]] = {}
    for one in holders:
        groups.setdefault((one.departement, one.bloc), {})[one.adviser_id] = one
    found = [_loss(place, bloc, list(people.values()), until) for (place, bloc), people in groups.items()]
    return sorted((one for one in found if one), key=lambda one: (one.on, one.departement, one.bloc))


def _loss(place: str, bloc: int, holders: Sequence[Holder], until: date) -> Loss | None:
    days = [one.last_day for one in holders if one.last_day]
    if len(days) < len(holders) or max(days) > until:
        return None
    leaving = sorted(holders, key=lambda one: (one.last_day or until, one.adviser_id))
    return Loss(place, bloc, max(days), tuple(leaving))


def _holders(session: Session, scope: Scope) -> list[Holder]:
    people: Any = Adviser
    held: Any = HeldCCP
    counted = counting(scope)
    rows = session.execute(
        select(people.id, people.first_name, people.last_name, people.departement, held.ccp_code, counted.c.last_day)
        .join(counted, counted.c.adviser_id == people.id)
        .join(held, held.adviser_id == people.id)
        .where(*bounds(scope), people.shows_skills, ~counted.c.is_over)
        .order_by(people.id, held.ccp_code)
    )  # fmt: skip
    known = in_force(session).by_ccp
    return [
        Holder(adviser_id, f"{first} {last}", place, known[code].number, end)
        for adviser_id, first, last, place, code, end in rows
        if code in known
    ]
