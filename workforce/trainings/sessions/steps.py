"""Moving an enrolment: its new state, its history and the fact, in one go."""

from sqlmodel import Session

from workforce import clock, journal
from workforce.facts import EnrolmentMoved
from workforce.refusals import Refused
from workforce.trainings.sessions.models import Enrolment, EnrolmentStep
from workforce.trainings.sessions.states import MOVES, Act, State, may

TOO_LATE = "Cette inscription a changé entre-temps : relisez-la avant de recommencer."


def check(one: Enrolment, act: Act) -> None:
    """Raise Refused where an enrolment cannot be moved so from where it stands."""
    if not may(act, one.state):
        raise Refused({"": TOO_LATE})


def note(
    session: Session, one: Enrolment, act: Act, state: State, words: str = "", account_id: int | None = None
) -> None:
    """Bring an enrolment to a state, and keep how it came there."""
    one.state, one.changed_at, one.sequence = state, clock.now(), one.sequence + 1
    if state is not State.OFFERED:
        one.due_at, one.leased_until = None, None
    step = EnrolmentStep(
        enrolment_id=one.id, act=act, side=MOVES[act].side, state=state, words=words, account_id=account_id
    )
    session.add(step)
    session.flush()
    journal.record(session, EnrolmentMoved(step.id, one.id, one.adviser_id, one.session_id, act, state))
