"""The pages of duplicates: Bruno's network, Odile the operator, and Chloé who sees nothing of it."""

import re
from datetime import date

import pytest
from sqlmodel import select

from tests import given
from tests.duplicates import twins
from tests.web.cast import words
from tests.web.desks import browser, queries
from workforce.accounts.models import Membership
from workforce.advisers.models import Adviser
from workforce.contracts.models import Contract
from workforce.duplicates import finding
from workforce.duplicates.models import Duplicate, Merge
from workforce.simulation import settle_inside
from workforce.skills.models import HeldCCP

pytestmark = pytest.mark.usefixtures("moment")

SPELL = {"starts": date(2025, 3, 1), "ends": date(2027, 1, 31)}


@pytest.fixture
def network(session):
    return given.network(session)


@pytest.fixture
def bruno(session, network):
    return browser(session, given.account(session, "coordinator", name="Bruno", network_id=network.id))


@pytest.fixture
def odile(session):
    return browser(session, given.account(session, "operator", name="Odile"))


def seen(client, pair) -> str:
    return re.search(r'name="seen" value="(\w+)"', client.get(f"/doublons/{pair.id}").text)[1]


def merged(session, client, pair, **choices):
    answer = client.post(f"/doublons/{pair.id}/reunion", data={"seen": seen(client, pair)} | choices)
    session.expire_all()
    assert answer.status_code == 303
    return answer.location


# The list.


def test_the_list_says_who_looks_alike_and_why_the_surest_first(session, network, bruno):
    for commune in ("Brignoles", ""):
        for last in (f"Diallo {commune}", f"DIALLO {commune}"):
            given.adviser(session, first_name="Awa" if commune else "Paul", last_name=last, commune=commune)
    finding.look_everywhere(session)
    settle_inside(session)
    text = words(bruno.get(f"/reseaux/{network.id}/doublons"))
    assert "2 doublons à comparer" in text
    assert "probable Même nom, écrit autrement et même commune." in text
    assert text.index("Awa Diallo") < text.index("Paul Diallo")


def test_the_count_stands_beside_the_link_of_the_header(session, network, bruno, odile):
    assert "Doublons (" not in bruno.get(f"/reseaux/{network.id}").text
    twins.proposal(session, *twins.people(session))
    twins.proposal(session, *twins.structures(session))
    assert "Doublons (1)" in bruno.get(f"/reseaux/{network.id}").text
    assert "Doublons (2)" in odile.get("/exploitation").text


def test_a_coordinator_of_one_departement_sees_only_pairs_that_are_both_there(session, network):
    here, across = twins.people(session), twins.people(session, {"departement": "83"}, {"departement": "06"})
    pairs = [twins.proposal(session, *here), twins.proposal(session, *across)]
    client = browser(session, given.account(session, "coordinator", network_id=network.id, departement="83"))
    assert "1 doublon à comparer" in words(client.get(f"/reseaux/{network.id}/doublons"))
    assert [client.get(f"/doublons/{pair.id}").status_code for pair in pairs] == [200, 404]
    assert [client.post(f"/doublons/{pair.id}/refus").status_code for pair in pairs] == [303, 404]


def test_structures_are_the_operators_only(session, bruno, odile):
    pair = twins.proposal(session, *twins.structures(session))
    for client, expected in ((bruno, 404), (odile, 200)):
        assert client.get(f"/doublons/{pair.id}").status_code == expected
    location = merged(session, odile, pair)
    assert bruno.get(location).status_code == 404
    assert bruno.post(f"{location}/annulation").status_code == 404
    assert "Mairie de Brignoles : deux fiches réunies" in words(odile.get(location))


def test_an_adviser_sees_nothing_of_the_pair_she_is_in(session):
    one, other = twins.people(session)
    pair = twins.proposal(session, one, other)
    chloe = browser(session, twins.account_of(session, one))
    for path in (f"/doublons/{pair.id}", f"/reseaux/{one.network_id}/doublons", "/exploitation/doublons"):
        assert chloe.get(path).status_code == 404


def test_as_many_questions_for_twenty_pairs_as_for_one(session, network, bruno):
    twins.proposal(session, *twins.people(session))
    address = f"/reseaux/{network.id}/doublons"
    with queries(session) as few:
        bruno.get(address)
    for _ in range(19):
        twins.proposal(session, *twins.people(session))
    with queries(session) as many:
        bruno.get(address)
    assert len(few) == len(many) <= 15


# The comparison.


def test_the_comparison_says_the_reasons_the_fields_the_contracts_and_what_follows(session, network, bruno):
    one, other = twins.people(session, {"email": "vieille@exemple.fr"}, {"email": "neuve@exemple.fr"})
    town_hall = given.employer(session, name="Mairie de Brignoles")
    for who in (one, other):
        given.contract(session, who, town_hall, **SPELL)
    finding.look_everywhere(session)
    settle_inside(session)
    pair = session.exec(select(Duplicate)).one()
    with queries(session) as said:
        answer = bruno.get(f"/doublons/{pair.id}")
    text = words(answer)
    assert len(said) <= 15
    assert "Mêmes dates de contrat dans la même structure" in text
    assert "Mais : adresses électroniques différentes" in text
    assert "Mairie de Brignoles CDD, du 1er mars 2025 au 31 janvier 2027 Fin selon : coordinateur" in text
    assert "vieille@exemple.fr" in text
    assert "neuve@exemple.fr" in text
    assert "2 contrats seront réunis" in text
    assert "Le contrat que les deux fiches connaissent n’en fera qu’un" in text
    assert "Personne n’est prévenu" in text


def test_what_was_chosen_is_kept(session, bruno):
    one, other = twins.people(session, {"email": "vieille@exemple.fr"}, {"email": "neuve@exemple.fr"})
    pair = twins.proposal(session, one, other)
    merged(session, bruno, pair, email="second")
    assert session.exec(select(Adviser.email).where(Adviser.id == one.id)).one() == "neuve@exemple.fr"


def test_two_accounts_are_a_choice_that_is_said(session, bruno):
    one, other = twins.people(session)
    first, second = (twins.account_of(session, who, f"compte{who.id}@exemple.fr") for who in (one, other))
    pair = twins.proposal(session, one, other)
    text = words(bruno.get(f"/doublons/{pair.id}"))
    assert "Un seul compte continuera d’ouvrir la fiche" in text
    merged(session, bruno, pair, opens=str(second.id))
    opens = session.exec(select(Membership.account_id).where(Membership.adviser_id == one.id)).all()
    assert opens == [second.id] != [first.id]


def test_a_page_read_too_long_ago_is_asked_again_and_nothing_chosen_is_lost(session, bruno):
    one, other = twins.people(session, {"email": "vieille@exemple.fr"}, {"email": "neuve@exemple.fr"})
    pair = twins.proposal(session, one, other)
    before = seen(bruno, pair)
    given.contract(session, one, **SPELL)
    answer = bruno.post(f"/doublons/{pair.id}/reunion", data={"seen": before, "email": "second"})
    assert answer.status_code == 422
    assert "a changé depuis que vous les comparez" in words(answer)
    assert re.search(r'name="email" value="second" checked', answer.text)
    assert session.exec(select(Merge)).all() == []


@pytest.mark.parametrize("typed", [{}, {"seen": "", "email": "third"}, {"seen": "x" * 5000, "opens": "abc"}])
def test_a_form_that_is_none_changes_nothing(session, bruno, typed):
    pair = twins.proposal(session, *twins.people(session))
    assert bruno.post(f"/doublons/{pair.id}/reunion", data=typed).status_code == 422
    assert session.exec(select(Merge)).all() == []


def test_skills_that_are_not_shown_are_not_even_counted(session, bruno, odile):
    shy, open_ = twins.people(session, {"shows_skills": False}, {"shows_skills": True})
    session.add_all(HeldCCP(adviser_id=who.id, ccp_code="REMN-CCP1") for who in (shy, open_))
    session.flush()
    pair = twins.proposal(session, shy, open_)
    text = words(bruno.get(f"/doublons/{pair.id}"))
    assert text.count("1 bloc") == 2  # The one who shows it, and what will follow.
    assert "Cette personne ne montre pas ses compétences" in text
    assert "1 bloc" not in words(odile.get(f"/doublons/{pair.id}"))


# Decisions.


def test_a_pair_said_to_be_two_leaves_the_list_and_can_be_asked_again(session, network, bruno):
    pair = twins.proposal(session, *twins.people(session))
    address = f"/reseaux/{network.id}/doublons"
    answer = bruno.post(f"/doublons/{pair.id}/refus")
    assert answer.location == address
    text = words(bruno.get(address))
    assert "Aucun doublon à comparer." in text
    assert "Deux personnes différentes, décidé à l’instant par Bruno" in text
    bruno.post(f"/doublons/{pair.id}/reprise")
    assert "1 doublon à comparer" in words(bruno.get(address))


def test_a_pair_already_decided_leads_to_the_decision(session, network, bruno):
    pair = twins.proposal(session, *twins.people(session))
    location = merged(session, bruno, pair)
    assert bruno.get(f"/doublons/{pair.id}").location == location
    again = bruno.post(f"/doublons/{pair.id}/reunion", data={"seen": "x"})
    assert (again.status_code, again.location) == (303, location)
    other = twins.proposal(session, *twins.people(session))
    bruno.post(f"/doublons/{other.id}/refus")
    assert bruno.get(f"/doublons/{other.id}").location == f"/reseaux/{network.id}/doublons"
    bruno.post(f"/doublons/{other.id}/refus")
    assert "Quelqu’un a déjà dit" in words(bruno.get(f"/reseaux/{network.id}/doublons"))


def test_the_merge_says_what_to_check_where_two_contracts_overlap(session, bruno):
    one, other = twins.people(session)
    for who in (one, other):
        given.contract(session, who, **SPELL)
    pair = twins.proposal(session, one, other)
    assert "1 chevauchement de contrats restera à vérifier" in words(bruno.get(f"/doublons/{pair.id}"))
    text = bruno.get(merged(session, bruno, pair)).text
    assert "1 chevauchement de contrats à temps plein" in text
    assert f"/conseillers/{one.id}/contrat" in text


def test_undoing_says_before_what_goes_back_and_what_stays(session, bruno):
    one, other = twins.people(session)
    given.contract(session, other, **SPELL)
    pair = twins.proposal(session, one, other)
    location = merged(session, bruno, pair)
    text = words(bruno.get(location))
    assert "La fiche de Awa Diallo revient avec ce qui était à elle (1 contrat)" in text
    assert "Ce qui a été ajouté ou corrigé depuis reste" in text
    assert bruno.post(f"{location}/annulation").status_code == 303
    assert "la fusion est défaite" in words(bruno.get(location))
    assert session.exec(select(Contract.adviser_id)).all() == [other.id]
    again = bruno.post(f"{location}/annulation")
    assert again.status_code == 422
    assert "Cette fusion est déjà défaite." in words(again)


# Old addresses.


def test_the_address_of_a_merged_structure_leads_its_people_to_the_one_that_was_kept(session):
    one, other = twins.structures(session)
    ines = browser(session, given.account(session, "employer", employer_id=other.id))
    made = twins.merge(session, one, other)
    answer = ines.get(f"/structures/{made.former_id}/offres")
    assert (answer.status_code, answer.location) == (307, f"/structures/{made.kept_id}/offres")
    assert ines.get(answer.location).status_code == 200


def test_a_stranger_learns_nothing_from_the_address_of_a_merged_record(session):
    one, other = twins.people(session)
    made = twins.merge(session, one, other)
    chloe = browser(session, twins.account_of(session, given.adviser(session)))
    assert chloe.get(f"/conseillers/{made.former_id}").status_code == 404


def test_the_address_of_a_contract_that_became_one_with_another_leads_to_it(session, bruno):
    one, other = twins.people(session)
    town_hall = given.employer(session)
    kept, former = (given.contract(session, who, town_hall, **SPELL).id for who in (one, other))
    twins.merge(session, one, other)
    answer = bruno.get(f"/contrats/{former}/rupture?x=1")
    assert (answer.status_code, answer.location) == (307, f"/contrats/{kept}/rupture?x=1")
