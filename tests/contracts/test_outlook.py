from datetime import date

import pytest

from workforce.contracts.kinds import ContractKind, EndMotive, Party, Sector
from workforce.contracts.outlook import Case, ContractLine, advice_on, headline, outlook

TODAY = date(2026, 11, 23)


def line(number=1, kind=ContractKind.CDD, **values) -> ContractLine:
    return ContractLine(number, 7, "Mairie de Toulon", Sector.PUBLIC, kind, **values)


def test_without_any_contract_nothing_counts():
    assert outlook([], TODAY).case is Case.NONE


def test_a_contract_that_runs_counts_by_its_end():
    found = outlook([line(start=date(2025, 4, 15), end=date(2027, 4, 14))], TODAY)
    assert (found.case, found.last_day) == (Case.RUNNING, date(2027, 4, 14))


def test_a_contract_ends_on_its_last_day_not_before():
    assert outlook([line(start=date(2025, 1, 1), end=TODAY)], TODAY).case is Case.RUNNING


def test_a_signed_renewal_moves_the_end_that_counts():
    former = line(1, start=date(2025, 1, 1), end=date(2026, 12, 31))
    found = outlook([line(2, start=date(2027, 1, 1), end=date(2028, 12, 31)), former], TODAY)
    assert (found.case, found.last_day, found.current) == (Case.RENEWED, date(2028, 12, 31), former)


def test_a_contract_to_come_alone_is_not_a_renewal():
    assert outlook([line(start=date(2027, 1, 1), end=date(2028, 12, 31))], TODAY).case is Case.RUNNING


def test_a_cdi_has_no_end_and_an_unknown_end_is_another_thing():
    assert outlook([line(kind=ContractKind.CDI, start=date(2025, 1, 1))], TODAY).case is Case.OPEN_ENDED
    assert outlook([line(start=date(2025, 1, 1))], TODAY).case is Case.END_UNKNOWN


def test_a_rupture_to_come_brings_the_end_nearer():
    broken = line(
        start=date(2025, 1, 1),
        end=date(2027, 12, 31),
        terminated_on=date(2027, 1, 31),
        motive=EndMotive.RESIGNATION,
    )
    assert (outlook([broken], TODAY).case, outlook([broken], TODAY).last_day) == (
        Case.BROKEN,
        date(2027, 1, 31),
    )


def test_the_last_contract_to_end_is_the_one_that_is_over():
    old, last = (
        line(1, start=date(2022, 1, 1), end=date(2023, 12, 31)),
        line(2, start=date(2024, 1, 1), end=date(2025, 12, 31)),
    )
    assert (outlook([last, old], TODAY).case, outlook([last, old], TODAY).contract) == (Case.ENDED, last)


def test_a_past_rupture_is_told_as_one():
    cut = line(
        start=date(2025, 1, 1),
        end=date(2027, 12, 31),
        terminated_on=date(2026, 1, 31),
        motive=EndMotive.MUTUAL_AGREEMENT,
    )
    assert outlook([cut], TODAY).case is Case.ENDED_EARLY


@pytest.mark.parametrize("case", Case)
def test_every_case_has_a_sentence_for_each_reader(case):
    found = outlook([], TODAY).__class__(case)
    assert "otre" in headline(found)
    assert "d’Awa Diallo" in headline(found, "d’Awa Diallo")


def test_advice_counts_the_former_contracts_of_the_same_employer():
    former = line(1, start=date(2022, 4, 15), end=date(2024, 4, 14))
    now = line(2, start=date(2024, 4, 15), end=date(2026, 12, 31))
    notice = next(one for one in advice_on(now, [now, former]) if "Préavis" in one.label)
    assert "avec les contrats précédents" in " ".join(notice.reasons)


def test_nobody_is_told_steps_towards_an_end_that_is_unknown():
    assert line(start=date(2025, 1, 1)).ladder(Party.ADVISER) == ()
    assert all(step > 0 for step in line(start=date(2025, 1, 1), end=date(2027, 1, 1)).ladder(Party.ADVISER))
