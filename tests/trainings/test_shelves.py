"""What is taken from the shelves holds everything that the whole ranking would keep, word for word."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from test_ranking import LEARNERS, SESSIONS
from training_builders import TODAY, contract, learner, session

from workforce.skills.referential import shipped
from workforce.trainings.gains import Gains
from workforce.trainings.ranking import Few, rank, rank_knowing
from workforce.trainings.shelves import Shelves

FEW = Few(8, 3)


def from_shelves(person, sessions, followed=(), few=FEW):
    gains = Gains(shipped(), TODAY)
    taken = Shelves(gains, sessions, few.of_a_fit).take(person, followed)
    return rank_knowing(gains, person, taken, few, followed)


PLACED = SESSIONS.flatmap(
    lambda one: st.builds(
        lambda commune, jury, enrol: replace(one, commune=commune, jury_on=jury, enrol_by=enrol),
        st.sampled_from([None, "83137", "83062", "13005", "06088"]),
        st.none() | st.dates(one.ends_on, date(2028, 2, 1)),
        st.none() | st.dates(date(2026, 10, 1), one.starts_on)
        if one.starts_on > date(2026, 10, 1)
        else st.none(),
    )
)
PEOPLE = st.builds(
    lambda one, commune, mobility, starts: replace(
        one,
        commune=commune,
        mobility=mobility,
        contract=one.contract and replace(one.contract, starts_on=starts),
    ),
    LEARNERS,
    st.sampled_from([None, "83137", "83062"]),
    st.sampled_from([None, "commune", "departement", "region", "national"]),
    st.none() | st.dates(date(2026, 1, 1), date(2027, 3, 1)),
)


@settings(max_examples=300)
@given(PEOPLE, st.lists(PLACED, max_size=40, unique_by=lambda one: one.code), st.data())
def test_the_shelves_lose_nothing_that_the_ranking_would_keep(person, sessions, data):
    few = data.draw(st.sampled_from([FEW, Few(4, 1), Few(6, 2)]))
    followed = data.draw(st.sets(st.sampled_from([one.code for one in sessions]))) if sessions else set()
    whole = rank(person, sessions, TODAY, shipped(), few, followed)
    assert from_shelves(person, sessions, followed, few) == whole


def test_few_are_weighed_among_thousands():
    many = [session(f"S{number:04}", starts=date(2027, 1, 1 + number % 28)) for number in range(2000)]
    taken = Shelves(Gains(shipped(), TODAY), many, 3).take(learner(contract=contract()))
    assert len(taken) == 3


def test_a_session_that_the_person_asked_for_is_kept_whatever_its_place():
    many = [session(f"S{number}") for number in range(9)]
    person = learner(contract=contract())
    assert [one.session_code for one in from_shelves(person, many)] == ["S0", "S1", "S2"]
    assert [one.session_code for one in from_shelves(person, many, {"S7"})] == ["S0", "S1", "S2", "S7"]
