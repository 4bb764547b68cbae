"""An employer's posts: to fill by when, filled, given back; each said in a short form, with what follows."""

from datetime import date

import pytest
from sqlmodel import select

from tests import given
from tests.flows.postman import deliver
from tests.web import desks
from tests.web.cast import words
from workforce import clock
from workforce.advisers.models import Adviser
from workforce.alerts.models import Alert, Delivery, MailboxLetter
from workforce.calendars.models import CalendarEvent
from workforce.contracts.models import Post
from workforce.simulation import settle_inside


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture
def employer(session):
    return given.employer(session, name="Mairie d’Hyères")


@pytest.fixture
def alice(session, employer):
    return desks.browser(
        session, given.account(session, "employer", "alice@exemple.fr", employer_id=employer.id, seen=True)
    )


def a_post(session, employer, **values) -> Post:
    post = Post(employer_id=employer.id, **values)
    session.add(post)
    session.flush()
    return post


def left_by(session, employer, last_name, ends):
    post = a_post(session, employer, external_id=f"5{last_name}")
    who = given.adviser(session, first_name="Awa", last_name=last_name)
    given.contract(session, who, employer, starts=date(2025, 1, 1), ends=ends, post_id=post.id)
    settle_inside(session)
    session.expire_all()
    return post


def page(client, employer) -> str:
    return words(client.get(f"/structures/{employer.id}/postes"))


def test_posts_are_said_with_who_holds_them_and_by_when_they_are_filled(session, alice, employer):
    left_by(session, employer, "Martin", date(2026, 10, 31))
    left_by(session, employer, "Petit", date(2027, 6, 30))
    a_post(session, employer, external_id="777", state="handed_back")
    said = page(alice, employer)
    assert "1 poste est à pourvoir avant le 30 avril 2027." in said
    assert "Vacant depuis le 31 octobre 2026, après le départ de A. Martin." in said
    assert "Occupé par A. Petit jusqu’au 30 juin 2027." in said
    assert "Poste n° 777" in said
    assert "Indicatif, à vérifier auprès de la préfecture" in said


def test_a_departure_is_noted_with_the_day_by_which_to_fill_the_post(session, alice, employer):
    post = a_post(session, employer)
    form = alice.get(f"/postes/{post.id}/depart")
    assert "six mois après le départ" in form.text
    sent = alice.post(f"/postes/{post.id}/depart", data={"day": "15/11/2026"})
    assert (sent.status_code, sent.location) == (303, f"/structures/{employer.id}/postes")
    settle_inside(session)
    assert "Vacant depuis le 15 novembre 2026." in page(alice, employer)
    assert "avant le 15 mai 2027" in page(alice, employer)
    assert "Noté par votre structure le 23 novembre 2026." in page(alice, employer)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Ce champ est à remplir."),
        ("demain", "Ce n’est pas une date"),
        ("24/11/2026", "pas encore passé"),
    ],
)
def test_a_departure_needs_a_day_that_is_past(session, alice, employer, typed, sentence):
    post = a_post(session, employer)
    sent = alice.post(f"/postes/{post.id}/depart", data={"day": typed})
    assert sent.status_code == 422
    assert 'id="field-day-error"' in sent.text
    assert sentence in sent.text
    assert f'value="{typed}"' in sent.text
    assert session.exec(select(Post.state).where(Post.id == post.id)).one() == "occupied"


def test_a_post_filled_by_somebody_unknown_asks_for_nothing_more(session, alice, employer):
    post = left_by(session, employer, "Martin", date(2026, 10, 31))
    assert alice.post(f"/postes/{post.id}/pourvu").status_code == 303
    settle_inside(session)
    assert "Pourvu à nouveau, par une personne que nous ne connaissons pas encore." in page(alice, employer)
    assert "Aucun poste vacant" in alice.get(f"/structures/{employer.id}").text
    assert alice.post(f"/postes/{post.id}/pourvu").status_code == 422


def test_a_post_given_back_can_be_taken_back(session, alice, employer):
    post = left_by(session, employer, "Martin", date(2026, 10, 31))
    assert alice.post(f"/postes/{post.id}/rendu").status_code == 303
    assert "Rendu au dispositif." in page(alice, employer)
    assert alice.post(f"/postes/{post.id}/rendu").status_code == 422
    assert alice.post(f"/postes/{post.id}/depart", data={"day": "31/10/2026"}).status_code == 303
    assert "1 poste est à pourvoir" in page(alice, employer)


def test_a_file_that_contradicts_a_contract_is_shown_as_it_is(session, alice, employer):
    post = left_by(session, employer, "Martin", date(2027, 6, 30))
    post.state = "vacant"
    session.flush()
    assert "Deux sources se contredisent : le contrat de A. Martin court jusqu’au 30 juin 2027" in page(
        alice, employer
    )


def test_the_departure_reaches_the_mailboxes_of_the_employer_and_the_coordinator(session, alice, employer):
    post = left_by(session, employer, "Martin", date(2026, 10, 31))
    network = session.exec(select(Adviser.network_id).where(Adviser.last_name == "Martin")).one()
    given.account(session, "coordinator", "bruno@exemple.fr", network_id=network, seen=True)
    given.account(session, "coordinator", "loin@exemple.fr", network_id=network, departement="29", seen=True)
    alice.post(f"/postes/{post.id}/depart", data={"day": "15/11/2026"})
    settle_inside(session)
    deliver(session)
    kept = session.exec(select(MailboxLetter).where(MailboxLetter.title.contains("15 mai 2027"))).all()
    assert sorted(one.recipient for one in kept) == ["alice@exemple.fr", "bruno@exemple.fr"]
    assert all(
        "Poste quitté par A.\u00a0Martin : à pourvoir avant le 15 mai 2027" in one.title for one in kept
    )
    (hers,) = (one for one in kept if one.recipient == "alice@exemple.fr")
    assert f"/structures/{employer.id}/postes" in hers.text


def test_a_letter_that_waits_goes_no_more_once_the_post_is_filled(session, alice, employer):
    post = a_post(session, employer)
    alice.post(f"/postes/{post.id}/depart", data={"day": "15/11/2026"})
    settle_inside(session)
    alice.post(f"/postes/{post.id}/pourvu")
    session.expire_all()
    deliver(session)
    row = session.exec(
        select(Delivery).join(Alert, Alert.id == Delivery.alert_id).where(Alert.kind == "post_to_refill")
    ).one()
    assert (row.state, row.reason) == ("skipped", "le poste n’est plus vacant")


def test_an_old_departure_is_no_news_but_its_delay_is_told(session, alice, employer):
    left_by(session, employer, "Martin", date(2026, 6, 15))
    occasions = session.exec(select(Alert.occasion).where(Alert.kind == "post_to_refill")).all()
    assert [one.rsplit(":", 2)[1:] for one in occasions] == [["employer", "30"]]


def test_the_calendar_follows_the_post(session, alice, employer):
    post = left_by(session, employer, "Martin", date(2026, 10, 31))
    event = session.exec(select(CalendarEvent).where(CalendarEvent.post_id == post.id)).one()
    assert (event.due_date, event.cancelled_at) == (date(2027, 4, 30), None)
    alice.post(f"/postes/{post.id}/pourvu")
    settle_inside(session)
    session.expire_all()
    assert event.cancelled_at == clock.now()


def test_many_posts_take_few_queries(session, alice, employer):
    for n in range(30):
        a_post(session, employer, external_id=str(n), state="vacant", vacated_date=date(2026, 10, 1 + n))
    with desks.queries(session) as said:
        answer = alice.get(f"/structures/{employer.id}/postes")
    assert len(said) <= 6
    assert len(answer.data) <= 60_000
    assert "30 postes sont à pourvoir, le premier avant le 1er avril 2027." in words(answer)


def test_another_employer_learns_nothing(session, employer):
    post = a_post(session, employer)
    other = desks.browser(session, given.account(session, "employer", employer_id=given.employer(session).id))
    for path in (
        f"/structures/{employer.id}/postes",
        f"/postes/{post.id}/depart",
        f"/postes/{post.id}/pourvu",
    ):
        assert other.get(path).status_code == 404
    assert other.post(f"/postes/{post.id}/rendu").status_code == 404
