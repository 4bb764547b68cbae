"""Asking for a seat, and what the person and the training body then decide of it."""

from collections.abc import Sequence
from enum import StrEnum

from pydantic import Field as Checked
from pydantic import field_validator
from sqlmodel import Field, Session, SQLModel, select

from workforce import clock, due
from workforce.refusals import Refused
from workforce.trainings.sessions import seats, steps
from workforce.trainings.sessions.models import Enrolment, TrainingSession
from workforce.trainings.sessions.states import HOLDS_A_SEAT, LIVE, Act, State

AGREE = "Sans votre accord, l’organisme ne peut pas savoir qui demande : cochez la case, ou ne demandez pas."
ALREADY = "Vous avez déjà demandé cette session."
CLOSED = "On ne s’inscrit plus à cette session : la date limite est passée."
WITHDRAWN = "Cette session a été retirée par l’organisme."
EXPIRED = "Le délai pour répondre est passé : la place est allée à la personne suivante."
FULL = "Aucune place n’est libre : augmentez les places de la session, ou mettez la personne en attente."


class EmployerWord(StrEnum):
    """What the employer said of the training."""

    AGREED = "agreed"
    ASKED = "asked"
    NOT_ASKED = "not_asked"
    NONE = "none"


class AskDraft(SQLModel):
    """What a person says when they ask for a seat."""

    # To show their name, mail and missing blocs to the body; a box that is not ticked is not sent.
    agrees: bool = Checked(default=False, validate_default=True)
    employer_word: EmployerWord

    @field_validator("agrees")
    @classmethod
    def check_agreement(cls, agrees: bool) -> bool:
        """Refuse who does not agree: told beside the other mistakes."""
        if not agrees:
            raise ValueError(AGREE)
        return agrees


class RefusalDraft(SQLModel):
    """Why a body refuses somebody."""

    words: str = Field(min_length=5, max_length=500)


def ask(
    session: Session, adviser_id: int, session_id: int, draft: AskDraft, account_id: int | None = None
) -> Enrolment:
    """Ask for a seat. Raises Refused for a session that is closed, or asked for already."""
    (row,) = seats.hold(session, session_id)
    check_open(row)
    one = of_adviser(session, adviser_id, session_id)
    if one is None:
        one = Enrolment(adviser_id=adviser_id, session_id=session_id, employer_word=draft.employer_word)
        session.add(one)
        session.flush()
    elif one.state in LIVE or one.state == State.DONE:
        raise Refused({"": ALREADY})
    one.employer_word, one.in_line_since, one.agreed_at = draft.employer_word, clock.now(), clock.now()
    one.moved_from_id, one.state_before_move = None, ""
    steps.note(session, one, Act.ASK, State.ASKED, account_id=account_id)
    return one


def accept(session: Session, enrolment_id: int, account_id: int | None = None) -> State:
    """Give a seat to whoever asked; without one, a place in line. Return which. Raises Refused."""
    one = held(session, enrolment_id)
    steps.check(one, Act.ENROL)
    if session.get_one(TrainingSession, one.session_id).withdrawn_at:
        raise Refused({"": WITHDRAWN})
    if seats.take(session, one.session_id):
        steps.note(session, one, Act.ENROL, State.ENROLLED, account_id=account_id)
        return State.ENROLLED
    if one.state == State.WAITING:
        raise Refused({"": FULL})
    steps.note(session, one, Act.QUEUE, State.WAITING, account_id=account_id)
    return State.WAITING


def refuse(session: Session, enrolment_id: int, draft: RefusalDraft, account_id: int | None = None) -> None:
    """Refuse somebody, with a word for them; a seat they held goes to the next in line."""
    _give_up(session, enrolment_id, Act.REFUSE, State.REFUSED, draft.words, account_id)


def take(session: Session, enrolment_id: int, account_id: int | None = None) -> None:
    """Take the seat that was offered. Raises Refused once the delay has passed."""
    one = held(session, enrolment_id)
    if one.state != State.OFFERED or (one.due_at and one.due_at <= clock.now()):
        raise Refused({"": EXPIRED})
    steps.note(session, one, Act.TAKE, State.ENROLLED, account_id=account_id)


def leave(session: Session, enrolment_id: int, account_id: int | None = None) -> None:
    """Give up one's request, place in line or seat."""
    _give_up(session, enrolment_id, Act.LEAVE, State.WITHDRAWN, "", account_id)


def lapse(session: Session, ids: Sequence[int]) -> int:
    """Hand the seats that nobody took in time to the next in line; return how many."""
    waiting = select(Enrolment.session_id).where(Enrolment.id.in_(ids))  # type: ignore[attr-defined]
    seats.hold(session, *session.exec(waiting))  # Before the enrolments, as everybody does.
    mine = due.take(session, Enrolment, ids)
    for enrolment_id in mine:
        one = session.get_one(Enrolment, enrolment_id, populate_existing=True)
        due.settle(session, Enrolment, [enrolment_id])
        if one.state == State.OFFERED:
            steps.note(session, one, Act.LAPSE, State.WITHDRAWN)
            seats.free(session, one.session_id)
    return len(mine)


def call_off(session: Session, session_id: int, account_id: int | None = None) -> None:
    """Close the enrolments of a session that its body withdraws: its people are told of that, not of each step."""
    live = select(Enrolment).where(
        Enrolment.session_id == session_id,
        Enrolment.state.in_(sorted(LIVE)),  # type: ignore[attr-defined]
    )
    for one in session.exec(live.with_for_update()).all():
        if one.state in HOLDS_A_SEAT:
            row = session.get_one(TrainingSession, session_id)
            row.seats_taken -= 1
        steps.note(session, one, Act.CALL_OFF, State.WITHDRAWN, account_id=account_id)


def of_adviser(session: Session, adviser_id: int, session_id: int) -> Enrolment | None:
    """Return the enrolment of an adviser in a session, whatever its state."""
    mine = select(Enrolment).where(Enrolment.adviser_id == adviser_id, Enrolment.session_id == session_id)
    return session.exec(mine).first()


def held(session: Session, enrolment_id: int) -> Enrolment:
    """Lock the session of an enrolment and return the enrolment as it stands."""
    seats.hold(session, session.get_one(Enrolment, enrolment_id).session_id)
    return session.get_one(Enrolment, enrolment_id, populate_existing=True)


def check_open(row: TrainingSession) -> None:
    """Raise Refused for a session that nobody can ask for any more."""
    if row.withdrawn_at:
        raise Refused({"": WITHDRAWN})
    if clock.today() > (row.enrol_by or row.starts_on):
        raise Refused({"": CLOSED})


def _give_up(
    session: Session, enrolment_id: int, act: Act, state: State, words: str, account_id: int | None
) -> None:
    one = held(session, enrolment_id)
    steps.check(one, act)
    had_a_seat = one.state in HOLDS_A_SEAT
    steps.note(session, one, act, state, words, account_id)
    if had_a_seat:
        seats.free(session, one.session_id)
