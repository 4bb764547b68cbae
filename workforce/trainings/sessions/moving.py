"""Moving to another session of the same bloc, and back: the place in line goes along within one training body."""

from sqlmodel import Session

from workforce import clock
from workforce.refusals import Refused
from workforce.trainings.sessions import seats, steps
from workforce.trainings.sessions.enrolling import ALREADY, check_open, of_adviser
from workforce.trainings.sessions.models import Enrolment, TrainingSession
from workforce.trainings.sessions.states import HOLDS_A_SEAT, LIVE, Act, State

NO_BLOC_SHARED = "Choisissez une session qui donne un des mêmes blocs."
CANNOT_GO_BACK = "Ce changement ne s’annule plus : la première session a commencé ou a été retirée."


def move(session: Session, enrolment_id: int, to_session_id: int, account_id: int | None = None) -> Enrolment:
    """Go from one session to another that gives one of its blocs; return the new enrolment.

    Within one body whoever was accepted stays so, a seat or else their place in line; another body is asked anew.
    Raises Refused.
    """
    former = session.get_one(Enrolment, enrolment_id)
    there = {row.id: row for row in seats.hold(session, former.session_id, to_session_id)}
    session.refresh(former)
    steps.check(former, Act.MOVE)
    old, new = there[former.session_id], there.get(to_session_id)
    if new is None or new.id == old.id or not set(old.ccp_codes) & set(new.ccp_codes):
        raise Refused({"to_session": NO_BLOC_SHARED})
    check_open(new)
    one = _arriving(session, former, new, is_same_body=old.body_id == new.body_id)
    state = _welcomed(session, former.state, new.id, is_same_body=old.body_id == new.body_id)
    before, had_a_seat = former.state, former.state in HOLDS_A_SEAT
    one.moved_from_id, one.state_before_move = former.id, before
    steps.note(session, one, Act.ARRIVE, state, account_id=account_id)
    steps.note(session, former, Act.MOVE, State.WITHDRAWN, account_id=account_id)
    if had_a_seat:
        seats.free(session, old.id)
    return one


def undo(session: Session, enrolment_id: int, account_id: int | None = None) -> Enrolment:
    """Go back to the session one left; the seat is given back where it is still free, else a place in line as before.

    Return the enrolment gone back to. Raises Refused.
    """
    one = session.get_one(Enrolment, enrolment_id)
    former = session.get(Enrolment, one.moved_from_id) if one.moved_from_id else None
    if former is None:
        raise Refused({"": steps.TOO_LATE})
    seats.hold(session, one.session_id, former.session_id)
    session.refresh(one)
    session.refresh(former)
    old = session.get_one(TrainingSession, former.session_id)
    if former.state != State.WITHDRAWN or one.state not in LIVE:
        raise Refused({"": steps.TOO_LATE})
    if old.withdrawn_at or old.starts_on <= clock.today():
        raise Refused({"": CANNOT_GO_BACK})
    state = State(one.state_before_move)
    if state in HOLDS_A_SEAT:
        state = State.ENROLLED if seats.take(session, old.id) else State.WAITING
    had_a_seat = one.state in HOLDS_A_SEAT
    one.moved_from_id, one.state_before_move = None, ""
    steps.note(session, one, Act.RETURN, State.WITHDRAWN, account_id=account_id)
    steps.note(session, former, Act.RETURN, state, account_id=account_id)
    if had_a_seat:
        seats.free(session, one.session_id)
    return former


def _arriving(session: Session, former: Enrolment, new: TrainingSession, *, is_same_body: bool) -> Enrolment:
    one = of_adviser(session, former.adviser_id, new.id)
    if one and (one.state in LIVE or one.state == State.DONE):
        raise Refused({"to_session": ALREADY})
    if one is None:
        one = Enrolment(adviser_id=former.adviser_id, session_id=new.id, employer_word=former.employer_word)
        session.add(one)
        session.flush()
    one.in_line_since = former.in_line_since if is_same_body else clock.now()
    one.employer_word, one.agreed_at = former.employer_word, clock.now()
    return one


def _welcomed(session: Session, state: str, session_id: int, *, is_same_body: bool) -> State:
    """Return where somebody stands in the session they come to."""
    if not is_same_body or state == State.ASKED:
        return State.ASKED
    if state in HOLDS_A_SEAT and seats.take(session, session_id):
        return State.ENROLLED
    return State.WAITING
