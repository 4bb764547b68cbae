"""What is left to a coordinator: the questions that nobody else has answered, and only those that still stand."""

import re
from datetime import date, timedelta

import pytest
from sqlmodel import update

from tests import given
from tests.web.cast import cast, words
from tests.web.desks import browser, queries
from workforce import clock
from workforce.accounts.models import Account
from workforce.contracts import actions as contracts
from workforce.contracts import intents
from workforce.contracts.actions import Voice
from workforce.contracts.claims import ClaimSource
from workforce.contracts.questions.models import Question

END = date(2027, 2, 28)
FILE = Voice(source=ClaimSource.TEAM_FILE, stated_on=date(2026, 1, 5))


@pytest.fixture
def people(session, moment):
    found = cast(session)
    session.exec(update(Account).where(Account.name == "Bruno").values(last_seen_at=clock.now()))
    return found


def asked(session, who, kind="date_check", audience="coordinator", end=END, **values):
    contract = given.contract(session, who, starts=date(2025, 3, 1), ends=end, voice=FILE)
    row = Question(
        contract_id=contract.id, kind=kind, audience=audience, end_date=end, step=0, reasons=["Personne ne répond."],
        expires_on=clock.today() + timedelta(days=30), asked_at=clock.now(), **values,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return contract, row


def page(people):
    return people.coordinator.get(f"/reseaux/{people.adviser.network_id}/questions")


def test_a_coordinator_reads_the_questions_left_and_answers_one(session, people):
    contract, row = asked(session, people.adviser)
    shown = page(people)
    assert "Awa Diallo" in words(shown)
    assert "Cette date de fin est-elle toujours juste ?" in words(shown)
    assert "Personne ne répond." in words(shown)
    link = re.search(r'href="(/reponse/[^"]+)"', shown.text)[1]
    assert people.coordinator.post(link, data={"answer": "confirmed"}).status_code == 303
    assert "Aucune question n’attend votre réponse." in words(page(people))
    said = contracts.settlement(session, contract.id, "end_date").retained
    assert (said.source, said.value) == ("coordinator", END)
    assert row.id


def test_the_home_page_counts_them(session, people):
    home = f"/reseaux/{people.adviser.network_id}"
    assert "reçu de réponse" not in words(people.coordinator.get(home))
    asked(session, people.adviser)
    assert "1 question n’a reçu de réponse ni de la personne ni de sa structure." in words(
        people.coordinator.get(home)
    )


def confirm(session, contract):
    contracts.claim(
        session, contract, "end_date", END, given.TOLD.model_copy(update={"stated_on": clock.today()})
    )


MOVED = {
    "confirmed elsewhere": confirm,
    "prolonged": lambda session, one: contracts.prolong(session, one.id, date(2027, 12, 31), given.TOLD),
    "broken": lambda session, one: contracts.terminate(session, one.id, date(2026, 11, 20), "dismissal"),
    "followed": lambda session, one: contracts.renew(
        session, one.id,
        contracts.ContractDraft(employer_id=one.employer_id, kind="cdd", start_date=END + timedelta(days=1), length_months=12),
        given.TOLD,
    ),
}  # fmt: skip


@pytest.mark.parametrize("moved", MOVED)
def test_a_question_that_does_not_stand_any_more_is_not_listed(session, people, moved):
    contract, _ = asked(session, people.adviser)
    MOVED[moved](session, contract)
    assert "Aucune question n’attend votre réponse." in words(page(people))


@pytest.mark.parametrize(("answer", "stands"), [("renew", False), ("unknown", True)])
def test_an_employer_that_has_decided_is_not_to_be_called(session, people, answer, stands):
    contract, _ = asked(session, people.adviser, "renewal_intent")
    intents.answer_intent(session, contract.id, answer, None)
    assert ("Que prévoit la structure employeuse ?" in words(page(people))) is stands


@pytest.mark.parametrize(
    "values",
    [{"audience": "adviser"}, {"audience": "employer"}, {"answer": "confirmed", "answered_at": clock.now()}],
)
def test_what_is_for_others_or_answered_is_not_listed(session, people, values):
    asked(session, people.adviser, **values)
    assert "Aucune question n’attend votre réponse." in words(page(people))


def test_a_part_of_a_network_lists_its_own_departements(session, people):
    network = people.adviser.network_id
    for departement in ("83", "06"):
        asked(
            session, given.adviser(session, network, departement=departement, first_name=f"Zoé{departement}")
        )
    bounded = given.account(session, "coordinator", network_id=network, departement="06")
    shown = words(browser(session, bounded).get(f"/reseaux/{network}/questions"))
    assert "Zoé06" in shown
    assert "Zoé83" not in shown


def test_a_long_list_goes_page_by_page_and_costs_the_same(session, people):
    asked(session, people.adviser)
    with queries(session) as few:
        page(people)
    for _ in range(29):
        asked(session, given.adviser(session, people.adviser.network_id))
    with queries(session) as many:
        shown = words(page(people))
    assert len(few) == len(many) <= 15
    assert "1 à 25 sur 30 questions" in shown
