"""A training body's desk: its sessions, people counted and never named, where a bloc is missing."""

from datetime import date

import pytest
from sqlmodel import select

from tests import given
from tests.web import desks
from workforce import clock
from workforce.journal import Event
from workforce.skills import actions as skills
from workforce.trainings import boards
from workforce.trainings.sessions import actions as sessions
from workforce.trainings.sessions.models import TrainingSession
from workforce.web import trainer

SESSION = {
    "ccp_codes": ["MN-CCP2", "MN-CCP3"],
    "starts_on": "11/01/2027",
    "ends_on": "2027-03-26",
    "enrol_by": "2026-12-20",
    "mode": "hybrid",
    "departement": "83",
    "commune": "Toulon",
    "hours": "175",
    "hours_per_week": "14",
    "seats": "12",
    "price": "1200",
    "for_people_in_post": "1",
}
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture
def body(session):
    return given.body(session, "GRETA du Var")


@pytest.fixture
def bob(session, body):
    return desks.browser(session, given.account(session, "trainer", body_id=body.id))


def post_of(session, adviser):
    """Put an adviser in post today."""
    return given.contract(session, adviser, starts=date(2026, 1, 1), ends=date(2027, 12, 31))


def row_of(session) -> TrainingSession:
    session.expire_all()
    return session.exec(select(TrainingSession)).one()


def test_a_session_is_announced_as_typed(session, bob, body):
    answer = bob.post(f"/organismes/{body.id}/sessions/nouvelle", data=SESSION)
    assert (answer.status_code, answer.location) == (303, f"/organismes/{body.id}")
    row = row_of(session)
    assert (row.starts_on, row.ends_on, row.seats, row.price_cents) == (
        date(2027, 1, 11),
        date(2027, 3, 26),
        12,
        120_000,
    )
    assert (row.mode, row.for_people_in_post, row.paid_by_scheme) == ("hybrid", True, False)
    page = bob.get(f"/organismes/{body.id}").text
    assert "1 session à venir, 12 places libres." in page
    assert "Inscriptions jusqu’au 20 décembre 2026" in page
    assert session.exec(select(Event.name).where(Event.name == "SessionPosted")).all() == ["SessionPosted"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": "2026-12-31"}, "ends_on"),
        ({"enrol_by": "2027-02-01"}, "enrol_by"),
        ({"jury_on": "2027-03-01"}, "jury_on"),
        ({"departement": ""}, "departement"),
        ({"ccp_codes": ["CCP9"]}, "ccp_codes"),
        ({"ccp_codes": []}, "ccp_codes"),
        ({"seats": "douze"}, "seats"),
        ({"starts_on": "bientôt"}, "starts_on"),
        ({"address": "javascript:alert(1)"}, "address"),
    ],
)
def test_a_mistake_is_tied_to_its_field_and_nothing_is_written(session, bob, body, changes, field):
    answer = bob.post(f"/organismes/{body.id}/sessions/nouvelle", data=SESSION | changes)
    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text
    assert f'id="field-{field}-error"' in answer.text
    assert "Toulon" in answer.text
    assert session.exec(select(TrainingSession)).all() == []


def test_a_session_is_changed_but_never_below_the_seats_taken(session, bob, body):
    row = given.training_session(session, body, seats=12, seats_taken=5)
    form = bob.get(f"/sessions/{row.id}/modifier").text
    assert 'value="2027-01-11"' in form
    refused = bob.post(f"/sessions/{row.id}/modifier", data=SESSION | {"seats": "4"})
    assert refused.status_code == 422
    assert "5 places sont déjà prises" in refused.text
    assert bob.post(f"/sessions/{row.id}/modifier", data=SESSION | {"seats": "6"}).status_code == 303
    assert row_of(session).seats == 6


def test_a_withdrawn_session_is_proposed_no_more_and_does_not_come_back(session, bob, body):
    row = given.training_session(session, body)
    assert bob.post(f"/sessions/{row.id}/retirer", data={"reason": ""}).status_code == 422
    said = {"reason": "Trop peu d’inscrits."}
    assert bob.post(f"/sessions/{row.id}/retirer", data=said).status_code == 303
    assert row_of(session).withdrawn_at is not None
    assert "aucune session à venir" in bob.get(f"/organismes/{body.id}").text
    assert bob.get(f"/sessions/{row.id}/modifier").status_code == 303
    assert bob.post(f"/sessions/{row.id}/modifier", data=SESSION).status_code == 303
    assert row_of(session).hours == 175


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "Aucune personne"), (3, "Moins de 5 personnes"), (6, "6 personnes")]
)
def test_people_interested_are_counted_and_never_named(session, bob, body, count, shown):
    row = given.training_session(session, body)
    for n in range(count):
        sessions.tell_interest(session, given.adviser(session, last_name=f"Secret{n}").id, row.id)
    page = bob.get(f"/organismes/{body.id}").text
    assert shown in page
    assert "Secret" not in page


def test_a_bloc_is_missing_for_those_in_post_who_do_not_hold_it_in_any_generation(session):
    skills.load_referential(session)
    holder, former, elsewhere, missing = (
        given.adviser(session, departement=code) for code in ("83", "83", "13", "83")
    )
    for person in (holder, elsewhere, missing):
        post_of(session, person)
    given.contract(session, former, starts=date(2024, 1, 1), ends=date(2025, 12, 31))
    skills.hold(session, holder.id, "REMN-CCP2", None)
    found = {
        (need.departement, need.bloc): need.missing for need in boards.needs(session, ["83", "13"], TODAY)
    }
    assert found == {("83", 2): 1, ("13", 2): 1, ("83", 3): 2, ("13", 3): 1}


def test_interest_counts_a_person_once_and_sessions_to_come_only(session, body):
    person = given.adviser(session)
    first, second, past = (
        given.training_session(session, body, ccp_codes=["REMN-CCP2"]),
        given.training_session(session, body, ccp_codes=["MN-CCP2"]),
        given.training_session(session, body, starts_on=date(2026, 9, 1), ends_on=date(2026, 10, 1)),
    )
    for one in (first, second, past):
        sessions.tell_interest(session, person.id, one.id)
    (ccp2, _) = boards.needs(session, ["83"], TODAY)
    assert (ccp2.interested, ccp2.sessions, ccp2.seats_left) == (1, 2, 24)


def test_a_session_at_a_distance_counts_for_every_departement(session, body):
    given.training_session(session, body, mode="remote", departement="", seats=8)
    given.training_session(session, body, mode="remote", departement="33", seats=8)
    given.training_session(session, body, departement="13")
    given.training_session(session, body, withdrawn_at=clock.now())
    assert [
        (need.departement, need.sessions)
        for need in boards.needs(session, ["83", "13"], TODAY)
        if need.bloc == 2
    ] == [
        ("83", 2),
        ("13", 3),
    ]


def test_the_table_hides_small_counts_and_follows_the_address(session, bob, body):
    for _ in range(2):
        post_of(session, given.adviser(session, departement="13"))
    page = bob.get(f"/organismes/{body.id}?departement=13").text
    assert "Bouches-du-Rhône (13)" in page
    assert "&lt; 5" in page
    assert "Aucun territoire à montrer" in bob.get(f"/organismes/{body.id}?departement=nowhere").text


def test_where_most_people_wait_comes_first_and_small_counts_order_nothing():
    def need(place: str, interested: int, missing: int = 0) -> boards.Need:
        return boards.Need(place, 2, missing, interested, 0, 0)

    lines = [need("01", 1, 4), need("02", 4), need("03", 9), need("04", 0, 12), need("05", 5)]
    assert [one.departement for one in trainer.by_interest(lines)] == ["03", "05", "04", "01", "02"]


def test_the_table_folds_what_comes_after_its_first_lines(session, bob, body):
    for code in ("01", "02", "03", "04", "05", "06"):
        given.training_session(session, body, departement=code)
    page = bob.get(f"/organismes/{body.id}").text
    assert "Les autres territoires (2 lignes)" in page
    assert page.count('data-label="Bloc"') == 12


def test_a_page_of_many_sessions_takes_few_queries_and_little_weight(session, bob, body):
    for n in range(40):
        given.training_session(session, body, departement=f"{n % 9 + 1:02}")
    with desks.queries(session) as said:
        page = bob.get(f"/organismes/{body.id}")
    assert len(said) <= 15
    assert len(page.data) <= 60_000
