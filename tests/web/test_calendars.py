"""« Calendrier »: secret addresses, read back by another library than the one that writes them."""

import re
from datetime import date, timedelta

import pytest
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from sqlalchemy import delete
from sqlmodel import select

from tests import given
from tests.web import desks
from workforce import clock
from workforce.accounts.models import Account, Membership
from workforce.advisers.models import Adviser
from workforce.calendars import keeping
from workforce.calendars.models import CalendarEvent, Subscription
from workforce.contracts import actions as contracts
from workforce.contracts.kinds import EndMotive
from workforce.contracts.models import Contract, Deadline
from workforce.simulation import settle_inside

ANYBODY = desks.application().test_client


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture
def awa(session):
    return given.adviser(session, first_name="Awa", last_name="Diallo")


@pytest.fixture
def contract(session, awa):
    return given.contract(session, awa, starts=date(2025, 6, 1), ends=date(2027, 5, 31))


@pytest.fixture
def account(session, awa):
    return given.account(session, "adviser", adviser_id=awa.id, name="Awa Diallo")


def address_of(session, account, name="Agenda") -> str:
    """Open a calendar as a person does, and return the address that is shown."""
    membership = session.exec(select(Membership).where(Membership.account_id == account.id)).first()
    client = desks.browser(session, account)
    made = client.post("/calendriers", data={"name": name, "membership_id": membership.id})
    assert made.status_code == 303
    shown = re.search(r'value="https?://[^/"]+(/calendriers/[^"]+\.ics)"', client.get("/calendriers").text)
    settle_inside(session)
    return shown[1]


def calendar(path: str) -> Calendar:
    answer = ANYBODY().get(path)
    assert answer.status_code == 200
    return IcsCalendarStream.calendar_from_ics(answer.text)


def summaries(path: str) -> set[str]:
    return {event.summary for event in calendar(path).events}


def test_the_address_is_shown_once_and_kept_nowhere(session, account, contract):
    client = desks.browser(session, account)
    path = address_of(session, account)
    token = path.removeprefix("/calendriers/").removesuffix(".ics")
    assert token not in client.get("/calendriers").text
    assert token not in session.exec(select(Subscription.digest)).one()


def test_an_adviser_reads_what_is_theirs_to_do(session, account, contract):
    events = {event.summary: event for event in calendar(address_of(session, account)).events}
    assert set(events) == {
        "Fin de votre contrat", "Réponse de l’employeur sur le renouvellement", "Inscription à France Travail",
        "Récupération de vos données avant la fermeture des accès",
    }  # fmt: skip
    end = events["Fin de votre contrat"]
    assert (end.dtstart, end.dtend) == (date(2027, 5, 31), date(2027, 6, 1))
    assert end.sequence == 0
    assert end.last_modified == clock.now()
    assert end.url.endswith(f"/conseillers/{contract.adviser_id}/contrat")
    rings = [alarm.trigger for alarm in events["Inscription à France Travail"].alarm]
    assert rings == [timedelta(days=-6, hours=-15)]
    assert events["Réponse de l’employeur sur le renouvellement"].alarm == []


def test_a_coordinator_reads_the_team_of_their_departements_by_initials(session, contract, awa):
    far = given.adviser(session, first_name="Zoé", last_name="Loin", departement="29")
    given.contract(session, far, ends=date(2027, 3, 31))
    chloe = given.adviser(session, given.network(session, "Un autre réseau").id, last_name="Petit")
    given.contract(session, chloe, ends=date(2027, 3, 31))
    here = given.account(session, "coordinator", network_id=awa.network_id, departement="83")
    whole = given.account(session, "coordinator", network_id=awa.network_id)
    assert summaries(address_of(session, here)) == {
        "Fin du contrat : A.\u00a0Diallo", "Réponse de l’employeur sur le renouvellement : A.\u00a0Diallo",
    }  # fmt: skip
    said = summaries(address_of(session, whole))
    assert "Fin du contrat : Z.\u00a0Loin" in said
    assert not [words for words in said if "Petit" in words]
    assert not [event for event in calendar(address_of(session, whole, "Autre")).events if event.alarm]


def test_an_employer_reads_its_own_decisions_only(session, contract):
    given.contract(session, given.adviser(session, last_name="Ailleurs"), ends=date(2027, 3, 31))
    alice = given.account(session, "employer", employer_id=contract.employer_id)
    events = calendar(address_of(session, alice)).events
    assert {event.summary for event in events} == {
        "Fin du contrat : A.\u00a0Diallo", "Réponse de l’employeur sur le renouvellement : A.\u00a0Diallo",
        "Remise des documents de fin de contrat : A.\u00a0Diallo",
    }  # fmt: skip
    assert all(event.url.endswith(f"/structures/{contract.employer_id}") for event in events)


def test_a_stranger_opens_no_calendar_on_a_role_of_somebody_else(session, account, contract):
    chloe = desks.browser(session, given.account(session, "adviser", adviser_id=given.adviser(session).id))
    theirs = session.exec(select(Membership).where(Membership.account_id == account.id)).one()
    answer = chloe.post("/calendriers", data={"name": "Espionne", "membership_id": theirs.id})
    assert answer.status_code == 422
    assert "Choisissez ce que le calendrier doit montrer." in answer.text
    assert session.exec(select(Subscription)).all() == []


def test_moving_a_date_keeps_the_event_and_raises_its_sequence(session, account, contract):
    path = address_of(session, account)
    before = {event.uid: event for event in calendar(path).events}
    with clock.frozen(clock.now() + timedelta(days=1)):
        contracts.prolong(session, contract.id, date(2027, 11, 30), given.TOLD)
        settle_inside(session)
        after = {event.uid: event for event in calendar(path).events}
    assert set(after) == set(before)
    assert {event.sequence for event in after.values()} == {1}
    assert all(after[uid].last_modified > before[uid].last_modified for uid in after)
    assert all(after[uid].dtstart > before[uid].dtstart for uid in after)


def test_what_no_longer_holds_is_cancelled_then_goes(session, account, contract):
    path = address_of(session, account)
    contracts.terminate(session, contract.id, date(2027, 2, 28), EndMotive.RESIGNATION)
    settle_inside(session)
    (gone,) = (
        event
        for event in calendar(path).events
        if event.uid.startswith(f"contract-{contract.id}-employer-word")
    )
    assert (gone.status, gone.sequence) == ("CANCELLED", 1)
    assert gone.summary == "Annulé : Réponse de l’employeur sur le renouvellement"
    with clock.frozen(clock.now() + timedelta(days=43)):
        assert not [event for event in calendar(path).events if event.status == "CANCELLED"]


def test_nothing_new_is_answered_by_304_and_a_change_by_the_whole(session, account, contract):
    path = address_of(session, account)
    first = ANYBODY().get(path)
    mark = {"If-None-Match": first.headers["ETag"]}
    again = ANYBODY().get(path, headers=mark)
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"] == "private, max-age=900"
    contracts.prolong(session, contract.id, date(2027, 11, 30), given.TOLD)
    settle_inside(session)
    assert ANYBODY().get(path, headers=mark).status_code == 200


def test_a_calendar_says_how_often_to_come_back(session, account, contract):
    answer = ANYBODY().get(address_of(session, account, "Agenda d’été"))
    assert answer.content_type == "text/calendar; charset=utf-8"
    for line in (
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "X-PUBLISHED-TTL:PT12H",
        "X-WR-CALNAME:Agenda d’été",
    ):
        assert f"\r\n{line}\r\n" in answer.text
    assert max(len(line) for line in answer.data.split(b"\r\n")) <= 75


def test_a_revoked_address_answers_no_more_and_the_others_go_on(session, account, contract):
    lost, other = address_of(session, account, "Téléphone perdu"), address_of(session, account, "Bureau")
    one = session.exec(select(Subscription).where(Subscription.name == "Téléphone perdu")).one()
    client = desks.browser(session, account)
    assert client.post(f"/calendriers/{one.id}/revocation").status_code == 303
    assert (ANYBODY().get(lost).status_code, ANYBODY().get(other).status_code) == (404, 200)
    assert client.post(f"/calendriers/{one.id}/revocation").status_code == 404
    page = client.get("/calendriers").text
    assert "Téléphone perdu" not in page
    assert "Bureau" in page


def test_a_replaced_address_answers_at_the_new_one_only(session, account, contract):
    former = address_of(session, account)
    one = session.exec(select(Subscription)).one()
    client = desks.browser(session, account)
    client.post(f"/calendriers/{one.id}/remplacement")
    shown = re.search(r"/calendriers/[\w-]{20,}\.ics", client.get("/calendriers").text)[0]
    assert (ANYBODY().get(former).status_code, ANYBODY().get(shown).status_code) == (404, 200)


def test_a_role_taken_back_or_an_account_shut_shuts_the_calendar_at_once(session, account, contract):
    path = address_of(session, account)
    account.disabled_at = clock.now()
    session.flush()
    assert ANYBODY().get(path).status_code == 404
    account.disabled_at = None
    session.flush()
    assert ANYBODY().get(path).status_code == 200
    session.execute(delete(Membership).where(Membership.account_id == account.id))
    assert ANYBODY().get(path).status_code == 404


@pytest.mark.parametrize("token", ["x", "%00", "é" * 10, "a" * 3000])
def test_an_address_that_was_never_given_is_not_found(session, token):
    assert ANYBODY().get(f"/calendriers/{token}.ics").status_code == 404


def test_mistakes_are_tied_to_their_fields_and_what_was_typed_is_kept(session, account, contract):
    address_of(session, account, "Bureau")
    client = desks.browser(session, account)
    mine = session.exec(select(Membership).where(Membership.account_id == account.id)).one()
    twice = client.post("/calendriers", data={"name": "bureau", "membership_id": mine.id})
    assert twice.status_code == 422
    assert 'id="field-name-error"' in twice.text
    assert 'value="bureau"' in twice.text
    nothing = client.post("/calendriers", data={})
    assert nothing.status_code == 422
    assert 'id="field-membership_id-error"' in nothing.text


def test_ten_open_calendars_are_enough(session, account, contract):
    mine = session.exec(select(Membership).where(Membership.account_id == account.id)).one()
    for n in range(10):
        session.add(Subscription(membership_id=mine.id, name=f"Agenda {n}", digest=f"d{n}"))
    session.flush()
    answer = desks.browser(session, account).post(
        "/calendriers", data={"name": "Onze", "membership_id": mine.id}
    )
    assert answer.status_code == 422
    assert "révoquez-en un" in answer.text


def test_whoever_has_no_deadline_is_told_so(session):
    page = desks.browser(session, given.account(session, "operator")).get("/calendriers")
    assert page.status_code == 200
    assert "<form" in page.text
    assert "Créer l’adresse" not in page.text


def test_reading_writes_at_most_once_an_hour(session, account, contract):
    path = address_of(session, account)
    ANYBODY().get(path)
    with desks.queries(session) as said:
        ANYBODY().get(path)
    assert not [one for one in said if not one.lstrip().startswith("SELECT")]
    assert len(said) <= 3


def test_the_feed_of_four_thousand_people_stays_small(session):
    network, employer = given.network(session), given.employer(session)
    people = [
        {"network_id": network.id, "first_name": "Awa", "last_name": f"Diallo{n}", "departement": "83"}
        for n in range(4000)
    ]
    session.bulk_insert_mappings(Adviser.__mapper__, people)
    ids = session.exec(select(Adviser.id).where(Adviser.network_id == network.id)).all()
    rows = [{"adviser_id": one, "employer_id": employer.id, "kind": "cdd", "start_date": date(2025, 1, 1),
             "end_date": date(2027, 1, 1) + timedelta(days=one % 700)} for one in ids]  # fmt: skip
    session.bulk_insert_mappings(Contract.__mapper__, rows)
    given_deadlines(session)
    session.connection().exec_driver_sql(
        "ANALYZE adviser, contract, deadline"
    )  # Else they may be empty, for all it knows.
    keeping.keep_all(session)
    session.connection().exec_driver_sql("ANALYZE calendar_event")
    assert len(session.exec(select(CalendarEvent.id)).all()) == 8000
    path = address_of(session, given.account(session, "coordinator", network_id=network.id))
    with desks.queries(session) as said:
        answer = ANYBODY().get(path)
    assert answer.text.count("BEGIN:VEVENT") == 4000
    assert len(answer.data) < 2_500_000
    assert len(said) <= 3
    assert ANYBODY().get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def given_deadlines(session) -> None:
    """Give each contract the employer's date, as the rules do."""
    known = {"rule": "employer-word.public-cdd.2-years-or-more", "version": 1, "party": "employer", "label": "Réponse",
             "reasons": [], "source": "Décret", "indicative": False}  # fmt: skip
    rows = [
        {"contract_id": one, "due_date": end - timedelta(days=60), **known}
        for one, end in session.exec(select(Contract.id, Contract.end_date))
    ]
    session.bulk_insert_mappings(Deadline.__mapper__, rows)


def test_the_page_takes_few_queries(session, account, contract):
    for n in range(10):
        address_of(session, account, f"Agenda {n}")
    with desks.queries(session) as said:
        assert desks.browser(session, account).get("/calendriers").status_code == 200
    assert len(said) <= 15


def test_an_account_that_answers_for_two_employers_chooses_whose(session):
    one, two = given.employer(session, name="Mairie d’Hyères"), given.employer(session, name="CCAS de Toulon")
    alice = given.account(session, "employer", "alice@exemple.fr", employer_id=one.id)
    given.account(session, "employer", "alice@exemple.fr", employer_id=two.id)
    page = desks.browser(session, session.get_one(Account, alice.id)).get("/calendriers").text
    assert "Les décisions de Mairie d’Hyères" in page
    assert "Les décisions de CCAS de Toulon" in page
