"""The events that calendars show follow the deadlines: named for what they are about, moved, cancelled, back again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from tests import given
from workforce import clock
from workforce.calendars import keeping
from workforce.calendars.models import CalendarEvent
from workforce.contracts import actions as contracts
from workforce.contracts.kinds import ContractKind, EndMotive
from workforce.contracts.models import Post
from workforce.contracts.rules import shipped_rules
from workforce.simulation import settle_inside

NEXT_YEAR = date(2027, 11, 30)


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture
def contract(session):
    made = given.contract(session, starts=date(2025, 6, 1), ends=date(2027, 5, 31))
    settle_inside(session)
    return made


def event(session, contract, family="employer-word") -> CalendarEvent:
    session.expire_all()
    return session.exec(
        select(CalendarEvent).where(CalendarEvent.uid == f"contract-{contract.id}-{family}")
    ).one()


def later(session, act, days=1) -> None:
    """Let some time pass, act, and let what follows be done."""
    with clock.frozen(clock.now() + timedelta(days=days)):
        act()
        settle_inside(session)


def test_a_signed_contract_has_an_event_for_each_family_of_deadlines_and_for_its_end(session, contract):
    found = session.exec(select(CalendarEvent.family).where(CalendarEvent.contract_id == contract.id)).all()
    assert sorted(found) == [
        "contract-end", "employer-word", "end-documents", "france-travail-registration", "tools-export",
    ]  # fmt: skip
    assert (event(session, contract).due_date, event(session, contract).sequence) == (date(2027, 3, 31), 0)


def test_the_family_of_a_rule_is_what_its_code_begins_with():
    assert [rule.code for rule in shipped_rules() if rule.code.split(".")[0] != rule.family] == []


def test_moving_the_end_moves_the_event_and_raises_its_sequence(session, contract):
    former = event(session, contract)
    uid, changed_at = former.uid, former.changed_at
    later(session, lambda: contracts.prolong(session, contract.id, NEXT_YEAR, given.TOLD))
    moved = event(session, contract)
    assert (moved.uid, moved.due_date, moved.sequence) == (uid, date(2027, 9, 30), 1)
    assert moved.changed_at > changed_at
    assert moved.made_at == changed_at


def test_what_does_not_change_is_not_written_again(session, contract):
    former = event(session, contract).changed_at
    with clock.frozen(clock.now() + timedelta(days=3)):
        assert keeping.keep(session, [contract.adviser_id]) == 0
        keeping.keep_all(session)
    assert (event(session, contract).changed_at, event(session, contract).sequence) == (former, 0)


def test_a_rupture_cancels_what_it_makes_moot(session, contract):
    later(
        session, lambda: contracts.terminate(session, contract.id, date(2027, 2, 28), EndMotive.RESIGNATION)
    )
    assert event(session, contract).cancelled_at
    assert event(session, contract).sequence == 1
    end = event(session, contract, "contract-end")
    assert (end.due_date, end.sequence, end.cancelled_at) == (date(2027, 2, 28), 1, None)


def test_a_renewal_cancels_the_end_that_is_none_any_more(session, contract):
    draft = contracts.ContractDraft(
        employer_id=contract.employer_id,
        kind=ContractKind.CDD,
        start_date=date(2027, 6, 1),
        end_date=date(2028, 5, 31),
    )
    later(session, lambda: contracts.renew(session, contract.id, draft, given.TOLD))
    assert event(session, contract, "contract-end").cancelled_at
    assert event(session, contract).cancelled_at


def test_an_event_that_holds_again_keeps_its_name(session, contract):
    contract.cancelled_at = clock.now()
    session.flush()
    keeping.keep_all(session)
    assert (event(session, contract).sequence, event(session, contract).cancelled_at is None) == (1, False)
    contract.cancelled_at = None
    session.flush()
    keeping.keep_all(session)
    assert (event(session, contract).sequence, event(session, contract).cancelled_at) == (2, None)


def test_another_rule_of_the_same_family_renames_the_event_without_raising_its_sequence(session, contract):
    row = event(session, contract)
    row.label = "Un ancien libellé"
    session.flush()
    later(session, lambda: keeping.keep_all(session))
    assert event(session, contract).label == "Réponse de l’employeur sur le renouvellement"
    assert event(session, contract).sequence == 0
    assert event(session, contract).changed_at == datetime(2026, 11, 24, 8, tzinfo=UTC)


def test_bringing_one_adviser_up_to_date_leaves_the_others_alone(session, contract):
    other = given.contract(session, ends=date(2027, 1, 31))
    settle_inside(session)
    other.cancelled_at = clock.now()
    session.flush()
    keeping.keep(session, [contract.adviser_id])
    assert event(session, other).cancelled_at is None


def test_a_post_that_stands_empty_is_to_fill_within_six_months_of_the_departure(session):
    employer = given.employer(session)
    post = Post(employer_id=employer.id, state="vacant", vacated_date=date(2026, 8, 31))
    session.add(post)
    session.flush()
    given.contract(session, at=employer, ends=date(2026, 8, 31), post_id=post.id)
    keeping.keep_all(session)
    found = session.exec(select(CalendarEvent).where(CalendarEvent.post_id == post.id)).one()
    assert (found.uid, found.due_date, found.cancelled_at) == (
        f"post-{post.id}-refill", date(2027, 2, 28), None,
    )  # fmt: skip
    post.state = "occupied"
    session.flush()
    keeping.keep_all(session)
    session.expire_all()
    assert found.cancelled_at
