"""Who is told what becomes of a training session and of an enrolment: the person, or the body. Once for each occasion."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, union
from sqlmodel import Session, col, select

from workforce.accounts.models import Account, Membership
from workforce.alerts.messages import LetterKind
from workforce.alerts.planning import announce
from workforce.facts import EnrolmentMoved, ResultContested, ResultGiven, SessionChanged, SessionStepReached
from workforce.trainings.sessions.models import (
    Enrolment,
    EnrolmentStep,
    Interest,
    SessionResult,
    TrainingSession,
)
from workforce.trainings.sessions.reminding import Step
from workforce.trainings.sessions.states import LIVE, Act, State

Enrolments: Any = Enrolment
Interests: Any = Interest
TO_BODY = {Act.ASK, Act.TAKE, Act.LEAVE, Act.MOVE, Act.ARRIVE, Act.RETURN}
TO_ADVISER = {
    Act.ENROL: LetterKind.ENROLMENT_ANSWERED,
    Act.QUEUE: LetterKind.ENROLMENT_ANSWERED,
    Act.REFUSE: LetterKind.ENROLMENT_ANSWERED,
    Act.LAPSE: LetterKind.ENROLMENT_ANSWERED,
    Act.OFFER: LetterKind.SEAT_OFFERED,
}


def announce_change(session: Session, fact: SessionChanged) -> None:
    """Tell whoever is enrolled, asked or is interested what moved, or that the session is withdrawn."""
    called_off = exists().where(
        col(EnrolmentStep.enrolment_id) == Enrolments.id, col(EnrolmentStep.act) == Act.CALL_OFF
    )
    enrolled = select(Enrolments.adviser_id).where(
        Enrolments.session_id == fact.session_id, or_(Enrolments.state.in_(sorted(LIVE)), called_off)
    )
    interested = select(Interests.adviser_id).where(Interests.session_id == fact.session_id)
    subject = {"session_id": fact.session_id, "what": fact.what.split(",")}
    occasion = f"session-changed:{fact.session_id}:{fact.sequence}"
    people = _advisers(session, union(enrolled, interested))
    announce(session, people, LetterKind.SESSION_CHANGED, occasion, subject)


def announce_step(session: Session, fact: SessionStepReached) -> None:
    """Tell a reminder: to whoever is interested, to whoever is enrolled, or to the body that owes the results."""
    subject = {
        "session_id": fact.session_id, "step": fact.step, "about": fact.about.isoformat(), "days": fact.days,
    }  # fmt: skip
    occasion = f"session:{fact.session_id}:{fact.step}:{fact.about}:{fact.days}"
    here = Enrolments.session_id == fact.session_id
    enrolled = select(Enrolments.adviser_id).where(here, Enrolments.state == State.ENROLLED)
    if fact.step == Step.RESULT:
        if session.scalar(enrolled.limit(1)):
            announce(session, _body(session, fact.session_id), LetterKind.RESULT_OWED, occasion, subject)
    elif fact.step == Step.ENROLMENT:
        asked = select(Enrolments.adviser_id).where(here)
        hesitant = select(Interests.adviser_id).where(
            Interests.session_id == fact.session_id, Interests.adviser_id.not_in(asked)
        )
        announce(session, _advisers(session, hesitant), LetterKind.ENROLMENT_CLOSES, occasion, subject)
    else:
        announce(session, _advisers(session, enrolled), LetterKind.SESSION_NEAR, occasion, subject)


def announce_move(session: Session, fact: EnrolmentMoved) -> None:
    """Hand a step of an enrolment to the other side."""
    subject = {
        "enrolment_id": fact.enrolment_id, "step_id": fact.step_id, "act": fact.act, "state": fact.state,
    }  # fmt: skip
    occasion = f"enrolment:{fact.step_id}"
    if fact.act in TO_BODY:
        announce(session, _body(session, fact.session_id), LetterKind.ENROLMENT_NEWS, occasion, subject)
    elif kind := TO_ADVISER.get(Act(fact.act)):
        announce(session, _accounts(session, _of_adviser([fact.adviser_id])), kind, occasion, subject)


def announce_result(session: Session, fact: ResultGiven) -> None:
    """Tell a person what the jury decided."""
    subject = {"result_id": fact.result_id, "round": fact.round}
    occasion = f"result:{fact.result_id}:{fact.round}"
    people = _accounts(session, _of_adviser([fact.adviser_id]))
    announce(session, people, LetterKind.RESULT_GIVEN, occasion, subject)


def announce_contest(session: Session, fact: ResultContested) -> None:
    """Tell a body that somebody finds a result wrong."""
    of_result = (
        select(Enrolment.session_id)
        .join(SessionResult, col(SessionResult.enrolment_id) == Enrolments.id)
        .where(SessionResult.id == fact.result_id)
    )
    session_id = session.exec(of_result).first()
    if session_id:
        occasion = f"result-contested:{fact.result_id}:{fact.round}"
        subject = {"result_id": fact.result_id, "round": fact.round}
        announce(session, _body(session, session_id), LetterKind.RESULT_CONTESTED, occasion, subject)


def _body(session: Session, session_id: int) -> list[int]:
    own = select(TrainingSession.body_id).where(TrainingSession.id == session_id).scalar_subquery()
    return _accounts(session, col(Membership.body_id) == own)


def _advisers(session: Session, people: Select[Any] | Any) -> list[int]:
    return _accounts(session, _of_adviser(session.scalars(people)))


def _of_adviser(ids: Iterable[int]) -> ColumnElement[bool]:
    return col(Membership.adviser_id).in_(list(ids))


def _accounts(session: Session, which: ColumnElement[bool]) -> list[int]:
    people = select(Membership.account_id).join(Account, col(Account.id) == Membership.account_id)
    return list(session.exec(people.where(which, col(Account.disabled_at).is_(None)).distinct()))
