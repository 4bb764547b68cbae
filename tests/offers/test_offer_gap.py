from dataclasses import replace
from datetime import date

import pytest

from workforce.offers.matches.offer_gap import DIPLOMA, LICENCE, Person, Wanted, gap_to_offer
from workforce.offers.understanding.asked import asked_in
from workforce.skills import families
from workforce.skills.gaps import CertificateHeld, CompetenceFacts, Level
from workforce.skills.needs import Have
from workforce.skills.referential import shipped
from workforce.skills.standing import HeldNumbers

TODAY = date(2026, 11, 22)
CATALOGUE = families.shipped()
AWA = Person(HeldNumbers(frozenset({1})), None, [CertificateHeld("pix", date(2025, 5, 1))], {})
COMPETENCES = shipped().by_ccp["REMN-CCP2"].competences


def needs(text: str, person: Person = AWA, family: str = "", competences=(), **known):
    wanted = Wanted(asked_in("", text), CATALOGUE.family(family) if family else None, text, **known)
    found = gap_to_offer(CATALOGUE, wanted, person, competences, TODAY)
    return {one.what: (one.have, one.quote) for one in found}


def test_what_the_advert_asks_comes_with_its_words_and_what_the_trade_asks_without():
    found = needs("Titulaire du CCP2.", family="coordination")
    assert found["CCP2"] == (Have.MISSING, "Titulaire du CCP2.")
    assert found["CCP3"] == (Have.MISSING, "")
    assert list(found) == ["CCP2", "CCP3"]


def test_what_the_advert_only_speaks_of_says_so():
    found = needs("Vous accompagnez les habitants vers Pix.")
    assert list(found) == ["Pix (l’annonce en parle)"]


@pytest.mark.parametrize(
    ("person", "have"),
    [
        (AWA, Have.PARTLY),
        (replace(AWA, numbers=HeldNumbers()), Have.MISSING),
        (replace(AWA, title_level=5), Have.HELD),
    ],
)
def test_the_whole_title_is_held_in_part_by_its_blocs(person, have):
    text = "Titre professionnel médiateur numérique exigé"
    assert [one for one, _ in needs(text, person).values()] == [have]


def test_what_is_not_kept_here_is_not_known_rather_than_missing():
    found = needs("Permis B exigé", level=(6, "licence"))
    assert [one for one, _ in found.values()] == [Have.UNKNOWN, Have.UNKNOWN]
    wanted = Wanted(asked_in("", "Permis B exigé"), None, "", (6, "licence"))
    assert [one.why for one in gap_to_offer(CATALOGUE, wanted, AWA, (), TODAY)] == [LICENCE, DIPLOMA]


def test_a_whole_title_answers_for_its_level_and_no_higher():
    holder = replace(AWA, title_level=5)
    assert needs("", holder, level=(5, "bac + 2"))["Diplôme de niveau 5 au moins"] == (Have.HELD, "bac + 2")
    assert needs("", holder, level=(6, "licence"))["Diplôme de niveau 6 au moins"][0] is Have.UNKNOWN


@pytest.mark.parametrize(
    ("is_open", "family", "have"),
    [
        (True, "library", Have.HELD),
        (False, "mediation", Have.MISSING),
        (None, "library", Have.UNKNOWN),
    ],
)
def test_whether_contract_staff_may_apply_is_asked_of_a_library(is_open, family, have):
    found = needs("", AWA, family, open_to_contract_staff=is_open)
    assert found["Poste ouvert aux contractuels"][0] is have
    tenured = needs("", replace(AWA, is_tenured=True), family, open_to_contract_staff=is_open)
    assert "Poste ouvert aux contractuels" not in tenured


def test_a_trade_outside_the_civil_service_raises_no_question_of_status():
    assert "Poste ouvert aux contractuels" not in needs("", AWA, "mediation")


@pytest.mark.parametrize(
    ("facts", "have"),
    [
        (CompetenceFacts(Level.YES, 2), Have.HELD),
        (CompetenceFacts(Level.PARTLY, 0), Have.PARTLY),
        (CompetenceFacts(Level.NO, 0), Have.MISSING),
        (CompetenceFacts(), Have.UNKNOWN),
    ],
)
def test_competences_that_the_advert_speaks_of_are_held_against_answers_and_evidence(facts, have):
    one = COMPETENCES[0]
    word = one.words[0].rstrip("*")
    found = needs(f"Vous aurez à {word} chaque mois", replace(AWA, competences={one.code: facts}), "", [one])
    assert found[one.name][0] is have
