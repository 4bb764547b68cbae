"""Advice that must never be given (the deadline rules of the domain), over every kind of situation."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from personas import PERSONAS
from test_ranking import SESSIONS, told
from training_builders import TODAY, contract, learner

from workforce.skills.referential import shipped
from workforce.trainings.placing import Fit
from workforce.trainings.ranking import rank
from workforce.trainings.retro_plan import StepKind, retro_plan

ENDS = st.none() | st.dates(date(2026, 11, 22), date(2028, 12, 31))
STARTS = st.none() | st.dates(date(2022, 1, 1), date(2026, 11, 22))
KINDS = st.sampled_from(["CDD", "CDI", "CDP", "PEC", "tenured"])
PUBLIC = st.builds(contract, kind=KINDS, public=st.just(True), ends=ENDS, starts=STARTS)
ANYBODY = st.none() | st.builds(contract, kind=KINDS, public=st.booleans(), ends=ENDS, starts=STARTS)
OFFERED = st.lists(SESSIONS, max_size=6)


def decided(employed, sessions):
    return rank(learner(contract=employed), sessions, TODAY, shipped())


@given(PUBLIC, OFFERED)
def test_a_ptp_is_never_proposed_to_a_public_agent(employed, sessions):
    decisions = decided(employed, sessions)
    assert "ransition" not in told(decisions)
    assert not any(route.code == "ptp" for one in decisions for route in one.funding)
    steps = (step for one in sessions for step in retro_plan(learner(contract=employed), one, TODAY))
    assert StepKind.FUNDING_FILE not in {step.kind for step in steps}


@given(ANYBODY, OFFERED)
def test_no_precarity_bonus_is_promised_to_anybody_in_a_public_post_or_not(employed, sessions):
    words = told(decided(employed, sessions)).casefold()
    assert "précarité" not in words
    assert "prime" not in words
    assert "10 %" not in words


@given(ANYBODY, OFFERED)
def test_a_session_after_the_contract_never_goes_without_the_warning_on_a_refused_renewal(employed, sessions):
    for one in decided(employed, sessions):
        if one.fit is Fit.AFTER_CONTRACT and employed is not None:
            assert any("ARE" in line and "refuser" in line for line in one.warnings)
        if one.fit is Fit.ENDS_BEFORE:
            assert not any("refuser" in line for line in one.warnings)


@given(ANYBODY, OFFERED)
def test_the_money_of_the_scheme_is_for_people_in_post_only(employed, sessions):
    known = {one.code: one for one in sessions}
    person = learner(contract=employed)
    for one in decided(employed, sessions):
        if any(route.code.startswith("scheme") for route in one.funding):
            assert person.is_in_post_on(known[one.session_code].starts_on)


@given(ANYBODY, OFFERED)
def test_a_right_that_is_not_sure_says_that_it_is_indicative(employed, sessions):
    for one in decided(employed, sessions):
        for route in one.funding:
            assert ("Indicatif, à vérifier" in route.sentence) is route.is_indicative
            assert route.source


def test_the_personas_are_given_none_of_it_either():
    assert len(PERSONAS) >= 40
    for persona in PERSONAS:
        decisions = rank(persona.person, persona.sessions, persona.today, shipped())
        words, employed = told(decisions), persona.person.contract
        assert "précarité" not in words, persona.name
        if employed and employed.is_public:
            assert "ransition professionnelle" not in words, persona.name
        if employed and any(one.fit is Fit.AFTER_CONTRACT for one in decisions):
            assert "(ARE)" in words, persona.name
