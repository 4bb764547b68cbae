"""Enrolment on screen: the adviser asks, the body answers, the jury decides, each is told once."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import select

from tests import given
from tests.web import desks
from tests.web.cast import cast, running, words
from workforce import clock, journal
from workforce.accounts.models import Account, BrowserSession
from workforce.alerts import letters, sending
from workforce.alerts.models import Alert, Delivery
from workforce.journal import Event
from workforce.reactions import REACTIONS
from workforce.skills.models import HeldCCP
from workforce.trainings.models import TrainingPlan
from workforce.trainings.sessions import actions as sessions
from workforce.trainings.sessions import watch
from workforce.trainings.sessions.models import (
    Enrolment,
    Interest,
    SessionResult,
    TrainingBody,
    TrainingSession,
)

AFTER = datetime(2027, 4, 5, 8, 0, tzinfo=UTC)
ASKS = {"employer_word": "agreed", "agrees": "1"}


@pytest.fixture
def people(session, moment):
    people = cast(session)
    running(session, people.adviser)
    return people


@pytest.fixture
def body(session):
    return given.body(session, "GRETA du Var")


@pytest.fixture
def row(session, people, body):
    return given.training_session(session, body, ccp_codes=["MN-CCP2"], jury_on=date(2027, 4, 2), seats=1)


@pytest.fixture
def bob(session, body):
    return desks.browser(session, given.account(session, "trainer", body_id=body.id, seen=True))


def react(session) -> None:
    due = session.exec(select(Event.id).where(Event.due_at <= clock.now())).all()
    journal.settle(session, due, REACTIONS)


def told(session, kind: str) -> list[Alert]:
    react(session)
    return list(session.exec(select(Alert).where(Alert.kind == kind).order_by(Alert.id)))


def letter(session, alert: Alert):
    session.expire_all()
    return letters.write(session, alert, session.get_one(Account, alert.account_id))


def lost(session, alert: Alert) -> str:
    session.expire_all()
    return letters.lost_reason(session, alert)


def enrolment(session) -> Enrolment:
    session.expire_all()
    return session.exec(select(Enrolment).order_by(Enrolment.id)).all()[-1]


@contextmanager
def later(session, instant: datetime):
    """Be at a later instant, still signed in."""
    with clock.frozen(instant):
        session.execute(update(BrowserSession).values(made_at=instant, seen_at=instant))
        yield


def enrolled(session, people, row, bob) -> Enrolment:
    people.owner.post(f"/sessions/{row.id}/demande", data=ASKS)
    one = enrolment(session)
    bob.post(f"/inscriptions/{one.id}/place")
    return enrolment(session)


def test_a_request_without_agreement_or_employer_is_sent_back_with_what_was_typed(session, people, row):
    answer = people.owner.post(f"/sessions/{row.id}/demande", data={"employer_word": "asked"})
    assert answer.status_code == 422
    assert 'href="#field-agrees"' in answer.text
    assert 'value="asked" checked' in answer.text
    assert people.owner.post(f"/sessions/{row.id}/demande", data={"agrees": "1"}).status_code == 422
    nothing = people.owner.post(f"/sessions/{row.id}/demande", data={"from": "page"}).text
    assert 'href="#field-agrees"' in nothing
    assert 'href="#field-employer_word"' in nothing
    assert session.exec(select(Enrolment)).all() == []


def test_a_body_sees_of_a_person_what_they_agreed_to_and_of_the_others_nothing(session, people, row, bob):
    session.add(Interest(adviser_id=given.adviser(session, last_name="Secret").id, session_id=row.id))
    people.owner.post(f"/sessions/{row.id}/demande", data=ASKS)
    page = bob.get(f"/sessions/{row.id}/inscriptions")
    assert "1 demande attend votre réponse." in words(page)
    assert "Awa Diallo" in page.text
    assert "employeur d’accord" in words(page)
    assert "Il lui manque : CCP2 (MN)" in words(page)
    assert "Secret" not in page.text
    assert "1 demande à traiter" in words(bob.get(f"/organismes/{row.body_id}"))
    person = bob.get(f"/inscriptions/{enrolment(session).id}")
    assert people.adviser.email in person.text
    (news,) = told(session, "enrolment_news")
    assert "Awa Diallo" in letter(session, news).title


def test_a_person_who_left_shows_nothing_any_more(session, people, row, bob):
    one = enrolled(session, people, row, bob)
    assert people.owner.post(f"/inscriptions/{one.id}/depart").status_code == 303
    assert "Awa" not in bob.get(f"/sessions/{row.id}/inscriptions").text
    assert bob.get(f"/inscriptions/{one.id}").status_code == 303


def test_each_answer_is_told_once_and_not_when_it_no_longer_stands(session, people, row, bob):
    one = enrolled(session, people, row, bob)
    assert one.state == "enrolled"
    assert "Je suis intéressé·e" not in words(people.owner.get(f"/sessions/{row.id}"))
    (answered,) = told(session, "enrolment_answered")
    assert "Vous êtes inscrit·e" in letter(session, answered).title
    assert "accord de votre employeur" in letter(session, answered).text
    assert lost(session, answered) == ""
    refused = bob.post(f"/inscriptions/{one.id}/refus", data={"words": "non"})
    assert refused.status_code == 422
    assert 'href="#field-words"' in refused.text
    bob.post(f"/inscriptions/{one.id}/refus", data={"words": "Le CCP1 est demandé d’abord."})
    assert "Le CCP1 est demandé d’abord." in words(people.owner.get(f"/sessions/{row.id}"))
    assert lost(session, answered) == "l’inscription a changé depuis"
    assert len(told(session, "enrolment_answered")) == 2


def test_the_next_in_line_reads_until_when_a_seat_is_kept_and_takes_it(session, people, row, bob):
    other = given.adviser(session)
    browser = desks.browser(session, given.account(session, "adviser", adviser_id=other.id))
    browser.post(f"/sessions/{row.id}/demande", data=ASKS)
    first = enrolment(session)
    bob.post(f"/inscriptions/{first.id}/place")
    mine = enrolled(session, people, row, bob)
    assert "la première personne de la liste d’attente" in words(people.owner.get(f"/sessions/{row.id}"))
    browser.post(f"/inscriptions/{first.id}/depart")
    assert "Une place vous est gardée jusqu’au 26 novembre 2026" in words(
        people.owner.get(f"/sessions/{row.id}")
    )
    (offered,) = told(session, "seat_offered")
    assert "26 novembre 2026" in letter(session, offered).title
    assert people.owner.post(f"/inscriptions/{mine.id}/reponse").status_code == 303
    assert enrolment(session).state == "enrolled"


def test_moving_is_offered_among_sessions_of_the_bloc_and_undone(session, people, row, bob, body):
    there = given.training_session(session, body, ccp_codes=["MN-CCP2"], starts_on=date(2027, 2, 1))
    given.training_session(session, body, ccp_codes=["MN-CCP3"], commune="Ailleurs")
    one = enrolled(session, people, row, bob)
    page = words(people.owner.get(f"/sessions/{row.id}"))
    assert "1er février" in page
    assert "Ailleurs" not in page
    assert people.owner.post(f"/inscriptions/{one.id}/changement", data={"to_session": ""}).status_code == 422
    moved = people.owner.post(f"/inscriptions/{one.id}/changement", data={"to_session": there.id})
    assert moved.location == f"/sessions/{there.id}"
    assert "Revenir à la session d’avant" in words(people.owner.get(moved.location))
    back = people.owner.post(f"/inscriptions/{enrolment(session).id}/retour")
    assert back.location == f"/sessions/{row.id}"


def test_a_result_is_said_after_the_jury_and_writes_the_bloc_with_its_source(session, people, row, bob):
    one = enrolled(session, people, row, bob)
    result = {"ccp_code": "MN-CCP2", "outcome": "passed", "decided_on": "2027-04-02"}
    assert bob.post(f"/inscriptions/{one.id}/resultat", data=result).status_code == 422
    with later(session, AFTER):
        for mistake in ({"outcome": ""}, {"ccp_code": "MN-CCP3"}, {"decided_on": "2027-06-01"}):
            sent = bob.post(f"/inscriptions/{one.id}/resultat", data=result | mistake)
            assert (sent.status_code, session.exec(select(SessionResult)).all()) == (422, [])
        for _ in range(2):
            assert bob.post(f"/inscriptions/{one.id}/resultat", data=result).status_code == 303
        held = session.exec(select(HeldCCP)).one()
        assert (held.ccp_code, held.obtained_on, held.source) == (
            "MN-CCP2", date(2027, 4, 2), "jury, selon GRETA du Var",
        )  # fmt: skip
        assert enrolment(session).state == "done"
        (given_once,) = told(session, "result_given")
        assert "obtenu" in letter(session, given_once).title
        plan = session.get_one(TrainingPlan, people.adviser.id)
        assert plan.due_at is not None
        assert "jury, selon GRETA du Var" in words(people.owner.get(people.at("/competences")))


def test_a_result_taken_back_takes_back_the_bloc_that_it_wrote_and_no_other(session, people, row, bob):
    one = enrolled(session, people, row, bob)
    result = {"ccp_code": "MN-CCP2", "outcome": "passed", "decided_on": "2027-04-02"}
    with later(session, AFTER):
        bob.post(f"/inscriptions/{one.id}/resultat", data=result)
        said = session.exec(select(SessionResult)).one()
        bob.post(f"/resultats/{said.id}/annulation")
        assert session.exec(select(HeldCCP)).all() == []
        assert enrolment(session).state == "enrolled"
        session.add(HeldCCP(adviser_id=people.adviser.id, ccp_code="MN-CCP2"))
        session.flush()
        bob.post(f"/inscriptions/{one.id}/resultat", data=result)
        bob.post(f"/resultats/{session.exec(select(SessionResult)).one().id}/annulation")
        assert len(session.exec(select(HeldCCP)).all()) == 1


def test_a_failed_bloc_says_how_to_sit_again_and_can_be_contested(session, people, row, bob):
    one = enrolled(session, people, row, bob)
    with later(session, AFTER):
        bob.post(
            f"/inscriptions/{one.id}/resultat",
            data={"ccp_code": "MN-CCP2", "outcome": "not_passed", "decided_on": "2027-04-02"},
        )
        assert session.exec(select(HeldCCP)).all() == []
        (said,) = told(session, "result_given")
        assert "jusqu’à 3 sessions d’examen en un an" in letter(session, said).text
        page = words(people.owner.get(f"/sessions/{row.id}"))
        assert "jusqu’à 3 sessions d’examen en un an" in page
        result = session.exec(select(SessionResult)).one()
        assert (
            people.owner.post(f"/resultats/{result.id}/contestation", data={"contest": ""}).status_code == 422
        )
        people.owner.post(
            f"/resultats/{result.id}/contestation", data={"contest": "On m’a dit le contraire."}
        )
        (contested,) = told(session, "result_contested")
        assert "On m’a dit le contraire." in letter(session, contested).text
        assert "On m’a dit le contraire." in bob.get(f"/inscriptions/{one.id}").text


def test_a_change_that_matters_is_told_once_to_whoever_counts_on_the_session(session, people, row, bob):
    hesitant = given.account(session, "adviser", adviser_id=(other := given.adviser(session)).id)
    sessions.tell_interest(session, other.id, row.id)
    enrolled(session, people, row, bob)
    form = {
        "ccp_codes": ["MN-CCP2"], "starts_on": "2027-01-11", "ends_on": "2027-03-26", "jury_on": "2027-04-02",
        "mode": "on_site", "departement": "83", "hours": "175", "hours_per_week": "14", "seats": "1",
    }  # fmt: skip
    bob.post(f"/sessions/{row.id}/modifier", data=form | {"price": "900"})
    assert told(session, "session_changed") == []
    for _ in range(2):
        bob.post(f"/sessions/{row.id}/modifier", data=form | {"starts_on": "2027-01-18"})
    changed = told(session, "session_changed")
    assert {alert.account_id for alert in changed} == {people.account.id, hesitant.id}
    assert "du 18 janvier au 26 mars 2027" in letter(session, changed[0]).text
    bob.post(f"/sessions/{row.id}/retirer", data={"reason": "Trop peu d’inscrits."})
    withdrawn = told(session, "session_changed")[2:]
    assert {alert.account_id for alert in withdrawn} == {people.account.id, hesitant.id}
    assert "Trop peu d’inscrits." in letter(session, withdrawn[0]).text
    assert lost(session, changed[0]) == "la session a été retirée"
    assert "Trop peu d’inscrits." in words(people.owner.get(f"/sessions/{row.id}"))
    assert people.stranger.get(f"/sessions/{row.id}").status_code == 404


def watched(session, row, day: date) -> None:
    session.get_one(TrainingSession, row.id).due_at = clock.midnight(day)
    session.flush()
    watch.watch(session, [row.id])
    react(session)


def test_reminders_are_told_once_move_with_the_dates_and_can_be_silenced(session, people, row, bob):
    enrolled(session, people, row, bob)
    with later(session, datetime(2027, 1, 4, 8, 0, tzinfo=UTC)):
        for _ in range(2):
            watched(session, row, clock.today())
        (near,) = told(session, "session_near")
        assert "11 janvier 2027" in letter(session, near).title
        session.expire_all()
        assert session.get_one(TrainingSession, row.id).due_at == clock.midnight(date(2027, 1, 10))
        session.get_one(TrainingSession, row.id).starts_on = date(2027, 1, 8)
        session.flush()
        assert lost(session, near) == "la date a changé"
        watched(session, row, clock.today())
        assert len(told(session, "session_near")) == 2
        people.owner.post("/mes-alertes/silence/sessions")
        delivery = session.exec(
            select(Delivery).join(Alert).where(Alert.kind == "session_near").order_by(Delivery.id)
        ).all()[-1]
        sending.claim_letter(session, delivery.id)
        session.expire_all()
        assert session.get_one(Delivery, delivery.id).state == "skipped"


def test_whoever_hesitates_is_told_of_the_last_day_and_a_body_of_the_results_it_owes(
    session, people, row, bob
):
    row.enrol_by = date(2026, 12, 14)
    sessions.tell_interest(session, people.adviser.id, row.id)
    session.flush()
    with clock.frozen(datetime(2026, 12, 7, 8, 0, tzinfo=UTC)):
        watched(session, row, clock.today())
        (closes,) = told(session, "enrolment_closes")
        assert "14 décembre 2026" in letter(session, closes).title
    one = enrolled(session, people, row, bob)
    with later(session, datetime(2027, 4, 9, 8, 0, tzinfo=UTC)):
        watched(session, row, clock.today())
        (owed,) = told(session, "result_owed")
        assert lost(session, owed) == ""
        bob.post(
            f"/inscriptions/{one.id}/resultat",
            data={"ccp_code": "MN-CCP2", "outcome": "absent", "decided_on": "2027-04-02"},
        )
        assert lost(session, owed) == "les résultats sont donnés"


def test_an_operator_adds_a_body_and_posts_for_it_without_seeing_its_people(session, people, row):
    operator = desks.browser(session, given.account(session, "operator"))
    assert operator.post("/exploitation/organismes", data={"name": "a"}).status_code == 422
    assert operator.post("/exploitation/organismes", data={"name": "greta  du var"}).status_code == 422
    assert operator.post("/exploitation/organismes", data={"name": "AFPA de Toulon"}).status_code == 303
    made = session.exec(select(TrainingBody).where(TrainingBody.name == "AFPA de Toulon")).one()
    assert "AFPA de Toulon" in operator.get("/exploitation/organismes").text
    assert operator.get(f"/organismes/{made.id}").status_code == 200
    copied = operator.get(f"/sessions/{row.id}/copier")
    assert 'value="175"' in copied.text
    assert "2027-01-11" not in copied.text
    assert operator.get(f"/sessions/{row.id}/inscriptions").status_code == 404


def test_a_commune_is_one_of_the_official_list(session, people, bob, body):
    form = {
        "ccp_codes": ["MN-CCP2"], "starts_on": "2027-01-11", "ends_on": "2027-03-26", "mode": "on_site",
        "departement": "83", "hours": "175", "hours_per_week": "14", "seats": "8", "commune": "Trifouilly",
    }  # fmt: skip
    answer = bob.post(f"/organismes/{body.id}/sessions/nouvelle", data=form)
    assert answer.status_code == 422
    assert 'href="#field-commune"' in answer.text
    bob.post(f"/organismes/{body.id}/sessions/nouvelle", data=form | {"commune": "hyeres"})
    assert session.exec(select(TrainingSession)).one().commune == "Hyères"


def test_a_page_of_many_people_takes_few_queries_and_little_weight(session, people, row, bob):
    for n in range(40):
        one = Enrolment(
            adviser_id=given.adviser(session).id, session_id=row.id, state="asked", employer_word="agreed",
            in_line_since=clock.now() + timedelta(seconds=n),
        )  # fmt: skip
        session.add(one)
    session.flush()
    with desks.queries(session) as said:
        page = bob.get(f"/sessions/{row.id}/inscriptions")
    assert (len(said) <= 15, len(page.data) <= 60_000) == (True, True)
