"""What became of people: said by them, shown by name to whom they allow, counted for the others."""

import re
from datetime import date

import pytest
from sqlmodel import select

from tests import given
from tests.web.cast import cast, running, words
from workforce import clock
from workforce.contracts import actions as contracts
from workforce.contracts.actions import Voice
from workforce.contracts.claims import ClaimSource
from workforce.contracts.questions import follow_ups
from workforce.contracts.questions.kinds import NextStep
from workforce.contracts.questions.models import FollowUp
from workforce.contracts.team import Scope


@pytest.fixture
def people(session, moment):
    return cast(session)


@pytest.fixture
def past(session, people):
    return running(session, people.adviser, ends=date(2026, 9, 30))


def tell(client, contract, answer="training", **data):
    return client.post(f"/contrats/{contract.id}/suite", data={"answer": answer} | data)


def test_an_adviser_says_what_became_of_them_and_changes_it(people, past):
    assert "Que devenez-vous depuis ce contrat ?" in words(people.owner.get(people.at("/contrat")))
    assert tell(people.owner, past).status_code == 303
    assert "Après ce contrat : En formation" in words(people.owner.get(people.at("/contrat")))
    tell(people.owner, past, "same_trade")
    page = words(people.owner.get(people.at("/contrat")))
    assert "Après ce contrat : Même métier" in page
    assert "Votre coordination ne le voit pas à votre nom." in page


def test_the_coordinator_reads_it_only_where_the_person_allows_it(people, past):
    tell(people.owner, past)
    assert "Après ce contrat" not in words(people.coordinator.get(people.at("/contrat")))
    tell(people.owner, past, shown="1")
    page = words(people.coordinator.get(people.at("/contrat")))
    assert "Après ce contrat : En formation" in page
    assert "Que devenez-vous" not in page
    tell(people.owner, past)
    assert "Après ce contrat" not in words(people.coordinator.get(people.at("/contrat")))


def test_nobody_else_answers_in_a_persons_name(session, people, past):
    assert tell(people.coordinator, past).status_code == 404
    assert tell(people.stranger, past).status_code == 404
    assert session.exec(select(FollowUp)).all() == []


@pytest.mark.parametrize(
    ("answer", "words_said"), [("x", "Choisissez une des réponses"), ("", "Choisissez une des réponses")]
)
def test_a_wrong_answer_is_refused_in_words(session, people, past, answer, words_said):
    assert tell(people.owner, past, answer).status_code == 303
    assert words_said in words(people.owner.get(people.at("/contrat")))
    assert session.exec(select(FollowUp)).all() == []


def test_a_contract_that_runs_has_nothing_after_it_yet(session, people):
    contract = running(session, people.adviser)
    assert "Que devenez-vous" not in words(people.owner.get(people.at("/contrat")))
    tell(people.owner, contract)
    assert session.exec(select(FollowUp)).all() == []


def test_each_end_says_who_confirmed_it_and_when(session, people):
    file = Voice(source=ClaimSource.TEAM_FILE, stated_on=date(2026, 1, 5))
    contract = running(session, people.adviser, voice=file)
    page = people.owner.get(people.at("/contrat"))
    assert "Personne n’a encore confirmé cette date." in words(page)
    assert "Oui, cette date est juste" in words(page)
    ines = given.account(session, "employer", name="Inès Faure", employer_id=contract.employer_id)
    said = Voice(source=ClaimSource.EMPLOYER, stated_on=date(2026, 11, 2), account_id=ines.id)
    contracts.prolong(session, contract.id, contract.end_date, said)
    page = words(people.owner.get(people.at("/contrat")))
    assert "Confirmée le 2 novembre 2026 par Inès Faure (structure employeuse)." in page
    assert "Oui, cette date est juste" not in page


def test_a_date_is_confirmed_in_one_press_from_its_page(session, people):
    file = Voice(source=ClaimSource.TEAM_FILE, stated_on=date(2026, 1, 5))
    contract = running(session, people.adviser, voice=file)
    page = people.owner.get(people.at("/contrat")).text
    form = dict(re.findall(r'type="hidden" name="(end_date|step)" value="(\S+?)"', page))
    people.owner.post(f"/contrats/{contract.id}/fin", data=form)
    assert "Confirmée le 23 novembre 2026 par vous." in words(people.owner.get(people.at("/contrat")))


def test_small_counts_point_at_nobody():
    counted = {NextStep.SAME_TRADE: 12, NextStep.SEARCHING: 3}
    assert follow_ups.shown(counted) == [
        ("Même métier", "12"), ("Autre métier", "0"), ("En formation", "0"), ("En recherche d’emploi", "< 5"),
    ]  # fmt: skip
    assert follow_ups.shown({NextStep.TRAINING: 4}) == []


def test_a_coordinator_reads_the_counts_of_their_territory_once_enough_have_answered(session, people):
    address = f"/reseaux/{people.adviser.network_id}"
    elsewhere = given.network(session, "Ailleurs").id
    for n, network in enumerate([people.adviser.network_id] * 6 + [elsewhere] * 3):
        contract = given.contract(session, given.adviser(session, network), ends=date(2026, 8, 31))
        if n == 4:
            assert "Ce que deviennent" not in words(people.coordinator.get(address))
        follow_ups.tell(session, contract.id, "searching", False, None)
        follow_ups.tell(session, contract.id, "same_trade", False, None)  # The latest word counts, once.
    page = words(people.coordinator.get(address))
    assert "Ce que deviennent les personnes parties depuis un an" in page
    assert "Même métier 6 " in page


def test_a_part_of_a_network_counts_its_own_departements(session, people):
    network = people.adviser.network_id
    for departement in ("83", "83", "06"):
        who = given.adviser(session, network, departement=departement)
        follow_ups.tell(session, given.contract(session, who).id, "training", False, None)
    part = Scope(network, clock.today(), frozenset({"83"}))
    assert follow_ups.counts(session, part) == {NextStep.TRAINING: 2}
    assert follow_ups.counts(session, Scope(network, date(2027, 10, 1))) == {}
