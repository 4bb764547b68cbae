"""What is announced before a change is what happens after it: counted, letter by letter and day by day."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import func, select, update

from tests import given
from tests.flows.postman import deliver
from workforce import clock
from workforce.accounts.models import Account
from workforce.alerts.models import Alert, Channel, Delivery
from workforce.contracts import actions as contracts
from workforce.contracts.actions import ContractDraft
from workforce.contracts.consequences import Alerts
from workforce.contracts.kinds import EndMotive
from workforce.contracts.models import Contract, Deadline, Milestone
from workforce.journal import Event
from workforce.rehearsal import rehearse
from workforce.simulation import settle_inside
from workforce.skills import actions as skills

TODAY = date(2026, 11, 23)
ENDS = date(2027, 1, 31)


def prolonged(end):
    return lambda session, contract: contracts.prolong(session, contract.id, end, given.TOLD)


def terminated(day):
    return lambda session, contract: contracts.terminate(session, contract.id, day, EndMotive.RESIGNATION)


def renewed(session, contract):
    draft = ContractDraft(
        employer_id=contract.employer_id, kind="cdd", start_date=date(2027, 2, 1), end_date=date(2027, 7, 31)
    )
    contracts.renew(session, contract.id, draft, given.TOLD)


def joined(session, contract):
    """Sign a part-time contract elsewhere."""
    draft = ContractDraft(
        employer_id=given.employer(session).id, kind="cdd", start_date=date(2026, 12, 1),
        end_date=date(2027, 5, 31), part_time=True,
    )  # fmt: skip
    contracts.sign(session, contract.adviser_id, draft, given.TOLD)


ACTS = {
    "a longer contract": prolonged(date(2027, 6, 30)),
    "a little longer": prolonged(date(2027, 2, 14)),
    "a shorter contract": prolonged(date(2026, 12, 20)),
    "the same end": prolonged(ENDS),
    "an end already past": prolonged(date(2026, 11, 10)),
    "a rupture": terminated(date(2026, 12, 31)),
    "a rupture today": terminated(TODAY),
    "a renewal": renewed,
    "a second contract": joined,
}


# Questions are asked, not announced; what had already passed makes one letter for all that it is about.
ASKED = {"date_check", "renewal_question", "after_end", "questions_coordinator", "deadline_passed_summary"}


@pytest.fixture
def contract(session, moment):
    """A contract whose letter of the 90th day still waits to leave, known to everybody around it."""
    adviser, employer = given.adviser(session), given.employer(session)
    given.account(session, "adviser", adviser_id=adviser.id, seen=True)
    given.account(session, "employer", employer_id=employer.id, seen=True)
    for _ in range(2):
        given.account(session, "coordinator", network_id=adviser.network_id, seen=True)
    made = given.contract(session, adviser, employer, starts=date(2025, 6, 1), ends=ENDS)
    skills.hold(session, adviser.id, "MN-CCP1", date(2025, 12, 1))
    given.training_session(
        session, ccp_codes=["MN-CCP2"], starts_on=date(2027, 1, 11), ends_on=date(2027, 2, 10)
    )
    settle_inside(session)
    return made


def letters_to_come(session, act=lambda: None):
    """Act, let the workers work until the last step, and forget: who was told of which step, when, of which end."""
    told = {}
    with session.begin_nested() as world:
        before = set(session.exec(select(Alert.id).where(Alert.id.in_(sent()))).all())
        act()
        day = TODAY
        while day:
            with clock.frozen(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)):
                settle_inside(session)
                deliver(session)
                fresh = session.exec(
                    select(Alert).where(Alert.id.in_(sent()), Alert.id.not_in([*before, *told]))
                )
                told |= {alert.id: (day, alert) for alert in fresh}
                due_at = session.exec(select(func.min(Contract.due_at))).one()
                day = clock.paris_date(due_at) if due_at else None
        found = {
            (one.account_id, one.kind, one.contract_id, *step(one)): (when, one.occasion)
            for when, one in told.values()
            if one.kind not in ASKED
        }
        world.rollback()
    session.expire_all()
    return found


def step(alert):
    """What an alert tells of, whatever the date: a step before the end, or before a legal deadline."""
    return [alert.subject.get(name) for name in ("milestone", "rule", "days")]


def sent():
    return select(Delivery.alert_id).where(Delivery.state == "sent")


@pytest.mark.thorough
@pytest.mark.parametrize("name", ACTS)
def test_the_letters_announced_are_those_that_leave(session, contract, name):
    announced = rehearse(
        session, contract.adviser_id, lambda rows: ACTS[name](rows, contract)
    ).consequences.alerts
    without = letters_to_come(session)
    following = letters_to_come(session, lambda: ACTS[name](session, contract))
    new = {key for key, told in following.items() if without.get(key) != told}
    at_once = {key for key in new if following[key][0] == TODAY}
    moved = {key for key in new - at_once if key in without}
    assert announced == Alerts(
        cancelled=len([key for key in without if key not in following]),
        rescheduled=len(moved),
        planned=len(new - at_once - moved),
        at_once=len(at_once),
    )


@pytest.mark.parametrize("name", ACTS)
def test_the_deadlines_announced_are_those_that_stand(session, contract, name):
    rehearsed = rehearse(session, contract.adviser_id, lambda rows: ACTS[name](rows, contract))
    before = dates(session)
    ACTS[name](session, contract)
    after = dates(session)
    assert len(rehearsed.consequences.deadlines) == len(
        {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    )


def dates(session):
    rows = session.exec(select(Deadline.contract_id, Deadline.label, Deadline.due_date)).all()
    return {(contract_id, label): day for contract_id, label, day in rows}


@pytest.mark.parametrize("name", ACTS)
def test_a_rehearsal_leaves_nothing_behind(session, contract, name):
    def kept():
        tables = (Contract, Deadline, Milestone, Alert, Delivery, Event)
        return [sorted(map(repr, session.execute(select(*table.__table__.columns)))) for table in tables]

    before = kept()
    rehearse(session, contract.adviser_id, lambda rows: ACTS[name](rows, contract))
    assert kept() == before


def test_a_conflict_with_a_training_that_goes_is_announced(session, contract):
    longer = rehearse(session, contract.adviser_id, lambda rows: ACTS["a longer contract"](rows, contract))
    (words,) = longer.consequences.courses
    assert words.startswith("Formation CCP2 (MN), Organisme n°")
    assert words.endswith(
        "du 11 janvier au 10 février 2027 : elle se terminerait avant la fin du contrat, le conflit disparaît."
    )


def test_what_is_due_anyway_is_not_a_consequence(session, contract):
    with clock.frozen(datetime(2026, 12, 2, 9, tzinfo=UTC)):  # The step of 60 days waits for a worker.
        same = rehearse(session, contract.adviser_id, lambda rows: ACTS["the same end"](rows, contract))
    assert same.consequences.is_nothing
    assert same.consequences.alerts.sentence == "Aucune alerte ne change."


@pytest.mark.parametrize(
    "closed", [{"last_seen_at": None}, {"disabled_at": datetime(2026, 11, 1, tzinfo=UTC)}]
)
def test_nobody_is_counted_whom_no_letter_reaches(session, contract, closed):
    session.execute(update(Account).values(**closed))
    longer = rehearse(session, contract.adviser_id, lambda rows: ACTS["a longer contract"](rows, contract))
    assert longer.consequences.alerts == Alerts()


def test_a_paused_channel_is_not_counted(session, contract):
    session.execute(update(Channel).values(paused_at=clock.now()))
    longer = rehearse(session, contract.adviser_id, lambda rows: ACTS["a longer contract"](rows, contract))
    assert longer.consequences.alerts == Alerts()
