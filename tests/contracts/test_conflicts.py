from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from tests import given
from workforce.contracts.claims import ClaimSource
from workforce.contracts.conflicts import conflicting_contracts, conflicts_of
from workforce.contracts.models import DateClaim

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
VALUES = (date(2026, 8, 31), date(2026, 12, 31), None)


def said(session, contract, value, source, day=1, recorded=1):
    session.merge(
        DateClaim(
            contract_id=contract.id,
            field="end_date",
            value=value,
            source=source,
            stated_on=date(2026, 10, day),
            recorded_at=NOON + timedelta(hours=recorded),
        )
    )


def found(session):
    session.flush()
    return set(session.scalars(conflicting_contracts()))


@pytest.fixture
def contract(session):
    return given.contract(session, ends=date(2026, 8, 31))


def test_two_sources_that_differ_are_a_conflict(session, contract):
    assert found(session) == set()
    said(session, contract, date(2026, 12, 31), ClaimSource.EMPLOYER)
    assert found(session) == {contract.id}


def test_a_choice_closes_the_question_until_somebody_says_otherwise(session, contract):
    said(session, contract, date(2026, 12, 31), ClaimSource.EMPLOYER)
    said(session, contract, date(2026, 8, 31), ClaimSource.SETTLED, recorded=24 * 365)
    assert found(session) == set()
    said(session, contract, date(2027, 1, 31), ClaimSource.TEAM_FILE, day=2, recorded=24 * 366)
    assert found(session) == {contract.id}


def test_the_query_says_what_settle_says_whatever_was_said(session):
    chance = Random(7)
    contracts = [given.contract(session, ends=date(2026, 8, 31)) for _ in range(60)]
    for contract in contracts:
        words = {
            (chance.choice(VALUES), chance.choice(list(ClaimSource))) for _ in range(chance.randint(0, 4))
        }
        for value, source in words - {(date(2026, 8, 31), ClaimSource.COORDINATOR)}:
            said(session, contract, value, source, chance.randint(1, 28), chance.randint(1, 500))
    by_query = found(session)
    by_rule = set(conflicts_of(session, [contract.id for contract in contracts]))
    assert by_query == by_rule
    assert 0 < len(by_rule) < len(contracts)
