"""While a file is being checked: the rows that would make a new person who looks like somebody known say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlmodel import Session

from workforce.contracts.imports.models import Import, ImportRow
from workforce.duplicates import candidates, known, resemblance
from workforce.duplicates.resemblance import PersonFacts, Spell
from workforce.employers.models import Employer
from workforce.facts import ImportAnalysed

NEW_PERSON = "Nouvelle personne"  # How the detail of such a row begins.
Rows: Any = ImportRow
Employers: Any = Employer


@dataclass(frozen=True)
class Doubt:
    """Somebody known that a row looks like."""

    name: str
    place: str
    score: int

    def __str__(self) -> str:
        """Say it, and what can be done."""
        where = f", {self.place}" if self.place else ""
        return f"Ressemble à {self.name}{where} : si c’est la même personne, vous pourrez réunir les deux fiches après l’import."


def note(session: Session, fact: ImportAnalysed) -> None:
    """Add to the rows that bring a new person whom each looks like. The pairing itself is not changed."""
    one = session.get(Import, fact.import_id)
    if one is None or one.state != "analysed":
        return
    rows = _new_people(session, one.id)
    if not rows:
        return
    near = candidates.people_near(session, one.network_id, [_named(row) for row in rows])
    facts = known.people(session, {adviser for _, adviser in near})
    doubts = _doubts(rows, near, facts, _employers_of(session, rows))
    values = [
        {"row_id": row.id, "new_detail": f"{row.detail} {doubts[row.id]}"} for row in rows if row.id in doubts
    ]
    if values:
        said = update(ImportRow).where(Rows.id == bindparam("row_id")).values(detail=bindparam("new_detail"))
        session.connection().execute(said, values)


def _new_people(session: Session, import_id: int) -> Sequence[Row[Any]]:
    new = select(Rows.id, Rows.data, Rows.detail).where(
        Rows.import_id == import_id, Rows.outcome == "new", Rows.detail.startswith(NEW_PERSON)
    )
    return session.execute(new.order_by(Rows.number)).all()


def _named(row: Row[Any]) -> dict[str, Any]:
    names = ("first_name", "last_name", "email", "phone")
    return {"id": row.id, **{name: row.data.get(name) or "" for name in names}}


def _doubts(
    rows: Sequence[Row[Any]],
    near: Sequence[tuple[int, int]],
    facts: Mapping[int, PersonFacts],
    employers: Mapping[str, int],
) -> dict[int, Doubt]:
    """Return, for each row, the one it looks most like."""
    said = {row.id: _facts_of(row, employers) for row in rows}
    best: dict[int, Doubt] = {}
    for row_id, adviser_id in near:
        who = facts[adviser_id]
        found = resemblance.people(said[row_id], who)
        if found.is_proposed and (row_id not in best or found.score > best[row_id].score):
            best[row_id] = Doubt(f"{who.first_name} {who.last_name}", who.commune, found.score)
    return best


def _facts_of(row: Row[Any], employers: Mapping[str, int]) -> PersonFacts:
    """Return what a row says of a person, as likeness reads it."""
    said = row.data
    employer = employers.get((said.get("employer_name") or "").casefold())
    start, end = (
        date.fromisoformat(said[name]) if said.get(name) else None for name in ("start_date", "end_date")
    )
    return PersonFacts(
        **_named(row),
        commune=said.get("city") or "",
        departement=said.get("territory") or "",
        spells=(Spell(employer, start, end),) if employer else (),
    )


def _employers_of(session: Session, rows: Sequence[Row[Any]]) -> dict[str, int]:
    names = {row.data.get("employer_name") or "" for row in rows}
    found = session.execute(select(Employers.name, Employers.id).where(Employers.name.in_(names)))
    return {name.casefold(): employer_id for name, employer_id in found}
