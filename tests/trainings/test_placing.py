from datetime import date

import pytest
from training_builders import TODAY, contract, learner, on_site, session

from workforce.trainings.placing import (
    Fit,
    Travel,
    conflict_is_gone,
    latest_useful_start,
    load_sentence,
    place,
    travel,
    travel_sentence,
)
from workforce.trainings.situation import Mode


@pytest.mark.parametrize(
    ("before", "after", "is_gone"),
    [
        (Fit.CONTRACT_ENDS_DURING, Fit.ENDS_BEFORE, True),
        (Fit.AFTER_CONTRACT, Fit.NO_END_DATE, True),
        (Fit.TOO_LATE, Fit.ENDS_BEFORE, True),
        (Fit.ENDS_BEFORE, Fit.ENDS_BEFORE, False),
        (Fit.ENDS_BEFORE, Fit.CONTRACT_ENDS_DURING, False),
        (Fit.AFTER_CONTRACT, Fit.CONTRACT_ENDS_DURING, False),
    ],
)
def test_a_conflict_is_gone_when_the_contract_now_outlasts_the_session(before, after, is_gone):
    assert conflict_is_gone(before, after) is is_gone


def test_a_session_can_start_as_late_as_its_length_allows():
    two_weeks = session(starts=date(2027, 1, 4), ends=date(2027, 1, 17))
    assert latest_useful_start(two_weeks, learner(contract=contract(ends=date(2027, 3, 31)))) == date(
        2027, 3, 18
    )
    assert latest_useful_start(two_weeks, learner(contract=None)) is None


@pytest.mark.parametrize(
    ("home", "place", "expected"),
    [
        ("2A", "02B", Travel.NEIGHBOUR),
        ("75", "92", Travel.NEIGHBOUR),
        ("971", "972", Travel.FAR),
        ("83", None, Travel.UNKNOWN),
        (None, "83", Travel.UNKNOWN),
        ("83", "99", Travel.UNKNOWN),
    ],
)
def test_travel_is_read_from_the_departements(home, place, expected):
    assert travel(on_site("S1", place), learner(departement=home)) is expected


def test_a_remote_session_has_no_travel_and_a_hybrid_one_has():
    assert travel(on_site("S1", "59"), learner()) is Travel.FAR
    assert travel(session(mode=Mode.REMOTE, departement="59"), learner()) is Travel.REMOTE
    hybrid = session(mode=Mode.HYBRID, departement="83", place="Toulon")
    assert travel_sentence(hybrid, travel(hybrid, learner())) == (
        "Lieu : Toulon, dans votre département. Une partie se suit à distance."
    )


def test_a_session_without_a_place_says_so():
    assert (
        travel_sentence(on_site("S1", None), Travel.UNKNOWN) == "Lieu : lieu à préciser, distance inconnue."
    )


def test_the_load_is_said_by_week_or_in_all_or_not_at_all():
    one_week = {"starts": date(2027, 1, 4), "ends": date(2027, 1, 8)}
    assert load_sentence(session(**one_week)) == "Elle prend 7\u00a0h par semaine pendant 1 semaine."
    in_all = session(hours_per_week=None, hours=385, ends=date(2027, 1, 24))
    assert load_sentence(in_all) == "Elle dure 385\u00a0h sur 2 semaines."
    assert load_sentence(session(hours_per_week=None)) is None


@pytest.mark.parametrize(
    ("end", "fit"),
    [
        (date(2027, 1, 10), Fit.AFTER_CONTRACT),
        (date(2027, 1, 11), Fit.CONTRACT_ENDS_DURING),
        (date(2027, 4, 29), Fit.CONTRACT_ENDS_DURING),
        (date(2027, 4, 30), Fit.ENDS_BEFORE),
    ],
)
def test_the_last_day_of_a_contract_is_a_day_in_post(end, fit):
    assert place(session(), learner(contract=contract(ends=end)), TODAY).fit is fit
