"""The work of asking: taken in batches, as many queries for fifty contracts as for one, each contract once."""

from datetime import date

import pytest
from sqlmodel import func, select

from tests import given
from tests.web.desks import queries
from workforce import clock
from workforce.contracts import actions, intents
from workforce.contracts.actions import Voice
from workforce.contracts.claims import ClaimSource
from workforce.contracts.kinds import Party
from workforce.contracts.questions import inquiring
from workforce.contracts.questions.models import Inquiry, Question
from workforce.contracts.questions.people import accounts_of
from workforce.contracts.questions.standings import standings
from workforce.facts import ContractSigned, RenewalAnswered
from workforce.simulation import settle_inside

END = date(2027, 3, 31)
FILE = Voice(source=ClaimSource.TEAM_FILE, stated_on=date(2026, 1, 5))


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


def asked_of(session, many: int) -> list[int]:
    """Make contracts whose end is to be checked; return their inquiries."""
    for _ in range(many):
        who = given.adviser(session)
        given.account(session, "adviser", adviser_id=who.id, seen=True)
        one = given.contract(session, who, starts=date(2025, 4, 1), ends=END, voice=FILE)
        inquiring.look_again(session, ContractSigned(one.id, who.id))
    return list(session.exec(select(Inquiry.id).where(Inquiry.due_at <= clock.now())))


def test_fifty_contracts_cost_as_many_queries_as_one(session):
    said = []
    for many in (1, 50):
        ids = asked_of(session, many)
        with queries(session) as statements:
            assert inquiring.inquire(session, ids) == many
        said.append(len(statements))
    # Fifty facts are copied in, under numbers taken first: one statement more.
    assert said[1] <= said[0] + 1 <= 13


def test_a_contract_waits_in_one_row_however_often_it_changes(session):
    contract = given.contract(session, ends=END)
    for _ in range(3):
        inquiring.look_again(session, RenewalAnswered(contract.id, contract.adviser_id, "renew"))
    assert session.scalar(select(func.count()).select_from(Inquiry)) == 1


def test_work_that_is_done_twice_asks_once(session):
    ids = asked_of(session, 2)
    inquiring.inquire(session, ids)
    session.execute(Inquiry.__table__.update().values(due_at=clock.now()))
    assert inquiring.inquire(session, ids) == 0
    assert session.scalar(select(func.count()).select_from(Question)) == 2


def test_a_row_that_somebody_else_has_settled_is_left_alone(session):
    ids = asked_of(session, 1)
    session.execute(Inquiry.__table__.update().values(due_at=None))
    assert inquiring.inquire(session, ids) == 0


def test_a_contract_recorded_by_mistake_asks_nothing_and_waits_for_nothing(session):
    ids = asked_of(session, 1)
    contract_id = session.exec(select(Inquiry.contract_id)).one()
    session.get(actions.Contract, contract_id).cancelled_at = clock.now()
    session.flush()
    assert inquiring.inquire(session, ids) == 0
    assert session.exec(select(Inquiry.due_at), execution_options={"populate_existing": True}).all() == [None]


def test_a_file_is_not_a_person_who_confirms(session):
    contract = given.contract(session, ends=END, voice=FILE)
    assert standings(session, [contract.id])[0].confirmed_on is None
    actions.claim(
        session, contract, "end_date", date(2026, 12, 31), given.TOLD
    )  # Another date than the one kept.
    assert standings(session, [contract.id])[0].confirmed_on is None
    actions.claim(session, contract, "end_date", END, given.TOLD)
    assert standings(session, [contract.id])[0].confirmed_on == given.TOLD.stated_on


def test_an_intention_about_a_former_end_is_not_one_about_the_present_end(session):
    contract = given.contract(session, starts=date(2025, 4, 1), ends=END)
    intents.answer_intent(session, contract.id, "renew", None)
    assert standings(session, [contract.id])[0].intent == "renew"
    actions.prolong(session, contract.id, date(2027, 9, 30), given.TOLD)
    assert standings(session, [contract.id])[0].intent is None
    intents.answer_intent(
        session, contract.id, "renew", None
    )  # The same word, about another end: it is kept.
    assert standings(session, [contract.id])[0].intent == "renew"


def test_only_people_who_have_come_in_and_are_still_of_the_contract_are_asked(session):
    network = given.network(session)
    who = given.adviser(session, network.id, departement="83")
    contract = given.contract(session, who)
    bounds = {"network_id": network.id}
    asked = {
        Party.ADVISER: {given.account(session, "adviser", adviser_id=who.id, seen=True).id},
        Party.EMPLOYER: {given.account(session, "employer", employer_id=contract.employer_id, seen=True).id},
        Party.COORDINATOR: {
            given.account(session, "coordinator", **bounds, seen=True).id,
            given.account(session, "coordinator", **bounds, departement="83", seen=True).id,
        },
    }
    given.account(session, "coordinator", **bounds, departement="06", seen=True)
    given.account(session, "coordinator", network_id=given.network(session, "Ailleurs").id, seen=True)
    given.account(session, "employer", employer_id=contract.employer_id)  # Invited, never came.
    given.account(session, "employer", employer_id=contract.employer_id, seen=True).disabled_at = clock.now()
    session.flush()
    assert accounts_of(session, [contract.id])[contract.id] == asked


def test_settling_everything_comes_to_rest(session):
    asked_of(session, 3)
    settle_inside(session)
    assert settle_inside(session) == 0
