import pytest

from workforce.trainings.planets.deciding import (
    Counts,
    Needed,
    NextDoor,
    Planet,
    missing_sentence,
    nearness,
    planet_state,
    sought_sentence,
)

NEEDED = Needed(learners=8, employers=2, bodies=1)


def state(learners=8, employers=2, bodies=1, least_people=None, needed=NEEDED):
    return planet_state(Counts(learners, employers, bodies, least_people), needed)


def test_the_three_must_meet():
    assert state().is_lit
    assert not state(learners=7).is_lit
    assert not state(employers=1).is_lit
    assert not state(bodies=0).is_lit


def test_an_able_body_that_asks_for_a_larger_group_raises_the_number_of_learners():
    found = state(learners=9, least_people=12)
    assert (found.is_lit, found.lacking(Planet.LEARNERS)) == (False, 3)
    assert state(learners=8, least_people=3).is_lit


@pytest.mark.parametrize(
    ("found", "next_door", "sentence"),
    [
        (state(), (), "Les trois planètes sont réunies : une session peut ouvrir."),
        (state(learners=6), (), "Il manque 2 apprenants."),
        (
            state(learners=6), (NextDoor("01", 3),),
            "Il manque 2 apprenants ; à côté, des personnes sont prêtes à venir : 3 dans l’Ain.",
        ),
        (
            state(learners=7, employers=1, bodies=0), (NextDoor("38", 2), NextDoor("01", 12)),
            ("Il manque 1 apprenant, 1 employeur d’accord et 1 organisme ; à côté, des personnes sont prêtes à venir : "
            "12 dans l’Ain et 2 dans l’Isère."),
        ),
        (state(employers=0), (NextDoor("01", 3),), "Il manque 2 employeurs d’accord."),
    ],
)  # fmt: skip
def test_what_is_missing_is_one_sentence(found, next_door, sentence):
    assert missing_sentence(found, next_door, is_discreet=False) == sentence


@pytest.mark.parametrize(
    ("learners", "lack"),
    [(0, "8 apprenants"), (1, "au moins 4 apprenants"), (4, "au moins 4 apprenants"), (5, "3 apprenants")],
)
def test_a_discreet_sentence_gives_away_no_count_of_people_under_five(learners, lack):
    assert missing_sentence(state(learners=learners)) == f"Il manque {lack}."


def test_a_discreet_sentence_hides_few_neighbours_and_few_missing():
    few = planet_state(Counts(2, 2, 1), Needed(4, 2, 1))
    assert missing_sentence(few) == "Il manque encore quelques apprenants."
    told = missing_sentence(state(learners=6), (NextDoor("01", 3),))
    assert told.endswith(": moins de 5 dans l’Ain.")


def test_counts_too_small_to_be_told_do_not_order_the_places():
    assert nearness(state(learners=1), is_discreet=True) == nearness(state(learners=4), is_discreet=True)
    assert nearness(state(learners=1), is_discreet=False) > nearness(state(learners=4), is_discreet=False)
    assert nearness(state(), is_discreet=True) < nearness(state(learners=7), is_discreet=True)


@pytest.mark.parametrize(
    ("learners", "sentence"),
    [
        (0, "Personne ne cherche encore le CCP2 dans le Rhône ; il en faut 8."),
        (3, "Moins de 5 personnes cherchent le CCP2 dans le Rhône ; il en faut 8."),
        (7, "7 personnes cherchent le CCP2 dans le Rhône ; il en faut 8."),
    ],
)
def test_an_adviser_reads_how_many_look_for_the_same(learners, sentence):
    assert sought_sentence(state(learners=learners), 2, "69") == sentence
