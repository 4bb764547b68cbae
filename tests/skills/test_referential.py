import json
from datetime import date
from importlib import resources

import pytest

from workforce.skills import referential as referentials
from workforce.skills.background import Background, Holding
from workforce.skills.referential import EquivalenceStatus, ReferentialError, faults_of, parse, shipped
from workforce.skills.standing import missing_ccps


def shipped_data():
    return json.loads(resources.files("workforce.skills").joinpath("referential.json").read_text("utf-8"))


def test_the_remn_is_complete_with_its_eleven_competences_in_three_blocs():
    remn = shipped().by_title["REMN"]
    assert [len(ccp.competences) for ccp in remn.ccps] == [4, 4, 3]
    numbers = [competence.number for ccp in remn.ccps for competence in ccp.competences]
    assert numbers == list(range(1, 12))
    assert (remn.rncp, remn.reference, remn.level, remn.nsf) == ("RNCP34137", "TP-01336", 5, "320t")
    assert (remn.starts_on, remn.ends_on, remn.successor) == (date(2019, 7, 13), date(2025, 7, 13), "MN")
    assert shipped().by_ccp["REMN-CCP2"].competences[0].name == (
        "Effectuer un diagnostic de territoire des besoins numériques"
    )


def test_the_mn_shows_what_is_known_and_says_what_is_not():
    mn = shipped().by_title["MN"]
    assert [len(ccp.competences) for ccp in mn.ccps] == [5, 0, 0]
    assert [ccp.name for ccp in mn.ccps] == [None, None, None]
    assert mn.ccps[1].label == "CCP2 · libellé à compléter"
    assert not mn.is_complete
    assert "à confirmer" in mn.note


def test_the_cmn_has_no_invented_bloc():
    cmn = shipped().by_title["CMN"]
    assert (cmn.ccps, cmn.rncp, cmn.ends_on, cmn.successor) == ((), None, None, "REMN")


def test_no_equivalence_is_called_official_without_a_text():
    assert {one.status for one in shipped().equivalences} == {EquivalenceStatus.UNKNOWN}


def test_the_titles_follow_each_other():
    cmn = shipped().by_title["CMN"]
    assert [title.code for title in shipped().chain(cmn)] == ["CMN", "REMN", "MN"]


def test_what_is_shipped_has_no_fault():
    assert list(faults_of(shipped())) == []


def test_a_new_title_needs_data_and_no_code():
    data = shipped_data()
    data["titles"][2].update(ends_on="2030-07-13", successor="AN")
    data["titles"].append(
        {
            "code": "AN",
            "generation": 4,
            "name": "Animateur du numérique",
            "starts_on": "2030-07-13",
            "successor": None,
            "ccps": [
                {
                    "code": f"AN-CCP{number}",
                    "number": number,
                    "name": f"Bloc {number}",
                    "competences": [{"code": f"AN-C{number}", "number": number, "name": f"Savoir {number}"}],
                }
                for number in (1, 2)
            ],
        }
    )
    data["equivalences"].append(
        {
            "from_ccp": "MN-CCP1",
            "to_ccp": "AN-CCP1",
            "status": "official",
            "source": "arrêté du 1er juin 2030",
        }
    )
    found = missing_ccps(parse(json.dumps(data)), Background((Holding("MN-CCP1"),)), date(2032, 1, 1))
    assert found.title.code == "AN"
    assert [ccp.code for ccp in found.missing] == ["AN-CCP2"]
    assert "Pour le titre Animateur du numérique, il vous manque le CCP2." in found.reasons


def _break(change):
    data = shipped_data()
    change(data)
    return json.dumps(data)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda data: data["titles"][1].update(successor="XX"), "successeur un titre inconnu : XX"),
        (lambda data: data["titles"][2].update(successor="REMN"), "successeur un titre plus ancien : REMN"),
        (lambda data: data["titles"][1].update(ends_on="2019-01-01"), "se termine avant de commencer"),
        (lambda data: data["titles"][2].update(is_complete=True), "est dit complet"),
        (lambda data: data["titles"][2].update(code="REMN"), "Le code REMN est utilisé 2 fois."),
        (lambda data: data["titles"][2]["ccps"][1].update(number=1), "portent le même numéro"),
        (lambda data: data["equivalences"][0].update(to_ccp="ZZ"), "bloc inconnu : ZZ"),
        (lambda data: data["equivalences"][0].update(to_ccp="REMN-CCP2"), "deux blocs du même titre"),
        (lambda data: data["equivalences"][0].update(status="official"), "officielle sans source"),
        (lambda data: data["equivalences"][0].update(status="maybe"), "illisible"),
        (lambda data: data["titles"][1].update(ends_on="hier"), "illisible"),
        (lambda data: data["titles"][1].pop("code"), "illisible"),
    ],
)
def test_data_that_contradict_themselves_are_refused_with_a_sentence(change, sentence):
    with pytest.raises(ReferentialError, match=sentence):
        parse(_break(change))


def test_what_is_not_json_is_refused():
    with pytest.raises(ReferentialError):
        referentials.parse("{")
