"""Filters as marks: the days and lengths that a filter asks for are those that an offer bears, and no others."""

from datetime import date, timedelta
from types import SimpleNamespace

from hypothesis import given as for_all
from hypothesis import strategies as some

from workforce.offers.search.narrowing import days_marks, marks_for, marks_of
from workforce.territories.departements import region_of

DAYS = some.dates(date(2020, 1, 1), date(2030, 1, 1))
PLAIN = dict.fromkeys(("departement", "family", "remote"), "") | {
    "contract_kind": "CDD", "hours_per_week": None, "part_time": None, "pay_min": None, "closes_on": None,
    "open_to_contract_staff": None, "labels": (), "length_months": None,
}  # fmt: skip


def marks(published=date(2026, 11, 1), **values) -> set[str]:
    return set(marks_of(SimpleNamespace(**PLAIN | values), published, published))


@for_all(first=DAYS, days=some.integers(0, 90), day=some.integers(-30, 120))
def test_a_day_is_within_exactly_where_it_bears_one_of_the_marks(first, days, day):
    last, published = first + timedelta(days=days), first + timedelta(days=day)
    asked = set(days_marks("published", first, last))
    assert bool(asked & marks(published)) == (first <= published <= last)
    assert len(asked) <= 12 + days // 7 + 1


@for_all(months=some.integers(1, 120), least=some.integers(1, 120))
def test_a_contract_is_as_long_exactly_where_it_bears_one_of_the_marks(months, least):
    asked = set(marks_for("months", [str(least)], date(2026, 11, 1)))
    assert bool(asked & marks(length_months=months)) == (months >= least)
    assert len(asked) <= 8


def test_what_has_no_end_is_as_long_as_any_and_what_says_nothing_is_not():
    asked = set(marks_for("months", ["36"], date(2026, 11, 1)))
    assert asked & marks(contract_kind="CDI")
    assert not asked & marks()


def test_part_time_is_read_from_the_hours_else_from_the_words():
    assert "time:part" in marks(hours_per_week=28)
    assert "time:full" in marks(hours_per_week=35, part_time=True)
    assert "time:part" in marks(part_time=True)
    assert not {"time:part", "time:full"} & marks()


def test_a_region_is_its_departements():
    assert "departement:83" in marks_for("region", [str(region_of("83"))], date(2026, 11, 1))
