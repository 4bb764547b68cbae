"""Reading many advisers, and the open sessions, as the ranking sees them: a constant number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, select

from workforce.advisers.models import Adviser
from workforce.contracts.kinds import ContractKind, Sector
from workforce.contracts.models import Contract
from workforce.employers.models import Employer
from workforce.skills.background import Background, Holding
from workforce.skills.evidence import coverage
from workforce.skills.file import competence_facts
from workforce.skills.gaps import CompetenceFacts
from workforce.skills.models import Assessment, HeldCCP
from workforce.trainings.sessions.models import TrainingBody, TrainingSession
from workforce.trainings.situation import ContractSituation, LearnerFacts, Mode, SessionFacts


def learners(session: Session, ids: Sequence[int], today: date) -> dict[int, LearnerFacts]:
    """Return what is known of these advisers, in five queries."""
    people = session.exec(select(Adviser.id, Adviser.departement, Adviser.commune).where(Adviser.id.in_(ids)))  # type: ignore[attr-defined]
    contracts, backgrounds, competences = (
        situations(session, ids, today),
        _backgrounds(session, ids),
        _competences(session, ids),
    )
    return {
        adviser_id: LearnerFacts(
            background=backgrounds.get(adviser_id, Background()),
            contract=contracts.get(adviser_id),
            departement=departement or None,
            commune=_commune(departement, commune),
            competences=competences.get(adviser_id, {}),
        )
        for adviser_id, departement, commune in people
    }


def situations(session: Session, ids: Sequence[int], today: date) -> dict[int, ContractSituation]:
    """Return the contract that counts for each adviser: the last to end among those not over, renewals included."""
    rows = session.exec(
        select(Contract, Employer.sector)
        .join(Employer, Employer.id == Contract.employer_id)  # type: ignore[arg-type]
        .where(Contract.adviser_id.in_(ids), Contract.cancelled_at.is_(None))  # type: ignore[attr-defined, union-attr]
        .order_by(Contract.start_date, Contract.id)  # type: ignore[arg-type]
    )
    last: dict[int, ContractSituation] = {}
    for contract, sector in rows:
        ends_on = contract.termination_date or contract.end_date
        if ends_on is None or ends_on >= today:
            kind = ContractKind(contract.kind)
            last[contract.adviser_id] = ContractSituation(
                kind, sector == Sector.PUBLIC, ends_on, contract.start_date
            )
    return last


def open_sessions(session: Session, today: date) -> list[SessionFacts]:
    """Return the sessions that have not begun, as the ranking sees them."""
    rows = session.exec(
        select(TrainingSession, TrainingBody.name)
        .join(TrainingBody, TrainingBody.id == TrainingSession.body_id)  # type: ignore[arg-type]
        .where(TrainingSession.starts_on >= today, TrainingSession.withdrawn_at.is_(None))  # type: ignore[union-attr]
    )
    return [facts_of(row, body) for row, body in rows]


def facts_of(row: TrainingSession, body: str) -> SessionFacts:
    """Return one session as the ranking sees it."""
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
        commune=_commune(row.departement, row.commune),
        place=row.commune or None,
        is_paid_by_scheme=row.paid_by_scheme,
        is_for_people_in_post=row.for_people_in_post,
    )


def _commune(departement: str, commune: str) -> str | None:
    return f"{departement}:{commune.casefold()}" if commune else None


def _backgrounds(session: Session, ids: Sequence[int]) -> dict[int, Background]:
    held: dict[int, list[Holding]] = defaultdict(list)
    for row in session.exec(select(HeldCCP).where(HeldCCP.adviser_id.in_(ids)).order_by(HeldCCP.ccp_code)):  # type: ignore[attr-defined]
        held[row.adviser_id].append(Holding(row.ccp_code, row.obtained_on))
    return {adviser_id: Background(tuple(holdings)) for adviser_id, holdings in held.items()}


def _competences(session: Session, ids: Sequence[int]) -> dict[int, dict[str, CompetenceFacts]]:
    said: dict[int, dict[str, Assessment]] = defaultdict(dict)
    for row in session.exec(select(Assessment).where(Assessment.adviser_id.in_(ids))):  # type: ignore[attr-defined]
        said[row.adviser_id][row.competence_code] = row
    counted = coverage.counts(session, ids)
    return {
        one: competence_facts(said.get(one, {}), counted.get(one, {})) for one in said.keys() | counted.keys()
    }
