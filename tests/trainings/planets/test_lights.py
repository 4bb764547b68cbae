from collections import Counter
from datetime import date, timedelta

import pytest
from sqlmodel import select

from tests import given
from tests.trainings.planets import pledged
from workforce import clock
from workforce.contracts import actions as contracts
from workforce.contracts.kinds import EndMotive
from workforce.contracts.models import Contract
from workforce.journal import Event
from workforce.settings import settings
from workforce.simulation import settle_inside
from workforce.skills import actions as skills
from workforce.territories.departements import departements
from workforce.trainings.learners import learners as learner_facts
from workforce.trainings.planets import counting, lights, pledges, thresholds
from workforce.trainings.planets.deciding import Counts, planet_state
from workforce.trainings.planets.models import BlocWish, BodyAbility, EmployerWill, PlanetLight
from workforce.trainings.planets.terms import PledgeKind, days_of, latest_start
from workforce.trainings.planets.thresholds import ThresholdDraft
from workforce.trainings.sessions import actions as sessions
from workforce.trainings.sessions.drafts import WithdrawalDraft
from workforce.trainings.sessions.models import TrainingSession

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture(autouse=True)
def titles(session):
    pledged.referential(session)


def ask(session, learners=2, employers=1, bodies=1, **where):
    operator = given.account(session, "operator")
    thresholds.change(
        session, ThresholdDraft(learners=learners, employers=employers, bodies=bodies, **where), operator.id
    )


def facts(session) -> Counter:
    names = session.exec(
        select(Event.name, Event.payload).where(Event.name.in_(["PlanetsAligned", "PlanetsParted"]))
    )
    return Counter(
        (name, payload["departement"], payload["bloc"], payload["round"]) for name, payload in names
    )


def align(session, departement="83"):
    ask(session)
    people = [pledged.learner(session, departement) for _ in range(2)]
    boss, body = pledged.employer(session, departement), pledged.body(session, departement)
    settle_inside(session)
    return people, boss, body


def test_a_light_is_a_fact_recorded_once(session):
    align(session)
    assert facts(session) == {("PlanetsAligned", "83", 2, 1): 1}
    lights.look_at_all(session)
    settle_inside(session)
    assert facts(session) == {("PlanetsAligned", "83", 2, 1): 1}
    assert pledged.light(session).is_lit


def test_a_light_that_goes_out_is_a_fact_and_the_next_one_is_another(session):
    people, _, _ = align(session)
    pledges.withdraw(session, PledgeKind.WISH, people[0].id, 2)
    settle_inside(session)
    assert not pledged.light(session).is_lit
    pledged.learner(session)
    settle_inside(session)
    assert facts(session) == {
        ("PlanetsAligned", "83", 2, 1): 1, ("PlanetsParted", "83", 2, 1): 1, ("PlanetsAligned", "83", 2, 2): 1,
    }  # fmt: skip


def goes_out_when_an_employer_withdraws(session, people, boss, body):
    pledges.withdraw(session, PledgeKind.WILL, boss.id, 2)


def goes_out_when_a_body_withdraws(session, people, boss, body):
    pledges.withdraw(session, PledgeKind.ABILITY, body.id, 2)


def goes_out_when_a_contract_ends_sooner(session, people, boss, body):
    contract = session.exec(select(Contract).where(Contract.adviser_id == people[0].id)).one()
    contracts.terminate(session, contract.id, TODAY + timedelta(days=30), EndMotive.RESIGNATION)


def goes_out_when_the_bloc_is_obtained(session, people, boss, body):
    skills.hold(session, people[0].id, "MN-CCP2", TODAY)


def goes_out_when_the_threshold_rises(session, people, boss, body):
    ask(session, learners=3)


def goes_out_when_the_body_asks_for_more(session, people, boss, body):
    pledged_again = pledges.AbilityDraft(
        bloc=2,
        departements=["83"],
        mode="on_site",
        least_people=10,
        opens_from=TODAY,
        expires_on=date(2027, 6, 30),
    )
    pledges.ability(session, body.id, pledged_again)


@pytest.mark.parametrize(
    "change",
    [
        goes_out_when_an_employer_withdraws, goes_out_when_a_body_withdraws, goes_out_when_a_contract_ends_sooner,
        goes_out_when_the_bloc_is_obtained, goes_out_when_the_threshold_rises, goes_out_when_the_body_asks_for_more,
    ],
)  # fmt: skip
def test_what_a_light_hangs_on_is_followed_at_once(session, change):
    change(session, *align(session))
    settle_inside(session)
    assert not pledged.light(session).is_lit


@pytest.mark.parametrize("days", [days_of(10), days_of(10) - 1])
def test_a_wish_counts_until_its_latest_useful_start(session, days):
    ask(session, learners=1)
    pledged.learner(session, ends=TODAY + timedelta(days=days))
    assert counting.sky(session, TODAY, ["83"]).counts(("83", 2)).learners == (
        1 if days == days_of(10) else 0
    )


def test_days_that_pass_put_a_light_out(session):
    ask(session, learners=1)
    pledged.learner(session, ends=TODAY + timedelta(days=days_of(10)))
    pledged.employer(session)
    pledged.body(session, "83")
    settle_inside(session)
    assert pledged.light(session).is_lit
    with clock.frozen(clock.now() + timedelta(days=1)):
        lights.look_at_all(session)
        settle_inside(session)
        assert not pledged.light(session).is_lit


def test_the_night_looks_at_every_light_and_asks_whether_words_stand():
    from workforce.reactions import CHORES  # noqa: PLC0415 - The wiring itself.

    assert CHORES["look-at-planets"] is lights.look_at_all
    assert CHORES["ask-whether-pledges-stand"] is pledges.ask_again


def test_a_session_to_come_shows_that_its_body_can(session):
    ask(session)
    for _ in range(2):
        pledged.learner(session)
    pledged.employer(session)
    row = given.training_session(session, ccp_codes=["MN-CCP2"])
    lights.look_again(session, [("83", 2)])
    settle_inside(session)
    assert pledged.light(session).is_lit
    sessions.withdraw(session, row.id, WithdrawalDraft(reason="Pas assez de monde"))
    settle_inside(session)
    assert not pledged.light(session).is_lit


def test_what_is_at_a_distance_counts_everywhere(session):
    pledged.body(session, mode="remote")
    given.training_session(session, ccp_codes=["MN-CCP3"], mode="remote", departement="")
    seen = counting.sky(session, TODAY)
    assert {(place, bloc) for place, bloc in seen.bodies} == {
        (one, bloc) for one in departements() for bloc in (2, 3)
    }


def test_the_narrowest_threshold_counts_and_may_be_lifted(session):
    ask(session, learners=9)
    ask(session, learners=7, bloc=2)
    ask(session, learners=5, departement="83")
    ask(session, learners=3, bloc=2, departement="83")
    rules = thresholds.in_force(session)
    found = [
        thresholds.needed(rules, *spot).learners for spot in (("83", 2), ("83", 3), ("13", 2), ("13", 3))
    ]
    assert found == [3, 5, 7, 9]
    operator = given.account(session, "operator", name="Olga")
    thresholds.lift(session, 2, "83", operator.id)
    assert thresholds.needed(thresholds.in_force(session), "83", 2).learners == 5
    assert next((one.by, one.row.is_lifted) for one in thresholds.history(session)) == ("Olga", True)
    assert len(thresholds.history(session)) == 5


def test_every_light_is_what_counting_everything_again_says(session):
    """The oracle: each wish, will and ability looked at one by one, by the rules of the house."""
    ask(session, learners=2, employers=1)
    ask(session, learners=1, departement="13")
    for number, place in enumerate(["83", "83", "83", "13", "13", "06"]):
        pledged.learner(session, place, bloc=2 + number % 2, ends=TODAY + timedelta(days=50 + 10 * number))
        pledged.learner(session, place, ends=None if number % 2 else date(2028, 1, 1))
        pledged.employer(session, place, bloc=2 + number % 2, until=TODAY + timedelta(days=number))
    pledged.body(session, "83", "13", least_people=2)
    pledged.body(session, bloc=3, mode="remote")
    given.training_session(session, ccp_codes=["MN-CCP2"], departement="06")
    skills.hold(session, session.exec(select(BlocWish.adviser_id)).first(), "MN-CCP2", TODAY)
    lights.look_at_all(session)
    settle_inside(session)
    session.expire_all()
    rules = thresholds.in_force(session)
    rows = session.exec(select(PlanetLight)).all()
    assert len(rows) == 2 * len(departements())
    assert any(row.is_lit for row in rows)
    for row in rows:
        expected = planet_state(
            counted(session, row.departement, row.bloc), thresholds.needed(rules, row.departement, row.bloc)
        )
        assert (row.departement, row.bloc, row.is_lit) == (row.departement, row.bloc, expected.is_lit)


def counted(session, departement, bloc) -> Counts:
    wishes = session.exec(select(BlocWish).where(BlocWish.bloc == bloc)).all()
    people = learner_facts(session, [one.adviser_id for one in wishes], TODAY)
    weeks = settings().usual_session_weeks
    waiting = 0
    for one in wishes:
        who = people[one.adviser_id]
        holds = any(held.code.endswith(f"CCP{bloc}") for held in who.background.holdings)
        end = who.contract.ends_on if who.contract else None
        in_time = end is None or latest_start(end, weeks) >= TODAY
        waiting += who.departement == departement and not holds and in_time
    wills = session.exec(
        select(EmployerWill).where(EmployerWill.bloc == bloc, EmployerWill.expires_on >= TODAY)
    ).all()
    here = [
        one for one in wills if session.get_one(given.Employer, one.employer_id).departement == departement
    ]
    said = session.exec(select(BodyAbility).where(BodyAbility.bloc == bloc)).all()
    able = {
        one.body_id: one.least_people
        for one in said
        if one.mode == "remote" or departement in one.departements
    }
    for row in session.exec(select(TrainingSession)).all():
        if row.departement == departement and any(code.endswith(f"CCP{bloc}") for code in row.ccp_codes):
            able.setdefault(row.body_id, 0)
    return Counts(waiting, len(here), len(able), min(able.values(), default=None))
