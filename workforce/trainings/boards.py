"""A training body's view: its sessions, and where a bloc is missing. People are counted, never named."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Select, String, and_, case, cast, distinct, func
from sqlmodel import Session, col, select

from workforce.advisers.models import Adviser
from workforce.skills.models import CCP
from workforce.trainings.planets import counting
from workforce.trainings.planets.counting import Spot
from workforce.trainings.planets.terms import BLOCS
from workforce.trainings.sessions.models import Enrolment, Interest, TrainingSession
from workforce.trainings.sessions.states import State
from workforce.trainings.situation import Mode


@dataclass(frozen=True)
class SessionLine:
    """A session of the body, how many people told their interest, and how many requests wait for an answer."""

    session: TrainingSession
    interested: int
    asking: int = 0


@dataclass(frozen=True)
class Need:
    """One département and one bloc: advisers in post without it, those interested, sessions to come."""

    departement: str
    bloc: int
    missing: int
    interested: int
    sessions: int
    seats_left: int


def codes_of(number: int) -> Select[Any]:
    """Return the query of the blocs of this number, of every generation."""
    return select(col(CCP.code)).where(col(CCP.number) == number)


def sessions_to_come_of(session: Session, codes: Collection[str], today: date) -> int:
    """Count the sessions to come that give one of these blocs."""
    gives = col(TrainingSession.ccp_codes).op("&&")(cast(sorted(codes), ARRAY(String)))
    to_come = col(TrainingSession.starts_on) >= today, col(TrainingSession.withdrawn_at).is_(None)
    return session.scalar(select(func.count()).select_from(TrainingSession).where(gives, *to_come)) or 0


def sessions_of(session: Session, body_id: int) -> list[SessionLine]:
    """Return a body's sessions that are not withdrawn: those to come first, then the latest."""
    people = select(func.count()).where(Interest.session_id == TrainingSession.id).scalar_subquery()
    asking = (
        select(func.count())
        .where(Enrolment.session_id == TrainingSession.id, Enrolment.state == State.ASKED)
        .scalar_subquery()
    )
    rows = session.exec(
        select(TrainingSession, people, asking)
        .where(TrainingSession.body_id == body_id, col(TrainingSession.withdrawn_at).is_(None))
        .order_by(col(TrainingSession.starts_on).desc(), col(TrainingSession.id))
        .limit(100)
    )
    return [SessionLine(*row) for row in rows]


def territories_of(session: Session, body_id: int) -> list[str]:
    """Return the départements where a body holds sessions."""
    rows = session.exec(
        select(TrainingSession.departement)
        .where(
            TrainingSession.body_id == body_id,
            TrainingSession.departement != "",
            col(TrainingSession.withdrawn_at).is_(None),
        )
        .distinct()
        .order_by(TrainingSession.departement)
    )
    return list(rows)


def needs(session: Session, departements: Sequence[str], today: date) -> list[Need]:
    """Return what each of these départements misses, bloc by bloc: one query, and two a bloc."""
    missing = counting.missing(session, today, departements)
    found = [
        need for number in BLOCS for need in _needs_of_bloc(session, departements, number, today, missing)
    ]
    return sorted(found, key=lambda need: (departements.index(need.departement), need.bloc))


def _needs_of_bloc(
    session: Session, departements: Sequence[str], number: int, today: date, missing: Mapping[Spot, int]
) -> list[Need]:
    interested = _by_place(session.execute(_interested(departements, number, today)))
    offered = {
        place: (count, seats)
        for place, count, seats in session.execute(_offered(departements, number, today))
    }
    remote = offered.get("", (0, 0))
    return [
        Need(
            code,
            number,
            missing.get((code, number), 0),
            interested.get(code, 0),
            *_sum(offered.get(code, (0, 0)), remote),
        )
        for code in departements
    ]


def _by_place(rows: Any) -> dict[str, int]:
    return dict(rows.all())


def _sum(here: tuple[int, int], remote: tuple[int, int]) -> tuple[int, int]:
    return here[0] + remote[0], here[1] + remote[1]


def _interested(departements: Sequence[str], number: int, today: date) -> Any:
    """Count the people interested in a session to come of this bloc, each once."""
    theirs = col(Interest.adviser_id) == Adviser.id
    to_come = and_(col(TrainingSession.id) == Interest.session_id, *_to_come(number, today))
    return (
        select(Adviser.departement, func.count(distinct(col(Interest.adviser_id))))
        .join(Interest, theirs)
        .join(TrainingSession, to_come)
        .where(col(Adviser.departement).in_(departements))
        .group_by(Adviser.departement)
    )


def _offered(departements: Sequence[str], number: int, today: date) -> Any:
    """Count sessions and seats left by département; those at a distance count under no département."""
    place = case((col(TrainingSession.mode) == Mode.REMOTE, ""), else_=TrainingSession.departement)
    seats = func.sum(TrainingSession.seats - TrainingSession.seats_taken)
    within = place.in_(["", *departements])
    return select(place, func.count(), seats).where(*_to_come(number, today), within).group_by(place)


def _to_come(number: int, today: date) -> tuple[ColumnElement[bool], ...]:
    return (
        col(TrainingSession.starts_on) >= today,
        col(TrainingSession.withdrawn_at).is_(None),
        col(TrainingSession.ccp_codes).op("&&")(
            func.array(codes_of(number).scalar_subquery(), type_=ARRAY(String))
        ),
    )
