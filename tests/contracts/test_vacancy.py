"""How a post stands: what its employer said, what its contracts say, what a file said. Worked by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies

from workforce.contracts.vacancy import (
    ALL_STEPS,
    HANDED_BACK,
    OCCUPIED,
    VACANT,
    Holder,
    PostFacts,
    decide,
    refill_by,
)

TODAY = date(2026, 11, 23)
START = date(2025, 1, 1)
LEFT = date(2026, 10, 31)
LONG = date(2027, 6, 30)


def post(state=OCCUPIED, vacated=None, told=None, said_on=None, *holders) -> PostFacts:
    return PostFacts(state, vacated, told, said_on, [Holder(*one) for one in holders])


STANDS = {
    "nobody known, said to be occupied": (post(), OCCUPIED, None),
    "somebody holds it": (post(OCCUPIED, None, None, None, (START, LONG)), OCCUPIED, None),
    "its last day is today": (post(OCCUPIED, None, None, None, (START, TODAY)), OCCUPIED, None),
    "its last day was yesterday": (
        post(OCCUPIED, None, None, None, (START, date(2026, 11, 22))), VACANT, date(2026, 11, 22),
    ),
    "an end that nobody knows": (post(OCCUPIED, None, None, None, (START, None)), OCCUPIED, None),
    "the next one is signed": (
        post(OCCUPIED, None, None, None, (START, LEFT), (date(2026, 12, 1), LONG)), OCCUPIED, None,
    ),
    "filled again by a contract": (
        post(VACANT, LEFT, 90, None, (START, LEFT), (date(2026, 11, 15), LONG)), OCCUPIED, None,
    ),
    "filled again by a CDI": (
        post(VACANT, LEFT, 90, None, (START, LEFT), (date(2026, 11, 15), None)), OCCUPIED, None,
    ),
    "the contract was prolonged after all": (post(VACANT, LEFT, None, None, (START, LONG)), OCCUPIED, None),
    "the departure was earlier": (
        post(VACANT, LEFT, None, None, (START, date(2026, 9, 30))), VACANT, date(2026, 9, 30),
    ),
    "a file calls it vacant, a contract runs": (post(VACANT, None, None, None, (START, LONG)), VACANT, None),
    "a file calls it vacant, nobody is known": (post(VACANT, LEFT), VACANT, LEFT),
    "its employer filled it with somebody unknown": (
        post(OCCUPIED, None, None, date(2026, 11, 10), (START, LEFT)), OCCUPIED, None,
    ),
    "filled by somebody unknown, then a contract ends": (
        post(OCCUPIED, None, None, date(2026, 8, 1), (date(2026, 8, 15), LEFT)), VACANT, LEFT,
    ),
    "its employer says it is empty, the contract runs": (
        post(VACANT, LEFT, None, date(2026, 11, 10), (START, LONG)), VACANT, LEFT,
    ),
    "its employer said it was empty, then somebody began": (
        post(VACANT, LEFT, None, date(2026, 11, 10), (date(2026, 11, 16), LONG)), OCCUPIED, None,
    ),
    "given back": (post(HANDED_BACK, None, None, TODAY, (START, LEFT)), HANDED_BACK, None),
}  # fmt: skip


@pytest.mark.parametrize(("known", "state", "vacated"), STANDS.values(), ids=STANDS)
def test_how_a_post_stands(known, state, vacated):
    decision = decide(known, TODAY)
    assert (decision.state, decision.vacated) == (state, vacated)
    assert decision.has_turned == (state != known.state)


@pytest.mark.parametrize(("left", "due"), [
    (date(2026, 8, 31), date(2027, 2, 28)), (date(2026, 10, 31), date(2027, 4, 30)), (date(2026, 1, 1), date(2026, 7, 1)),
])  # fmt: skip
def test_a_post_is_filled_within_six_months_of_the_departure(left, due):
    assert refill_by(left) == due


@pytest.mark.parametrize(
    ("days_left", "told", "step"),
    [(91, None, None), (90, None, 90), (89, 90, None), (60, None, 90), (30, 90, 30), (5, 30, 7), (5, None, 7), (5, 7, None),
     (0, 7, None), (-1, None, None)],
)  # fmt: skip
def test_the_tightest_step_is_told_once(days_left, told, step):
    known = post(VACANT, LEFT, told)
    assert decide(known, refill_by(LEFT) - timedelta(days=days_left)).step == step


def test_another_departure_tells_its_steps_again():
    known = post(VACANT, date(2026, 4, 30), 7, None, (START, date(2026, 6, 30)))
    assert decide(known, date(2026, 12, 10)).step == 30


def test_it_is_looked_at_again_the_day_after_the_last_day_then_at_each_step():
    assert decide(post(OCCUPIED, None, None, None, (START, LONG)), TODAY).next_look == date(2027, 7, 1)
    assert decide(post(VACANT, LEFT), TODAY).next_look == date(2027, 1, 30)
    assert decide(post(VACANT, LEFT, 90), date(2027, 1, 30)).next_look == date(2027, 3, 31)
    assert decide(post(VACANT, LEFT, 7), date(2027, 4, 24)).next_look is None


days = strategies.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(left=days, first=days)
def test_looked_at_when_it_asks_to_be_it_tells_each_step_once_and_never_after_the_delay(left, first):
    known, today, told = post(VACANT, left), max(first, left + timedelta(days=1)), []
    for _ in range(10):
        decision = decide(known, today)
        if decision.step is not None:
            told.append(decision.step)
            assert today <= refill_by(left)
        known = post(decision.state, decision.vacated, decision.told)
        if decision.next_look is None:
            break
        assert decision.next_look > today
        today = decision.next_look
    else:
        pytest.fail("it never stops")
    assert told == sorted(set(told), reverse=True)
    assert set(told) <= set(ALL_STEPS)


@given(state=strategies.sampled_from([OCCUPIED, VACANT]), start=days, end=days, today=days)
def test_deciding_twice_changes_nothing_more(state, start, end, today):
    known = post(state, None, None, None, (start, max(start, end)))
    once = decide(known, today)
    again = decide(PostFacts(once.state, once.vacated, once.told, None, known.holders), today)
    assert (again.state, again.vacated, again.told, again.step, again.has_turned) == (
        once.state, once.vacated, once.told, None, False,
    )  # fmt: skip
