from datetime import UTC, date, datetime

from sqlmodel import select

from tests import given
from workforce import clock
from workforce.advisers.models import Adviser
from workforce.contracts import actions, desk, intents, watch
from workforce.contracts.models import Contract, Convention, Deadline, Milestone, Post
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


def funded(session, until, *, again=None, ends=date(2027, 8, 31), **values):
    contract = given.contract(session, starts=date(2025, 9, 1), ends=ends, **values)
    post = Post(employer_id=contract.employer_id)
    session.add(post)
    session.flush()
    session.add(Convention(post_id=post.id, kind="initial", end_date=until))
    if again:
        session.add(Convention(post_id=post.id, kind="renewal", end_date=again))
    contract.post_id = post.id
    session.flush()
    return contract


def facts(session, name):
    return session.exec(select(Event.payload).where(Event.name == name).order_by(Event.id)).all()


def test_money_that_stops_before_the_contract_has_steps_of_its_own(session, moment):
    contract = funded(session, date(2027, 5, 31))
    watch_on(session, contract, date(2026, 11, 23))
    assert steps(session, "funding") == []
    session.refresh(contract)
    assert contract.due_at == datetime(2026, 12, 1, 23, tzinfo=UTC)  # 180 days before 31 May.
    watch_on(session, contract, date(2026, 12, 2))
    watch_on(session, contract, date(2026, 12, 3))
    assert steps(session, "funding") == [180]
    (fact,) = facts(session, "FundingEndNeared")
    assert fact == {"contract_id": contract.id, "milestone": 180, "funded_until": "2027-05-31"}


def test_a_permanent_contract_is_told_that_its_money_stops(session, moment):
    contract = funded(session, date(2027, 2, 15), ends=None, kind="cdi")
    watch_on(session, contract, date(2026, 11, 23))
    assert steps(session, "funding") == [90]  # 84 days are left: the step of 180 is moot.


def test_a_post_funded_again_without_its_holder_is_told_once(session, moment):
    contract = funded(session, date(2027, 8, 31), again=date(2030, 8, 31))
    watch_on(session, contract, date(2026, 11, 23))
    watch_on(session, contract, date(2026, 11, 24))
    (fact,) = facts(session, "PostFundedAgain")
    assert fact == {"contract_id": contract.id, "funded_until": "2030-08-31"}


def test_a_legal_date_is_reminded_to_who_must_act(session, moment):
    contract = given.contract(
        session, at=given.employer(session, "private"), starts=date(2025, 6, 1), ends=date(2027, 1, 31)
    )
    watch_on(session, contract, date(2026, 12, 2))  # 60 days before the file is due, on 30 January.
    told = [fact for fact in facts(session, "LegalDateNeared") if fact["rule"] == "ptp-file.private-cdd"]
    assert [(fact["party"], fact["due_date"], fact["days"]) for fact in told] == [
        ("adviser", "2027-01-30", 60)
    ]
    watch_on(session, contract, date(2026, 12, 3))
    assert len(facts(session, "LegalDateNeared")) == 1


def test_dates_that_had_passed_when_they_were_learnt_make_one_word(session, moment):
    contract = given.contract(session, starts=date(2025, 6, 1), ends=date(2026, 11, 10))
    watch_on(session, contract, date(2026, 11, 23))
    assert facts(session, "LegalDatePassed") == [
        {"contract_id": contract.id, "party": "adviser"},
        {"contract_id": contract.id, "party": "employer"},
    ]
    near = {fact["rule"] for fact in facts(session, "LegalDateNeared")}
    assert near == {"france-travail-registration"}  # Still ahead: it is reminded as usual.


def test_a_date_that_stays_keeps_the_day_it_was_learnt(session, moment):
    contract = given.contract(session, starts=date(2025, 6, 1), ends=date(2027, 1, 31))
    with clock.frozen(datetime(2027, 1, 20, 12, tzinfo=UTC)):
        desk.refresh_employer(session, contract.adviser_id, contract.employer_id)
        kept = session.exec(select(Deadline.since)).all()
        assert set(kept) == {date(2026, 11, 23)}
        actions.prolong(session, contract.id, date(2027, 2, 15), given.TOLD)
        moved = session.exec(select(Deadline.since)).all()
    assert set(moved) == {date(2027, 1, 20)}


def test_who_has_signed_elsewhere_is_not_sent_to_the_employment_office(session, moment):
    contract = given.contract(session, starts=date(2025, 6, 1), ends=date(2026, 11, 10))
    who = session.get(Adviser, contract.adviser_id)
    given.contract(session, who, starts=date(2026, 11, 12), ends=date(2028, 11, 11))
    watch_on(session, contract, date(2026, 11, 23))
    assert not [fact for fact in facts(session, "LegalDateNeared") if fact["contract_id"] == contract.id]


def test_an_offered_renewal_opens_the_days_to_answer_it(session, moment):
    contract = given.contract(session, starts=date(2025, 6, 1), ends=date(2027, 1, 31))
    intents.answer_intent(session, contract.id, "renew", None)
    rows = session.exec(select(Deadline).where(Deadline.rule == "adviser-answer.public")).all()
    assert [(row.due_date, row.indicative) for row in rows] == [(date(2026, 12, 1), True)]
    intents.answer_intent(session, contract.id, "end", None)
    assert not session.exec(select(Deadline).where(Deadline.rule == "adviser-answer.public")).all()
