"""The coordinator's page of what cannot be practised: a number, a sentence, who and where, and each reading noted."""

from datetime import date

from sqlmodel import select

from tests import given
from tests.web import desks
from tests.web.cast import Cast, cast, running, words
from workforce.advisers import actions as advisers
from workforce.advisers.models import FileRead
from workforce.skills import actions as skills
from workforce.skills.actions import AssessmentDraft

CODE = "REMN-C5"


def says(session, who, here: bool) -> None:
    advisers.show_skills(session, who.id, True)
    skills.assess(session, who.id, {CODE: AssessmentDraft(level="no", possible_here=here)})


def people_of(session) -> Cast:
    people = cast(session)
    running(session, people.adviser, at=given.employer(session, name="Mairie sans diagnostic"))
    says(session, people.adviser, False)
    other = given.adviser(session, people.adviser.network_id, first_name="Paul", last_name="Roux")
    given.contract(
        session,
        other,
        given.employer(session, name="CCAS du Port", commune="Toulon"),
        starts=date(2025, 1, 1),
        ends=None,
    )
    says(session, other, True)
    return people


def page_of(people: Cast, more: str = "") -> str:
    return f"/reseaux/{people.adviser.network_id}/experience{more}"


def test_a_number_a_sentence_and_where_to_see_who(session, moment):
    people = people_of(session)
    answer = people.coordinator.get(page_of(people))
    assert (
        "1 personne ne peut pas pratiquer « Effectuer un diagnostic de territoire des besoins numériques » dans leur structure. "
        "1 structure en donne l’occasion sur votre territoire."
    ) in words(answer)
    assert "Awa Diallo" not in words(answer)
    assert not session.exec(select(FileRead)).all()


def test_one_competence_shows_who_and_where_and_the_reading_is_noted(session, moment):
    people = people_of(session)
    page = words(people.coordinator.get(page_of(people, f"?competence={CODE}")))
    assert "Awa Diallo" in page
    assert "Mairie sans diagnostic, Var (83). Près de là : CCAS du Port." in page
    assert "Paul Roux" not in page
    assert "Toulon, Var (83). 1 personne le pratique." in page
    assert session.exec(select(FileRead.adviser_id)).all() == [people.adviser.id]


def test_nobody_who_keeps_it_to_themself_is_there(session, moment):
    people = people_of(session)
    advisers.show_skills(session, people.adviser.id, False)
    page = words(people.coordinator.get(page_of(people, f"?competence={CODE}")))
    assert "Personne ne dit manquer d’occasions de pratiquer." in page
    assert "Awa" not in page


def test_the_page_asks_a_constant_number_of_questions(session, moment):
    people = people_of(session)
    counted = []
    for _ in range(2):
        more = given.adviser(session, people.adviser.network_id)
        running(session, more)
        says(session, more, False)
        session.expire_all()
        with desks.queries(session) as asked:
            people.coordinator.get(page_of(people, f"?competence={CODE}"))
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 15
