"""Reading and writing what an export says of people beside any contract: as many queries for one as for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, select

from workforce import journal
from workforce.advisers.models import Adviser
from workforce.contracts.imports import loading
from workforce.contracts.imports.entries import AdviserEntry, EmployerEntry, MentionEntry
from workforce.contracts.imports.mediators import MediatorRow
from workforce.contracts.imports.mention_models import Mention
from workforce.contracts.imports.register import Register
from workforce.contracts.kinds import Sector
from workforce.database import insert_rows
from workforce.employers.models import Employer
from workforce.facts import SkillsStated


@dataclass(frozen=True)
class Said:
    """What an export says of a person, for a page."""

    roles: tuple[str, ...]
    labels: tuple[str, ...]
    trainings: tuple[str, ...]
    stated_on: date


def load(session: Session, network_id: int, rows: Sequence[MediatorRow]) -> Register:
    """Read the people, the employers and the mentions that rows may speak of."""
    register = loading.load_team(session, network_id, rows)
    refs = sorted({row.ref for row in rows})
    wanted = select(Mention).where(Mention.network_id == network_id, Mention.external_id.in_(refs))  # type: ignore[attr-defined]
    kept = session.exec(wanted).all()
    people = _people(session, register, {one.adviser_id for one in kept})
    places = _places(session, register, {one.employer_id for one in kept if one.employer_id})
    for one in kept:
        register.add(_entry(one, people, places))
    return register


def write(session: Session, register: Register, network_id: int) -> None:
    """Write new and changed mentions, and tell what was said of skills."""
    changed = [one for one in register.mentions.values() if one.id is None or one.changes]
    if not changed:
        return
    rows = [_row(one, network_id) for one in changed]
    said = insert_rows(Mention, rows)
    names = [name for name in rows[0] if name not in ("network_id", "external_id")]
    session.execute(
        said.on_conflict_do_update(
            constraint="uq_mention_network_id_external_id", set_={name: said.excluded[name] for name in names}
        )
    )
    journal.record_all(session, [_stated(one) for one in changed if one.labels or one.trainings])


def said_of(session: Session, adviser_id: int) -> Said | None:
    """Return what the latest export says of a person."""
    latest = select(Mention).where(Mention.adviser_id == adviser_id).order_by(Mention.stated_on.desc())  # type: ignore[attr-defined]
    row = session.exec(latest.limit(1)).first()
    return Said(tuple(row.roles), tuple(row.labels), tuple(row.trainings), row.stated_on) if row else None


def _entry(row: Mention, people: dict[int, AdviserEntry], places: dict[int, EmployerEntry]) -> MentionEntry:
    return MentionEntry(
        id=row.id,
        ref=row.external_id,
        adviser=people[row.adviser_id],
        employer=places.get(row.employer_id or 0),
        roles=tuple(row.roles),
        labels=tuple(row.labels),
        trainings=tuple(row.trainings),
        stated_on=row.stated_on,
    )


def _people(session: Session, register: Register, ids: set[int]) -> dict[int, AdviserEntry]:
    """Return these people by id, those that the rows name otherwise added to the register."""
    known = {one.id: one for one in register.advisers if one.id}
    for row in session.exec(select(Adviser).where(Adviser.id.in_(ids - known.keys()))):  # type: ignore[attr-defined]
        known[row.id] = AdviserEntry(**row.model_dump(include=set(loading.ADVISER)))
        register.add(known[row.id])
    return known


def _places(session: Session, register: Register, ids: set[int]) -> dict[int, EmployerEntry]:
    """Return these employers by id, those that the rows name otherwise added to the register."""
    known = {one.id: one for one in register.employers if one.id}
    for row in session.exec(select(Employer).where(Employer.id.in_(ids - known.keys()))):  # type: ignore[attr-defined]
        known[row.id] = EmployerEntry(
            **{**row.model_dump(include=set(loading.EMPLOYER)), "sector": Sector(row.sector)}
        )
        register.add(known[row.id])
    return known


def _row(entry: MentionEntry, network_id: int) -> dict[str, Any]:
    return {
        "network_id": network_id, "external_id": entry.ref, "adviser_id": entry.adviser.id,
        "employer_id": entry.employer.id if entry.employer else None, "roles": list(entry.roles),
        "labels": list(entry.labels), "trainings": list(entry.trainings), "stated_on": entry.stated_on,
    }  # fmt: skip


def _stated(entry: MentionEntry) -> SkillsStated:
    assert entry.adviser.id is not None
    return SkillsStated(entry.adviser.id, ", ".join(entry.labels), ", ".join(entry.trainings))
