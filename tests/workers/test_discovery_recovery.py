"""A worker that dies while it looks for the feeds of a site: another goes on where it was, and finds each feed once."""

import time

import pytest
from sqlmodel import func, select

from tests.feeds.conftest import http, site  # noqa: F401 - A fixture.
from tests.flows.test_offer_thread import feed_of
from tests.workers.conftest import wait_until, workers
from workforce.database import transaction
from workforce.offers.sources.discovery import actions
from workforce.offers.sources.discovery.models import Discovery, DiscoveryCandidate

pytestmark = pytest.mark.slow


def tried() -> int:
    with transaction() as session:
        return session.scalar(
            select(func.count()).select_from(DiscoveryCandidate).where(DiscoveryCandidate.outcome != "to_try")
        )


def is_done() -> bool:
    with transaction() as session:
        return (
            session.scalar(select(Discovery.is_opened)) and session.scalar(select(Discovery.due_at)) is None
        )


def test_a_killed_worker_only_delays_a_discovery(own_database, site):  # noqa: F811
    def slowly(answer: bytes):
        def act(connection) -> None:
            time.sleep(0.2)
            connection.sendall(answer)

        return act

    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{n}.xml">' for n in range(8))
    site.says(slowly(http(200, f"<html>{links}</html>".encode())), "/")
    for n in range(8):
        site.says(slowly(http(200, feed_of("Médiateur numérique", start=n * 10))), f"/{n}.xml")
    with transaction() as session:
        actions.look(session, site.url("/"))
    settings = {"FEED_HOSTS_ALLOWED": site.place, "HOLD_SECONDS": "5", "LEASE_SECONDS": "2"}
    with workers(own_database, **settings) as victim:
        wait_until(lambda: tried() >= 2)
        victim.kill()
        victim.wait()
    halfway = tried()
    with workers(own_database, **settings):
        wait_until(is_done)
    with transaction() as session:
        outcomes = dict(
            session.exec(
                select(DiscoveryCandidate.outcome, func.count()).group_by(DiscoveryCandidate.outcome)
            ).all()
        )
    assert halfway < 10
    assert outcomes == {"feed": 8, "failed": 2}
    assert len(site.asked) <= 13  # Twelve at most, and the one that was being asked when the worker died.
