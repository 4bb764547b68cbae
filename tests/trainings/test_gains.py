import json
from datetime import date
from importlib import resources

from training_builders import TODAY, background, contract, learner, session

from workforce.skills.gaps import CompetenceFacts, Level
from workforce.skills.referential import parse, shipped
from workforce.trainings.gains import gain_of
from workforce.trainings.ranking import Way, rank


def without_equivalence():
    """Return the shipped titles, MN's second bloc described, before anybody has said what is equivalent."""
    data = json.loads(resources.files("workforce.skills").joinpath("referential.json").read_text("utf-8"))
    data["equivalences"] = []
    data["titles"][2]["ccps"][1]["competences"] = [{"code": "MN-C6", "number": 6, "name": "Savoir"}]
    return parse(json.dumps(data))


def test_a_bloc_held_in_another_title_is_not_sold_again_even_without_an_equivalence():
    holder = background("MN-CCP1", "REMN-CCP2")
    assert gain_of(without_equivalence(), holder, session(ccps=["MN-CCP2"]), TODAY) is None


def test_nor_is_a_vae_proposed_for_it():
    proved = {"MN-C6": CompetenceFacts(Level.YES, 1)}
    person = learner("MN-CCP1", contract=contract())
    newcomer = rank(type(person)(person.background, competences=proved), [], TODAY, without_equivalence())
    assert [(one.way, one.ccps, one.warnings) for one in newcomer] == [(Way.VAE, ("MN-CCP2",), ())]
    holder = type(person)(background("MN-CCP1", "REMN-CCP2"), competences=proved)
    assert rank(holder, [], TODAY, without_equivalence()) == ()


def test_a_title_replaced_on_the_day_of_the_jury_gives_its_last_day_and_asks_for_the_jury():
    last = session(ccps=["REMN-CCP2"], starts=date(2025, 3, 3), ends=date(2025, 7, 13))
    gain = gain_of(shipped(), background("REMN-CCP1"), last, date(2025, 2, 3))
    assert gain is not None
    assert gain.warnings == (
        "Le titre REMN est remplacé : dernier jour pour l’obtenir, le 13 juillet 2026.",
        "La date du jury n’est pas connue : demandez-la avant de vous inscrire.",
    )
    before = session(ccps=["REMN-CCP2"], starts=date(2025, 3, 3), ends=date(2025, 7, 12))
    gain = gain_of(shipped(), background("REMN-CCP1"), before, date(2025, 2, 3))
    assert gain is not None
    assert gain.warnings == ()
