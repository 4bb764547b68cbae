"""Settling what sources contradict: every voice with its age, one click and its consequences, undone like the rest."""

import re
from datetime import date

import pytest

from tests import given
from tests.web.cast import cast, confirmed, running, words
from tests.web.desks import browser, queries
from workforce.contracts import actions
from workforce.contracts.actions import Voice
from workforce.contracts.claims import ClaimSource
from workforce.contracts.kinds import ContractKind
from workforce.contracts.models import Convention, Post

FILE = Voice(source=ClaimSource.POSTS_FILE, stated_on=date(2026, 8, 20))


@pytest.fixture
def people(session, moment):
    return cast(session)


@pytest.fixture
def contract(session, people):
    """A contract whose end and start are both contradicted by the export of posts."""
    row = running(session, people.adviser)
    actions.claim(session, row, "end_date", date(2027, 2, 28), FILE)
    return row


def address(row):
    return f"/contrats/{row.id}/dates"


def test_each_date_is_shown_with_its_source_its_author_and_its_age(people, contract):
    page = words(people.owner.get(address(contract)))
    assert (
        "14 avril 2027 gardée pour l’instant Dit par : coordinateur, il y a 22 jours (1er novembre 2026)"
        in page
    )
    source = "fichier des postes de Mon inclusion numérique"
    assert f"28 février 2027 Dit par : {source}, il y a 3 mois (20 août 2026)" in page
    assert "Les sources ne disent pas toutes la même date" in words(people.owner.get(people.at("/contrat")))


def test_the_sources_of_one_date_are_shown_together(session, people, contract):
    again = Voice(source=ClaimSource.TEAM_FILE, stated_on=date(2026, 9, 1))
    actions.claim(session, contract, "end_date", date(2027, 2, 28), again)
    assert words(people.owner.get(address(contract))).count("C’est le 28 février 2027") == 1


def test_one_click_shows_what_follows_and_a_second_one_keeps_it(session, people, contract):
    choice = {"field": "end_date", "end_date": "2027-02-28"}
    read = people.owner.post(address(contract), data=choice)
    assert "Ensuite : Votre contrat se termine le 28 février 2027." in words(read)
    session.refresh(contract)
    assert contract.end_date == date(2027, 4, 14)
    assert confirmed(people.owner, address(contract), **choice).status_code == 303
    session.refresh(contract)
    assert contract.end_date == date(2027, 2, 28)
    assert "Toutes les sources concordent." in words(people.owner.get(address(contract)))


def test_keeping_the_present_date_closes_the_question_too(session, people, contract):
    confirmed(people.owner, address(contract), field="end_date", end_date="2027-04-14")
    assert not actions.settlement(session, contract.id, "end_date").conflicting


def test_another_date_may_be_typed(session, people, contract):
    confirmed(people.owner, address(contract), field="end_date", end_date="31/03/2027")
    session.refresh(contract)
    assert contract.end_date == date(2027, 3, 31)


def test_a_choice_is_undone_and_the_question_comes_back(session, people, contract):
    confirmed(people.owner, address(contract), field="end_date", end_date="2027-02-28")
    page = people.owner.get(people.at("/contrat")).get_data(as_text=True)
    people.owner.post(re.search(r"/modifications/\d+/annulation", page)[0])
    session.refresh(contract)
    assert contract.end_date == date(2027, 4, 14)
    assert actions.settlement(session, contract.id, "end_date").conflicting


def test_a_choice_made_again_the_same_day_answers_what_was_said_in_between(session, people, contract):
    confirmed(people.owner, address(contract), field="end_date", end_date="2027-04-14")
    late = Voice(source=ClaimSource.EMPLOYER, stated_on=date(2026, 11, 23))
    actions.claim(session, contract, "end_date", date(2027, 3, 31), late)
    confirmed(people.owner, address(contract), field="end_date", end_date="2027-04-14")
    assert not actions.settlement(session, contract.id, "end_date").conflicting


def test_a_first_day_is_settled_as_well(session, people, contract):
    actions.claim(session, contract, "start_date", date(2025, 5, 1), FILE)
    page = words(people.owner.get(address(contract)))
    assert "Quel est le premier jour ?" in page
    confirmed(people.owner, address(contract), field="start_date", start_date="2025-05-01")
    session.refresh(contract)
    assert contract.start_date == date(2025, 5, 1)
    assert "Début : 15 avril 2025 → 1er mai 2025" in words(people.owner.get(people.at("/contrat")))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"field": "end_date", "end_date": ""}, "Ce champ est à remplir."),
        ({"field": "end_date", "end_date": "demain"}, "Ce n’est pas une date"),
        ({"field": "end_date", "end_date": "01/01/2020"}, "précède le début"),
        ({"field": "kind"}, "Choisissez une des réponses proposées."),
        ({}, "Ce champ est à remplir."),
        ({"field": "state", "state": "sold"}, "Choisissez une des réponses proposées."),
    ],
)
def test_a_choice_that_cannot_be_is_refused_with_a_sentence(session, people, contract, data, sentence):
    answer = people.owner.post(address(contract), data=data)
    assert answer.status_code == 422
    assert sentence in words(answer)
    if data.get("end_date"):
        assert f'value="{data["end_date"]}"' in answer.get_data(as_text=True)


def test_a_stranger_settles_nothing(people, contract):
    assert people.stranger.get(address(contract)).status_code == 404
    assert people.stranger.post(address(contract), data={"field": "end_date"}).status_code == 404


def posted(session, people, state="vacant", post_end=None, **values):
    at = given.employer(session)
    session.add(post := Post(employer_id=at.id, external_id="P-7", state=state))
    session.flush()
    session.add(
        Convention(
            post_id=post.id, stated_on=date(2026, 10, 1), contract_end_date=post_end, source="posts_file"
        )
    )
    return running(session, people.adviser, at=at, post_id=post.id, **values), post


def contradictions(people):
    return f"/reseaux/{people.adviser.network_id}/contradictions"


def test_a_post_said_to_be_vacant_under_a_contract_is_listed_and_settled(session, people):
    row, post = posted(session, people)
    listed = words(people.coordinator.get(contradictions(people)))
    assert "1 poste que son contrat contredit" in listed
    assert (
        "Le poste est dit vacant au 1er octobre 2026, mais le contrat court jusqu’au 14 avril 2027." in listed
    )
    choice = {"field": "state", "state": "occupied"}
    read = people.coordinator.post(address(row), data=choice)
    assert "La structure ne lirait plus : « Poste vacant : la date du départ n’est pas connue. »" in words(
        read
    )
    confirmed(people.coordinator, address(row), **choice)
    session.refresh(post)
    assert post.state == "occupied"
    assert "contredit" not in words(people.coordinator.get(contradictions(people)))
    page = people.coordinator.get(people.at("/contrat"))
    assert "Poste : vacant → occupé" in words(page)
    people.coordinator.post(re.search(r"/modifications/\d+/annulation", page.get_data(as_text=True))[0])
    session.refresh(post)
    assert post.state == "vacant"


def test_a_post_still_said_to_be_occupied_after_the_end_becomes_vacant_from_that_day(session, people):
    row, post = posted(session, people, "occupied", ends=date(2026, 8, 31))
    confirmed(people.coordinator, address(row), field="state", state="vacant")
    session.refresh(post)
    assert (post.state, post.vacated_date) == ("vacant", date(2026, 8, 31))


def test_an_end_that_the_export_gives_to_a_cdi_is_weighed_once_settled(session, people):
    row, _ = posted(session, people, "occupied", date(2026, 12, 31), ends=None, kind=ContractKind.CDI)
    assert "L’export des postes du 1er octobre 2026" in words(people.coordinator.get(contradictions(people)))
    page = words(people.coordinator.get(address(row)))
    assert "C’est le 31 décembre 2026" in page
    assert "Il n’y a pas de date de fin" in page
    confirmed(people.coordinator, address(row), field="end_date", has_none="1")
    assert "contredit" not in words(people.coordinator.get(contradictions(people)))
    session.refresh(row)
    assert row.end_date is None


def test_another_network_sees_none_of_these_posts(session, people):
    posted(session, people)
    elsewhere = given.network(session, "Réseau de la Drôme")
    bruno = given.account(session, "coordinator", network_id=elsewhere.id)
    page = browser(session, bruno).get(f"/reseaux/{elsewhere.id}/contradictions")
    assert "contredit" not in words(page)


def test_the_page_of_dates_takes_few_queries(session, people, contract):
    with queries(session) as said:
        people.owner.get(address(contract))
    assert len(said) <= 15
