from datetime import date

import pytest

from workforce.contracts.impossible import ContractDates, impossible_dates
from workforce.contracts.kinds import ContractKind, Sector

START, END = date(2025, 3, 1), date(2026, 8, 31)


@pytest.mark.parametrize(
    ("contract", "field", "words"),
    [
        (ContractDates(END, START), "end_date", "La fin (1er mars 2025) précède le début"),
        (ContractDates(date(2020, 1, 1), date(2030, 1, 1)), "end_date", "plus de dix ans"),
        (ContractDates(START, END, date(2025, 2, 28)), "termination_date", "précéder le début"),
        (ContractDates(START, END, date(2026, 9, 1)), "termination_date", "suivre la fin"),
        (ContractDates(START, END, kind=ContractKind.CDI), "end_date", "n’a pas de date de fin"),
        (ContractDates(START, END, kind=ContractKind.CDP, sector=Sector.PRIVATE), "kind", "employeur public"),
        (ContractDates(date(202, 3, 1)), "start_date", "L’année 202"),
        (ContractDates(None, date(2206, 8, 31)), "end_date", "L’année 2206"),
    ],
)
def test_dates_that_cannot_be_are_refused_beside_their_field(contract, field, words):
    (refusal,) = impossible_dates(contract)
    assert refusal.field == field
    assert words in refusal.sentence


@pytest.mark.parametrize(
    "contract",
    [
        ContractDates(START, END),
        ContractDates(START, START),
        ContractDates(None, None),
        ContractDates(None, END),
        ContractDates(START, END, START),
        ContractDates(START, END, END),
        ContractDates(date(2020, 1, 1), date(2029, 12, 31)),
        ContractDates(START, kind=ContractKind.CDI),
        ContractDates(START, END, kind=ContractKind.CDP, sector=Sector.PUBLIC),
    ],
)
def test_dates_that_can_be_are_accepted(contract):
    assert impossible_dates(contract) == ()


@pytest.mark.parametrize(
    ("other", "clashes"),
    [
        (ContractDates(date(2024, 1, 1), date(2025, 3, 1)), True),
        (ContractDates(date(2024, 1, 1), date(2025, 2, 28)), False),
        (ContractDates(date(2024, 1, 1), date(2025, 12, 31), terminated_on=date(2025, 2, 28)), False),
        (ContractDates(END, date(2027, 8, 31)), True),
        (ContractDates(date(2026, 9, 1), date(2027, 8, 31)), False),
        (ContractDates(date(2024, 1, 1), kind=ContractKind.CDI), True),
        (ContractDates(date(2024, 1, 1), kind=ContractKind.CDD), False),
        (ContractDates(date(2025, 6, 1), kind=ContractKind.CDD), True),
        (ContractDates(None, END), False),
        (ContractDates(date(2025, 6, 1), END, full_time=False), False),
    ],
)
def test_two_full_time_contracts_never_share_a_day(other, clashes):
    refusals = impossible_dates(ContractDates(START, END), [other])
    assert [refusal.field for refusal in refusals] == (["start_date"] if clashes else [])


def test_an_overlap_names_the_other_contract():
    (refusal,) = impossible_dates(
        ContractDates(START, END), [ContractDates(date(2024, 1, 1), date(2025, 12, 31))]
    )
    assert "du 1er janvier 2024 au 31 décembre 2025" in refusal.sentence
