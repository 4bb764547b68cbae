from datetime import date

import pytest

from workforce.skills import families
from workforce.skills.gaps import CertificateHeld, CompetenceFacts, Level, Shown, gap_of
from workforce.skills.needs import Have, bloc_need, certificate_need, family_needs, lacking
from workforce.skills.portability import export_sentence, portability, portfolio_line
from workforce.skills.referential import CompetenceVersion
from workforce.skills.standing import HeldNumbers

TODAY = date(2026, 11, 22)
CATALOGUE = families.shipped()
HABILITATION = CertificateHeld("aidants_connect", date(2025, 3, 1))
TRAINING = CertificateHeld("aidants_connect_training", date(2025, 2, 1))
PIX = CertificateHeld("pix", date(2025, 5, 1))


@pytest.mark.parametrize(
    ("numbers", "have"),
    [
        (HeldNumbers(frozenset({2})), Have.HELD),
        (HeldNumbers(frozenset({1}), frozenset({2})), Have.TO_CONFIRM),
        (HeldNumbers(frozenset({1})), Have.MISSING),
    ],
)
def test_a_bloc_asked_for_is_held_to_be_confirmed_or_missing(numbers, have):
    need = bloc_need(2, numbers)
    assert (need.what, need.have, need.ccp_number) == ("CCP2", have, 2)


@pytest.mark.parametrize(
    ("held", "have"),
    [
        ([], Have.MISSING),
        ([PIX], Have.MISSING),
        ([HABILITATION], Have.PARTLY),
        ([TRAINING], Have.HELD),
        ([HABILITATION, TRAINING], Have.HELD),
        ([CertificateHeld("aidants_connect_training", date(2027, 1, 1))], Have.MISSING),
    ],
)
def test_for_a_next_job_the_habilitation_counts_in_part_and_the_training_wholly(held, have):
    assert certificate_need(CATALOGUE, "aidants_connect", held, TODAY).have is have


def test_the_habilitation_says_that_it_is_to_be_asked_for_again():
    why = certificate_need(CATALOGUE, "aidants_connect", [HABILITATION], TODAY).why
    assert "obtenu le 1er mars 2025" in why
    assert "elle s’arrête à votre départ" in why


def test_a_job_of_the_civil_service_asks_whether_others_may_apply():
    (need,) = family_needs(CATALOGUE, CATALOGUE.family("library"), HeldNumbers(), [], TODAY)
    assert (need.what, need.have) == ("Statut : ouvert aux contractuels ?", Have.UNKNOWN)
    assert lacking([need]) == ()


def test_every_family_is_met_or_explained_for_a_holder_of_the_first_bloc():
    first = HeldNumbers(frozenset({1}))
    found = {
        one.code: [need.what for need in lacking(family_needs(CATALOGUE, one, first, [], TODAY))]
        for one in CATALOGUE.families
    }
    assert found == {
        "mediation": [],
        "fablab": ["CCP2", "CCP3"],
        "library": [],
        "trainer": [],
        "project": ["CCP2"],
        "coordination": ["CCP2", "CCP3"],
        "front_desk": ["La formation Aidants Connect"],
        "insertion": [],
        "support": ["CCP3"],
    }


@pytest.mark.parametrize(
    ("held", "fate", "level"),
    [
        (HABILITATION, "s’arrête à votre départ", "plan"),
        (TRAINING, "vous l’emportez", "calm"),
        (PIX, "vous l’emportez, daté", "info"),
        (CertificateHeld("clea_numerique"), "vous l’emportez", "calm"),
    ],
)
def test_each_certificate_says_what_becomes_of_it(held, fate, level):
    one = portability(CATALOGUE, held, [held], TODAY)
    assert (one.fate, one.level) == (fate, level)


def test_a_certificate_says_its_day_and_how_old_it_is():
    assert portability(CATALOGUE, PIX, [PIX], TODAY).obtained == "obtenu le 1er mai 2025, il y a 19 mois"
    unknown = CertificateHeld("pix")
    assert portability(CATALOGUE, unknown, [unknown], TODAY).obtained == "date d’obtention non précisée"


def test_what_lapses_asks_for_the_training_only_while_it_is_not_noted():
    alone = portability(CATALOGUE, HABILITATION, [HABILITATION], TODAY).sentence
    assert alone.endswith("notez aussi « Aidants Connect : formation suivie ».")
    both = portability(CATALOGUE, HABILITATION, [HABILITATION, TRAINING], TODAY).sentence
    assert "notez aussi" not in both


def test_what_closes_is_said_with_the_last_day():
    assert export_sentence(CATALOGUE, [HABILITATION, PIX], date(2027, 4, 14)) == (
        "Se ferment le 14 avril 2027, dernier jour de votre contrat : « Aidants Connect : habilitation » et les outils du "
        "dispositif. Exportez avant vos propres données, sans aucune donnée du public."
    )
    assert "à votre départ : les outils du dispositif." in export_sentence(CATALOGUE, [PIX], None)


def test_a_portfolio_says_what_its_reader_must_know_of_a_certificate():
    assert portfolio_line(CATALOGUE, PIX, 508) == "Pix, 1er mai 2025, score 508"
    assert "elle s’arrête au départ" in portfolio_line(CATALOGUE, HABILITATION, None)
    assert portfolio_line(CATALOGUE, CertificateHeld("pix"), None) == "Pix, date non précisée"


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        (CompetenceFacts(Level.YES, 1), Shown.SHOWN),
        (CompetenceFacts(Level.YES, 0), Shown.PARTLY),
        (CompetenceFacts(Level.PARTLY, 2), Shown.PARTLY),
        (CompetenceFacts(None, 1), Shown.PARTLY),
        (CompetenceFacts(Level.NO, 0), Shown.NOT_YET),
        (CompetenceFacts(), Shown.NOT_YET),
    ],
)
def test_a_competence_is_shown_by_an_answer_and_by_evidence(facts, shown):
    assert gap_of(CompetenceVersion("X", 1, "Animer"), facts).shown is shown
