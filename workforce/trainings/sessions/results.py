"""What a jury decided: the training body says it bloc by bloc, the bloc is written, the person is told and can contest."""

from datetime import date
from typing import Any

from sqlmodel import Field, Session, SQLModel, select

from workforce import clock, journal
from workforce.facts import ResultContested, ResultGiven
from workforce.refusals import Refused
from workforce.skills import actions as skills
from workforce.skills.models import HeldCCP
from workforce.trainings.sessions import enrolling, steps
from workforce.trainings.sessions.models import Enrolment, SessionResult, TrainingBody, TrainingSession
from workforce.trainings.sessions.outcomes import Outcome
from workforce.trainings.sessions.states import Act, State
from workforce.wording import date_fr

NOT_YET = "Le jury n’a pas encore eu lieu : ce résultat se donne à partir du {day}."
NOT_ENROLLED = "On ne donne de résultat qu’à une personne inscrite."
Results: Any = SessionResult


class ResultDraft(SQLModel):
    """A result as a training body types it."""

    ccp_code: str
    outcome: Outcome
    decided_on: date


class ContestDraft(SQLModel):
    """Why a person finds a result wrong."""

    contest: str = Field(min_length=5, max_length=1000)


def give(
    session: Session, enrolment_id: int, draft: ResultDraft, account_id: int | None = None
) -> SessionResult:
    """Say what the jury decided of one bloc; a bloc that was passed is written as held. Raises Refused."""
    one = enrolling.held(session, enrolment_id)
    row = session.get_one(TrainingSession, one.session_id)
    _check(one, row, draft)
    result = _of_bloc(session, enrolment_id, draft.ccp_code)
    if result and (result.outcome, result.decided_on) == (draft.outcome, draft.decided_on):
        result.contested_at = None  # The body looked again, and maintains what it said.
        return result
    _unwrite(session, one, result)
    if result is None:
        result = SessionResult(
            enrolment_id=one.id, ccp_code=draft.ccp_code, outcome="", decided_on=draft.decided_on
        )
    result.outcome, result.decided_on, result.account_id = draft.outcome, draft.decided_on, account_id
    result.given_at, result.contested_at, result.round = clock.now(), None, result.round + 1
    result.wrote_bloc = draft.outcome == Outcome.PASSED and _write(session, one, row, draft)
    session.add(result)
    session.flush()
    journal.record(session, ResultGiven(result.id, one.id, one.adviser_id, result.round))
    _settle(session, one, row, account_id)
    return result


def take_back(session: Session, result_id: int, account_id: int | None = None) -> None:
    """Take a result back: the bloc that it wrote is no longer held."""
    result = session.get_one(SessionResult, result_id)
    one = enrolling.held(session, result.enrolment_id)
    _unwrite(session, one, result)
    session.delete(result)
    session.flush()
    if one.state == State.DONE:
        steps.note(session, one, Act.REOPEN, State.ENROLLED, account_id=account_id)


def contest(session: Session, result_id: int, draft: ContestDraft) -> None:
    """Tell the training body that a result seems wrong."""
    result = session.get_one(SessionResult, result_id, with_for_update=True)
    result.contested_at, result.contest = clock.now(), draft.contest
    session.flush()
    journal.record(session, ResultContested(result.id, result.round))


def results_of(session: Session, enrolment_ids: list[int]) -> dict[int, list[SessionResult]]:
    """Return the results of these enrolments, bloc by bloc."""
    found: dict[int, list[SessionResult]] = {}
    which = select(SessionResult).where(Results.enrolment_id.in_(enrolment_ids))
    for row in session.exec(which.order_by(Results.ccp_code)):
        found.setdefault(row.enrolment_id, []).append(row)
    return found


def _check(one: Enrolment, row: TrainingSession, draft: ResultDraft) -> None:
    if one.state not in (State.ENROLLED, State.DONE):
        raise Refused({"": NOT_ENROLLED})
    if draft.ccp_code not in row.ccp_codes:
        raise Refused({"ccp_code": "Choisissez un bloc de cette session."})
    if draft.decided_on > clock.today():
        raise Refused({"decided_on": "La date du jury ne peut pas être à venir."})
    first = row.jury_on or row.ends_on
    if draft.decided_on < row.starts_on or clock.today() < first:
        raise Refused({"decided_on": NOT_YET.format(day=date_fr(first))})


def _write(session: Session, one: Enrolment, row: TrainingSession, draft: ResultDraft) -> bool:
    """Write the bloc as held, unless it was noted already; say whether it was written."""
    mine = select(HeldCCP.id).where(HeldCCP.adviser_id == one.adviser_id, HeldCCP.ccp_code == draft.ccp_code)
    if session.exec(mine).first():
        return False
    body = session.get_one(TrainingBody, row.body_id).name
    skills.hold(session, one.adviser_id, draft.ccp_code, draft.decided_on, f"jury, selon {body}")
    return True


def _unwrite(session: Session, one: Enrolment, result: SessionResult | None) -> None:
    if result and result.wrote_bloc:
        skills.let_go(session, one.adviser_id, result.ccp_code)


def _settle(session: Session, one: Enrolment, row: TrainingSession, account_id: int | None) -> None:
    given = {result.ccp_code for result in results_of(session, [one.id]).get(one.id, [])}
    if one.state == State.ENROLLED and set(row.ccp_codes) <= given:
        steps.note(session, one, Act.SETTLE, State.DONE, account_id=account_id)


def _of_bloc(session: Session, enrolment_id: int, ccp_code: str) -> SessionResult | None:
    which = select(SessionResult).where(
        SessionResult.enrolment_id == enrolment_id, SessionResult.ccp_code == ccp_code
    )
    return session.exec(which).first()
