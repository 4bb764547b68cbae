"""Kill anything, flush the queue, restart the database: nothing lost, nothing told twice."""

from collections import Counter
from datetime import timedelta

import pytest
import redis
from sqlmodel import func, select

from tests import given
from tests.workers.conftest import Sink, mail_server, wait_until, workers
from workforce import clock, journal
from workforce.accounts.models import Account, SignInLink
from workforce.alerts.models import Alert, Delivery, MailboxLetter
from workforce.database import transaction
from workforce.facts import SignInRequested
from workforce.journal import Event

pytestmark = pytest.mark.slow
PEOPLE = 150


@pytest.fixture
def asked(own_database) -> str:
    """So many people ask for a sign-in link: facts that wait for their reactions, letters that follow."""
    with transaction() as session:
        for n in range(PEOPLE):
            account = given.account(session, "operator", f"personne{n}@exemple.fr")
            session.add(link := SignInLink(account_id=account.id))
            session.flush()
            journal.record(session, SignInRequested(link.id, account.id))
    return own_database


def count(statement) -> int:
    with transaction() as session:
        return session.scalar(statement)


def sent() -> int:
    return count(select(func.count()).select_from(Delivery).where(Delivery.state == "sent"))


def kept() -> int:
    return count(select(func.count()).select_from(MailboxLetter))


def test_a_worker_killed_in_the_middle_leaves_nothing_undone_and_nothing_twice(asked):
    with workers(asked) as victim:
        wait_until(lambda: kept() > 10)
        victim.kill()
        victim.wait()
    halfway = kept()
    with workers(asked):
        wait_until(lambda: sent() == PEOPLE)
    assert 10 < halfway < PEOPLE, "the kill was meant to fall in the middle"
    assert kept() == PEOPLE
    assert count(select(func.count()).select_from(Alert)) == PEOPLE
    assert count(select(func.count()).select_from(Event).where(Event.due_at.is_not(None))) == 0


def test_a_mail_that_was_being_spoken_when_the_worker_died_keeps_its_identity(asked):
    sink = Sink(seconds=0.02)
    with mail_server(sink) as url:
        with workers(asked, MAIL_URL=url) as victim:
            wait_until(lambda: len(sink.messages) > 10)
            victim.kill()
            victim.wait()
        with workers(asked, MAIL_URL=url):
            wait_until(lambda: sent() == PEOPLE)
    identities = Counter(sink.messages)
    assert (
        len(identities) == PEOPLE
    )  # Nobody was forgotten, and every letter has one Message-ID whatever happened.
    assert (
        sum(identities.values()) - PEOPLE <= 4
    )  # At most what four threads were speaking at that very instant.


def test_a_flushed_redis_and_a_killed_worker_only_delay(asked, redis_url):
    queue = redis.Redis.from_url(redis_url)
    with workers(asked, "tick", BROKER_URL=redis_url), workers(asked, "work", BROKER_URL=redis_url) as victim:
        wait_until(lambda: kept() > 10)
        victim.kill()
        queue.flushall()
        victim.wait()
        halfway = kept()
        with workers(asked, "work", BROKER_URL=redis_url):
            wait_until(lambda: sent() == PEOPLE)
    queue.close()
    assert halfway < PEOPLE
    assert kept() == PEOPLE


def test_letters_wait_for_a_mail_server_that_is_away(asked):
    with transaction() as session:
        session.execute(Account.__table__.update().values(last_seen_at=clock.now()))
    with workers(asked, MAIL_URL="smtp://127.0.0.1:9"):
        wait_until(
            lambda: count(select(func.count()).select_from(Delivery).where(Delivery.reason != "")) >= 20
        )
    with transaction() as session:
        row = session.exec(select(Delivery).where(Delivery.reason != "")).first()
        assert row.state == "planned"
        assert "serveur de courriel" in row.reason
        assert row.due_at > clock.now() - timedelta(seconds=1)
