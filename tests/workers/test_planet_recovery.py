"""An invitation whose worker is killed: everybody it concerns is told, once."""

import pytest
from sqlmodel import func, select

from tests import given
from tests.trainings.planets import pledged
from tests.workers.conftest import wait_until, workers
from workforce import clock
from workforce.alerts.models import Alert, Delivery, MailboxLetter
from workforce.database import transaction
from workforce.trainings.planets import inviting
from workforce.trainings.planets.inviting import Inviter
from workforce.trainings.planets.models import PlanetInvitation, PlanetInvitee

pytestmark = pytest.mark.slow
PEOPLE = 250  # More than one fact names.


def count(statement) -> int:
    with transaction() as session:
        return session.scalar(statement)


def kept() -> int:
    return count(select(func.count()).select_from(MailboxLetter))


@pytest.fixture
def invited(own_database) -> str:
    with transaction() as session:
        pledged.referential(session)
        for n in range(PEOPLE):
            who = given.adviser(session, last_name=f"Petit{n}")
            given.account(session, "adviser", f"personne{n}@exemple.fr", adviser_id=who.id, seen=True)
        by = Inviter(given.account(session, "operator").id, "L’équipe")
        inviting.invite(session, by, "83", 2, "learners", with_neighbours=True)
    return own_database


def test_a_worker_killed_while_it_invites_forgets_nobody_and_tells_nobody_twice(invited):
    with workers(invited) as victim:
        wait_until(lambda: kept() > 10)
        victim.kill()
        victim.wait()
    halfway = kept()
    with transaction() as session:  # As if the kill had come before the row was settled.
        session.execute(PlanetInvitation.__table__.update().values(due_at=clock.now()))
    with workers(invited):
        wait_until(lambda: kept() == PEOPLE)
    assert 10 < halfway < PEOPLE, "the kill was meant to fall in the middle"
    kind = Alert.kind == "planets_invitation"
    assert count(select(func.count()).select_from(Alert).where(kind)) == PEOPLE
    assert count(select(func.count(func.distinct(MailboxLetter.recipient)))) == PEOPLE
    assert count(select(func.count()).select_from(PlanetInvitee)) == PEOPLE
    assert count(select(func.count()).select_from(Delivery).where(Delivery.due_at.is_not(None))) == 0
