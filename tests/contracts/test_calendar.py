from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce.contracts.calendar import Length, add_months, end_after, length_between

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2025, 3, 1), 18, date(2026, 8, 31)),
        (date(2025, 3, 1), 24, date(2027, 2, 28)),
        (date(2025, 3, 15), 36, date(2028, 3, 14)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 8, 29), 6, date(2026, 2, 28)),
        (date(2025, 8, 28), 6, date(2026, 2, 27)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2025, 10, 31), 1, date(2025, 11, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 1, 1), 12, date(2025, 12, 31)),
        (date(2025, 1, 31), 18, date(2026, 7, 30)),
    ],
)
def test_a_contract_of_so_many_months_ends_on_the_eve_of_the_same_day(start, months, end):
    assert end_after(start, months) == end


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 8, 31), -2, date(2026, 6, 30)),
        (date(2026, 2, 28), -1, date(2026, 1, 28)),
        (date(2026, 1, 15), -3, date(2025, 10, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_months_away_keep_the_day_or_take_the_last_one(day, months, result):
    assert add_months(day, months) == result


@pytest.mark.parametrize(
    ("start", "end", "length"),
    [
        (date(2026, 3, 1), date(2026, 8, 31), Length(6)),
        (date(2026, 3, 1), date(2026, 8, 30), Length(5, 30)),
        (date(2026, 3, 1), date(2026, 9, 1), Length(6, 1)),
        (date(2026, 3, 1), date(2026, 3, 1), Length(0, 1)),
        (date(2025, 8, 31), date(2026, 2, 28), Length(6)),
        (date(2026, 3, 2), date(2026, 3, 1), Length(0)),
    ],
)
def test_a_length_counts_both_the_first_and_the_last_day(start, end, length):
    assert length_between(start, end) == length


@given(start=days, months=st.integers(1, 60))
def test_a_contract_of_so_many_months_measures_so_many_months(start, months):
    assert length_between(start, end_after(start, months)) == Length(months)


@given(start=days, months=st.integers(0, 60))
def test_a_contract_that_starts_later_never_ends_earlier(start, months):
    assert end_after(start, months) <= end_after(start + timedelta(days=1), months)


def test_days_left_over_from_several_contracts_make_a_month():
    assert Length(5, 20) + Length(6, 15) == Length(12, 5)


def test_a_length_is_said_in_french():
    assert (str(Length(18)), str(Length(2, 1)), str(Length(0, 9))) == (
        "18 mois",
        "2 mois et 1 jour",
        "9 jours",
    )
