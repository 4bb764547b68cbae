"""Whatever a suggestion hangs on makes it due at once, and nobody else's."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from tests import given
from workforce import clock, journal
from workforce.advisers import actions as advisers
from workforce.advisers.actions import SearchDraft
from workforce.contracts import actions as contracts
from workforce.contracts.kinds import EndMotive
from workforce.facts import AdviserPlaced, ReferentialChanged
from workforce.journal import Event
from workforce.reactions import CHORES, REACTIONS
from workforce.simulation import settle_inside
from workforce.skills import actions as skills
from workforce.skills.actions import AssessmentDraft
from workforce.skills.evidence import actions as evidence
from workforce.skills.evidence.actions import EvidenceDraft
from workforce.skills.gaps import Level
from workforce.trainings import planning
from workforce.trainings.models import Suggestion, TrainingPlan
from workforce.trainings.sessions import actions, seats
from workforce.trainings.sessions.drafts import SessionDraft, WithdrawalDraft

DRAFT = {
    "ccp_codes": ["MN-CCP2"], "starts_on": date(2027, 1, 11), "ends_on": date(2027, 3, 26), "departement": "83",
    "mode": "on_site", "hours": 175, "hours_per_week": 14, "seats": 12,
}  # fmt: skip


@pytest.fixture
def house(session, moment):
    """Awa lacks CCP2 and CCP3, Bruno holds a whole title; everything is worked out."""
    awa, bruno = given.adviser(session, first_name="Awa"), given.adviser(session, first_name="Bruno")
    contract = given.contract(session, awa, starts=date(2025, 4, 15), ends=date(2027, 4, 14))
    given.contract(session, bruno, starts=date(2025, 4, 15), ends=date(2027, 4, 14))
    skills.hold(session, awa.id, "MN-CCP1", date(2025, 12, 1))
    for number in (1, 2, 3):
        skills.hold(session, bruno.id, f"REMN-CCP{number}", date(2024, 1, 1))
    course = actions.post_session(session, given.body(session).id, SessionDraft(**DRAFT))
    settle_inside(session)
    assert due(session) == set()
    return awa, bruno, contract, course


def due(session):
    """Return who waits, once what happened has its reactions."""
    waiting = session.exec(select(Event.id).where(Event.due_at <= clock.now())).all()
    journal.settle(session, waiting, REACTIONS)
    return set(session.exec(select(TrainingPlan.id).where(TrainingPlan.due_at <= clock.now())))


CHANGES = {
    "the contract is prolonged": lambda s, _awa, contract, _: contracts.prolong(
        s, contract.id, date(2027, 8, 31), given.TOLD
    ),
    "the contract is terminated": lambda s, _awa, contract, _: contracts.terminate(
        s,
        contract.id,
        date(2026, 12, 31),
        EndMotive.RESIGNATION,
    ),
    "a contract is signed": lambda s, awa, *_: given.contract(
        s, awa, starts=date(2027, 4, 15), ends=date(2028, 4, 14)
    ),
    "a bloc is held": lambda s, awa, *_: skills.hold(s, awa.id, "MN-CCP2", None),
    "a bloc is let go": lambda s, awa, *_: skills.let_go(s, awa.id, "MN-CCP1"),
    "a competence is placed": lambda s, awa, *_: skills.assess(
        s, awa.id, {"REMN-C5": AssessmentDraft(level=Level.YES)}
    ),
    "an evidence is noted": lambda s, awa, *_: evidence.note(
        s, awa.id, EvidenceDraft(what="Diagnostic de territoire", competences=["REMN-C5"])
    ),
    "the mobility changes": lambda s, awa, *_: advisers.change_search(
        s, awa.id, SearchDraft(mobility="region")
    ),
    "the commune is known": lambda s, awa, *_: journal.record(s, AdviserPlaced(awa.id)),
    "an interest is told": lambda s, awa, _, course: actions.tell_interest(s, awa.id, course.id),
    "an interest is taken back": lambda s, awa, _, course: actions.take_back_interest(s, awa.id, course.id),
    "a session is posted": lambda s, *_: actions.post_session(s, given.body(s).id, SessionDraft(**DRAFT)),
    "a session moves": lambda s, _awa, _, course: actions.change_session(
        s, course.id, SessionDraft(**DRAFT | {"starts_on": date(2027, 2, 1)})
    ),
    "its last seat is taken": lambda s, *_: [seats.take(s, _[-1].id) for _seat in range(12)],
    "a session is withdrawn": lambda s, _awa, _, course: actions.withdraw(
        s, course.id, WithdrawalDraft(reason="Pas assez de monde")
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_makes_due_at_once_whoever_it_concerns_and_nobody_else(session, house, change):
    awa, _bruno, contract, course = house
    CHANGES[change](session, awa, contract, course)
    assert due(session) == {awa.id}


def test_another_referential_or_another_day_concerns_everybody(session, house):
    awa, bruno, *_ = house
    journal.record(session, ReferentialChanged(2))
    assert due(session) == {awa.id, bruno.id}
    settle_inside(session)
    CHORES["renew-suggestions"](session)
    assert due(session) == {awa.id, bruno.id}


def test_other_rules_of_funding_make_due_what_the_former_ones_gave(session, house, monkeypatch):
    awa, bruno, *_ = house
    planning.plan_outdated(session)
    assert due(session) == set()
    monkeypatch.setattr(planning.funding, "rules", lambda: "other rules")
    planning.plan_outdated(session)
    assert due(session) == {awa.id, bruno.id}


def test_what_is_narrowed_is_what_computing_everything_again_would_give(session, house):
    awa, _bruno, *_ = house
    newcomer = given.adviser(session)  # Holds nothing: CCP2 alone is nothing to them, CCP1 is.
    settle_inside(session)
    for codes in (["MN-CCP1"], ["MN-CCP2"], ["MN-CCP3"], ["MN-CCP2", "MN-CCP3"], ["REMN-CCP2"]):
        for starts in (date(2027, 1, 11), date(2027, 6, 7)):
            dates = {"starts_on": starts, "ends_on": starts + timedelta(days=60)}
            row = actions.post_session(
                session, given.body(session).id, SessionDraft(**DRAFT | dates | {"ccp_codes": codes})
            )
            settle_inside(session)
            narrowed = said(session)
            planning.plan_all(session)
            settle_inside(session)
            assert said(session) == narrowed
            if starts.month == 6:
                actions.withdraw(session, row.id, WithdrawalDraft(reason="Pas assez de monde"))
                settle_inside(session)
                narrowed = said(session)
                planning.plan_all(session)
                settle_inside(session)
                assert said(session) == narrowed
    assert {one[0] for one in narrowed} == {awa.id, newcomer.id}


def test_what_says_the_same_is_not_written_again(session, house):
    before = session.exec(select(Suggestion.id)).all()
    planning.plan_all(session)
    settle_inside(session)
    assert session.exec(select(Suggestion.id)).all() == before


def said(session):
    rows = select(
        Suggestion.adviser_id, Suggestion.session_id, Suggestion.ccp_code, Suggestion.place, Suggestion.fit
    )
    return session.exec(rows.order_by(Suggestion.adviser_id, Suggestion.place)).all()
