from datetime import date

import pytest

from workforce.trainings.sessions.reminding import Dates, due_now, next_look

DATES = Dates(date(2027, 1, 11), date(2027, 3, 26), enrol_by=date(2026, 12, 14), jury_on=date(2027, 4, 2))


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 12, 6), []),
        (date(2026, 12, 7), [("enrolment", 7)]),
        (date(2026, 12, 15), []),
        (date(2027, 1, 4), [("start", 7)]),
        (date(2027, 1, 9), [("start", 7)]),
        (date(2027, 1, 10), [("start", 1)]),
        (date(2027, 1, 12), []),
        (date(2027, 4, 1), [("jury", 1)]),
        (date(2027, 4, 9), [("result", 7)]),
        (date(2027, 5, 2), [("result", 30)]),
        (date(2028, 1, 1), []),
    ],
)
def test_the_tightest_reminder_is_said_until_its_day_has_passed(today, said):
    assert [(one.step, one.days) for one in due_now(DATES, today)] == said


def test_the_next_look_is_the_next_reminder():
    assert next_look(DATES, date(2026, 11, 23)) == date(2026, 12, 7)
    assert next_look(DATES, date(2027, 1, 4)) == date(2027, 1, 10)
    assert next_look(DATES, date(2027, 5, 2)) is None


def test_without_a_jury_the_results_are_owed_after_the_last_day():
    dates = Dates(date(2027, 1, 11), date(2027, 3, 26))
    assert [(one.step, one.about) for one in due_now(dates, date(2027, 4, 2))] == [
        ("result", date(2027, 3, 26))
    ]
