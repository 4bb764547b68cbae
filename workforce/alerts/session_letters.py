"""What the letters about training sessions are written from: enrolments, changes, reminders, results."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from workforce import clock
from workforce.advisers.models import Adviser
from workforce.alerts.links import link
from workforce.skills.titles.in_force import in_force
from workforce.trainings.listing import short_names
from workforce.trainings.sessions.models import (
    Enrolment,
    EnrolmentStep,
    SessionResult,
    TrainingBody,
    TrainingSession,
)
from workforce.trainings.sessions.outcomes import LABELS, RESIT, Outcome, may_sit_again
from workforce.trainings.sessions.places import place_fr
from workforce.trainings.sessions.reminding import Step
from workforce.trainings.sessions.states import State

Subject = Mapping[str, Any]
GONE = "la session a été retirée"


def changed(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell what moved in a session, as it stands now, or why it is withdrawn."""
    row, body = _session(session, subject["session_id"])
    return {**_about(row, body), "what": subject["what"], "reason": row.withdrawal_reason}


def change_lost(session: Session, subject: Subject) -> str:
    """Say why a change is not worth a letter: the session was withdrawn since, which another letter tells."""
    row, _ = _session(session, subject["session_id"])
    return GONE if row.withdrawn_at and "withdrawn" not in subject["what"] else ""


def near(session: Session, subject: Subject) -> dict[str, Any]:
    """Remind of the start or of the jury, or of the last day to enrol."""
    row, body = _session(session, subject["session_id"])
    return {**_about(row, body), "step": subject["step"], "about": date.fromisoformat(subject["about"])}


def near_lost(session: Session, subject: Subject) -> str:
    """Say why a reminder has lost its reason: the day moved or passed, or the person is not concerned any more."""
    row, _ = _session(session, subject["session_id"])
    if row.withdrawn_at:
        return GONE
    days = {Step.ENROLMENT: row.enrol_by, Step.START: row.starts_on, Step.JURY: row.jury_on}
    day = days[Step(subject["step"])]
    if day is None or day.isoformat() != subject["about"]:
        return "la date a changé"
    return "la date est passée" if day < clock.today() else ""


def owed(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell a body that the results of a session are awaited."""
    row, body = _session(session, subject["session_id"])
    return {
        **_about(row, body),
        "about": date.fromisoformat(subject["about"]),
        "people_url": link("trainer_people.listing", row.id),
    }


def owed_lost(session: Session, subject: Subject) -> str:
    """Say why results are not awaited any more: they were all given, or the jury moved."""
    row, _ = _session(session, subject["session_id"])
    waits = select(Enrolment.id).where(Enrolment.session_id == row.id, Enrolment.state == State.ENROLLED)
    if session.exec(waits).first() is None:
        return "les résultats sont donnés"
    return "" if (row.jury_on or row.ends_on).isoformat() == subject["about"] else "la date a changé"


def news(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell a body what somebody decided of their enrolment: who they are, as they agreed."""
    one, row, body = _enrolment(session, subject)
    who = session.get_one(Adviser, one.adviser_id)
    return {
        **_about(row, body), "person": who.name, "email": who.email, "act": subject["act"],
        "people_url": link("trainer_people.listing", row.id),
    }  # fmt: skip


def answered(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell a person what the body answered, or that a delay has passed."""
    _, row, body = _enrolment(session, subject)
    step = session.get_one(EnrolmentStep, subject["step_id"])
    return {**_about(row, body), "act": subject["act"], "words": step.words}


def moved_since(session: Session, subject: Subject) -> str:
    """Say why a step is not worth a letter any more: the enrolment moved again, or was erased."""
    one = session.get(Enrolment, subject["enrolment_id"])
    return "" if one and one.state == subject["state"] else "l’inscription a changé depuis"


def offered(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell a person that a seat came free, and until when it is kept."""
    one, row, body = _enrolment(session, subject)
    return {**_about(row, body), "until": one.due_at or clock.now()}


def result(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell a person what the jury decided of a bloc, and what they can do next."""
    found, row, body = _result(session, subject)
    return {
        **_about(row, body), **_decision(session, found),
        "passed": found.outcome == Outcome.PASSED, "resit": RESIT if may_sit_again(found.outcome) else "",
    }  # fmt: skip


def contested(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell a body who finds a result wrong, and why."""
    found, row, body = _result(session, subject)
    person = session.exec(
        select(Adviser)
        .join(Enrolment, col(Enrolment.adviser_id) == Adviser.id)
        .where(Enrolment.id == found.enrolment_id)
    ).one()
    return {
        **_about(row, body), **_decision(session, found), "person": person.name, "words": found.contest,
        "people_url": link("trainer_people.listing", row.id),
    }  # fmt: skip


def result_lost(session: Session, subject: Subject) -> str:
    """Say why a result is not worth a letter any more: it was taken back, or said anew."""
    found = session.get(SessionResult, subject["result_id"])
    return "" if found and found.round == subject["round"] else "ce résultat a été repris depuis"


def _decision(session: Session, found: SessionResult) -> dict[str, Any]:
    ccp = in_force(session).by_ccp[found.ccp_code]
    return {
        "bloc": f"CCP{ccp.number} ({ccp.title})", "outcome": LABELS[Outcome(found.outcome)],
        "decided_on": found.decided_on,
    }  # fmt: skip


def _about(row: TrainingSession, body: str) -> dict[str, Any]:
    return {
        "blocs": short_names(row.ccp_codes), "body": body, "starts_on": row.starts_on, "ends_on": row.ends_on,
        "jury_on": row.jury_on, "place": place_fr(row), "session_url": link("trainings.show", row.id),
    }  # fmt: skip


def _session(session: Session, session_id: int) -> tuple[TrainingSession, str]:
    return session.exec(
        select(TrainingSession, TrainingBody.name)
        .join(TrainingBody, col(TrainingBody.id) == TrainingSession.body_id)
        .where(TrainingSession.id == session_id)
    ).one()


def _enrolment(session: Session, subject: Subject) -> tuple[Enrolment, TrainingSession, str]:
    one = session.get_one(Enrolment, subject["enrolment_id"])
    return one, *_session(session, one.session_id)


def _result(session: Session, subject: Subject) -> tuple[SessionResult, TrainingSession, str]:
    found = session.get_one(SessionResult, subject["result_id"])
    return found, *_session(session, session.get_one(Enrolment, found.enrolment_id).session_id)
