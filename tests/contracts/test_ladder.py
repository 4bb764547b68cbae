from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce.contracts.kinds import ContractKind, Party
from workforce.contracts.ladder import (
    ADVISER_STEPS,
    FOLLOW_UPS,
    STALE_AFTER,
    custom_ladder,
    ladder_for,
    milestone_date,
    milestone_due,
    milestone_reached,
    next_milestone,
)

END = date(2026, 8, 31)
LADDER = ladder_for(Party.ADVISER, ContractKind.CDD)
ends = st.dates(date(2020, 1, 1), date(2035, 12, 31))
ladders = st.sets(st.integers(-364, 730), max_size=20).map(custom_ladder)


def days_before(number):
    return END - timedelta(days=number)


@pytest.mark.parametrize(
    ("days_left", "milestone"),
    [
        (366, None), (365, 365), (271, 365), (270, 270), (180, 180), (91, 180), (90, 90), (31, 60), (30, 30),
        (8, 15), (7, 7), (1, 7), (0, 7), (-1, None), (-29, None), (-30, -30), (-179, -30), (-180, -180),
        (-365, -180), (-366, None),
    ],
)  # fmt: skip
def test_the_tightest_milestone_passed_is_the_one_reached(days_left, milestone):
    assert milestone_reached(END, days_before(days_left), LADDER) == milestone


@pytest.mark.parametrize(
    ("days_left", "milestone"),
    [(400, 365), (365, 270), (100, 90), (90, 60), (8, 7), (7, -30), (0, -30), (-30, -180), (-180, None)],
)
def test_the_next_milestone_is_the_first_one_to_come(days_left, milestone):
    assert next_milestone(END, days_before(days_left), LADDER) == milestone


def test_an_unknown_end_has_no_milestone():
    assert milestone_reached(None, END, LADDER) is None
    assert next_milestone(None, END, LADDER) is None
    assert milestone_due(None, END, LADDER) is None


@pytest.mark.parametrize(
    ("days_left", "told", "due"),
    [
        (30, (), 30),
        (30, (365, 270, 180, 90, 60), 30),
        (29, (30,), None),
        # Silent from the sixtieth day to the tenth: the fifteenth-day step goes out, the thirtieth never.
        (10, (365, 270, 180, 90, 60), 15),
        (10, (365, 15), None),
        # A tighter step already told makes the wider one moot.
        (20, (15,), None),
        # Silent from the last week to a hundred days after: one question only.
        (-100, (15, 7), -30),
        (-200, (7, -30), -180),
        (-200, (7, -180), None),
    ],
)
def test_after_a_silence_only_the_tightest_untold_step_goes_out(days_left, told, due):
    assert milestone_due(END, days_before(days_left), LADDER, told) == due


@pytest.mark.parametrize(
    ("length_days", "first"), [(None, 365), (548, 365), (364, 270), (183, 180), (60, 60), (20, 15), (5, -30)]
)
def test_a_short_contract_skips_the_steps_longer_than_itself(length_days, first):
    assert ladder_for(Party.ADVISER, ContractKind.CDD, length_days)[0] == first


@pytest.mark.parametrize("party", list(Party))
@pytest.mark.parametrize("kind", list(ContractKind))
def test_every_party_has_a_decreasing_ladder_for_every_kind(party, kind):
    ladder = ladder_for(party, kind)
    assert ladder
    assert all(wider > tighter for wider, tighter in pairwise(ladder))
    assert (ladder[-2:] == FOLLOW_UPS) == (party is Party.ADVISER)


def test_the_employer_and_the_coordinator_hear_less_often_than_the_adviser():
    heard = [
        len(ladder_for(party, ContractKind.CDD))
        for party in (Party.ADVISER, Party.EMPLOYER, Party.COORDINATOR)
    ]
    assert heard == sorted(heard, reverse=True)
    assert LADDER == ADVISER_STEPS + FOLLOW_UPS


def test_a_milestone_falls_on_a_day():
    assert (milestone_date(END, 30), milestone_date(END, -30)) == (date(2026, 8, 1), date(2026, 9, 30))


def test_a_chosen_ladder_is_put_in_order():
    assert custom_ladder([30, 90, 30, -30, 7]) == (90, 30, 7, -30)


@pytest.mark.parametrize(
    ("steps", "words"),
    [([731], "730 jours avant"), ([-365], "364 jours après"), (range(21), "au plus 20 paliers")],
)
def test_a_chosen_ladder_beyond_measure_is_refused_in_french(steps, words):
    with pytest.raises(ValueError, match=words):
        custom_ladder(steps)


@given(end=ends, ladder=ladders)
def test_told_day_after_day_the_steps_only_get_tighter_and_none_is_missed(end, ladder):
    told = []
    for days_left in range(731, -STALE_AFTER - 5, -1):
        due = milestone_due(end, end - timedelta(days=days_left), ladder, told)
        if due is not None:
            assert due == days_left
            told.append(due)
    assert tuple(told) == ladder


@given(end=ends, ladder=ladders, days_left=st.integers(-400, 800))
def test_what_is_reached_and_what_comes_next_stand_on_both_sides_of_today(end, ladder, days_left):
    today = end - timedelta(days=days_left)
    reached, coming = milestone_reached(end, today, ladder), next_milestone(end, today, ladder)
    assert reached is None or milestone_date(end, reached) <= today
    assert coming is None or milestone_date(end, coming) > today
