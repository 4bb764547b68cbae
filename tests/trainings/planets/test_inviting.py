from datetime import date, timedelta

import pytest
from sqlmodel import select

from tests import given
from tests.flows.postman import deliver
from tests.trainings.planets import pledged
from workforce import clock
from workforce.alerts import silences
from workforce.alerts.models import Alert, Delivery, MailboxLetter
from workforce.journal import Event
from workforce.refusals import Refused
from workforce.simulation import settle_inside
from workforce.skills import actions as skills
from workforce.trainings.planets import inviting
from workforce.trainings.planets.inviting import Inviter
from workforce.trainings.planets.models import PlanetInvitation, PlanetInvitee


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture(autouse=True)
def titles(session):
    pledged.referential(session)


@pytest.fixture
def operator(session):
    return Inviter(given.account(session, "operator").id, "L’équipe")


def adviser(session, departement="83", **values):
    who = given.adviser(session, departement=departement, **values)
    return who, given.account(session, "adviser", who.email, adviser_id=who.id, seen=True)


def invite(session, by, audience="learners", departement="83", bloc=2, with_neighbours=False):
    inviting.invite(session, by, departement, bloc, audience, with_neighbours=with_neighbours)
    settle_inside(session)


def invited(session) -> set[int]:
    return set(session.exec(select(Alert.account_id).where(Alert.kind == "planets_invitation")))


def test_those_who_miss_the_bloc_there_are_invited_and_nobody_else(session, operator):
    _, misses = adviser(session)
    _, other = adviser(session, "06")
    holder, _ = adviser(session)
    skills.hold(session, holder.id, "REMN-CCP2", None)
    looking = pledged.learner(session)
    given.account(session, "adviser", looking.email, adviser_id=looking.id, seen=True)
    given.account(session, "adviser", adviser_id=given.adviser(session).id)  # Never came in.
    invite(session, operator)
    assert invited(session) == {misses.id}
    row = session.exec(select(PlanetInvitation)).one()
    assert (row.invited, row.due_at) == (1, None)
    assert row.done_at
    with clock.frozen(clock.now() + timedelta(days=31)):
        invite(session, operator, with_neighbours=True)
    assert invited(session) == {misses.id, other.id}


def test_a_coordinator_invites_their_own_people_within_their_bounds(session):
    bruno = given.account(session, "coordinator", network_id=given.network(session).id)
    _, mine = adviser(session)
    adviser(session, "06")
    adviser(session, network_id=given.network(session, "Un autre réseau").id)
    by = Inviter(bruno.id, "Bruno", given.network(session).id, frozenset({"83"}))
    invite(session, by, with_neighbours=True)
    assert invited(session) == {mine.id}
    with pytest.raises(Refused):
        invite(session, by, departement="06")


def test_employers_with_somebody_in_post_and_bodies_that_have_not_said_are_invited(session, operator):
    boss, agreed = given.employer(session), pledged.employer(session)
    for one in (boss, agreed):
        given.contract(session, at=one, ends=date(2027, 3, 31))
    idle = given.employer(session)
    accounts = [
        given.account(session, "employer", employer_id=one.id, seen=True) for one in (boss, agreed, idle)
    ]
    ready, other = pledged.body(session, "83"), given.body(session)
    bodies = [given.account(session, "trainer", body_id=one.id, seen=True) for one in (ready, other)]
    invite(session, operator, "employers")
    assert invited(session) == {accounts[0].id}
    invite(session, operator, "bodies")
    assert invited(session) == {accounts[0].id, bodies[1].id}


def test_nobody_is_invited_more_than_once_in_thirty_days_whoever_invites(session, operator):
    _, awa = adviser(session)
    invite(session, operator)
    invite(session, Inviter(given.account(session, "operator").id, "Une autre"), bloc=3)
    assert session.exec(select(PlanetInvitee.account_id)).all() == [awa.id]
    with pytest.raises(Refused, match="30 jours"):
        invite(session, operator)


def test_a_worker_that_starts_again_tells_nobody_twice(session, operator):
    adviser(session)
    invite(session, operator)
    session.execute(PlanetInvitation.__table__.update().values(due_at=clock.now()))
    session.execute(Event.__table__.update().values(due_at=clock.now()))
    settle_inside(session)
    deliver(session)
    deliver(session)
    assert len(session.exec(select(MailboxLetter)).all()) == 1


def test_not_now_is_respected(session, operator):
    _, awa = adviser(session)
    silences.silence(session, awa.id, "trainings")
    invite(session, operator)
    deliver(session)
    assert session.exec(select(MailboxLetter)).all() == []
    assert session.exec(select(Delivery.reason)).one() == silences.SILENCED


@pytest.mark.parametrize(
    ("departement", "bloc", "audience"),
    [("99", 2, "learners"), ("83", 1, "learners"), ("83", 2, "everybody")],
)
def test_a_place_or_an_audience_that_is_none_is_refused(session, operator, departement, bloc, audience):
    with pytest.raises(Refused):
        inviting.invite(session, operator, departement, bloc, audience, with_neighbours=False)
    assert session.exec(select(PlanetInvitation)).all() == []
