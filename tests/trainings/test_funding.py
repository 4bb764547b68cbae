from datetime import date, timedelta

import pytest
from training_builders import TODAY, contract, learner, session

from workforce.trainings.funding import (
    fund,
    leave_notice,
    months_later,
    ptp_file_before,
    rules,
    vae_route,
)

SPRING = session(starts=date(2027, 3, 1), ends=date(2027, 6, 30))
SUMMER_END = date(2027, 8, 31)


def codes(contract=None, session=SPRING, months=30):
    return [route.code for route in fund(session, learner(contract=contract, months=months), TODAY).routes]


@pytest.mark.parametrize(
    ("employed", "expected"),
    [
        (contract("CDD"), ["cpf_private", "opco", "ptp"]),
        (contract("CDI", None), ["cpf_private", "opco", "ptp"]),
        (contract("PEC"), ["cpf_private", "opco"]),
        (contract("CDD", public=True), ["cpf_public", "public_training"]),
        (contract("CDI", None, public=True), ["cpf_public", "public_training"]),
        (contract("CDP", public=True), ["cpf_public", "public_training"]),
        (contract("tenured", None, public=True), ["cpf_public", "public_training"]),
        (contract("PEC", public=True), ["cpf_subsidised", "public_training"]),
        (contract("CDD", date(2027, 2, 28), public=True), ["cpf_job_seeker", "job_seeker"]),
        (contract("CDD", date(2027, 2, 28)), ["cpf_job_seeker", "job_seeker", "ptp"]),
        (None, ["cpf_job_seeker", "job_seeker"]),
    ],
)
def test_the_routes_are_those_of_the_persons_real_status(employed, expected):
    assert codes(employed) == expected


def test_the_scheme_pays_for_people_in_post_at_the_start_only():
    paid = session(starts=date(2026, 12, 14), is_paid_by_scheme=True)
    assert "scheme" in codes(contract(), paid)
    assert "scheme" not in codes(contract(ends=date(2026, 12, 13)), paid)
    assert "scheme" not in codes(contract(starts=date(2027, 1, 1)), paid)


def test_the_scheme_is_indicative_from_2027():
    paid = session(starts=date(2027, 1, 4), is_paid_by_scheme=True)
    route = fund(paid, learner(contract=contract()), TODAY).routes[0]
    assert (route.code, route.is_indicative) == ("scheme_after_2026", True)


def test_what_is_not_a_confirmed_right_says_so_and_everything_has_its_source():
    for route in rules().routes.values():
        assert route.source
        assert ("Indicatif, à vérifier auprès de" in route.sentence) is route.is_indicative
    assert {code for code, route in rules().routes.items() if route.is_indicative} >= {
        "opco",
        "public_training",
        "job_seeker",
    }
    assert rules().checked_on == date(2026, 11, 1)


def test_the_sentences_carry_the_figures_of_the_rules():
    assert "environ 103\u00a0€ en 2026" in rules().routes["cpf_private"].sentence
    assert "150 h au plus" in rules().routes["cpf_public"].sentence
    assert vae_route().label == "VAE"


def test_a_leave_is_asked_for_60_days_ahead_or_120_for_a_long_full_time_training():
    long_days = {"starts": date(2027, 3, 1), "ends": date(2027, 9, 1)}
    assert leave_notice(session(**long_days, hours_per_week=35)) == timedelta(days=120)
    assert leave_notice(session(**long_days, hours_per_week=None)) == timedelta(days=120)
    assert leave_notice(session(**long_days, hours_per_week=7)) == timedelta(days=60)
    assert leave_notice(
        session(starts=date(2027, 3, 1), ends=date(2027, 8, 31), hours_per_week=35)
    ) == timedelta(days=60)


def test_a_file_goes_out_before_the_contract_ends():
    after = session(starts=date(2027, 10, 1), ends=date(2027, 12, 1))
    assert ptp_file_before(after, contract(ends=SUMMER_END)) == date(2027, 8, 30)
    assert ptp_file_before(SPRING, contract(ends=SUMMER_END)) == date(2026, 12, 31)
    assert ptp_file_before(SPRING, contract("CDI", None)) == date(2026, 12, 31)
    assert ptp_file_before(SPRING, contract(ends=SPRING.starts_on)) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("today", "is_open"), [(date(2026, 12, 31), True), (date(2027, 1, 1), False), (date(2027, 2, 1), False)]
)
def test_a_ptp_is_shut_the_day_after_its_last_day(today, is_open):
    decision = fund(SPRING, learner(contract=contract(ends=SUMMER_END)), today)
    assert any(route.code == "ptp" for route in decision.routes) is is_open
    assert bool(decision.remarks) is not is_open


@pytest.mark.parametrize(("starts", "is_open"), [(date(2027, 5, 28), True), (date(2027, 5, 29), False)])
def test_a_ptp_starts_at_most_six_months_after_the_contract(starts, is_open):
    late = session(starts=starts, ends=date(2027, 9, 30))
    assert ("ptp" in codes(contract(ends=date(2026, 11, 28)), late)) is is_open


@pytest.mark.parametrize(("months", "is_open"), [(23, False), (24, True), (None, True)])
def test_a_ptp_asks_for_24_months_of_salary(months, is_open):
    assert ("ptp" in codes(contract(), months=months)) is is_open


def test_a_contract_already_ended_opens_no_ptp():
    assert "ptp" not in codes(contract(ends=TODAY))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 6, 30), 6, date(2027, 12, 30)),
        (date(2027, 11, 15), 1, date(2027, 12, 15)),
        (date(2027, 12, 15), 12, date(2028, 12, 15)),
    ],
)
def test_months_later_stays_in_the_month(day, months, expected):
    assert months_later(day, months) == expected
