"""A missing bloc, a session that gives it in time, the letter that says so."""

from datetime import date, timedelta

from sqlmodel import select

from tests import given
from tests.flows.postman import deliver
from workforce import clock
from workforce.accounts.models import Membership
from workforce.alerts import silences
from workforce.alerts.models import Alert, Delivery, MailboxLetter
from workforce.contracts import actions as contracts
from workforce.contracts.kinds import EndMotive
from workforce.contracts.models import Contract
from workforce.simulation import settle_inside
from workforce.skills import actions as skills
from workforce.skills.actions import AssessmentDraft
from workforce.skills.evidence import actions as evidence
from workforce.skills.evidence.actions import EvidenceDraft
from workforce.trainings.models import Suggestion, TrainingPlan
from workforce.trainings.sessions import actions as sessions
from workforce.trainings.sessions.drafts import SessionDraft, WithdrawalDraft


def awa(session, ends=date(2027, 4, 14)):
    adviser = given.adviser(session, email="awa@exemple.fr")
    given.account(session, "adviser", "awa@exemple.fr", adviser_id=adviser.id, seen=True)
    given.contract(session, adviser, starts=date(2025, 4, 15), ends=ends)
    skills.hold(session, adviser.id, "MN-CCP1", date(2025, 12, 1))
    settle_inside(session)
    return adviser


def draft(**values):
    dates = {"starts_on": date(2027, 1, 11), "ends_on": date(2027, 3, 26)}
    place = {"departement": "83", "mode": "on_site", "hours": 175, "hours_per_week": 14, "seats": 12}
    return SessionDraft(**({"ccp_codes": ["MN-CCP2"]} | dates | place | values))


def post(session, **values):
    return sessions.post_session(session, given.body(session).id, draft(**values))


def titles(session, kind):
    letters = select(MailboxLetter.title).join(Delivery, Delivery.id == MailboxLetter.delivery_id)
    return session.exec(
        letters.join(Alert, Alert.id == Delivery.alert_id).where(Alert.kind == kind).order_by(Delivery.id)
    ).all()


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
    sessions.withdraw(session, row.id, WithdrawalDraft(reason="Pas assez de monde"))
    settle_inside(session)
    deliver(session)
    assert titles(session, "training_suggested") == []
    assert "la session a été retirée" in session.exec(select(Delivery.reason)).all()


def test_a_shorter_contract_meets_a_conflict_and_says_so_once_with_the_right_to_finish(session, moment):
    awa(session, ends=date(2027, 8, 31))
    row = post(session)
    settle_inside(session)
    deliver(session)
    contract = session.exec(select(Contract)).one()
    contracts.terminate(session, contract.id, date(2027, 2, 28), EndMotive.RESIGNATION)
    for _ in range(2):
        settle_inside(session)
        deliver(session)
        session.execute(TrainingPlan.__table__.update().values(due_at=clock.now()))
    assert titles(session, "training_conflict_met") == [
        "Votre formation se termine le 26 mars 2027, et votre contrat le 28 février 2027 : voici ce que cela change"
    ]
    (text,) = session.exec(
        select(MailboxLetter.text).where(MailboxLetter.title.startswith("Votre formation se termine"))
    )
    assert "vous avez le droit de la finir et de passer l’examen" in text
    sessions.change_session(session, row.id, draft(starts_on=date(2027, 1, 4), ends_on=date(2027, 2, 26)))
    settle_inside(session)
    deliver(session)
    assert titles(session, "training_conflict_gone") == [
        "C’est bon : votre formation se termine le 26 février 2027, avant la fin de votre contrat"
    ]


def test_a_conflict_that_came_back_before_its_letter_left_is_not_said_to_be_gone(session, moment):
    awa(session, ends=date(2027, 2, 28))
    post(session)
    settle_inside(session)
    deliver(session)
    contract = session.exec(select(Contract)).one()
    for end in (date(2027, 8, 31), date(2027, 2, 28)):
        contracts.prolong(session, contract.id, end, given.TOLD)
        settle_inside(session)
    deliver(session)
    assert titles(session, "training_conflict_gone") == []


def test_pas_maintenant_silences_trainings_and_nothing_else(session, moment):
    adviser = awa(session, ends=date(2026, 12, 20))
    account_id = session.exec(select(Membership.account_id).where(Membership.adviser_id == adviser.id)).one()
    silences.silence(session, account_id, silences.TRAININGS)
    assert silences.silences_of(session, account_id) == {"trainings": date(2027, 5, 23)}
    post(session)
    settle_inside(session)
    deliver(session)
    assert titles(session, "training_suggested") == []
    assert silences.SILENCED in session.exec(select(Delivery.reason)).all()
    assert session.exec(
        select(Suggestion).where(Suggestion.adviser_id == adviser.id)
    ).all()  # Still read on the page.
    assert len(titles(session, "contract_ends")) == 1


def test_evidence_of_a_whole_bloc_becomes_a_vae(session, moment):
    adviser = awa(session)
    codes = ["REMN-C5", "REMN-C6", "REMN-C7", "REMN-C8"]
    evidence.note(session, adviser.id, EvidenceDraft(what="Un projet entier", competences=codes))
    for last, code in enumerate(codes, 1):
        assert not vae(session, adviser)
        skills.assess(session, adviser.id, {code: AssessmentDraft(level="yes")})
        settle_inside(session)
        assert bool(vae(session, adviser)) is (last == len(codes))
    (found,) = vae(session, adviser)
    assert (found.ccp_code, found.fit) == ("MN-CCP2", "any_time")
    assert "une VAE est possible" in found.decision["reasons"][0]


def vae(session, adviser):
    mine = select(Suggestion).where(Suggestion.adviser_id == adviser.id, Suggestion.session_id.is_(None))
    return session.exec(mine).all()
