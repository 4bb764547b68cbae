"""The deadlines that are kept are those that the rules give: after any change, computing them again finds nothing to do."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlmodel import select, true

from tests import given
from workforce import clock
from workforce.contracts import actions, desk, intents, undoing
from workforce.contracts.actions import ContractDraft
from workforce.contracts.kinds import EndMotive
from workforce.contracts.models import Contract, ContractChange, Deadline
from workforce.simulation import settle_inside


def kept(session):
    session.flush()
    columns = [column for column in Deadline.__table__.columns if column.name != "since"]
    return sorted(map(repr, session.execute(select(*columns))))


def nothing_to_do(session):
    before = kept(session)
    desk.recompute(session, true())
    return kept(session) == before


def renewed(session, contract):
    draft = ContractDraft(
        employer_id=contract.employer_id, kind="cdd", start_date=date(2027, 2, 1), length_months=12
    )
    actions.renew(session, contract.id, draft, given.TOLD)


def undone(session, contract):
    actions.prolong(session, contract.id, date(2027, 6, 30), given.TOLD)
    session.flush()
    last = session.exec(select(ContractChange.id).order_by(ContractChange.id.desc())).first()
    undoing.undo(session, last, None)


CHANGES = {
    "a later end": lambda s, c: actions.prolong(s, c.id, date(2027, 9, 30), given.TOLD),
    "an earlier end": lambda s, c: actions.prolong(s, c.id, date(2026, 12, 15), given.TOLD),
    "a rupture": lambda s, c: actions.terminate(s, c.id, date(2026, 12, 20), EndMotive.RESIGNATION),
    "a renewal": renewed,
    "a renewal offered": lambda s, c: intents.answer_intent(s, c.id, "renew", None),
    "an offer taken back": lambda s, c: [
        intents.answer_intent(s, c.id, one, None) for one in ("renew", "end")
    ],
    "a change undone": undone,
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_leaves_no_deadline_behind(session, moment, name):
    contract = given.contract(session, starts=date(2025, 2, 1), ends=date(2027, 1, 31))
    before = kept(session)
    CHANGES[name](session, contract)
    assert nothing_to_do(session)
    if name not in ("an offer taken back", "a change undone"):
        assert kept(session) != before


def test_saving_again_changes_nothing_whatever_the_dates(session, moment):
    rng = Random(2026)
    for _ in range(60):
        starts = date(2020, 1, 1) + timedelta(days=rng.randrange(5000))
        sector = rng.choice(("public", "private"))
        kind = rng.choice(("cdd", "cdd", "pec", "cdi", "cdp" if sector == "public" else "cdd"))
        ends = None if kind == "cdi" else starts + timedelta(days=rng.randrange(20, 1100))
        given.contract(session, at=given.employer(session, sector), kind=kind, starts=starts, ends=ends)
    known_since = session.exec(select(Deadline.id, Deadline.since).order_by(Deadline.id)).all()
    with clock.frozen(datetime(2027, 1, 20, 12, tzinfo=UTC)):
        assert nothing_to_do(session)
    assert len(known_since) > 100
    assert session.exec(select(Deadline.id, Deadline.since).order_by(Deadline.id)).all() == known_since


def test_a_former_contract_found_later_is_counted(session, moment):
    employer = given.employer(session)
    who = given.adviser(session)
    given.contract(session, who, employer, starts=date(2026, 2, 1), ends=date(2027, 1, 31))
    before = kept(session)
    given.contract(session, who, employer, starts=date(2024, 2, 1), ends=date(2026, 1, 31))
    settle_inside(session)
    assert nothing_to_do(session)
    notice = session.exec(
        select(Deadline.due_date)
        .join(Contract, Contract.id == Deadline.contract_id)
        .where(Contract.end_date == date(2027, 1, 31), Deadline.rule.startswith("employer-word"))
    ).one()
    assert notice == date(2026, 11, 30)  # Three years in all: two months, no longer one.
    assert kept(session) != before
