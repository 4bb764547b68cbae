"""What the tests of polling do: add sources, have them read and understood, look at what became of them."""

import asyncio

from sqlmodel import func, select

from tests.workers.conftest import wait_until
from workforce import clock, due, tables  # noqa: F401 - Every table that a row may point to is known.
from workforce.database import transaction
from workforce.feeds.fetching import Fetched
from workforce.offers.models import Feed
from workforce.offers.sources import actions, claiming, documents, polling
from workforce.offers.sources.models import FeedLanding


def added(*urls: str) -> list[int]:
    with transaction() as session:
        return [actions.add_feed(session, url, keeps_all=True).id for url in urls]


def feeds() -> list[Feed]:
    with transaction() as session:
        return list(session.exec(select(Feed).order_by(Feed.id)))


def count(model, *tests) -> int:
    with transaction() as session:
        return session.scalar(select(func.count()).select_from(model).where(*tests))


def collect(collector, seconds: float = 60) -> None:
    """Do what the tick and the actor do, until nothing is due."""

    def nothing_left() -> bool:
        with transaction() as session:
            leased = claiming.lease(session, 1000)
        collector.take(leased)  # Once its lease can be seen: a claim passes over a row being written.
        return collector.is_idle() and not count(Feed, Feed.due_at <= clock.now())

    wait_until(nothing_left, seconds)


def take_in() -> list[int]:
    """Do what the tick and the actor do with what was read, once; return the rows that were leased."""
    from workers import actors  # noqa: PLC0415 - It opens a broker.

    with transaction() as session:
        ids = due.lease(session, FeedLanding, 1000)
    actors.understand_documents.fn(ids)
    return ids


def begun(claimed, body: bytes):
    """Do what the collector does with a document that came."""

    async def once():
        readers = documents.loop_readers()
        try:
            return await polling.begin(readers, claimed, Fetched(200, body, claimed.url))
        finally:
            readers.close()

    return asyncio.run(once())
