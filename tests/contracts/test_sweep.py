from datetime import date

from sqlmodel import select

from tests import given
from workforce.contracts import sweep
from workforce.contracts.models import Contract, Deadline, RulesSweep
from workforce.simulation import settle_inside


def other_rules(monkeypatch, digest="other"):
    monkeypatch.setattr(sweep, "rules_digest", lambda: digest)


def test_the_same_rules_recompute_nothing(session, moment):
    given.contract(session)
    sweep.plan(session)
    before = len(session.exec(select(RulesSweep)).all())
    sweep.plan(session)
    assert len(session.exec(select(RulesSweep)).all()) == before == 1


def test_new_rules_recompute_every_deadline_by_batches(session, moment, monkeypatch):
    contracts = [given.contract(session, ends=date(2027, 3, 31)) for _ in range(5)]
    for row in session.exec(select(Deadline)).all():
        row.label = "Ancien libellé"
    session.flush()
    monkeypatch.setattr(sweep, "BATCH", 2)
    other_rules(monkeypatch)
    sweep.plan(session)
    settle_inside(session)
    session.expire_all()
    assert "Ancien libellé" not in session.exec(select(Deadline.label)).all()
    done = session.exec(select(RulesSweep).where(RulesSweep.digest == "other")).one()
    assert (done.reached_id, done.due_at) == (max(one.adviser_id for one in contracts), None)


def test_an_empty_house_has_nothing_to_recompute(session, moment, monkeypatch):
    other_rules(monkeypatch)
    for row in session.exec(select(RulesSweep)).all():
        session.delete(row)
    session.flush()
    sweep.plan(session)
    assert session.exec(select(RulesSweep.due_at)).all() == [None]


def test_a_deadline_that_the_new_rules_leave_out_goes(session, moment, monkeypatch):
    contract = given.contract(session, ends=date(2027, 3, 31))
    session.add(
        Deadline(
            contract_id=contract.id, rule="gone", version=1, party="adviser", due_date=date(2027, 3, 1), label="x",
            reasons=[], source="x", indicative=False,
        )
    )  # fmt: skip
    session.flush()
    adviser_id = session.get(Contract, contract.id).adviser_id
    sweep.apply(session, adviser_id - 1, adviser_id)
    rules = session.exec(select(Deadline.rule).where(Deadline.contract_id == contract.id)).all()
    assert "gone" not in rules
    assert rules
