from datetime import date

import pytest
from sqlmodel import select

from tests import given
from tests.web.cast import PART, bare, cast, part_is_in_whole, running, words
from tests.web.desks import queries
from workforce.accounts.models import Membership
from workforce.alerts import silences
from workforce.skills import actions as skills
from workforce.trainings import planning, suggesting
from workforce.trainings.models import TrainingPlan
from workforce.trainings.sessions.models import Interest


def suggest(session, who) -> None:
    planning.plan_all(session)
    suggesting.suggest(session, session.exec(select(TrainingPlan.id).where(TrainingPlan.id == who.id)).all())


@pytest.fixture
def people(session, moment):
    people = cast(session)
    running(session, people.adviser)
    skills.hold(session, people.adviser.id, "MN-CCP1", date(2026, 1, 15))
    return people


@pytest.fixture
def found(session, people):
    row = given.training_session(
        session, given.body(session, "GRETA du Var"), ccp_codes=["MN-CCP2"], enrol_by=date(2026, 12, 14),
        jury_on=date(2027, 4, 2), price_cents=115500, address="https://exemple.fr/s",
    )  # fmt: skip
    suggest(session, people.adviser)
    return row


def test_a_suggestion_says_why_how_to_pay_and_what_to_do_by_when(people, found):
    page = words(people.owner.get(people.at("/formations")))
    assert "CCP2 (MN), GRETA du Var" in page
    assert "du 11 janvier au 26 mars 2027" in page
    assert "se termine avant votre contrat" in page
    assert "Il vous manque le CCP2 du titre MN : elle le donne." in page
    assert "CPF" in page
    assert "Indicatif, à vérifier auprès de votre employeur." in page
    assert "Vous inscrire auprès de GRETA du Var 14 décembre 2026" in page


def test_a_contract_that_ends_during_the_training_is_a_warning_with_a_right(session, people):
    given.training_session(
        session, ccp_codes=["MN-CCP2"], starts_on=date(2027, 3, 1), ends_on=date(2027, 6, 30)
    )
    suggest(session, people.adviser)
    page = words(people.owner.get(people.at("/formations")))
    assert "vous avez le droit de la finir et de passer l’examen" in page
    assert "Le contrat se termine pendant la formation : vous pouvez la finir." in page


def test_nothing_suggested_says_why(session, moment):
    people = cast(session)
    assert "Nous ne savons pas encore quels blocs vous avez" in words(
        people.owner.get(people.at("/formations"))
    )
    skills.hold(session, people.adviser.id, "MN-CCP1", None)
    assert "Aucune session ouverte ne donne les blocs qui vous manquent." in words(
        people.owner.get(people.at("/formations"))
    )
    for number in (1, 2, 3):
        skills.hold(session, people.adviser.id, f"REMN-CCP{number}", None)
    assert "aucune formation à un bloc n’est à suivre" in words(people.owner.get(people.at("/formations")))


def test_interest_is_told_once_and_taken_back(session, people, found):
    for _ in range(2):
        assert people.owner.post(
            f"/sessions/{found.id}/interet", data={"from": "list"}
        ).location == people.at("/formations")
    assert session.exec(select(Interest.adviser_id)).all() == [people.adviser.id]
    assert "Vous avez dit être intéressé·e" in words(people.owner.get(people.at("/formations")))
    assert people.owner.post(f"/sessions/{found.id}/interet/retrait").location == f"/sessions/{found.id}"
    assert not session.exec(select(Interest)).all()


def test_the_list_served_alone_is_that_of_the_page(people, found):
    assert part_is_in_whole(people.owner, people.at("/formations"), "suggestions")


def test_a_change_swapped_in_is_what_a_reload_gives(people, found):
    part = people.owner.post(
        f"/sessions/{found.id}/interet",
        data={"from": "list"},
        headers=PART | {"HX-Target": "section#suggestions"},
        follow_redirects=True,
    ).get_data(as_text=True)
    whole = people.owner.get(people.at("/formations")).get_data(as_text=True)
    assert "<html" not in part
    assert bare(part) in bare(whole)


def test_a_session_says_everything_and_what_it_is_to_its_reader(people, found):
    page = people.owner.get(f"/sessions/{found.id}")
    assert "1 155 €" in words(page)
    assert "jusqu’au 14 décembre 2026" in words(page)
    assert "se termine avant votre contrat" in words(page)
    assert 'href="https://exemple.fr/s"' in page.get_data(as_text=True)
    other = words(people.coordinator.get(f"/sessions/{found.id}"))
    assert "GRETA du Var" in other
    assert "Je suis intéressé·e" not in other


def test_an_address_that_is_not_of_the_web_is_no_link(session, people, found):
    found.address = "javascript:alert(1)"
    session.flush()
    assert "javascript:" not in people.owner.get(f"/sessions/{found.id}").get_data(as_text=True)


def test_pas_maintenant_is_dated_on_the_page_and_undone_there(people, found):
    assert "Plus aucun message ne vous propose de formation pendant six mois." in words(
        people.owner.get(people.at("/formations"))
    )
    assert people.owner.post("/formations/pas-maintenant").location == people.at("/formations")
    page = words(people.owner.get(people.at("/formations")))
    assert "Pas de proposition jusqu’au 23 mai 2027" in page
    assert "CCP2 (MN), GRETA du Var" in page
    people.owner.post("/formations/pas-maintenant", data={"again": "1"})
    assert "Ce n’est pas le moment ?" in words(people.owner.get(people.at("/formations")))
    assert "Ce n’est pas le moment ?" not in words(people.coordinator.get(people.at("/formations")))


def test_the_link_of_a_letter_puts_off_without_signing_in_and_only_by_its_button(session, people, found):
    mine = select(Membership.account_id).where(Membership.adviser_id == people.adviser.id)
    account_id = session.exec(mine).first()
    address = f"/pas-maintenant/{silences.not_now_token(account_id)}"
    stranger = people.owner.application.test_client()
    read = stranger.get(address)
    assert "Ne plus vous proposer de formation pendant six mois ?" in words(read)
    assert read.headers["Referrer-Policy"] == "no-referrer"
    assert silences.silences_of(session, account_id) == {}
    assert stranger.post(address).location == address
    assert "jusqu’au 23 mai 2027" in words(stranger.get(address))
    stranger.post(address, data={"again": "1"})
    assert silences.silences_of(session, account_id) == {}
    for worn in ("x", address.rpartition("/")[2][:-2]):
        assert stranger.get(f"/pas-maintenant/{worn}").status_code == 410
        stranger.post(f"/pas-maintenant/{worn}")
    assert silences.silences_of(session, account_id) == {}


def test_the_page_of_a_person_with_suggestions_asks_the_database_a_constant_few_things(
    session, people, found
):
    with queries(session) as asked:
        assert "GRETA du Var" in people.owner.get(people.at("/formations")).text
    assert len(asked) <= 15, "\n".join(asked)
