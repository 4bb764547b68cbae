"""Enrolments: seats counted by the database, the waiting list, moving to another session and back."""

import threading
from datetime import date, timedelta

import pytest
from pydantic import ValidationError
from sqlmodel import select

from tests import given
from tests.duplicates import twins
from workforce import clock
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.simulation import settle_inside
from workforce.trainings.sessions import actions as sessions
from workforce.trainings.sessions import enrolling, moving, steps
from workforce.trainings.sessions.drafts import WithdrawalDraft
from workforce.trainings.sessions.enrolling import AskDraft, EmployerWord, RefusalDraft
from workforce.trainings.sessions.models import Enrolment, EnrolmentStep, TrainingSession
from workforce.trainings.sessions.states import ANSWER_WITHIN, State

ASKS = AskDraft(agrees=True, employer_word=EmployerWord.AGREED)
NO = RefusalDraft(words="Le CCP1 est demandé.")


def asked(session, row, **values):
    return enrolling.ask(session, given.adviser(session, **values).id, row.id, ASKS)


def seats_taken(session, row) -> int:
    session.expire_all()
    return session.get_one(TrainingSession, row.id).seats_taken


def state(session, one) -> str:
    session.expire_all()
    return session.get_one(Enrolment, one.id).state


@pytest.fixture
def row(session, moment):
    return given.training_session(session, seats=1)


def test_asking_needs_agreement_and_is_done_once(session, row):
    who = given.adviser(session)
    with pytest.raises(ValidationError, match="Sans votre accord"):
        AskDraft(employer_word=EmployerWord.ASKED)
    enrolling.ask(session, who.id, row.id, ASKS)
    with pytest.raises(Refused, match="déjà demandé"):
        enrolling.ask(session, who.id, row.id, ASKS)
    assert len(session.exec(select(Enrolment)).all()) == 1


@pytest.mark.parametrize(
    "values",
    [{"enrol_by": date(2026, 11, 22)}, {"withdrawn_at": clock.now()}, {"starts_on": date(2026, 11, 1)}],
)
def test_a_session_that_is_closed_or_withdrawn_is_asked_for_no_more(session, moment, values):
    row = given.training_session(session, **values)
    with pytest.raises(Refused):
        asked(session, row)


def test_the_last_seat_goes_to_one_and_the_next_waits_in_line(session, row):
    first, second, third = (asked(session, row) for _ in range(3))
    assert enrolling.accept(session, first.id) == State.ENROLLED
    assert enrolling.accept(session, second.id) == State.WAITING
    assert enrolling.accept(session, third.id) == State.WAITING
    assert seats_taken(session, row) == 1


def test_a_freed_seat_is_offered_to_the_first_in_line_for_a_while_then_to_the_next(session, row, moment):
    first, second, third = (asked(session, row) for _ in range(3))
    for one in (first, second, third):
        enrolling.accept(session, one.id)
    enrolling.leave(session, first.id)
    assert (state(session, first), state(session, second), state(session, third)) == (
        "withdrawn", "offered", "waiting",
    )  # fmt: skip
    due_at = session.get_one(Enrolment, second.id).due_at
    assert due_at == moment + ANSWER_WITHIN
    assert seats_taken(session, row) == 1
    with clock.frozen(moment + ANSWER_WITHIN - timedelta(minutes=1)):
        assert enrolling.lapse(session, [second.id, third.id]) == 0
    with clock.frozen(moment + ANSWER_WITHIN + timedelta(minutes=1)):
        with pytest.raises(Refused, match="délai"):
            enrolling.take(session, second.id)
        assert enrolling.lapse(session, [second.id]) == 1
        assert enrolling.lapse(session, [second.id]) == 0
        assert (state(session, second), state(session, third)) == ("withdrawn", "offered")
        enrolling.take(session, third.id)
    assert state(session, third) == "enrolled"
    assert session.get_one(Enrolment, third.id).due_at is None
    assert seats_taken(session, row) == 1


def test_an_offered_seat_is_kept_no_longer_than_the_day_before_the_session(session, moment):
    row = given.training_session(session, seats=1, starts_on=date(2026, 11, 24), ends_on=date(2027, 1, 8))
    first, second = asked(session, row), asked(session, row)
    for one in (first, second):
        enrolling.accept(session, one.id)
    enrolling.leave(session, first.id)
    assert session.get_one(Enrolment, second.id).due_at == clock.midnight(date(2026, 11, 24))


def test_a_body_refuses_with_a_word_and_the_seat_goes_on(session, row):
    first, second = asked(session, row), asked(session, row)
    for one in (first, second):
        enrolling.accept(session, one.id)
    enrolling.refuse(session, first.id, NO)
    assert (state(session, first), state(session, second)) == ("refused", "offered")
    words = session.exec(select(EnrolmentStep.words).where(EnrolmentStep.act == "refuse")).all()
    assert words == [NO.words]
    with pytest.raises(Refused, match="changé entre-temps"):
        enrolling.refuse(session, first.id, NO)


def test_more_seats_go_to_those_who_wait(session, row):
    first, second = asked(session, row), asked(session, row)
    for one in (first, second):
        enrolling.accept(session, one.id)
    with pytest.raises(Refused, match="Aucune place"):
        enrolling.accept(session, second.id)
    sessions.change_session(session, row.id, draft_of(row, seats=2))
    assert state(session, second) == "offered"


def draft_of(row, **values):
    from workforce.trainings.sessions.drafts import SessionDraft  # noqa: PLC0415

    same = {name: getattr(row, name) for name in SessionDraft.model_fields if name != "price"}
    return SessionDraft.model_validate(same | values)


def test_within_one_body_a_move_keeps_the_seat_or_the_place_in_line_and_is_undone(session, moment):
    body = given.body(session)
    here, there = (given.training_session(session, body, seats=1) for _ in range(2))
    early = asked(session, here)
    enrolling.accept(session, early.id)
    with clock.frozen(moment + timedelta(hours=1)):
        late = asked(session, there)
        enrolling.accept(session, late.id)
        waits = asked(session, there)
        enrolling.accept(session, waits.id)
        moved = moving.move(session, early.id, there.id)
        assert (moved.state, moved.in_line_since) == ("waiting", early.in_line_since)
        assert state(session, early) == "withdrawn"
        enrolling.leave(session, late.id)
        assert (state(session, moved), state(session, waits)) == ("offered", "waiting")
        back = moving.undo(session, moved.id)
    assert (back.id, state(session, early), state(session, moved)) == (early.id, "enrolled", "withdrawn")
    assert state(session, waits) == "offered"
    assert (seats_taken(session, here), seats_taken(session, there)) == (1, 1)


def test_going_back_to_a_full_session_is_the_former_place_in_line(session, moment):
    body = given.body(session)
    here, there = given.training_session(session, body, seats=1), given.training_session(session, body)
    mine, other = asked(session, here), asked(session, here)
    for one in (mine, other):
        enrolling.accept(session, one.id)
    moved = moving.move(session, mine.id, there.id)
    assert moved.state == "enrolled"
    assert state(session, other) == "offered"
    moving.undo(session, moved.id)
    assert state(session, mine) == "waiting"
    assert (seats_taken(session, here), seats_taken(session, there)) == (1, 0)
    with pytest.raises(Refused):
        moving.undo(session, moved.id)


def test_another_body_is_asked_anew_and_another_bloc_is_no_move(session, row):
    mine = asked(session, row)
    elsewhere, other = given.training_session(session), given.training_session(session, ccp_codes=["MN-CCP3"])
    with pytest.raises(Refused) as refused:
        moving.move(session, mine.id, other.id)
    assert "to_session" in refused.value.errors
    enrolling.accept(session, mine.id)
    assert moving.move(session, mine.id, elsewhere.id).state == "asked"


def test_a_withdrawn_session_frees_its_people_and_offers_nothing(session, row):
    first, second = asked(session, row), asked(session, row)
    for one in (first, second):
        enrolling.accept(session, one.id)
    sessions.withdraw(session, row.id, WithdrawalDraft(reason="Trop peu d’inscrits."))
    assert (state(session, first), state(session, second)) == ("withdrawn", "withdrawn")
    assert seats_taken(session, row) == 0


def test_every_step_is_kept_with_who_did_it(session, row):
    account = given.account(session, "trainer", body_id=row.body_id)
    one = asked(session, row)
    enrolling.accept(session, one.id, account.id)
    kept = session.exec(select(EnrolmentStep).order_by(EnrolmentStep.id)).all()
    assert [(step.act, step.side, step.state) for step in kept] == [
        ("ask", "adviser", "asked"),
        ("enrol", "body", "enrolled"),
    ]
    assert kept[-1].account_id == account.id


def test_two_transactions_that_reach_for_the_last_seat_give_one_seat(own_database):
    with transaction() as session:
        row = given.training_session(
            session, seats=1, starts_on=clock.today() + timedelta(30), ends_on=clock.today() + timedelta(60)
        )
        ids = [asked(session, row).id for _ in range(2)]
    both_are_in = threading.Barrier(2)
    outcomes: list[State] = []

    def reach(enrolment_id: int) -> None:
        with transaction() as rows:
            both_are_in.wait(timeout=20)
            outcomes.append(enrolling.accept(rows, enrolment_id))

    reachers = [threading.Thread(target=reach, args=[one]) for one in ids]
    for one in reachers:
        one.start()
    for one in reachers:
        one.join(timeout=30)
    assert sorted(outcomes) == [State.ENROLLED, State.WAITING]
    with transaction() as session:
        assert session.get_one(TrainingSession, row.id).seats_taken == 1


def test_what_has_moved_meanwhile_is_said(session, row):
    one = asked(session, row)
    enrolling.leave(session, one.id)
    with pytest.raises(Refused) as refused:
        enrolling.accept(session, one.id)
    assert refused.value.errors == {"": steps.TOO_LATE}


def test_somebody_who_was_there_twice_takes_one_seat_once_merged_and_two_again(session, moment):
    row = given.training_session(session, seats=2)
    one, other = twins.people(session)
    waiting = given.adviser(session, first_name="Chloé")
    for who in (one, other, waiting):
        enrolling.ask(session, who.id, row.id, ASKS)
    for asking in session.exec(select(Enrolment).order_by(Enrolment.id)).all():
        enrolling.accept(session, asking.id)
    session.refresh(row)
    assert row.seats_taken == 2
    made = twins.merge(session, one, other)
    settle_inside(session)
    session.refresh(row)
    states = dict(session.exec(select(Enrolment.adviser_id, Enrolment.state)).all())
    assert (row.seats_taken, states[waiting.id]) == (2, "offered"), "the seat that came free is offered"
    twins.undo(session, made)
    settle_inside(session)
    session.refresh(row)
    assert (row.seats, row.seats_taken) == (3, 3)
