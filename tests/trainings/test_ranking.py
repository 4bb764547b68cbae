from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from personas import PERSONAS, REMN_BOTH
from training_builders import BOTH, TODAY, contract, learner, session

from workforce.skills.referential import shipped
from workforce.skills.standing import missing_ccps
from workforce.trainings.gains import gain_of
from workforce.trainings.placing import Fit, LatestStart, Travel, is_beyond_mobility
from workforce.trainings.ranking import Few, Way, rank
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


LEARNERS = st.builds(
    lambda codes, **facts: learner(*codes, **facts),
    st.sampled_from([("MN-CCP1",), ("REMN-CCP1",), ("MN-CCP2",), ("REMN-CCP1", "REMN-CCP2"), ("MN-CCP1", "MN-CCP3")]),
    contract=st.none()
    | st.builds(
        contract, kind=st.sampled_from(["CDD", "CDI", "CDP"]), ends=st.none() | st.dates(date(2026, 12, 1), date(2028, 1, 1)),
        public=st.booleans(),
    ),
    departement=st.sampled_from([None, "83", "06", "2A"]),
    evidence=st.sampled_from([(), ("MN-CCP2",), ("REMN-CCP2", "REMN-CCP3")]),
)  # fmt: skip


def preferred(decision, person, sessions):
    """Say what puts a suggestion where it stands, from the words of the decision alone."""
    missing = missing_ccps(shipped(), person.background, TODAY)
    fit = list(Fit).index(decision.fit)
    if decision.way is Way.VAE:
        return (
            False,
            fit,
            len(missing.standings) - 1,
            False,
            0,
            False,
            0,
            True,
            False,
            date.min,
            decision.ccps[0],
        )
    one = sessions[decision.session_code]
    gain = gain_of(shipped(), person.background, one, TODAY)
    is_paid = any(route.code in ("scheme", "scheme_after_2026") for route in decision.funding)
    return (
        not decision.is_takeable, fit, len(missing.standings) - len(gain.gives), gain.title != missing.title, len(gain.already),
        is_beyond_mobility(one, person),
        list(Travel).index(decision.travel), not is_paid, (one.hours_per_week or 0) >= 28, one.starts_on, one.code,
    )  # fmt: skip


@settings(deadline=None)  # A busy machine is no failure.
@given(LEARNERS, st.lists(SESSIONS, max_size=12))
def test_what_is_weighed_without_words_stands_where_the_words_would_put_it(person, sessions):
    decisions = rank(person, sessions, TODAY, shipped())
    known = {one.code: one for one in sessions}
    assert list(decisions) == sorted(decisions, key=lambda one: preferred(one, person, known))
    bring = {one.code for one in sessions if gain_of(shipped(), person.background, one, TODAY)}
    if not missing_ccps(shipped(), person.background, TODAY).holds_a_title:
        assert {one.session_code for one in decisions if one.session_code} == bring


@settings(deadline=None)  # A busy machine is no failure.
@given(LEARNERS, st.lists(SESSIONS, max_size=12), st.integers(1, 6), st.integers(1, 3))
def test_the_best_few_are_those_of_the_whole_ranking_word_for_word(person, sessions, in_all, of_a_fit):
    kept, fits = [], []
    for decision in rank(person, sessions, TODAY, shipped()):
        fits.append(decision.fit)
        if fits.count(decision.fit) <= of_a_fit and len(kept) < in_all:
            kept.append(replace(decision, rank=len(kept) + 1))
    assert list(rank(person, sessions, TODAY, shipped(), Few(in_all, of_a_fit))) == kept


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
    assert first.latest_useful_start == LatestStart(date(2027, 5, 11), date(2027, 4, 20), True)
