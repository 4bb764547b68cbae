"""Reading enrolments: one's own, those of a session for its body, the other sessions of the same bloc."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ARRAY, String, cast, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from workforce import clock
from workforce.advisers.models import Adviser
from workforce.skills.models import HeldCCP
from workforce.trainings.sessions import results
from workforce.trainings.sessions.models import (
    Enrolment,
    EnrolmentStep,
    Interest,
    SessionResult,
    TrainingBody,
    TrainingSession,
)
from workforce.trainings.sessions.states import LIVE, Act, State

REFUSED_SHOWN = timedelta(days=92)  # Then a refusal is out of sight.
MOST_OTHERS = 20
Enrolments: Any = Enrolment
Sessions: Any = TrainingSession
Steps: Any = EnrolmentStep
Held: Any = HeldCCP
ORDER = (State.ASKED, State.ENROLLED, State.OFFERED, State.WAITING, State.DONE, State.REFUSED)


@dataclass(frozen=True)
class Person:
    """Of somebody enrolled, what they agreed to show to the body: name, mail, the blocs of the session they lack."""

    enrolment: Enrolment
    name: str
    email: str
    missing: tuple[str, ...]
    results: tuple[SessionResult, ...]


@dataclass(frozen=True)
class OwnLine:
    """An enrolment as its person lists it."""

    enrolment: Enrolment
    session: TrainingSession
    body: str


def people_of(session: Session, row: TrainingSession) -> list[Person]:
    """Return who is enrolled, waits or asks, in the order in which they asked, and who was refused lately: three queries."""
    lately = (Enrolments.state == State.REFUSED) & (Enrolments.changed_at > clock.now() - REFUSED_SHOWN)
    shown = Enrolments.state.in_([*sorted(LIVE), State.DONE])
    rows = session.exec(
        select(Enrolment, Adviser)
        .join(Adviser, col(Adviser.id) == Enrolments.adviser_id)
        .where(Enrolments.session_id == row.id, or_(shown, lately))
        .order_by(Enrolments.in_line_since, Enrolments.id)
    ).all()
    held: dict[int, set[str]] = {}
    mine = select(Held.adviser_id, Held.ccp_code).where(
        Held.adviser_id.in_([who.id for _, who in rows]), Held.ccp_code.in_(row.ccp_codes)
    )
    for adviser_id, code in session.execute(mine):
        held.setdefault(adviser_id, set()).add(code)
    given = results.results_of(session, [one.id for one, _ in rows])
    found = [
        Person(
            one,
            who.name,
            who.email,
            tuple(code for code in row.ccp_codes if code not in held.get(who.id, ())),
            tuple(given.get(one.id, ())),
        )
        for one, who in rows
    ]
    return sorted(found, key=lambda person: ORDER.index(State(person.enrolment.state)))


def own_lines(session: Session, adviser_id: int, today: date) -> list[OwnLine]:
    """Return somebody's enrolments that run, and those of a year that are done, the nearest session first."""
    recent = (Enrolments.state == State.DONE) & (Sessions.ends_on > today - timedelta(days=365))
    rows = session.exec(
        select(Enrolment, TrainingSession, TrainingBody.name)
        .join(TrainingSession, Sessions.id == Enrolments.session_id)
        .join(TrainingBody, col(TrainingBody.id) == Sessions.body_id)
        .where(Enrolments.adviser_id == adviser_id, or_(Enrolments.state.in_(sorted(LIVE)), recent))
        .order_by(Sessions.starts_on, Enrolments.id)
    )
    return [OwnLine(*row) for row in rows]


def counted_on(session: Session, session_id: int) -> frozenset[int]:
    """Return the advisers who asked for a session, or were interested in it."""
    enrolled = select(Enrolment.adviser_id).where(Enrolment.session_id == session_id)
    interested = select(Interest.adviser_id).where(Interest.session_id == session_id)
    return frozenset(session.scalars(enrolled.union(interested)))


def rank_in_line(session: Session, one: Enrolment) -> int:
    """Return the place of somebody who waits, 1 for the first."""
    before = select(func.count()).where(
        Enrolments.session_id == one.session_id,
        Enrolments.state == State.WAITING,
        or_(
            Enrolments.in_line_since < one.in_line_since,
            (Enrolments.in_line_since == one.in_line_since) & (Enrolments.id <= one.id),
        ),
    )
    return session.scalar(before) or 1


def last_words(session: Session, enrolment_id: int) -> str:
    """Return the word that came with the last refusal."""
    said = select(EnrolmentStep.words).where(Steps.enrolment_id == enrolment_id, Steps.act == Act.REFUSE)
    return session.exec(said.order_by(Steps.id.desc())).first() or ""


def others(session: Session, row: TrainingSession, adviser_id: int) -> list[tuple[TrainingSession, str]]:
    """Return the open sessions that give one of the same blocs, that somebody has not asked for, the soonest first."""
    mine: Any = aliased(Enrolment)
    today = clock.today()
    shared = Sessions.ccp_codes.op("&&")(cast(row.ccp_codes, ARRAY(String)))
    asked = select(mine.session_id).where(
        mine.adviser_id == adviser_id, mine.state.in_([*sorted(LIVE), State.DONE])
    )
    rows = session.exec(
        select(TrainingSession, TrainingBody.name)
        .join(TrainingBody, col(TrainingBody.id) == Sessions.body_id)
        .where(
            shared, Sessions.id != row.id, Sessions.withdrawn_at.is_(None),
            func.coalesce(Sessions.enrol_by, Sessions.starts_on) >= today, Sessions.id.not_in(asked),
        )
        .order_by((Sessions.body_id != row.body_id), Sessions.starts_on, Sessions.id)
        .limit(MOST_OTHERS)
    )  # fmt: skip
    return [(one, body) for one, body in rows]
