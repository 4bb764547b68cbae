import json
from datetime import date
from importlib import resources

import pytest

from workforce.skills import families
from workforce.skills.gaps import (
    CertificateHeld,
    CompetenceFacts,
    Level,
    gap_to_ccp,
    gap_to_family,
)
from workforce.skills.referential import shipped
from workforce.skills.standing import HeldNumbers

TODAY = date(2026, 11, 22)
CATALOGUE = families.shipped()
CCP2 = shipped().by_ccp["REMN-CCP2"]
DONE = CompetenceFacts(Level.YES, 2)


def holding(*numbers):
    return HeldNumbers(frozenset(numbers))


def family_gap(code, numbers, *certificates):
    held = [CertificateHeld(one) for one in certificates]
    return gap_to_family(CATALOGUE, CATALOGUE.family(code), numbers, held, TODAY)


def test_a_bloc_is_covered_when_each_competence_is_known_and_proved():
    gap = gap_to_ccp(CCP2, {one.code: DONE for one in CCP2.competences})
    assert gap.is_covered
    assert gap.reasons == ("4 compétences sur 4 sont couvertes par vos réponses et vos preuves.",)


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        (CompetenceFacts(Level.YES, 1), ()),
        (CompetenceFacts(Level.PARTLY, 3), ("Vous avez dit savoir le faire en partie.",)),
        (CompetenceFacts(Level.NO, 1), ("Vous avez dit ne pas savoir le faire.",)),
        (CompetenceFacts(Level.YES, 0), ("Aucune preuve d’expérience n’est notée.",)),
        (CompetenceFacts(Level.YES, 1, is_possible_here=False), ()),
        (
            CompetenceFacts(Level.YES, 0, is_possible_here=False),
            ("Aucune preuve d’expérience n’est notée.", "Votre structure ne permet pas de le pratiquer."),
        ),
    ],
)
def test_a_competence_says_what_it_lacks(facts, reasons):
    gap = gap_to_ccp(CCP2, {one.code: DONE for one in CCP2.competences} | {"REMN-C5": facts})
    assert gap.competences[0].reasons == reasons
    assert gap.is_covered is (not reasons)


def test_nothing_known_is_a_gap_on_every_competence():
    gap = gap_to_ccp(CCP2, {})
    assert gap.covered_count == 0
    assert gap.reasons == ("Aucune des 4 compétences n’est couverte par vos réponses et vos preuves.",)


def test_a_bloc_tells_what_cannot_be_practised_here():
    gap = gap_to_ccp(CCP2, {"REMN-C5": DONE, "REMN-C6": CompetenceFacts(Level.NO, 0, is_possible_here=False)})
    assert [one.code for one in gap.impossible_here] == ["REMN-C6"]
    assert gap.reasons == (
        "1 compétence sur 4 est couverte par vos réponses et vos preuves.",
        "1 compétence ne peut pas se pratiquer dans votre structure.",
    )


def test_a_bloc_whose_wording_is_unknown_is_never_covered():
    gap = gap_to_ccp(shipped().by_ccp["MN-CCP2"], {})
    assert not gap.is_covered
    assert gap.reasons == (
        "Les compétences du CCP2 du titre MN ne sont pas encore connues : libellé à compléter.",
    )


def test_nine_job_families_are_known_with_their_rome_codes():
    assert len(CATALOGUE.families) == 9
    assert CATALOGUE.family("mediation").romes[0].appellations[0].code == "140973"


@pytest.mark.parametrize(
    ("rome", "appellation", "codes"),
    [
        ("G1202", "140973", ["mediation"]),
        ("G1202", "140945", ["fablab"]),
        ("G1202", None, ["mediation", "fablab"]),
        ("G1202", "99999", ["mediation", "fablab"]),
        ("K1204", "13686", ["coordination"]),
        ("K1204", "10524", ["front_desk"]),
        ("I1401", None, ["support"]),
        ("H2901", None, []),
    ],
)
def test_a_rome_code_leads_to_its_families(rome, appellation, codes):
    assert [one.code for one in CATALOGUE.families_of(rome, appellation)] == codes


def test_a_job_family_counts_blocs_of_any_generation():
    gap = family_gap("fablab", holding(1, 2))
    assert gap.missing_ccp_numbers == (3,)
    assert gap.reasons == ("Ce métier s’appuie sur le CCP3 : à obtenir.",)
    assert family_gap("fablab", holding(2, 3)).is_closed


def test_a_title_not_described_yet_is_to_confirm_for_a_job():
    gap = family_gap("project", HeldNumbers(frozenset(), frozenset({1, 2, 3})))
    assert (gap.missing_ccp_numbers, gap.to_confirm_ccp_numbers) == ((), (2,))
    assert gap.reasons == ("Votre titre pourrait valoir le CCP2 : équivalence à confirmer.",)


def test_a_job_that_asks_for_aidants_connect_is_answered_by_the_training_followed():
    assert [one.code for one in family_gap("front_desk", holding(1)).missing_certificates] == [
        "aidants_connect"
    ]
    assert family_gap("front_desk", holding(1), "aidants_connect_training").is_closed


def test_an_expired_certificate_does_not_count():
    family = CATALOGUE.family("front_desk")
    held = [CertificateHeld("aidants_connect", date(2024, 1, 1), date(2026, 11, 21))]
    assert gap_to_family(CATALOGUE, family, holding(1), held, TODAY).missing_certificates


def test_a_family_that_asks_for_an_unknown_certificate_is_refused():
    data = json.loads(resources.files("workforce.skills").joinpath("job_families.json").read_text("utf-8"))
    data["job_families"][0]["certificates"] = ["nothing"]
    with pytest.raises(ValueError, match="certificat inconnu"):
        families.parse(json.dumps(data))
