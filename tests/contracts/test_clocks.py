from datetime import date

import pytest

from workforce.contracts.clocks import ClockCase, Clocks, compare_clocks

JUNE, AUGUST, DECEMBER = date(2026, 6, 30), date(2026, 8, 31), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("clocks", "case", "first", "days"),
    [
        (Clocks(JUNE, AUGUST), ClockCase.CONTRACT_FIRST, JUNE, 62),
        (Clocks(AUGUST, JUNE), ClockCase.CONVENTION_FIRST, JUNE, 62),
        (Clocks(AUGUST, AUGUST), ClockCase.BOTH, AUGUST, 0),
        (Clocks(JUNE, JUNE, convention_renewed_until=DECEMBER), ClockCase.POST_RENEWED, JUNE, 184),
        (Clocks(DECEMBER, JUNE, convention_renewed_until=DECEMBER), ClockCase.BOTH, DECEMBER, 0),
        (
            Clocks(JUNE, JUNE, contract_followed=True, convention_renewed_until=DECEMBER),
            ClockCase.CONTRACT_FIRST,
            JUNE,
            184,
        ),
        (Clocks(DECEMBER, JUNE, convention_renewed_until=AUGUST), ClockCase.CONVENTION_FIRST, AUGUST, 122),
    ],
)
def test_the_clock_that_stops_first_names_the_case(clocks, case, first, days):
    decision = compare_clocks(clocks)
    assert (decision.case, decision.first_date, decision.days_between) == (case, first, days)


@pytest.mark.parametrize("clocks", [Clocks(None, AUGUST), Clocks(AUGUST, None), Clocks(None, None)])
def test_nothing_is_said_while_a_date_is_unknown(clocks):
    assert compare_clocks(clocks) is None


def test_money_that_stops_under_a_cdi_leaves_the_contract_running():
    decision = compare_clocks(Clocks(None, AUGUST, open_ended=True))
    assert decision.case is ClockCase.CONVENTION_FIRST
    assert "31 août 2026" in decision.sentence
    assert "continue" in decision.sentence


def test_a_sentence_says_both_dates_and_the_days_between():
    sentence = compare_clocks(Clocks(JUNE, AUGUST)).sentence
    assert "30 juin 2026, 62 jours avant" in sentence
    assert "31 août 2026" in sentence


def test_a_renewed_post_without_its_person_says_that_nothing_is_signed():
    sentence = compare_clocks(Clocks(JUNE, JUNE, convention_renewed_until=DECEMBER)).sentence
    assert "31 décembre 2026" in sentence
    assert "aucun renouvellement n’est signé" in sentence
