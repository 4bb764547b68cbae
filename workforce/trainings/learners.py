"""Reading many advisers, and the open sessions, as the ranking sees them: a constant number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session

from workforce.advisers.models import Adviser
from workforce.contracts.kinds import ContractKind, Sector
from workforce.contracts.models import Contract
from workforce.employers.models import Employer
from workforce.skills.background import Background, Holding
from workforce.skills.evidence.models import Evidence, EvidenceCompetence
from workforce.skills.gaps import CompetenceFacts, Level
from workforce.skills.models import Assessment, HeldCCP
from workforce.territories import communes
from workforce.territories.departements import normalise
from workforce.trainings.sessions.models import TrainingBody, TrainingSession
from workforce.trainings.situation import ContractSituation, LearnerFacts, Mode, SessionFacts

People: Any = Adviser
Jobs: Any = Contract
Structures: Any = Employer
Sessions: Any = TrainingSession
Bodies: Any = TrainingBody
Held: Any = HeldCCP
Notes: Any = Evidence
Shown: Any = EvidenceCompetence
Said: Any = Assessment


def learners(session: Session, ids: Sequence[int], today: date) -> dict[int, LearnerFacts]:
    """Return what is known of these advisers, in four queries; of their competences, those that they can do and show."""
    people = session.execute(
        select(People.id, People.departement, People.commune, People.postal_code, People.mobility).where(
            People.id.in_(ids)
        )
    )
    contracts, backgrounds = situations(session, ids, today), _backgrounds(session, ids)
    competences = _competences(session, ids)
    return {
        adviser_id: LearnerFacts(
            background=backgrounds.get(adviser_id, Background()),
            contract=contracts.get(adviser_id),
            departement=departement or None,
            commune=_commune(commune, departement, postal_code),
            competences=competences.get(adviser_id, {}),
            mobility=mobility,
        )
        for adviser_id, departement, commune, postal_code, mobility in people
    }


def situations(session: Session, ids: Sequence[int], today: date) -> dict[int, ContractSituation]:
    """Return the contract that counts for each adviser: the last to begin among those not over, renewals included."""
    last_day = func.coalesce(Jobs.termination_date, Jobs.end_date)
    rows = session.execute(
        select(Jobs.adviser_id, Jobs.kind, Structures.sector, last_day, Jobs.start_date)
        .join(Structures, Structures.id == Jobs.employer_id)
        .where(
            Jobs.adviser_id.in_(ids), Jobs.cancelled_at.is_(None), or_(last_day.is_(None), last_day >= today)
        )
        .ext(distinct_on(Jobs.adviser_id))
        .order_by(Jobs.adviser_id, Jobs.start_date.desc(), Jobs.id.desc())
    )
    return {
        adviser_id: ContractSituation(ContractKind(kind), sector == Sector.PUBLIC, ends_on, starts_on)
        for adviser_id, kind, sector, ends_on, starts_on in rows
    }


def open_sessions(session: Session, today: date) -> list[SessionFacts]:
    """Return the sessions that have not begun, as the ranking sees them."""
    columns: list[Any] = [*Sessions.__table__.c, Bodies.name.label("body")]
    to_come = Sessions.starts_on >= today, Sessions.withdrawn_at.is_(None)
    rows = session.execute(
        select(*columns).join(Bodies, Bodies.id == Sessions.body_id).where(*to_come).order_by(Sessions.id)
    )
    return [facts_of(row, row.body) for row in rows]


def facts_of(row: Any, body: str) -> SessionFacts:
    """Return one session as the ranking sees it, from its row."""
    return SessionFacts(
        code=str(row.id),
        ccps=tuple(row.ccp_codes),
        body=body,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        enrol_by=row.enrol_by,
        jury_on=row.jury_on,
        hours=row.hours,
        hours_per_week=row.hours_per_week,
        seats_left=row.seats - row.seats_taken,
        price=None if row.price_cents is None else row.price_cents // 100,
        mode=Mode(row.mode),
        departement=row.departement or None,
        commune=_commune(row.commune, row.departement),
        place=row.commune or None,
        is_paid_by_scheme=row.paid_by_scheme,
        is_for_people_in_post=row.for_people_in_post,
        closing=(row.closed_from, row.closed_until) if row.closed_from else None,
    )


def _commune(name: str, departement: str, postal_code: str = "") -> str | None:
    """Return the INSEE code that a name means there; where none is sure, words that equal only themselves."""
    if not name:
        return None
    found = communes.resolve(name, normalise(departement or ""), postal_code or None)
    return found.code if found else f"{departement}:{name.casefold()}"


def _backgrounds(session: Session, ids: Sequence[int]) -> dict[int, Background]:
    held: dict[int, list[Holding]] = defaultdict(list)
    rows = select(Held.adviser_id, Held.ccp_code, Held.obtained_on).where(Held.adviser_id.in_(ids))
    for adviser_id, code, obtained_on in session.execute(rows.order_by(Held.ccp_code)):
        held[adviser_id].append(Holding(code, obtained_on))
    return {adviser_id: Background(tuple(holdings)) for adviser_id, holdings in held.items()}


def _competences(session: Session, ids: Sequence[int]) -> dict[int, dict[str, CompetenceFacts]]:
    """Return the competences that people say they can do, and have evidence of: what a VAE asks for."""
    rows = session.execute(
        select(Notes.adviser_id, Shown.competence_code, func.count())
        .join(Shown, Shown.evidence_id == Notes.id)
        .join(Said, and_(Said.adviser_id == Notes.adviser_id, Said.competence_code == Shown.competence_code))
        .where(Notes.adviser_id.in_(ids), Notes.removed_at.is_(None), Said.level == Level.YES)
        .group_by(Notes.adviser_id, Shown.competence_code)
    )
    found: dict[int, dict[str, CompetenceFacts]] = defaultdict(dict)
    for adviser_id, code, count in rows:
        found[adviser_id][code] = CompetenceFacts(Level.YES, count)
    return found
