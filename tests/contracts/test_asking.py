"""Whom to ask what, and when: every case by hand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from workforce.contracts.kinds import Answer, Party
from workforce.contracts.questions.asking import (
    PATIENCE,
    Asked,
    Standing,
    after_asking,
    next_look,
    questions,
)
from workforce.contracts.questions.kinds import QuestionKind

END = date(2027, 6, 30)
ADVISER, EMPLOYER, COORDINATOR = Party.ADVISER, Party.EMPLOYER, Party.COORDINATOR
CHECK, RENEWAL, AFTER = QuestionKind.DATE_CHECK, QuestionKind.RENEWAL_INTENT, QuestionKind.AFTER_END
EVERYBODY = frozenset(Party)
NOTICE = date(2027, 4, 30)


def standing(**values) -> Standing:
    values = {
        "contract_id": 1, "start": date(2025, 7, 1), "end": END, "last_day": END, "followed": False, "engaged": False,
        "recorded_on": date(2025, 7, 1), "reachable": EVERYBODY, "notice_on": NOTICE,
    } | values  # fmt: skip
    return Standing(**values)


def ended(last_day=date(2026, 9, 30), **values) -> Standing:
    return standing(end=last_day, last_day=last_day, notice_on=None, **values)


def before(days: int) -> date:
    return END - timedelta(days=days)


def asked(kind, audience, on, step, end=END) -> Asked:
    return Asked(kind, audience, end, step, on)


def to_whom(one: Standing, today: date, kind=CHECK) -> list[tuple[Party, int]]:
    return [(ask.audience, ask.step) for ask in questions(one, today) if ask.kind is kind]


@pytest.mark.parametrize(
    ("today", "changes", "expected"),
    [
        (before(301), {}, []),
        (before(300), {}, [(ADVISER, 300)]),
        (before(200), {}, [(ADVISER, 300)]),
        (before(135), {}, [(ADVISER, 135)]),  # Of two checks passed, the tightest only.
        (before(0), {}, [(ADVISER, 135)]),
        (END + timedelta(days=1), {}, []),
        (before(300), {"confirmed_on": before(360)}, []),  # A word still fresh when the check comes.
        (before(300), {"confirmed_on": before(361)}, [(ADVISER, 300)]),
        (before(200), {"confirmed_on": before(210)}, []),
        (before(135), {"confirmed_on": before(210)}, [(ADVISER, 135)]),  # Fresh for the first check, not for the second.
        (before(300), {"followed": True}, []),
        (before(300), {"last_day": before(250)}, []),  # Broken: its end is known.
        (before(300), {"end": None, "last_day": None}, []),
        (before(135), {"start": before(100)}, []),  # Shorter than the check itself.
        (before(300), {"reachable": frozenset({EMPLOYER})}, [(EMPLOYER, 300)]),
        (before(300), {"reachable": frozenset()}, []),
    ],
)  # fmt: skip
def test_an_end_is_checked_when_nobody_has_confirmed_it_lately(today, changes, expected):
    assert to_whom(standing(**changes), today) == expected


FIRST = before(300)
SECOND = FIRST + PATIENCE


@pytest.mark.parametrize(
    ("today", "changes", "expected"),
    [
        (SECOND - timedelta(days=1), {}, []),
        (SECOND, {}, [(EMPLOYER, 300)]),
        (SECOND, {"confirmed_on": FIRST}, []),  # Somebody answered.
        (SECOND, {"end": END + timedelta(days=5), "last_day": END + timedelta(days=5)}, [(ADVISER, 300)]),  # It moved.
        (SECOND, {"reachable": frozenset({ADVISER})}, []),  # Nobody else can be asked.
        (SECOND, {"reachable": frozenset({ADVISER, COORDINATOR})}, []),  # 13 September 2026 is a Sunday.
        (SECOND + timedelta(days=1), {"reachable": frozenset({ADVISER, COORDINATOR})}, [(COORDINATOR, 300)]),
    ],
)  # fmt: skip
def test_after_a_silence_the_next_who_can_be_reached_is_asked(today, changes, expected):
    one = standing(asked=(asked(CHECK, ADVISER, FIRST, 300),), **changes)
    assert to_whom(one, today) == expected


def test_each_is_asked_once_adviser_then_employer_then_coordinator():
    one, told, day = standing(), [], FIRST
    while day < before(136):
        asks = questions(one, day)
        told += [(ask.audience, day) for ask in asks if ask.kind is CHECK]
        one, day = after_asking(one, asks, day), day + timedelta(days=1)
    assert [party for party, _ in told] == [ADVISER, EMPLOYER, COORDINATOR]
    assert told[2][1].weekday() == 0


def test_a_coordinator_who_has_just_imported_a_file_is_left_in_peace_for_a_while():
    one = standing(recorded_on=FIRST, reachable=frozenset({COORDINATOR}))
    days = [FIRST + timedelta(days=n) for n in range(30)]
    first = next(day for day in days if to_whom(one, day))
    assert first >= FIRST + PATIENCE
    assert first.weekday() == 0


@pytest.mark.parametrize(
    ("today", "changes", "expected"),
    [
        (NOTICE - timedelta(days=46), {}, []),
        (NOTICE - timedelta(days=45), {}, [(EMPLOYER, 45)]),
        (NOTICE - timedelta(days=14), {}, [(EMPLOYER, 14)]),
        (NOTICE + timedelta(days=3), {}, [(EMPLOYER, 14)]),  # Never asked: late is better than never.
        (NOTICE, {"intent": Answer.RENEW}, []),
        (NOTICE, {"intent": Answer.END}, []),
        (NOTICE, {"followed": True}, []),
        (NOTICE, {"last_day": before(90)}, []),
        (before(105), {"notice_on": None}, [(EMPLOYER, 45)]),  # No legal date: 60 days before the end.
        (before(106), {"notice_on": None}, []),
        (END + timedelta(days=1), {}, []),
    ],
)
def test_an_employer_is_asked_before_the_legal_date(today, changes, expected):
    assert to_whom(standing(**changes), today, RENEWAL) == expected


ONCE = (asked(RENEWAL, EMPLOYER, NOTICE - timedelta(days=45), 45),)
TWICE = (*ONCE, asked(RENEWAL, EMPLOYER, NOTICE - timedelta(days=14), 14))
THRICE = (*TWICE, asked(RENEWAL, COORDINATOR, NOTICE, 0))


@pytest.mark.parametrize(
    ("today", "before_that", "intent", "expected"),
    [
        (NOTICE - timedelta(days=15), ONCE, None, []),
        (NOTICE - timedelta(days=14), ONCE, None, [(EMPLOYER, 14)]),
        (NOTICE - timedelta(days=14), ONCE, Answer.UNKNOWN, [(EMPLOYER, 14)]),
        (NOTICE - timedelta(days=14), ONCE, Answer.MAKE_PERMANENT, []),
        (NOTICE - timedelta(days=1), TWICE, None, []),
        (NOTICE, TWICE, None, [(COORDINATOR, 0)]),
        (NOTICE, TWICE, Answer.UNKNOWN, [(COORDINATOR, 0)]),
        (NOTICE, ONCE, None, [(COORDINATOR, 0)]),  # After an outage: only the tightest.
        (NOTICE + timedelta(days=7), THRICE, None, []),
        (NOTICE + timedelta(days=7), THRICE, Answer.UNKNOWN, [(EMPLOYER, -7)]),
    ],
)
def test_an_undecided_employer_is_asked_again_and_its_silence_is_told(today, before_that, intent, expected):
    assert to_whom(standing(asked=before_that, intent=intent), today, RENEWAL) == expected


def test_an_employer_first_asked_late_has_a_week_before_its_silence_is_told():
    late = NOTICE + timedelta(days=2)
    one = standing(asked=(asked(RENEWAL, EMPLOYER, late, 14),))
    assert to_whom(one, late + timedelta(days=6), RENEWAL) == []
    assert to_whom(one, late + timedelta(days=7), RENEWAL) == [(COORDINATOR, 0)]


def test_without_an_employer_to_write_to_the_coordinator_is_asked_in_time_to_call():
    one = standing(reachable=frozenset({COORDINATOR}))
    days = [NOTICE - timedelta(days=n) for n in range(60, 0, -1)]
    (first, *_) = [day for day in days if to_whom(one, day, RENEWAL)]
    assert (first, first.weekday()) == (date(2027, 3, 22), 0)  # The Monday after 16 March.
    (ask,) = [ask for ask in questions(one, first) if ask.kind is RENEWAL]
    assert "Personne de la structure employeuse n’a de compte : appelez-la." in ask.reasons


LAST = date(2026, 9, 30)


@pytest.mark.parametrize(
    ("days_after", "changes", "expected"),
    [
        (0, {}, []),
        (29, {}, []),
        (30, {}, [(ADVISER, -30)]),
        (179, {}, [(ADVISER, -30)]),
        (180, {}, [(ADVISER, -180)]),  # The tightest only.
        (365, {}, [(ADVISER, -180)]),
        (366, {}, []),
        (30, {"engaged": True}, []),
        (30, {"reachable": frozenset({EMPLOYER, COORDINATOR})}, []),
        (40, {"asked": (asked(AFTER, ADVISER, LAST + timedelta(days=30), -30, LAST),)}, []),
        (180, {"asked": (asked(AFTER, ADVISER, LAST + timedelta(days=30), -30, LAST),)}, [(ADVISER, -180)]),
        (200, {"asked": (asked(AFTER, ADVISER, LAST + timedelta(days=180), -180, LAST),)}, []),
    ],
)
def test_somebody_is_asked_twice_what_became_of_them(days_after, changes, expected):
    assert to_whom(ended(LAST, **changes), LAST + timedelta(days=days_after), AFTER) == expected


def test_somebody_whose_contract_was_broken_is_asked_too():
    one = standing(last_day=LAST)
    assert to_whom(one, LAST + timedelta(days=30), AFTER) == [(ADVISER, -30)]


@pytest.mark.parametrize("reachable", [EVERYBODY, {ADVISER}, {COORDINATOR}, {EMPLOYER, COORDINATOR}, set()])
@pytest.mark.parametrize("intent", [None, Answer.UNKNOWN])
def test_looking_only_on_the_days_announced_asks_the_same_as_looking_every_day(reachable, intent):
    one = standing(reachable=frozenset(reachable), intent=intent)
    daily, announced = played(one, every_day=True), played(one, every_day=False)
    assert announced == daily
    assert bool(daily) == bool(reachable)


def played(one: Standing, *, every_day: bool) -> list[tuple[date, QuestionKind, Party, int]]:
    day, last, found = date(2026, 6, 1), END + timedelta(days=400), []
    while day <= last:
        asks = questions(one, day)
        found += [(day, ask.kind, ask.audience, ask.step) for ask in asks]
        one = after_asking(one, asks, day)
        day = day + timedelta(days=1) if every_day else next_look(one, day) or date.max
    return found


def test_a_question_says_why_it_is_asked():
    (never,) = questions(standing(), FIRST)
    assert never.reasons == ("Personne n’a encore confirmé cette date.",)
    one = standing(confirmed_on=date(2026, 2, 1), asked=(asked(CHECK, ADVISER, FIRST, 300),))
    (again,) = questions(one, SECOND)
    assert again.reasons == (
        "Cette date a été confirmée pour la dernière fois le 1er février 2026.",
        "Le conseiller numérique n’a pas répondu à la question posée le 3 septembre 2026.",
    )


def test_a_contract_with_nothing_to_ask_is_not_looked_at_again():
    assert next_look(replace(standing(), end=None, last_day=None), FIRST) is None
    assert next_look(ended(date(2020, 1, 1)), FIRST) is None
