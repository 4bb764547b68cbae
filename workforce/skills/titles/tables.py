"""Bringing the tables that others point to — titles, blocs, competences — to what the referential says."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from workforce.skills.evidence.models import EvidenceCompetence
from workforce.skills.models import CCP, Assessment, Competence, Equivalence, HeldCCP, Title
from workforce.skills.referential import Referential

Rows = list[dict[str, Any]]
Ccps: Any = CCP
Competences: Any = Competence
Titles: Any = Title


def bring_to(session: Session, known: Referential) -> None:
    """Write what is new or said otherwise, drop what is gone and that nobody points to; what people hold is untouched."""
    for model, rows in ((Title, _titles(known)), (CCP, _ccps(known)), (Competence, _competences(known))):
        _write(session, model, rows)
    session.execute(delete(Equivalence))
    session.add_all(
        Equivalence(from_ccp=one.from_ccp, to_ccp=one.to_ccp, status=one.status) for one in known.equivalences
    )
    session.flush()
    _drop(session, known)


def _titles(known: Referential) -> Rows:
    return [
        {"code": t.code, "name": t.name, "rncp": t.rncp or "", "level": t.level, "starts_on": t.starts_on,
         "ends_on": t.ends_on, "successor": t.successor}
        for t in sorted(known.titles, key=lambda title: -title.generation)  # A successor before what it succeeds.
    ]  # fmt: skip


def _ccps(known: Referential) -> Rows:
    return [
        {"code": c.code, "title_code": c.title, "number": c.number, "name": c.name or ""}
        for c in known.by_ccp.values()
    ]


def _competences(known: Referential) -> Rows:
    return [
        {"code": k.code, "ccp_code": c.code, "number": k.number, "name": k.name}
        for c in known.by_ccp.values()
        for k in c.competences
    ]


def _write(session: Session, model: Any, rows: Rows) -> None:
    for row in rows:
        said = insert(model).values(row)
        changed = {name: said.excluded[name] for name in row if name != "code"}
        session.execute(said.on_conflict_do_update(index_elements=["code"], set_=changed))


def _drop(session: Session, known: Referential) -> None:
    kept = [row["code"] for row in _competences(known)]
    pointed: Sequence[Any] = (Assessment.competence_code, EvidenceCompetence.competence_code)
    gone = Competences.code.not_in(kept), *(~_names(column, Competences.code) for column in pointed)
    session.execute(delete(Competence).where(*gone))
    unheld = ~_names(HeldCCP.ccp_code, Ccps.code), ~_names(Competence.ccp_code, Ccps.code)
    session.execute(delete(CCP).where(Ccps.code.not_in(known.by_ccp), *unheld))
    session.execute(
        delete(Title).where(Titles.code.not_in(known.by_title), ~_names(CCP.title_code, Titles.code))
    )


def _names(column: Any, code: Any) -> Any:
    return select(column).where(column == code).exists()
