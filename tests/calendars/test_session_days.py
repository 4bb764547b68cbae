"""The days of training sessions in calendars: a name that stays, a sequence that rises, a cancellation that is told."""

from datetime import date

import pytest
from ical.calendar_stream import IcsCalendarStream
from sqlmodel import select

from tests import given
from workforce.accounts.models import Membership
from workforce.calendars import actions, feed, writing
from workforce.calendars.actions import SubscriptionDraft
from workforce.trainings.sessions import actions as sessions
from workforce.trainings.sessions import enrolling
from workforce.trainings.sessions.drafts import SessionDraft, WithdrawalDraft
from workforce.trainings.sessions.enrolling import AskDraft, EmployerWord


@pytest.fixture
def row(session, moment):
    return given.training_session(session, ccp_codes=["MN-CCP2"], jury_on=date(2027, 4, 2))


def subscribed(session, role: str, **bounds) -> str:
    account = given.account(session, role, **bounds)
    membership = session.exec(select(Membership.id).where(Membership.account_id == account.id)).one()
    return actions.subscribe(session, account.id, SubscriptionDraft(name="Agenda", membership_id=membership))


def events(session, token: str) -> dict[str, tuple]:
    session.expire_all()
    found = feed.read(session, token)
    text = writing.calendar_text(found.name, "here", found.entries).decode()
    read = IcsCalendarStream.calendar_from_ics(text)
    return {one.uid: (one.dtstart, one.status.value, one.sequence) for one in read.events}


def test_an_enrolment_goes_from_tentative_to_confirmed_to_cancelled_under_one_name(session, row):
    who = given.adviser(session)
    token = subscribed(session, "adviser", adviser_id=who.id)
    assert events(session, token) == {}
    sessions.tell_interest(session, who.id, row.id)
    name = f"session-{row.id}-start@here"
    assert events(session, token)[name] == (date(2027, 1, 11), "TENTATIVE", 0)
    one = enrolling.ask(session, who.id, row.id, AskDraft(agrees=True, employer_word=EmployerWord.AGREED))
    assert events(session, token)[name] == (date(2027, 1, 11), "TENTATIVE", 1)
    enrolling.accept(session, one.id)
    assert events(session, token)[name] == (date(2027, 1, 11), "CONFIRMED", 2)
    same = {each: getattr(row, each) for each in SessionDraft.model_fields if each != "price"}
    sessions.change_session(
        session, row.id, SessionDraft.model_validate(same | {"starts_on": date(2027, 1, 18)})
    )
    assert events(session, token)[name] == (date(2027, 1, 18), "CONFIRMED", 3)
    assert len(events(session, token)) == 3
    enrolling.leave(session, one.id)
    assert events(session, token)[name] == (date(2027, 1, 18), "CANCELLED", 4)


def test_a_body_has_the_calendar_of_its_own_sessions_and_names_nobody(session, row):
    given.training_session(session)
    who = given.adviser(session, last_name="Secret")
    enrolling.ask(session, who.id, row.id, AskDraft(agrees=True, employer_word=EmployerWord.AGREED))
    token = subscribed(session, "trainer", body_id=row.body_id)
    assert {uid.split("-")[1] for uid in events(session, token)} == {str(row.id)}
    found = feed.read(session, token)
    assert b"Secret" not in writing.calendar_text(found.name, "here", found.entries)
    sessions.withdraw(session, row.id, WithdrawalDraft(reason="Trop peu d’inscrits."))
    assert {status for _, status, _ in events(session, token).values()} == {"CANCELLED"}
