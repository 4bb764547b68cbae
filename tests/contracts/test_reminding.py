from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce.contracts.kinds import Party
from workforce.contracts.reminding import PASSED, WORTH_SAYING, LegalDate, next_reminder_day, reminder_due
from workforce.contracts.rules import shipped_rules, warned_steps

DUE, STEPS = date(2027, 3, 31), (60, 30, 7)
LONG_KNOWN = LegalDate(1, "ptp-file.private-cdd", Party.ADVISER, DUE, since=date(2026, 1, 1))
LEARNT_LATE = LegalDate(1, "end-documents", Party.EMPLOYER, DUE, since=DUE + timedelta(days=5))


@pytest.mark.parametrize(
    ("today", "told", "days"),
    [
        (date(2027, 1, 29), (), None),
        (date(2027, 1, 30), (), 60),
        (date(2027, 1, 31), (60,), None),
        (date(2027, 3, 5), (60,), 30),
        (date(2027, 3, 24), (), 7),  # After a silence, the tightest only.
        (date(2027, 3, 31), (60, 30, 7), None),
    ],
)
def test_a_reminder_is_the_tightest_one_not_yet_told(today, told, days):
    assert reminder_due(LONG_KNOWN, STEPS, told, today) == days


def test_a_date_that_passes_while_it_is_known_is_not_announced_as_passed():
    assert reminder_due(LONG_KNOWN, STEPS, (), DUE + timedelta(days=1)) is None


def test_a_date_learnt_after_it_passed_is_said_once_and_not_years_later():
    assert reminder_due(LEARNT_LATE, STEPS, (), DUE + timedelta(days=5)) == PASSED
    assert reminder_due(LEARNT_LATE, STEPS, (PASSED,), DUE + timedelta(days=6)) is None
    assert reminder_due(LEARNT_LATE, STEPS, (), DUE + timedelta(days=WORTH_SAYING + 1)) is None


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.sampled_from(list(warned_steps().values())))
def test_the_next_day_to_look_is_the_first_on_which_something_is_to_say(today, steps):
    due = date(2027, 3, 31)
    legal = LegalDate(1, "x", Party.ADVISER, due, since=date(2019, 1, 1))
    following = next_reminder_day(legal, steps, today)
    if following is None:
        assert (due - today).days <= min(steps)
    else:
        assert following > today
        assert (due - following).days in steps
        assert not any(today < due - timedelta(days=step) < following for step in steps)


def test_every_reminder_belongs_to_a_rule_with_a_date_and_somebody_who_acts():
    warned = [rule for rule in shipped_rules() if rule.warned]
    assert {rule.code for rule in warned} == set(warned_steps())
    assert all(rule.due and rule.party in (Party.ADVISER, Party.EMPLOYER) for rule in warned)
