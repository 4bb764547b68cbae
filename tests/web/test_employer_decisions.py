"""An employer's decisions: late ones first, one click each, what each answer sets off, and the contract that follows."""

import re
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from tests import given
from tests.flows.postman import deliver
from tests.web import desks
from tests.web.cast import confirmed, words
from workforce import clock
from workforce.advisers.models import Adviser
from workforce.alerts.models import MailboxLetter
from workforce.contracts.models import Contract, DateClaim, RenewalIntent
from workforce.simulation import settle_inside


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture
def employer(session):
    return given.employer(session, name="Mairie d’Hyères")


@pytest.fixture
def account(session, employer):
    return given.account(session, "employer", employer_id=employer.id, name="Alice", seen=True)


@pytest.fixture
def alice(session, account):
    return desks.browser(session, account)


def ending(session, employer, last_name, ends, **values):
    who = given.adviser(session, first_name="Awa", last_name=last_name)
    return given.contract(session, who, employer, starts=date(2025, 7, 1), ends=ends, **values)


def home(employer) -> str:
    return f"/structures/{employer.id}"


def answer(client, contract, said="renew"):
    """Press one of the four buttons, and follow where it leads."""
    sent = client.post(f"/contrats/{contract.id}/intention", data={"answer": said})
    assert sent.status_code == 303
    return client.get(sent.location), sent.location


def test_late_answers_come_first_and_are_said_to_be(session, alice, employer):
    ending(session, employer, "Demain", date(2027, 3, 31))
    ending(session, employer, "Hier", date(2026, 12, 10))
    page = words(alice.get(home(employer)))
    assert "votre réponse était attendue avant le 10 novembre 2026" in page
    assert page.index("A. Hier se termine") < page.index("A. Demain se termine")
    assert "2 réponses attendues, dont 1 dépassée." in page
    assert "dépassé il y a 13 jours" in page


def test_each_contract_has_its_four_buttons_with_whom_they_are_about(session, alice, employer):
    for n in range(1, 6):
        ending(session, employer, f"Numéro{n}", date(2027, n, 28))
    page = alice.get(home(employer)).text
    assert len(re.findall(r'name="answer" value="(?:renew|make_permanent|end|unknown)"', page)) == 20
    assert 'Renouveler<span class="visually-hidden">, pour A.\u00a0Numéro5</span>' in page


def test_one_click_answers_and_the_page_confirms_in_place(session, alice, employer):
    one = ending(session, employer, "Martin", date(2027, 3, 31))
    page, where = answer(alice, one)
    assert where.endswith(f"?repondu={one.id}#decision-{one.id}")
    card = page.text.split(f'id="decision-{one.id}"')[1].split("</article>")[0]
    assert "Réponse de l’employeur : renouveler, le 23 novembre 2026" in card
    assert "C’est noté : la personne et sa coordination sont prévenues" in card
    assert 'value="renew" aria-pressed="true"' in card


def test_what_each_answer_sets_off_is_said_before_it_is_given(session, alice, employer):
    ending(session, employer, "Martin", date(2027, 3, 31))
    page = words(alice.get(home(employer)))
    assert "Ne pas renouveler : la personne et sa coordination sont prévenues" in page
    assert "Pas encore décidé : personne n’est prévenu" in page


def test_an_answered_contract_makes_room_for_those_that_wait(session, alice, employer):
    first = ending(session, employer, "Premier", date(2027, 1, 31))
    for n in range(2, 6):
        ending(session, employer, f"Numéro{n}", date(2027, n, 28))
    answer(alice, first, "end")
    page = alice.get(home(employer)).text
    large, table = page.split('id="endings"')
    assert "Premier" not in large
    assert large.count("<article") == 3
    assert "A.\u00a0Premier" in table
    assert "répondu" in table


def test_not_decided_yet_goes_on_waiting(session, alice, employer):
    one = ending(session, employer, "Martin", date(2026, 12, 10))
    page, _ = answer(alice, one, "unknown")
    assert "votre réponse était attendue" in words(page)
    assert "dépassé" in words(page)
    assert "Enregistrer le contrat qui suit" not in page.text


def test_earlier_answers_stay_readable(session, alice, employer):
    one = ending(session, employer, "Martin", date(2027, 3, 31))
    answer(alice, one, "end")
    with clock.frozen(datetime(2026, 11, 25, 9, tzinfo=UTC)):
        page, _ = answer(alice, one, "renew")
    history = page.text.split("Vos réponses d’avant")[1].split("</details>")[0]
    assert "ne pas renouveler, le 23 novembre 2026" in history
    assert "par Alice" in history
    assert "renouveler, le 25" not in history


def test_long_lists_come_a_page_at_a_time_the_undecided_first(session, alice, employer):
    for n in range(20):
        ending(session, employer, f"Personne{n:02}", date(2027, 1 + n // 2, 1 + n))
    page = alice.get(home(employer))
    assert "1 à 12 sur 17 contrats" in words(page)
    with desks.queries(session) as said:
        following = alice.get(home(employer) + "?page=2")
    assert "A.\u00a0Personne19" in following.text
    assert len(said) <= 15


@pytest.mark.parametrize(("said", "kind"), [("renew", "cdd"), ("make_permanent", "cdi")])
def test_the_contract_that_follows_is_offered_then_recorded_in_the_employers_name(
    session, alice, employer, account, said, kind
):
    one = ending(session, employer, "Martin", date(2027, 3, 31))
    page, _ = answer(alice, one, said)
    assert f'href="/contrats/{one.id}/contrat-suivant"' in page.text
    form = alice.get(f"/contrats/{one.id}/contrat-suivant")
    assert f'value="{kind}" checked' in form.text
    assert 'value="2027-04-01"' in form.text
    ends = "31/03/2029" if kind == "cdd" else ""
    typed = {"kind": kind, "start_date": "01/04/2027", "end_date": ends}
    read = alice.post(f"/contrats/{one.id}/contrat-suivant", data=typed)
    assert "Ce qui va changer" in read.text
    assert session.exec(select(Contract).where(Contract.renews_id == one.id)).all() == []
    sent = confirmed(alice, f"/contrats/{one.id}/contrat-suivant", **typed)
    assert (sent.status_code, sent.location) == (303, home(employer))
    following = session.exec(select(Contract).where(Contract.renews_id == one.id)).one()
    assert (following.kind, following.start_date, following.adviser_id) == (
        kind,
        date(2027, 4, 1),
        one.adviser_id,
    )
    voices = session.exec(select(DateClaim).where(DateClaim.contract_id == following.id)).all()
    assert {(voice.source, voice.account_id) for voice in voices} == {("employer", account.id)}
    page = words(alice.get(home(employer)))
    assert "31 mars 2027" not in page
    assert "Aucune décision ne vous est demandée aujourd’hui" in page


def test_a_following_contract_that_overlaps_is_refused_and_what_was_typed_is_kept(session, alice, employer):
    one = ending(session, employer, "Martin", date(2027, 3, 31))
    sent = alice.post(
        f"/contrats/{one.id}/contrat-suivant",
        data={"kind": "cdd", "start_date": "01/03/2027", "length_months": "24"},
    )
    assert sent.status_code == 422
    assert 'id="field-start_date-error"' in sent.text
    assert 'value="01/03/2027"' in sent.text
    assert 'value="24"' in sent.text
    missing = alice.post(f"/contrats/{one.id}/contrat-suivant", data={"kind": "cdd"})
    assert missing.status_code == 422
    assert 'id="field-start_date-error"' in missing.text
    assert session.exec(select(Contract).where(Contract.renews_id == one.id)).all() == []


def test_what_an_employer_recorded_is_taken_back_once(session, alice, employer):
    one = ending(session, employer, "Martin", date(2027, 3, 31))
    confirmed(
        alice,
        f"/contrats/{one.id}/contrat-suivant",
        kind="cdd",
        start_date="01/04/2027",
        end_date="31/03/2029",
    )
    assert "Annuler cet enregistrement" in words(alice.get(home(employer)))
    for said in ("L’enregistrement est annulé", "c’est déjà annulé"):
        alice.post(f"/contrats/{one.id}/contrat-suivant/annulation")
        page = words(alice.get(home(employer)))
        assert said in page
        assert "Annuler cet enregistrement" not in page
    assert session.exec(select(Contract.cancelled_at).where(Contract.renews_id == one.id)).one() is not None
    assert "31 mars 2027" in page


def test_nobody_takes_back_what_another_recorded(session, alice, employer):
    one = ending(session, employer, "Martin", date(2027, 3, 31))
    confirmed(
        alice,
        f"/contrats/{one.id}/contrat-suivant",
        kind="cdd",
        start_date="01/04/2027",
        end_date="31/03/2029",
    )
    colleague = desks.browser(session, given.account(session, "employer", employer_id=employer.id))
    assert "Annuler cet enregistrement" not in words(colleague.get(home(employer)))
    colleague.post(f"/contrats/{one.id}/contrat-suivant/annulation")
    assert session.exec(select(Contract.cancelled_at).where(Contract.renews_id == one.id)).one() is None


def test_another_employer_neither_answers_nor_renews(session, employer):
    one = ending(session, employer, "Martin", date(2027, 3, 31))
    other = desks.browser(session, given.account(session, "employer", employer_id=given.employer(session).id))
    assert other.post(f"/contrats/{one.id}/intention", data={"answer": "end"}).status_code == 404
    assert other.get(f"/contrats/{one.id}/contrat-suivant").status_code == 404
    assert session.exec(select(RenewalIntent)).all() == []


def test_a_click_reaches_the_mailbox_of_the_adviser_and_of_the_coordinator(session, alice, employer):
    one = ending(session, employer, "Martin", date(2027, 3, 31))
    person = session.get_one(Adviser, one.adviser_id)
    given.account(session, "adviser", "awa@exemple.fr", adviser_id=person.id, seen=True)
    given.account(session, "coordinator", "bruno@exemple.fr", network_id=person.network_id, seen=True)
    answer(alice, one, "end")
    settle_inside(session)
    deliver(session)
    kept = session.exec(
        select(MailboxLetter.recipient).where(MailboxLetter.title.contains("ne prévoit pas de renouveler"))
    ).all()
    assert sorted(kept) == ["awa@exemple.fr", "bruno@exemple.fr"]
