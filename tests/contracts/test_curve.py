"""Whole people who leave, month by month: the months always add up to the whole."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from workforce.contracts.curve import curve, departures

ENDINGS = st.lists(st.integers(0, 500), min_size=1, max_size=12)
RATES = st.integers(0, 100)


def test_nobody_renewed_all_leave_and_everybody_renewed_nobody_does():
    assert departures([3, 0, 5], 0) == [3, 0, 5]
    assert departures([3, 0, 5], 100) == [0, 0, 0]


def test_halves_are_whole_people():
    assert departures([1, 1, 1, 1], 50) == [1, 0, 1, 0]


@given(ENDINGS, RATES)
def test_months_add_up_to_the_departures_of_the_whole(endings, rate):
    assert sum(departures(endings, rate)) == sum(endings) - sum(endings) * rate // 100


@given(ENDINGS, RATES)
def test_a_month_never_loses_more_than_end_there_nor_less_than_nobody(endings, rate):
    assert all(0 <= left <= ended for left, ended in zip(departures(endings, rate), endings, strict=True))


@given(ENDINGS, st.integers(0, 99))
def test_a_higher_rate_never_makes_more_people_leave(endings, rate):
    assert sum(departures(endings, rate + 1)) <= sum(departures(endings, rate))


def test_empty_months_have_their_place():
    found = curve({date(2027, 1, 1): 4}, date(2026, 11, 23), 50)
    assert len(found) == 12
    assert (found[0].first, found[0].endings) == (date(2026, 11, 1), 0)
    assert (found[2].endings, found[2].departures) == (4, 2)
