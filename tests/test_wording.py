from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce import wording

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2027, 4, 14), "14 avril 2027"),
        (date(2027, 5, 1), "1er mai 2027"),
        (date(2026, 8, 31), "31 août 2026"),
    ],
)
def test_a_date_reads_as_one_says_it(day, words):
    assert wording.date_fr(day) == words


def test_a_date_can_leave_out_its_year_or_add_its_weekday():
    assert wording.date_fr(date(2027, 5, 1), year=False) == "1er mai"
    assert wording.date_fr(date(2027, 4, 14), weekday=True) == "mercredi 14 avril 2027"


def test_the_year_is_said_once_beside_another_date_of_the_same_year():
    assert wording.date_beside(date(2027, 2, 14), date(2027, 4, 14)) == "14 février"
    assert wording.date_beside(date(2026, 12, 14), date(2027, 2, 14)) == "14 décembre 2026"


def test_a_month_elides_its_preposition():
    assert wording.of_month_fr(date(2027, 4, 1)) == "d’avril 2027"
    assert wording.of_month_fr(date(2027, 8, 1)) == "d’août 2027"
    assert wording.of_month_fr(date(2027, 10, 1)) == "d’octobre 2027"
    assert wording.of_month_fr(date(2027, 5, 1)) == "de mai 2027"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2027, 5, 1), date(2027, 5, 5), "du 1er au 5 mai 2027"),
        (date(2027, 1, 4), date(2027, 5, 3), "du 4 janvier au 3 mai 2027"),
        (date(2026, 12, 7), date(2027, 4, 2), "du 7 décembre 2026 au 2 avril 2027"),
        (date(2027, 5, 1), date(2027, 5, 1), "le 1er mai 2027"),
    ],
)
def test_a_period_says_month_and_year_once(first, last, words):
    assert wording.dates_fr(first, last) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (143, "dans 143 jours"),
        (2, "dans 2 jours"),
        (1, "demain"),
        (0, "aujourd’hui"),
        (-1, "hier"),
        (-3, "il y a 3 jours"),
        (1200, "dans 1\u202f200 jours"),
    ],
)
def test_days_left_read_as_one_says_them(days, words):
    assert wording.in_days_fr(TODAY + timedelta(days=days), TODAY) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (1850, "1\u202f850\u00a0€"),
        (Decimal("1850.5"), "1\u202f850,50\u00a0€"),
        (0, "0\u00a0€"),
        (-12.3, "-12,30\u00a0€"),
        (1234567, "1\u202f234\u202f567\u00a0€"),
        (999.999, "1\u202f000\u00a0€"),
    ],
)
def test_money_says_cents_only_when_there_are_some(amount, words):
    assert wording.money_fr(amount) == words


def test_french_is_singular_below_two():
    assert wording.count_fr(0, "contrat") == "0 contrat"
    assert wording.count_fr(1.5, "heure") == "1,5 heure"
    assert wording.count_fr(1200, "contrat") == "1\u202f200 contrats"
    assert wording.count_fr(2, "a", "ont") == "2 ont"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1850, "1\u202f850"),
        (3.5, "3,5"),
        (100, "100"),
        (0, "0"),
        (-0.001, "0"),
        (2.005, "2,01"),
        (1200.10, "1\u202f200,1"),
    ],
)
def test_a_number_has_no_useless_zero(number, words):
    assert wording.number_fr(number) == words


def test_hours_carry_their_unit_and_lists_end_with_and():
    assert wording.hours_fr(7) == "7\u00a0h"
    assert wording.list_fr(["a", "b", "c"]) == "a, b et c"
    assert wording.list_fr(["a", "b"], "ou") == "a ou b"
    assert wording.list_fr(["a"]) == "a"
    assert wording.list_fr([]) == ""


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_a_number_read_back_is_the_same_number(number):
    assert int(wording.number_fr(number).replace("\u202f", "")) == number
