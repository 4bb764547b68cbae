"""Undoing gives back exactly what was, as long as nothing depends on it, and tells nobody twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from alembic import command
from sqlmodel import select, text

from tests import given
from tests.conftest import connected
from tests.flows.postman import deliver
from workforce import clock, installing
from workforce.alerts.models import Alert, Delivery
from workforce.contracts import actions, intents, undoing
from workforce.contracts.actions import ContractDraft, Voice
from workforce.contracts.claims import ClaimSource
from workforce.contracts.conflicts import conflicting_contracts
from workforce.contracts.kinds import EndMotive
from workforce.contracts.models import Contract, ContractChange, DateClaim, Deadline
from workforce.database import transaction
from workforce.journal import Event
from workforce.refusals import Refused
from workforce.simulation import settle_inside

ENDS = date(2027, 1, 31)
SETTLED = Voice(source=ClaimSource.SETTLED, stated_on=date(2026, 11, 23))
FILE = Voice(source=ClaimSource.TEAM_FILE, stated_on=date(2026, 11, 10))


@pytest.fixture
def contract(session, moment):
    adviser = given.adviser(session)
    given.account(session, "adviser", adviser_id=adviser.id, seen=True)
    return given.contract(session, adviser, starts=date(2025, 6, 1), ends=ENDS)


def next_of(contract, **values):
    values = {"start_date": date(2027, 2, 1), "end_date": date(2027, 7, 31), "kind": "cdd"} | values
    return ContractDraft(employer_id=contract.employer_id, **values)


def prolong(session, contract):
    actions.prolong(session, contract.id, date(2027, 6, 30), given.TOLD)


def confirm(session, contract):
    actions.prolong(
        session, contract.id, ENDS, Voice(source=ClaimSource.ADVISER, stated_on=date(2026, 11, 23))
    )


def settle(session, contract):
    actions.prolong(session, contract.id, date(2027, 3, 31), SETTLED)


def terminate(session, contract):
    actions.terminate(session, contract.id, date(2026, 12, 31), EndMotive.RESIGNATION)


def renew(session, contract):
    actions.renew(session, contract.id, next_of(contract), given.TOLD)


ACTS = [prolong, confirm, settle, terminate, renew]


def last_change(session):
    return session.exec(select(ContractChange.id).order_by(ContractChange.id.desc())).first()


def undo(session, change_id=None):
    undoing.undo(session, change_id or last_change(session), None)


def kept(session, contract):
    """Return everything that is true of this person's contracts."""
    session.flush()
    session.expire_all()
    rows = session.exec(
        select(Contract).where(Contract.adviser_id == contract.adviser_id, Contract.cancelled_at.is_(None))
    ).all()
    ids = [row.id for row in rows]
    words = (DateClaim.contract_id, DateClaim.field, DateClaim.value, DateClaim.source, DateClaim.stated_on)
    due = (Deadline.contract_id, Deadline.rule, Deadline.due_date, Deadline.window_start, Deadline.window_end)
    standing = DateClaim.withdrawn_at.is_(None)
    return (
        [row.model_dump(exclude={"due_at", "leased_until"}) for row in rows],
        sorted(map(repr, session.exec(select(*words).where(DateClaim.contract_id.in_(ids), standing)))),
        sorted(map(repr, session.exec(select(*due)))),
        set(session.scalars(conflicting_contracts())),
    )


@pytest.mark.parametrize("act", ACTS)
def test_undoing_gives_back_what_was(session, contract, act):
    actions.claim(
        session, contract, "end_date", date(2027, 3, 31), FILE
    )  # Sources disagree: that comes back too.
    before = kept(session, contract)
    act(session, contract)
    changed = kept(session, contract)
    undo(session)
    assert changed != before
    assert kept(session, contract) == before


def test_an_undone_contract_is_no_more(session, contract):
    undo(session)
    assert kept(session, contract)[0] == []
    assert session.get(Contract, contract.id).cancelled_at


def test_what_was_said_and_taken_back_stays_as_history(session, contract):
    prolong(session, contract)
    undo(session)
    word = session.exec(select(DateClaim).where(DateClaim.value == date(2027, 6, 30))).one()
    assert word.withdrawn_at == clock.now()
    assert actions.settlement(session, contract.id, "end_date").retained.value == ENDS


def test_what_was_taken_back_may_be_said_again(session, contract):
    prolong(session, contract)
    undo(session)
    prolong(session, contract)
    word = session.exec(select(DateClaim).where(DateClaim.value == date(2027, 6, 30))).one()
    assert word.withdrawn_at is None
    undo(session)
    session.refresh(word)
    assert word.withdrawn_at == clock.now()


def test_undoing_is_a_fact_of_the_journal_and_says_who(session, contract):
    prolong(session, contract)
    bruno = given.account(session, "coordinator", network_id=given.network(session).id)
    undoing.undo(session, last_change(session), bruno.id)
    change = session.get(ContractChange, last_change(session))
    assert (change.undone_by, change.undone_at) == (bruno.id, clock.now())
    payload = session.exec(select(Event.payload).where(Event.name == "ContractChangeUndone")).one()
    assert payload == {
        "change_id": change.id, "contract_id": contract.id, "adviser_id": contract.adviser_id, "act": "prolonged",
    }  # fmt: skip


def sent(session):
    return session.exec(
        select(Alert.occasion).join(Delivery, Delivery.alert_id == Alert.id).where(Delivery.state == "sent")
    ).all()


@pytest.mark.parametrize("act", [prolong, terminate, renew])
def test_a_letter_that_had_left_does_not_leave_again(session, contract, act):
    settle_inside(session)
    deliver(session)
    before = sent(session)
    act(session, contract)
    settle_inside(session)
    deliver(session)
    undo(session)
    settle_inside(session)
    deliver(session)
    again = [occasion for occasion in sent(session) if f":{ENDS}:" in occasion]
    assert before == again == [f"contract:{contract.id}:{ENDS}:adviser:90"]


@pytest.mark.parametrize("act", [prolong, terminate, renew])
def test_a_letter_that_a_mistake_held_back_leaves_after_all(session, contract, act):
    settle_inside(session)
    act(session, contract)
    settle_inside(session)
    deliver(session)
    assert f"contract:{contract.id}:{ENDS}:adviser:90" not in sent(session)
    undo(session)
    settle_inside(session)
    deliver(session)
    assert f"contract:{contract.id}:{ENDS}:adviser:90" in sent(session)


def test_after_a_renewal_is_undone_the_ladder_of_the_former_contract_goes_on(session, contract):
    settle_inside(session)
    with clock.frozen(datetime(2026, 11, 30, 9, tzinfo=UTC)):
        renew(session, contract)
    with clock.frozen(datetime(2026, 12, 3, 9, tzinfo=UTC)):
        settle_inside(session)  # The step of 60 days goes by unseen: the contract is followed.
        undo(session)
        settle_inside(session)
        deliver(session)
    assert f"contract:{contract.id}:{ENDS}:adviser:60" in sent(session)


def refusal(session, change_id=None):
    with pytest.raises(Refused) as refused:
        undo(session, change_id)
    return refused.value.errors[""]


def test_undoing_twice_is_refused(session, contract):
    prolong(session, contract)
    change = last_change(session)
    undo(session, change)
    assert refusal(session, change) == "Cette modification est déjà annulée."


def test_after_a_week_it_is_too_late(session, contract):
    prolong(session, contract)
    with clock.frozen(clock.now() + timedelta(days=7, minutes=1)):
        assert refusal(session).startswith("Plus de 7 jours ont passé")
    with clock.frozen(clock.now() + timedelta(days=7)):
        undo(session)


def test_the_last_change_is_undone_first_then_the_one_before(session, contract):
    prolong(session, contract)
    first = last_change(session)
    terminate(session, contract)
    assert "annulez d’abord la plus récente" in refusal(session, first)
    undo(session)
    undo(session, first)
    assert session.get(Contract, contract.id).end_date == ENDS


def test_a_contract_that_was_renewed_since_keeps_its_dates(session, contract):
    actions.prolong(session, contract.id, date(2027, 3, 31), given.TOLD)
    prolonged = last_change(session)
    actions.renew(session, contract.id, next_of(contract, start_date=date(2027, 4, 1)), given.TOLD)
    assert "annulez d’abord le renouvellement du 1er avril 2027" in refusal(session, prolonged)
    undo(session)
    undo(session, prolonged)


def test_a_date_that_an_import_moved_since_is_not_put_back(session, contract):
    prolong(session, contract)
    contract.end_date = date(2027, 8, 31)
    session.flush()
    assert "par un import" in refusal(session)


def test_a_contract_that_a_file_speaks_of_is_not_undone(session, contract):
    with clock.frozen(clock.now() + timedelta(hours=1)):
        actions.claim(session, contract, "end_date", ENDS, FILE)
        assert refusal(session).startswith("Un fichier importé ou la structure a parlé de ce contrat")


def test_a_contract_that_the_employer_answered_about_is_not_undone(session, contract):
    intents.answer_intent(session, contract.id, "renew", None)
    assert refusal(session).startswith("Un fichier importé ou la structure a parlé de ce contrat")


def test_dates_that_another_contract_took_are_not_given_back(session, contract):
    terminate(session, contract)
    rupture = last_change(session)
    elsewhere = ContractDraft(
        employer_id=given.employer(session).id,
        kind="cdd",
        start_date=date(2027, 1, 4),
        end_date=date(2027, 12, 31),
    )
    actions.sign(session, contract.adviser_id, elsewhere, given.TOLD)
    said = refusal(session, rupture)
    assert said.startswith("Les anciennes dates ne conviennent plus. Ces dates chevauchent un autre contrat")


def test_the_table_of_changes_goes_and_comes_on_a_filled_database(own_database):
    with transaction() as session:
        made = given.contract(session, starts=date(2025, 6, 1), ends=ENDS)
        prolong(session, made)
        undo(session)
    with connected(own_database) as connection:
        configuration = installing.configuration(connection)
        command.downgrade(configuration, "0001")
        words = (
            connection.execute(text("SELECT value FROM date_claim WHERE field = 'end_date'")).scalars().all()
        )
        command.upgrade(configuration, "head")
        connection.commit()
    assert words == [ENDS]  # The word that was taken back would have counted again.
    with transaction() as session:
        prolong(session, session.get_one(Contract, made.id))
