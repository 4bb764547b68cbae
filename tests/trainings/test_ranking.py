from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from personas import PERSONAS, REMN_BOTH
from training_builders import BOTH, TODAY, contract, learner, session

from workforce.skills.referential import shipped
from workforce.trainings.placing import Travel
from workforce.trainings.ranking import Way, rank
from workforce.trainings.situation import Mode


def told(decisions):
    """Return every word that a person would read."""
    lines = [line for one in decisions for line in (*one.reasons, *one.warnings)]
    return "\n".join(lines + [route.sentence for one in decisions for route in one.funding])


def in_order(decisions):
    return tuple((one.session_code or f"VAE {one.ccps[0]}", one.fit) for one in decisions)


def rank_for(persona, sessions=None):
    return rank(persona.person, sessions or persona.sessions, persona.today, shipped())


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.name.split(",")[0].split(" ")[0])
def test_a_persona_gets_the_expected_order_fit_and_words(persona):
    decisions = rank_for(persona)
    assert in_order(decisions) == persona.expected
    assert [one.rank for one in decisions] == list(range(1, len(decisions) + 1))
    for words in persona.words:
        assert words in told(decisions)
    for words in persona.never:
        assert words not in told(decisions)


def test_every_persona_has_its_own_name():
    assert len({persona.name.split(",")[0].split(" ")[0] for persona in PERSONAS}) == len(PERSONAS)


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.name.split(" ")[0])
@settings(deadline=None)  # A busy machine is no failure.
@given(data=st.data())
def test_the_order_in_which_sessions_are_given_changes_nothing(persona, data):
    shuffled = data.draw(st.permutations(persona.sessions))
    assert rank_for(persona, shuffled) == rank_for(persona)


SESSIONS = st.builds(
    session,
    code=st.uuids().map(str),
    ccps=st.sampled_from([("MN-CCP1",), ("MN-CCP2",), ("MN-CCP3",), BOTH, REMN_BOTH]),
    starts=st.dates(date(2026, 10, 1), date(2027, 3, 1)),
    ends=st.dates(date(2027, 3, 2), date(2027, 12, 31)),
    mode=st.sampled_from(Mode),
    departement=st.sampled_from([None, "83", "13", "05", "59", "971"]),
    seats_left=st.sampled_from([None, 0, 5]),
    hours_per_week=st.sampled_from([None, 7, 35]),
    is_paid_by_scheme=st.booleans(),
    is_for_people_in_post=st.booleans(),
)


@settings(deadline=None)  # A busy machine is no failure.
@given(st.lists(SESSIONS, max_size=8), st.randoms(use_true_random=False))
def test_the_ranking_is_a_total_order_and_what_can_be_taken_comes_first(sessions, random):
    person = learner(contract=contract(ends=date(2027, 6, 30)))
    decisions = rank(person, sessions, TODAY, shipped())
    random.shuffle(sessions)
    assert rank(person, sessions, TODAY, shipped()) == decisions
    takeable = [one.is_takeable for one in decisions]
    assert takeable == sorted(takeable, reverse=True)
    assert all(one.reasons for one in decisions)


PUBLIC = st.builds(
    contract, kind=st.sampled_from(["CDD", "CDI", "CDP", "PEC", "tenured"]), public=st.just(True),
    ends=st.none() | st.dates(date(2026, 6, 1), date(2028, 12, 31)),
)  # fmt: skip


@settings(deadline=None)  # A busy machine is no failure.
@given(PUBLIC, st.lists(SESSIONS, max_size=4))
def test_a_public_agent_is_never_sent_to_transitions_pro_nor_promised_a_bonus(employed, sessions):
    words = told(rank(learner(contract=employed), sessions, TODAY, shipped()))
    assert "ransition" not in words
    assert "précarité" not in words


def test_a_suggestion_carries_the_figures_that_a_screen_shows():
    person = learner(contract=contract(ends=date(2027, 8, 31)))
    first = rank(person, [session(seats_left=4, jury_on=date(2027, 5, 20))], TODAY, shipped())[0]
    assert (first.way, first.ccps, first.travel) == (Way.TRAINING, BOTH, Travel.REMOTE)
    assert (first.hours_per_week, first.seats_left, first.jury_on) == (7, 4, date(2027, 5, 20))
    assert first.latest_useful_start == date(2027, 5, 14)
