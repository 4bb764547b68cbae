"""A missing bloc, a session that gives it in time, the letter that says so."""

from datetime import date, timedelta

from sqlmodel import select

from tests import given
from tests.flows.postman import deliver
from workforce import clock
from workforce.alerts.models import Alert, Delivery, MailboxLetter
from workforce.contracts import actions as contracts
from workforce.contracts.models import Contract
from workforce.simulation import settle_inside
from workforce.skills import actions as skills
from workforce.trainings.models import Suggestion, TrainingPlan
from workforce.trainings.sessions import actions as sessions
from workforce.trainings.sessions.drafts import SessionDraft


def awa(session, ends=date(2027, 4, 14)):
    adviser = given.adviser(session, email="awa@exemple.fr")
    given.account(session, "adviser", "awa@exemple.fr", adviser_id=adviser.id, seen=True)
    given.contract(session, adviser, starts=date(2025, 4, 15), ends=ends)
    skills.hold(session, adviser.id, "MN-CCP1", date(2025, 12, 1))
    settle_inside(session)
    return adviser


def post(session, **values):
    dates = {"starts_on": date(2027, 1, 11), "ends_on": date(2027, 3, 26)}
    place = {"departement": "83", "mode": "on_site", "hours": 175, "hours_per_week": 14, "seats": 12}
    draft = SessionDraft(**({"ccp_codes": ["MN-CCP2"]} | dates | place | values))
    return sessions.post_session(session, given.body(session).id, draft)


def titles(session, kind):
    letters = select(MailboxLetter.title).join(Delivery, Delivery.id == MailboxLetter.delivery_id)
    return session.exec(letters.join(Alert, Alert.id == Delivery.alert_id).where(Alert.kind == kind)).all()


def test_a_new_session_is_suggested_to_whoever_misses_its_bloc(session, moment):
    adviser = awa(session)
    post(session)
    settle_inside(session)
    deliver(session)
    suggestion = session.exec(select(Suggestion).where(Suggestion.adviser_id == adviser.id)).one()
    assert (suggestion.fit, suggestion.ccp_code, suggestion.place) == ("ends_before", "MN-CCP2", 1)
    assert titles(session, "training_suggested") == [
        "Il vous manque le CCP2 : une session commence le 11 janvier 2027"
    ]


def test_nobody_is_told_of_the_same_session_twice(session, moment):
    awa(session)
    post(session)
    for _ in range(2):
        session.execute(TrainingPlan.__table__.update().values(due_at=clock.now()))
        settle_inside(session)
        deliver(session)
    assert len(titles(session, "training_suggested")) == 1


def test_a_longer_contract_takes_the_conflict_away_and_says_so(session, moment):
    adviser = awa(session, ends=date(2027, 2, 28))
    post(session)
    settle_inside(session)
    deliver(session)
    assert (
        session.exec(select(Suggestion.fit).where(Suggestion.adviser_id == adviser.id)).one()
        == "contract_ends_during"
    )
    contract = session.exec(select(Contract)).one()
    contracts.prolong(session, contract.id, date(2027, 8, 31), given.TOLD)
    settle_inside(session)
    deliver(session)
    assert titles(session, "training_conflict_gone") == [
        "C’est bon : votre formation se termine le 26 mars 2027, avant la fin de votre contrat"
    ]


def test_a_bloc_obtained_is_not_suggested_any_more(session, moment):
    adviser = awa(session)
    post(session)
    settle_inside(session)
    skills.hold(session, adviser.id, "MN-CCP2", clock.today() - timedelta(days=1))
    settle_inside(session)
    assert session.exec(select(Suggestion).where(Suggestion.adviser_id == adviser.id)).all() == []


def test_a_session_withdrawn_before_the_letter_left_is_not_told(session, moment):
    awa(session)
    row = post(session)
    settle_inside(session)
    sessions.withdraw(session, row.id)
    settle_inside(session)
    deliver(session)
    assert titles(session, "training_suggested") == []
    assert "la session a été retirée" in session.exec(select(Delivery.reason)).all()
