"""The links that answer without signing in: one purpose, one person, not for long, and nothing told to others."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import func, select

from tests import given
from tests.web.cast import words
from tests.web.crowd import everything_kept
from tests.web.desks import browser, queries
from workforce import clock, sealing
from workforce.accounts import actions as accounts
from workforce.accounts.models import Account, Membership
from workforce.app import create_app
from workforce.contracts import actions as contracts
from workforce.contracts.models import Contract, DateClaim
from workforce.contracts.questions import answering
from workforce.contracts.questions.models import FollowUp, Question

END = date(2027, 4, 14)
GONE = "Ce lien n’est plus valable."


@pytest.fixture
def awa(session, moment):
    """Awa, her contract that ends, and her account."""
    adviser = given.adviser(session, first_name="Awa", last_name="Diallo")
    account = given.account(
        session, "adviser", "awa@exemple.fr", "Awa Diallo", adviser_id=adviser.id, seen=True
    )
    return given.contract(session, adviser, starts=date(2025, 4, 15), ends=END), account


def question(session, contract, kind="date_check", audience="adviser", end=END, **values) -> Question:
    values = {"step": 135, "reasons": ["Personne n’a encore confirmé cette date."],
              "expires_on": clock.today() + timedelta(days=30)} | values  # fmt: skip
    row = Question(contract_id=contract.id, kind=kind, audience=audience, end_date=end, **values)
    session.add(row)
    session.flush()
    return row


def path(asked: Question, account: Account) -> str:
    return f"/reponse/{answering.token(asked.id, account.id)}"


def nothing_opens(session, link, data=None) -> bool:
    """Say whether a link opens nothing and changes nothing, whatever is done with it."""
    session.flush()
    before = everything_kept(session.connection())
    visitor = browser(session)
    answers = [
        visitor.get(link),
        visitor.post(link, data=data or {"answer": "confirmed"}),
        visitor.get(f"{link}/merci"),
    ]
    shut = all(answer.status_code == 410 and GONE in words(answer) for answer in answers)
    silent = not any(name in answer.text for answer in answers for name in ("Diallo", "Mairie", "2027"))
    return shut and silent and everything_kept(session.connection()) == before


def test_an_expired_link_opens_nothing(session, awa):
    contract, account = awa
    link = path(question(session, contract), account)
    with clock.frozen(datetime(2026, 12, 23, 22, tzinfo=UTC)):  # The last evening, in Paris.
        assert browser(session).get(link).status_code == 200
    with clock.frozen(datetime(2026, 12, 23, 23, 30, tzinfo=UTC)):
        assert nothing_opens(session, link)


def test_a_tampered_link_opens_nothing(session, awa):
    contract, account = awa
    other = question(session, contract, audience="coordinator")
    link = path(question(session, contract), account)
    body, _, rest = link.removeprefix("/reponse/").partition(".")
    forged = answering.token(other.id, account.id).partition(".")[0]
    for bad in (
        f"{forged}.{rest}",
        f"{body}.{rest[:-1]}",
        f"{body}.{rest}x",
        body,
        "x",
        "%00",
        "é",
        "a" * 3000,
    ):
        assert nothing_opens(session, f"/reponse/{bad}"), bad


@pytest.mark.parametrize(
    "value", [7, "7", [7], [1, 2, 3], {"q": 1}, ["a", "b"], [10**15, 1], [1, -1], None, [[1], [1]]]
)
def test_a_link_that_names_anything_else_opens_nothing(session, awa, value):
    assert nothing_opens(session, f"/reponse/{sealing.sign(answering.PURPOSE, value)}")


def test_a_link_made_for_another_purpose_opens_nothing_and_this_one_opens_nothing_else(session, awa):
    contract, account = awa
    asked = question(session, contract)
    for token in (
        accounts.link_token(asked.id),
        accounts.invitation_token(account.id),
        accounts.make_link(session, account.email),
    ):
        assert nothing_opens(session, f"/reponse/{token}")
    token = answering.token(asked.id, account.id)
    for door in ("/connexion/lien/", "/invitation/"):
        assert browser(session).get(door + token).status_code == 410
        assert browser(session).post(door + token).status_code == 410


def test_a_link_does_not_sign_its_holder_in(session, awa):
    contract, account = awa
    visitor = browser(session)
    visitor.post(path(question(session, contract), account), data={"answer": "confirmed"})
    assert visitor.get("/mes-alertes").status_code == 303
    assert visitor.get(f"/conseillers/{contract.adviser_id}/contrat").location.startswith("/connexion")


def test_a_link_made_for_somebody_who_is_not_of_this_contract_opens_nothing(session, awa):
    contract, _ = awa
    elsewhere = given.network(session, "Ailleurs")
    strangers = [
        given.account(session, "adviser", adviser_id=given.adviser(session).id, seen=True),
        given.account(session, "employer", employer_id=given.employer(session).id, seen=True),
        given.account(session, "coordinator", network_id=elsewhere.id, seen=True),
        given.account(
            session, "coordinator", network_id=given.network(session).id, departement="06", seen=True
        ),
        given.account(session, "operator", seen=True),
    ]
    for audience in ("adviser", "employer", "coordinator"):
        asked = question(session, contract, audience=audience)
        assert all(nothing_opens(session, path(asked, one)) for one in strangers)


def test_a_question_for_the_employer_is_not_answered_by_the_adviser(session, awa):
    contract, account = awa
    asked = question(session, contract, "renewal_intent", "employer")
    assert nothing_opens(session, path(asked, account), {"answer": "renew"})


@pytest.mark.parametrize("leave", ["role", "account"])
def test_whoever_has_left_answers_no_more(session, awa, leave):
    contract, _ = awa
    account = given.account(session, "employer", employer_id=contract.employer_id, seen=True)
    link = path(question(session, contract, audience="employer"), account)
    assert browser(session).get(link).status_code == 200
    if leave == "role":
        session.delete(session.exec(select(Membership).where(Membership.account_id == account.id)).one())
    else:
        account.disabled_at = clock.now()
    session.flush()
    assert nothing_opens(session, link)


def test_a_contract_recorded_by_mistake_is_asked_nothing(session, awa):
    contract, account = awa
    link = path(question(session, contract), account)
    contract.cancelled_at = clock.now()
    session.flush()
    assert nothing_opens(session, link)


def test_an_answer_touches_no_other_contract(session, awa):
    contract, account = awa
    other = given.contract(session, starts=date(2025, 4, 15), ends=END)
    link = path(question(session, contract), account)
    data = {
        "answer": "prolonged",
        "prolonged_to": "31/12/2027",
        "contract_id": other.id,
        "adviser_id": other.adviser_id,
    }
    browser(session).post(link, data=data)
    session.expire_all()
    assert (session.get(Contract, other.id).end_date, session.get(Contract, contract.id).end_date) == (
        END,
        date(2027, 12, 31),
    )


def test_an_answer_says_whose_link_it_came_by_whoever_is_signed_in_here(session, awa):
    contract, account = awa
    stranger = given.account(session, "operator", seen=True)
    browser(session, stranger).post(path(question(session, contract), account), data={"answer": "confirmed"})
    said = session.exec(
        select(DateClaim).where(DateClaim.source == "adviser", DateClaim.field == "end_date")
    ).one()
    assert said.account_id == account.id


def test_a_question_whose_date_has_moved_says_so_and_takes_no_answer(session, awa):
    contract, account = awa
    link = path(question(session, contract), account)
    contracts.prolong(session, contract.id, date(2027, 12, 31), given.TOLD)
    assert "Cette question ne se pose plus." in words(browser(session).get(link))
    answer = browser(session).post(link, data={"answer": "prolonged", "prolonged_to": "31/12/2028"})
    assert (answer.status_code, "ne se pose plus" in words(answer)) == (422, True)
    assert session.get(Contract, contract.id, populate_existing=True).end_date == date(2027, 12, 31)


def test_a_departure_taken_back_elsewhere_can_be_said_again(session, awa):
    contract, account = awa
    link = path(question(session, contract), account)
    said = {"answer": "left", "left_on": "20/11/2026"}
    for _ in range(2):
        assert browser(session).post(link, data=said).status_code == 303
        session.refresh(contract)
        assert contract.termination_date == date(2026, 11, 20)
        contract.termination_date = contract.termination_motive = None  # Undone by a person.
        session.flush()


def test_a_date_confirmed_again_some_days_later_is_as_young_as_the_last_word(session, awa):
    contract, account = awa
    link = path(question(session, contract), account)
    for day in (24, 28):
        with clock.frozen(datetime(2026, 11, day, 9, tzinfo=UTC)):
            browser(session).post(link, data={"answer": "confirmed"})
    kept = contracts.settlement(session, contract.id, "end_date").retained
    assert (kept.source, kept.stated_on) == ("adviser", date(2026, 11, 28))


@pytest.mark.parametrize("step", ["", "?reponse=renew", "/merci"])
def test_the_address_which_is_a_key_is_kept_from_others(session, awa, step):
    contract, account = awa
    visitor = browser(session)
    link = path(question(session, contract), account)
    for answer in (
        visitor.get(link + step),
        visitor.post(link, data={"answer": "confirmed"}),
        visitor.get("/reponse/x"),
    ):
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in answer.headers["Cache-Control"]
        assert "http" not in answer.headers.get("Location", "")


def test_the_form_carries_the_token_that_every_form_of_the_house_carries(session, awa):
    contract, account = awa
    link = path(question(session, contract), account)
    careful = create_app().test_client()
    assert careful.post(link, data={"answer": "confirmed"}).status_code == 400
    page = careful.get(link).text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    assert careful.post(link, data={"answer": "confirmed", "csrf_token": token}).status_code == 303


@pytest.mark.parametrize("kind", ["date_check", "renewal_intent", "after_end"])
def test_a_page_asks_few_queries(session, awa, kind):
    contract, account = awa
    asked = question(session, contract, kind)
    with queries(session) as said:
        assert browser(session).get(path(asked, account)).status_code == 200
    assert len(said) <= 6


@pytest.mark.parametrize("answer", ["", "x", "renew"])
def test_an_answer_that_was_not_offered_is_refused_on_its_field(session, awa, answer):
    contract, account = awa
    contract.end_date = date(2026, 10, 1)
    asked = question(session, contract, "after_end", end=date(2026, 10, 1))
    page = browser(session).post(path(asked, account), data={"answer": answer, "shown": "1"})
    assert page.status_code == 422
    assert "Choisissez une des réponses proposées." in words(page)
    assert 'href="#field-answer"' in page.text
    assert "checked" in page.text.split('name="shown"')[1].split(">")[0]
    assert session.scalar(select(func.count()).select_from(FollowUp)) == 0


def test_what_is_ticked_by_the_address_is_only_a_choice_that_is_offered(session, awa):
    contract, account = awa
    link = path(question(session, contract, "renewal_intent"), account)
    page = browser(session).get(f'{link}?reponse="><script>').text
    assert "<script>" not in page.split("<main")[1]
    assert "checked" not in page
