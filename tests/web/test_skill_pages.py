from datetime import date

import pytest
from sqlmodel import select

from tests.web.cast import cast, words
from workforce.journal import Event
from workforce.skills import actions as skills
from workforce.skills.models import Assessment, Certificate, HeldCCP


def told(session) -> list[str]:
    return list(session.exec(select(Event.name).order_by(Event.id)))


def test_blocs_are_three_cards_that_say_what_is_unknown(session, moment):
    people = cast(session)
    page = words(people.owner.get(people.at("/competences")))
    for number in (1, 2, 3):
        assert f"CCP{number} du titre MN" in page
    assert "libellé à compléter" in page
    assert "Dites quels blocs vous avez déjà obtenus" in page


def test_a_bloc_of_the_former_title_waits_for_its_equivalence(session, moment):
    people = cast(session)
    answer = people.owner.post(
        people.at("/blocs"), data={"ccp_code": "REMN-CCP1", "obtained_on": "01/11/2022"}
    )
    assert answer.status_code == 303
    page = words(people.owner.get(people.at("/competences")))
    assert "équivalence à confirmer par votre bloc REMN-CCP1" in page
    assert "obtenu le 1er novembre 2022" in page
    assert "Il vous manque le CCP2 et le CCP3." in page
    assert told(session)[-1] == "SkillsAssessed"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"ccp_code": "REMN-CCP9"}, "Choisissez un bloc de la liste."),
        (
            {"ccp_code": "MN-CCP1", "obtained_on": "01/01/2030"},
            "La date d’obtention ne peut pas être à venir.",
        ),
        ({"ccp_code": "MN-CCP1", "obtained_on": "hier"}, "Ce n’est pas une date"),
        ({}, "Ce champ est à remplir."),
    ],
)
def test_a_bloc_that_cannot_be_is_refused(session, moment, typed, sentence):
    people = cast(session)
    answer = people.owner.post(people.at("/blocs"), data=typed)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not session.exec(select(HeldCCP)).all()


def test_a_bloc_noted_by_mistake_is_taken_back(session, moment):
    people = cast(session)
    skills.hold(session, people.adviser.id, "MN-CCP1", None)
    assert people.owner.post(people.at("/blocs/retrait"), data={"ccp_code": "MN-CCP1"}).status_code == 303
    assert not session.exec(select(HeldCCP)).all()


def test_positioning_keeps_level_words_and_what_the_structure_allows(session, moment):
    people = cast(session)
    typed = {
        "bloc": "MN-CCP2",
        "level-REMN-C5": "partly",
        "comment-REMN-C5": "Un diagnostic en 2025",
        "here-REMN-C5": "no",
    }
    answer = people.owner.post(people.at("/positionnement"), data=typed)
    assert answer.location.endswith("/competences#bloc-MN-CCP2")
    row = session.exec(select(Assessment)).one()
    assert (row.competence_code, row.level, row.comment, row.possible_here) == (
        "REMN-C5",
        "partly",
        "Un diagnostic en 2025",
        False,
    )
    page = words(people.owner.get(people.at("/competences")))
    assert "4 compétences : 1 en partie, 3 sans réponse." in page
    assert "Impossible à pratiquer dans votre structure : effectuer un diagnostic de territoire" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"level-REMN-C5": "maybe"}, "Choisissez une des réponses proposées."),
        (
            {"level-REMN-C5": "yes", "comment-REMN-C5": "a" * 2001},
            "C’est trop long : 2000 caractères au plus.",
        ),
        ({"comment-REMN-C5": "J’ai fait ceci"}, "Dites d’abord si vous savez le faire."),
    ],
)
def test_a_mistake_in_the_positioning_loses_nothing_typed(session, moment, typed, sentence):
    people = cast(session)
    typed = {"bloc": "MN-CCP2", "level-REMN-C6": "yes", "comment-REMN-C6": "Un budget"} | typed
    answer = people.owner.post(people.at("/positionnement"), data=typed)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "Un budget" in words(answer)
    assert '<details class="disclosure" open>' in answer.get_data(as_text=True)
    assert not session.exec(select(Assessment)).all()


def test_a_bloc_that_does_not_exist_is_not_assessed(session, moment):
    people = cast(session)
    assert people.owner.post(people.at("/positionnement"), data={"bloc": "X"}).status_code == 422


def test_certificates_say_whether_they_are_taken_along(session, moment):
    people = cast(session)
    people.owner.post(
        people.at("/certificats"), data={"kind": "pix", "certified_on": "2026-02-01", "score": "508"}
    )
    people.owner.post(people.at("/certificats"), data={"kind": "aidants_connect"})
    page = words(people.owner.get(people.at("/competences")))
    assert "Pix vous l’emportez, daté Obtenu le 1er février 2026, il y a 9 mois, score 508." in page
    assert "Aidants Connect : habilitation s’arrête à votre départ" in page
    assert "Si vous l’avez suivie, notez aussi « Aidants Connect : formation suivie »." in page
    assert (
        "Se ferment à votre départ : « Aidants Connect : habilitation » et les outils du dispositif." in page
    )
    people.owner.post(people.at("/certificats/retrait"), data={"kind": "pix"})
    assert session.exec(select(Certificate.kind)).all() == ["aidants_connect"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": "permis"}, "Choisissez une certification de la liste."),
        ({"kind": "\0"}, "Ce champ est à remplir."),
        ({"kind": "pix", "certified_on": "2030-01-01"}, "La date d’obtention ne peut pas être à venir."),
        ({"kind": "pix", "score": "5000"}, "Le plus grand nombre possible est 1024."),
        (
            {"kind": "pix", "score": "508"},
            "Un score Pix vaut pour le jour où il est obtenu : indiquez cette date.",
        ),
        ({"kind": "clea_numerique", "score": "12"}, "Seul Pix a un score : laissez ce champ vide."),
    ],
)
def test_a_certificate_that_cannot_be_is_refused(session, moment, typed, sentence):
    people = cast(session)
    answer = people.owner.post(people.at("/certificats"), data=typed)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not session.exec(select(Certificate)).all()


def test_kinds_of_job_say_what_they_still_ask_for(session, moment):
    people = cast(session)
    skills.hold(session, people.adviser.id, "MN-CCP1", date(2026, 1, 15))
    page = words(people.owner.get(people.at("/competences"))).split("Vers quels métiers")[1]
    assert "Médiation numérique vos blocs suffisent" in page
    assert "Tous les métiers, les offres de chacun et ce qui manque" in page


def test_the_coordinator_sees_skills_only_while_they_are_shown(session, moment):
    people = cast(session)
    skills.hold(session, people.adviser.id, "MN-CCP1", None)
    for page in ("/competences", "/formations", "/offres"):
        hidden = words(people.coordinator.get(people.at(page)))
        assert "Awa Diallo n’a pas choisi de montrer ses compétences" in hidden
        assert "CCP1" not in hidden
    people.owner.post(people.at("/partage"), data={"shown": "1"})
    shown = people.coordinator.get(people.at("/competences"))
    assert "CCP1 du titre MN" in words(shown)
    assert "<form" not in shown.get_data(as_text=True).split("<main")[1].split("</main>")[0]
    people.owner.post(people.at("/partage"), data={"shown": "0"})
    assert "CCP1" not in words(people.coordinator.get(people.at("/competences")))
