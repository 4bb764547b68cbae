from datetime import date

import pytest

from workforce.contracts.clocks import Clocks, compare_clocks
from workforce.contracts.funding import FundingNews, funding_step, next_funding_day

JUNE, AUGUST, DECEMBER = date(2027, 6, 30), date(2027, 8, 31), date(2027, 12, 31)
MONEY_FIRST = compare_clocks(Clocks(AUGUST, JUNE))
FUNDED_AGAIN = compare_clocks(Clocks(JUNE, JUNE, convention_renewed_until=DECEMBER))


@pytest.mark.parametrize(
    ("today", "days", "following"),
    [
        (date(2026, 12, 31), None, date(2027, 1, 1)),
        (date(2027, 1, 1), 180, date(2027, 4, 1)),  # 180 days before 30 June.
        (date(2027, 5, 30), 90, date(2027, 5, 31)),
        (date(2027, 5, 31), 30, None),
        (date(2027, 6, 30), 30, None),
        (date(2027, 7, 1), None, None),
    ],
)
def test_money_that_stops_first_is_told_at_its_own_steps(today, days, following):
    step = funding_step(MONEY_FIRST, today)
    assert (step and step.days) == days
    assert next_funding_day(MONEY_FIRST, today) == following


def test_money_that_stops_under_a_contract_without_end_is_told_too():
    step = funding_step(compare_clocks(Clocks(None, JUNE, open_ended=True)), date(2027, 4, 1))
    assert (step.news, step.funded_until, step.days) == (FundingNews.STOPS, JUNE, 90)


@pytest.mark.parametrize(
    ("today", "is_told", "following"),
    [
        (date(2026, 6, 29), False, date(2026, 6, 30)),
        (date(2026, 6, 30), True, None),
        (date(2027, 6, 30), True, None),
        (date(2027, 7, 1), False, None),
    ],
)
def test_a_post_funded_again_is_told_in_the_last_year_of_its_holder(today, is_told, following):
    step = funding_step(FUNDED_AGAIN, today)
    assert (step is not None) == is_told
    assert next_funding_day(FUNDED_AGAIN, today) == following


@pytest.mark.parametrize(
    "clocks",
    [
        Clocks(JUNE, AUGUST),  # The contract first: its own countdown says it.
        Clocks(AUGUST, AUGUST),  # Both together: so does it here.
        Clocks(JUNE, JUNE, contract_followed=True, convention_renewed_until=DECEMBER),
        Clocks(None, JUNE),
    ],
)
def test_the_two_other_cases_are_told_with_the_end_of_the_contract(clocks):
    decision = compare_clocks(clocks)
    assert funding_step(decision, date(2027, 6, 1)) is None
    assert next_funding_day(decision, date(2026, 1, 1)) is None
