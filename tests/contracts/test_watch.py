from datetime import UTC, date, datetime

from sqlmodel import select

from tests import given
from workforce import clock
from workforce.contracts import actions, watch
from workforce.contracts.models import Contract, Deadline, Milestone
from workforce.journal import Event


def steps(session, audience="adviser"):
    return session.exec(
        select(Milestone.days).where(Milestone.audience == audience).order_by(Milestone.id)
    ).all()


def watch_on(session, contract, day):
    with clock.frozen(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)):
        return watch.watch(session, [contract.id])


def test_only_the_tightest_step_passed_is_reached(session, moment):
    contract = given.contract(session, starts=date(2025, 6, 1), ends=date(2027, 1, 31))
    watch_on(session, contract, date(2026, 11, 23))
    assert steps(session) == [90]


def test_a_step_is_reached_once_and_the_next_one_on_its_day(session, moment):
    contract = given.contract(session, starts=date(2025, 6, 1), ends=date(2027, 1, 31))
    watch_on(session, contract, date(2026, 11, 23))
    session.refresh(contract)
    assert contract.due_at == datetime(2026, 12, 1, 23, tzinfo=UTC)  # Midnight in Paris, 60 days before.
    assert watch_on(session, contract, date(2026, 11, 24)) == 0
    watch_on(session, contract, date(2026, 12, 2))
    assert steps(session) == [90, 60]


def test_moving_the_end_opens_the_ladder_again(session, moment):
    contract = given.contract(session, starts=date(2025, 6, 1), ends=date(2027, 1, 31))
    watch_on(session, contract, date(2026, 11, 23))
    actions.prolong(session, contract.id, date(2027, 2, 15), given.TOLD)
    watch_on(session, contract, date(2026, 11, 23))
    assert steps(session) == [90, 90]


def test_a_contract_that_is_followed_by_another_is_not_ending(session, moment):
    contract = given.contract(session, starts=date(2025, 6, 1), ends=date(2027, 1, 31))
    draft = actions.ContractDraft(
        employer_id=contract.employer_id, kind="cdd", start_date=date(2027, 2, 1), length_months=36
    )
    following = actions.renew(session, contract.id, draft, given.TOLD)
    assert watch_on(session, contract, date(2026, 12, 20)) == 0
    assert (following.renews_id, following.end_date) == (contract.id, date(2030, 1, 31))


def test_the_watch_records_what_it_reached_as_facts(session, moment):
    contract = given.contract(session, starts=date(2025, 6, 1), ends=date(2027, 1, 31))
    watch_on(session, contract, date(2026, 11, 23))
    payloads = session.exec(select(Event.payload).where(Event.name == "DeadlineReached")).all()
    assert {
        "contract_id": contract.id,
        "audience": "adviser",
        "milestone": 90,
        "end": "2027-01-31",
    } in payloads


def test_the_deadlines_follow_the_end_of_the_contract(session, moment):
    contract = given.contract(session, starts=date(2025, 6, 1), ends=date(2027, 1, 31))
    before = session.exec(select(Deadline.due_date).where(Deadline.party == "employer")).all()
    actions.prolong(session, contract.id, date(2027, 5, 31), given.TOLD)
    after = session.exec(select(Deadline.due_date).where(Deadline.party == "employer")).all()
    assert date(2026, 12, 31) in before  # One month before 31 January, 20 months of contract.
    assert date(2027, 3, 31) in after  # Two months before 31 May: two years are reached.


def test_an_unknown_end_waits_for_nothing(session, moment):
    contract = given.contract(session, starts=date(2025, 6, 1), ends=None)
    watch_on(session, contract, date(2026, 11, 23))
    assert session.get(Contract, contract.id, populate_existing=True).due_at is None
    assert steps(session) == []
