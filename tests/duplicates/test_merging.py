"""Two records become one, and two again: what moves, what is kept, what is told."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, col, select

from tests import given
from tests.duplicates import twins
from tests.flows.postman import deliver
from tests.web.crowd import everything_kept
from workforce import clock, journal
from workforce.accounts import actions as accounts
from workforce.accounts.models import Membership
from workforce.accounts.policy import Grant
from workforce.advisers.aliases import AdviserAlias
from workforce.advisers.models import Adviser
from workforce.alerts.models import MailboxLetter
from workforce.calendars.models import Subscription
from workforce.contracts import actions as contracts
from workforce.contracts import watch
from workforce.contracts.actions import Voice
from workforce.contracts.claims import ClaimSource
from workforce.contracts.conflicts import conflicts_of
from workforce.contracts.models import Contract, DateClaim, Deadline, Milestone, Post
from workforce.duplicates import merging, pairs, pointers, uniting
from workforce.duplicates.models import Duplicate, Merge
from workforce.employers.models import Employer
from workforce.facts import AdvisersMerged, SkillsAssessed
from workforce.journal import Event
from workforce.offers.models import JobSearch, Match, Offer
from workforce.refusals import Refused
from workforce.simulation import settle_inside
from workforce.skills.models import Assessment, Certificate, HeldCCP
from workforce.trainings.models import TrainingPlan
from workforce.trainings.sessions.models import Interest

pytestmark = pytest.mark.usefixtures("moment")

FIRST_SPELL = {"starts": date(2023, 3, 1), "ends": date(2025, 2, 28)}
SECOND_SPELL = {"starts": date(2025, 3, 1), "ends": date(2027, 1, 31)}


def contracts_of(session, adviser_id):
    session.expire_all()
    return session.exec(select(Contract).where(Contract.adviser_id == adviser_id).order_by(Contract.id)).all()


# Nothing is forgotten.


def test_every_foreign_key_to_a_record_has_its_rule():
    assert pointers.undeclared() == set()
    declared = [
        one.name for kinds in (pointers.FOLLOWING, pointers.REMADE) for p in kinds.values() for one in p
    ]
    assert len(declared) == len(pointers.foreign_keys())


def test_a_table_that_nobody_thought_of_stops_a_merge(session, monkeypatch):
    one, other = twins.people(session)
    given.contract(session, other)
    monkeypatch.setitem(pointers.FOLLOWING, "adviser", pointers.FOLLOWING["adviser"][1:])
    with pytest.raises(LookupError, match=r"adviser: contract\.adviser_id"):
        twins.merge(session, one, other)


def test_what_the_table_allows_once_is_what_the_rule_compares():
    for kind, following in pointers.FOLLOWING.items():
        for one in following:
            table = one.model.__table__
            unique = {
                frozenset(c.name for c in rule.columns) - {one.column}
                for rule in [*table.constraints, *table.indexes]
                if getattr(rule, "unique", None) or type(rule).__name__ == "UniqueConstraint"
                if one.column in {c.name for c in rule.columns}
            }
            assert unique in ({frozenset(one.key)}, set()), f"{kind}: {one.name}"
            assert bool(unique) == bool(one.key or one.is_kept_apart), f"{kind}: {one.name}"


def test_a_row_that_may_be_set_aside_is_named_by_no_other_table():
    aside = {one.model.__tablename__ for table in pointers.FOLLOWING.values() for one in table if one.key}
    said = {
        (model.__tablename__, column)
        for table in pointers.FOLLOWING.values()
        for one in table
        for model, column in one.named_by
    }
    named = {
        key.column.table.name
        for table in SQLModel.metadata.tables.values()
        for key in table.foreign_keys
        if (table.name, key.parent.name) not in said
    }
    assert not aside & named


def test_a_calendar_asked_for_on_a_role_that_both_had_stays(session):
    one, other = twins.people(session)
    account = given.account(session, "adviser", adviser_id=one.id)
    accounts.open_account(session, account.email, account.name, Grant("adviser", adviser_id=other.id))
    roles = session.exec(select(Membership).where(Membership.account_id == account.id)).all()
    theirs = next(role for role in roles if role.adviser_id == other.id)
    session.add(Subscription(membership_id=theirs.id, name="Agenda", digest="x"))
    session.flush()
    made = twins.merge(session, one, other)
    session.expire_all()
    (kept,) = session.exec(select(Membership).where(Membership.account_id == account.id)).all()
    assert session.exec(select(Subscription.membership_id)).all() == [kept.id]
    twins.undo(session, made)
    session.expire_all()
    assert session.exec(select(Subscription.membership_id)).all() == [theirs.id]


# People.


def test_the_contracts_the_skills_and_the_account_of_both_become_one_persons(session):
    one, other = twins.people(session)
    given.contract(session, one, **FIRST_SPELL)
    given.contract(session, other, **SECOND_SPELL)
    account = twins.account_of(session, other)
    session.add_all(
        [
            HeldCCP(adviser_id=one.id, ccp_code="REMN-CCP1", obtained_on=date(2024, 6, 1)),
            HeldCCP(adviser_id=other.id, ccp_code="REMN-CCP1", obtained_on=date(2024, 5, 1)),
            HeldCCP(adviser_id=one.id, ccp_code="REMN-CCP2"),
            Certificate(adviser_id=one.id, kind="pix", obtained_on=date(2025, 1, 1), score=300),
            Certificate(adviser_id=other.id, kind="pix", obtained_on=date(2026, 1, 1), score=500),
            Assessment(adviser_id=one.id, competence_code="REMN-C5", level="partly", comment="atelier"),
            Interest(adviser_id=one.id, session_id=given.training_session(session).id),
        ]
    )
    session.flush()
    made = twins.merge(session, one, other)
    assert (made.kept_id, made.former_id) == (
        other.id,
        one.id,
    )  # The record that somebody signs in with stays.
    assert session.get(Adviser, one.id) is None
    assert [c.start_date for c in contracts_of(session, other.id)] == [date(2023, 3, 1), date(2025, 3, 1)]
    held = session.exec(select(HeldCCP).where(HeldCCP.adviser_id == other.id)).all()
    assert {(row.ccp_code, row.obtained_on) for row in held} == {
        ("REMN-CCP1", date(2024, 5, 1)),
        ("REMN-CCP2", None),
    }
    assert session.exec(select(Certificate.score)).all() == [500]
    assert session.exec(select(Assessment.adviser_id)).all() == [other.id]
    assert session.exec(select(Interest.adviser_id)).all() == [other.id]
    assert session.exec(select(Membership.account_id).where(Membership.adviser_id == other.id)).all() == [
        account.id
    ]


def test_the_chosen_values_are_kept_and_the_usual_ones_where_nobody_chose(session):
    one, other = twins.people(
        session,
        {"email": "ancienne@exemple.fr", "last_name": "DIALLO", "phone": "06 00 00 00 01"},
        {"email": "nouvelle@exemple.fr", "phone": ""},
    )
    made = twins.merge(session, one, other, email="second")
    kept = session.get(Adviser, made.kept_id)
    assert (kept.id, kept.email, kept.last_name, kept.phone) == (
        one.id,
        "nouvelle@exemple.fr",
        "Diallo",
        "06 00 00 00 01",
    )


def test_what_the_person_decided_is_not_the_coordinators_to_choose(session):
    one, other = twins.people(
        session, {"shows_skills": True, "mobility": "national"}, {"shows_skills": False}
    )
    for who in (one, other):
        twins.account_of(session, who)
    made = twins.merge(session, one, other)
    assert session.get(Adviser, made.kept_id).shows_skills is False


def test_one_account_opens_the_file_the_one_seen_last(session):
    one, other = twins.people(session)
    old, new = (twins.account_of(session, who) for who in (one, other))
    old.last_seen_at = clock.now() - timedelta(days=400)
    session.flush()
    made = twins.merge(session, one, other)
    opens = select(Membership.account_id).where(Membership.adviser_id == made.kept_id)
    assert session.exec(opens).all() == [new.id]


def test_the_account_that_opens_the_file_can_be_chosen(session):
    one, other = twins.people(session)
    first, _ = (twins.account_of(session, who) for who in (one, other))
    made = twins.merge(session, one, other, opens=first.id)
    opens = select(Membership.account_id).where(Membership.adviser_id == made.kept_id)
    assert session.exec(opens).all() == [first.id]


def test_a_pair_that_changed_since_it_was_read_is_not_merged(session):
    one, other = twins.people(session)
    pair = twins.proposal(session, one, other)
    seen = pairs.digest(session, pair, pairs.rows(session, pair))
    given.contract(session, one)
    with pytest.raises(Refused, match="a changé depuis"):
        merging.merge(session, pair.id, {}, seen, twins.somebody(session))


def test_a_pair_is_decided_once(session):
    one, other = twins.people(session)
    pair = twins.proposal(session, one, other)
    pairs.refuse(session, pair.id, twins.somebody(session))
    with pytest.raises(Refused, match="déjà dit"):
        twins.merge(session, one, other)


# Contracts that both knew.


def test_the_same_contract_told_by_two_records_is_one_with_both_words_to_settle(session):
    one, other = twins.people(session)
    town_hall = given.employer(session)
    kept = given.contract(session, one, town_hall, **SECOND_SPELL)
    told = Voice(source=ClaimSource.TEAM_FILE, stated_on=date(2026, 11, 1))
    given.contract(session, other, town_hall, starts=date(2025, 3, 1), ends=date(2027, 2, 28), voice=told)
    made = twins.merge(session, one, other)
    (left,) = contracts_of(session, made.kept_id)
    assert (left.id, left.end_date) == (
        kept.id,
        date(2027, 1, 31),
    )  # The same day, the nearest to the contract.
    (conflict,) = conflicts_of(session, [left.id])[left.id]
    assert {claim.value for claim in conflict.settlement.disagreeing} == {date(2027, 2, 28)}


def test_contracts_that_overlap_in_two_structures_stay_two_and_are_no_failure(session):
    one, other = twins.people(session)
    for who in (one, other):
        given.contract(session, who, **SECOND_SPELL)
    made = twins.merge(session, one, other)
    assert len(contracts_of(session, made.kept_id)) == 2


def test_a_contract_that_follows_another_is_tied_to_it_and_its_deadlines_count_both(session):
    one, other = twins.people(session)
    town_hall = given.employer(session)
    given.contract(session, other, town_hall, **FIRST_SPELL)
    given.contract(session, one, town_hall, **SECOND_SPELL)

    alone = set(session.exec(select(Deadline.due_date, Deadline.rule)).all())
    made = twins.merge(session, one, other)
    former, later = sorted(contracts_of(session, made.kept_id), key=lambda one: one.start_date)
    assert later.renews_id == former.id
    assert set(session.exec(select(Deadline.due_date, Deadline.rule)).all()) != alone


# Structures.


def test_what_hangs_on_both_structures_becomes_ones(session):
    one, other = twins.structures(session, {"siret": "21830023400013"}, {"external_id": "4521"})
    session.add_all([Post(employer_id=other.id), Offer(employer_id=other.id, title="Médiateur numérique")])
    given.contract(session, at=one, **SECOND_SPELL)
    given.contract(session, at=other, **SECOND_SPELL)
    ines = given.account(session, "employer", employer_id=other.id)
    made = twins.merge(session, one, other)
    kept = session.get(Employer, made.kept_id)
    assert (kept.siret, kept.external_id, kept.name) == ("21830023400013", "4521", "Mairie de Brignoles")
    for model in (Post, Offer, Contract):
        assert set(session.exec(select(model.employer_id))) == {made.kept_id}
    assert session.exec(select(Membership.employer_id).where(Membership.account_id == ines.id)).all() == [
        made.kept_id
    ]


def test_one_persons_contract_in_two_records_of_a_structure_becomes_one(session):
    one, other = twins.structures(session)
    awa = given.adviser(session)
    for at in (one, other):
        given.contract(session, awa, at, part_time=True, **SECOND_SPELL)
    twins.merge(session, one, other)
    assert len(contracts_of(session, awa.id)) == 1


# What is told.


def test_nobody_is_told_twice_because_of_a_merge(session):
    one, other = twins.people(session)
    town_hall = given.employer(session)
    given.account(session, "coordinator", "bruno@exemple.fr", network_id=one.network_id, seen=True)
    for who in (one, other):
        twins.account_of(session, who)
        given.contract(session, who, town_hall, **SECOND_SPELL)
    settle_inside(session)
    deliver(session)
    before = session.exec(select(MailboxLetter.id)).all()
    twins.merge(session, one, other)
    settle_inside(session)
    deliver(session)
    assert session.exec(select(MailboxLetter.id)).all() == before


def test_the_next_step_is_told_once(session):
    one, other = twins.people(session)
    town_hall = given.employer(session)
    for who in (one, other):
        twins.account_of(session, who, f"awa{who.id}@exemple.fr")
        given.contract(session, who, town_hall, **SECOND_SPELL)
    twins.merge(session, one, other)
    settle_inside(session)
    deliver(session)
    told = session.exec(
        select(MailboxLetter).where(col(MailboxLetter.title).startswith("Votre contrat"))
    ).all()
    assert len(told) == 1


def test_a_step_reached_twice_and_not_told_yet_is_told_once(session):
    one, other = twins.people(session)
    town_hall = given.employer(session)
    given.account(session, "coordinator", "bruno@exemple.fr", network_id=one.network_id, seen=True)
    reached = [given.contract(session, who, town_hall, **SECOND_SPELL).id for who in (one, other)]
    watch.watch(session, reached)  # The facts are saved; nobody has settled them yet.
    twins.merge(session, one, other)
    settle_inside(session)
    deliver(session)
    told = session.exec(select(MailboxLetter).where(MailboxLetter.recipient == "bruno@exemple.fr")).all()
    assert len(told) == 1
    assert session.exec(select(Event).where(col(Event.stuck_at).is_not(None))).all() == []


def test_a_fact_still_to_settle_speaks_of_the_record_that_is_kept(session):
    one, other = twins.people(session)
    journal.record(session, SkillsAssessed(other.id))
    made = twins.merge(session, one, other)
    settle_inside(session)
    assert session.exec(select(TrainingPlan.id)).all() == [made.kept_id]
    assert session.exec(select(JobSearch.id)).all() == [made.kept_id]
    assert session.exec(select(Event).where(col(Event.due_at).is_not(None))).all() == []
    told = session.exec(select(Event.payload).where(Event.name == "AdvisersMerged")).one()
    assert journal.revive("AdvisersMerged", told) == AdvisersMerged(made.kept_id, made.former_id, made.id)


# Undone.


def world(session):
    one, other = twins.people(session, {"email": "ancienne@exemple.fr"}, {"email": "nouvelle@exemple.fr"})
    town_hall = given.employer(session)
    given.contract(session, one, town_hall, **FIRST_SPELL)
    for who in (one, other):
        given.contract(session, who, town_hall, **SECOND_SPELL)
        twins.account_of(session, who)
    session.add_all(
        [
            HeldCCP(adviser_id=one.id, ccp_code="REMN-CCP1", obtained_on=date(2024, 6, 1)),
            HeldCCP(adviser_id=other.id, ccp_code="REMN-CCP1", obtained_on=date(2024, 5, 1)),
            Certificate(adviser_id=other.id, kind="pix", obtained_on=date(2026, 1, 1), score=500),
        ]
    )
    offer = Offer(title="Médiateur", state="published")
    session.add(offer)
    session.flush()
    session.add_all(
        Match(adviser_id=who.id, offer_id=offer.id, score=50, decision={"fits": []}) for who in (one, other)
    )
    session.flush()
    settle_inside(session)
    deliver(session)
    return one, other


# What a merge and its undoing leave behind: history, and what is worked out again.
HISTORY = {"event", "duplicate", "duplicate_search", "merge", "chore", "contract", "deadline", "training_plan", "job_search",
           "account", "membership", "channel", "suggestion", "match", "inquiry", "calendar_upkeep"}  # fmt: skip


def test_undoing_puts_every_row_back_as_it_was(session):
    one, other = world(session)
    pair = twins.proposal(session, one, other)
    before = everything_kept(session.connection())
    made = twins.merge(session, one, other, email="second")
    assert everything_kept(session.connection()) != before
    twins.undo(session, made)
    settle_inside(session)
    after = everything_kept(session.connection())
    assert {name for name in before if before[name] != after[name]} <= HISTORY
    session.expire_all()
    assert pair.state == "refused"


def said(session, table, *without):
    columns = [
        c
        for c in SQLModel.metadata.tables[table].columns
        if c.name not in ("due_at", "leased_until", *without)
    ]
    return set(session.execute(select(*columns)).all())


def test_undoing_gives_contracts_and_accounts_back_to_each(session):
    one, other = world(session)
    before = {
        table: said(session, table, "id" if table == "deadline" else "")
        for table in ("contract", "membership")
    }
    due = session.execute(text("SELECT contract_id, rule, due_date FROM deadline ORDER BY 1, 2")).all()
    made = twins.merge(session, one, other)
    assert said(session, "contract") != before["contract"]
    operator = {row for row in said(session, "membership") if row.role == "operator"}
    twins.undo(session, made)
    assert said(session, "contract") == before["contract"]
    roles = {row for row in said(session, "membership") if row.role == "adviser"}
    assert roles == {row for row in before["membership"] if row.role == "adviser"}
    assert operator
    assert (
        session.execute(text("SELECT contract_id, rule, due_date FROM deadline ORDER BY 1, 2")).all() == due
    )
    assert session.exec(select(AdviserAlias)).all() == []


def test_what_came_after_the_merge_stays_on_the_one_that_was_kept(session):
    one, other = twins.people(session)
    given.contract(session, other, **FIRST_SPELL)
    made = twins.merge(session, one, other)
    given.contract(session, session.get(Adviser, made.kept_id), **SECOND_SPELL)
    session.get(Adviser, made.kept_id).phone = "06 11 11 11 11"
    session.flush()
    twins.undo(session, made)
    assert [c.start_date for c in contracts_of(session, one.id)] == [date(2025, 3, 1)]
    assert [c.start_date for c in contracts_of(session, other.id)] == [date(2023, 3, 1)]
    assert session.get(Adviser, one.id).phone == "06 11 11 11 11"


def test_a_structure_comes_back_with_what_it_had(session):
    one, other = twins.structures(session, None, {"siret": "21830023400013"})
    given.contract(session, at=other)
    session.add(Post(employer_id=other.id))
    session.flush()
    made = twins.merge(session, one, other)
    twins.undo(session, made)
    session.expire_all()
    assert session.get(Employer, other.id).siret == "21830023400013"
    assert session.get(Employer, one.id).siret is None
    for model in (Post, Contract):
        assert session.exec(select(model.employer_id)).all() == [other.id]


def test_an_address_taken_meanwhile_stays_with_who_took_it(session):
    one, other = twins.people(session, {"email": "a@exemple.fr"}, {"email": "b@exemple.fr"})
    made = twins.merge(session, one, other, email="first")
    given.adviser(session, first_name="Autre", email="B@exemple.fr")
    twins.undo(session, made)
    assert session.get(Adviser, other.id).email == ""


def test_merges_of_one_record_are_undone_the_last_first(session):
    one, other = twins.people(session)
    third, _ = twins.people(session)
    everybody = set(session.exec(select(Adviser.id)))
    first = twins.merge(session, one, other)
    kept = session.get(Adviser, first.kept_id)
    second = twins.merge(session, kept, third)
    with pytest.raises(Refused, match="défaites d’abord"):
        twins.undo(session, first)
    twins.undo(session, second)
    twins.undo(session, session.get(Merge, first.id))
    assert set(session.exec(select(Adviser.id))) == everybody


def test_a_merge_into_a_record_that_is_merged_in_its_turn_is_followed(session):
    one, other = twins.people(session)
    third, _ = twins.people(session)
    twins.account_of(session, third)
    twins.merge(session, one, other)
    twins.merge(session, session.get(Adviser, one.id), third)
    assert uniting.successor(session, "adviser", other.id) == third.id
    assert uniting.successor(session, "adviser", one.id) == third.id


def test_a_merge_is_undone_for_ninety_days_then_forgets_what_it_kept(session):
    made = twins.merge(session, *twins.people(session))
    later = clock.now() + timedelta(days=91)
    with clock.frozen(later):
        with pytest.raises(Refused, match="90 jours"):
            twins.undo(session, made)
        merging.forget_old(session)
    session.expire_all()
    assert made.record == {}
    assert uniting.successor(session, "adviser", made.former_id) == made.kept_id


def test_an_undone_merge_is_not_undone_again_and_keeps_nothing(session):
    made = twins.merge(session, *twins.people(session))
    twins.undo(session, made)
    assert made.record == {}
    with pytest.raises(Refused, match="déjà défaite"):
        twins.undo(session, made)


def test_a_refusal_about_the_record_that_goes_holds_for_the_one_that_stays(session):
    one, other = twins.people(session)
    third, _ = twins.people(session)
    pairs.refuse(session, twins.proposal(session, other, third).id, twins.somebody(session))
    made = twins.merge(session, one, other)
    settle_inside(session)
    found = session.exec(
        select(Duplicate).where(Duplicate.first_id == one.id, Duplicate.second_id == third.id)
    )
    assert [row.state for row in found] == ["refused"]
    twins.undo(session, made)
    settle_inside(session)
    found = session.exec(
        select(Duplicate).where(Duplicate.first_id == one.id, Duplicate.second_id == third.id)
    )
    assert [row.state for row in found] == ["proposed"]


def test_erasing_the_person_erases_what_the_merge_kept_of_them(session):
    made = twins.merge(session, *twins.people(session))
    session.delete(session.get(Adviser, made.kept_id))
    session.flush()
    assert session.exec(select(Merge.id)).all() == []


def test_steps_reached_and_words_said_are_kept_once(session):
    one, other = twins.people(session)
    town_hall = given.employer(session)
    kept, former = (given.contract(session, who, town_hall, **SECOND_SPELL) for who in (one, other))
    settle_inside(session)
    assert {row.contract_id for row in session.exec(select(Milestone))} == {kept.id, former.id}
    contracts.claim(
        session,
        former,
        "end_date",
        date(2027, 1, 31),
        given.TOLD.model_copy(update={"stated_on": date(2026, 11, 20)}),
    )
    twins.merge(session, one, other)
    session.expire_all()
    assert {row.contract_id for row in session.exec(select(Milestone))} == {kept.id}
    ends = session.exec(select(DateClaim.stated_on).where(DateClaim.field == "end_date")).all()
    assert ends == [date(2026, 11, 20)]
