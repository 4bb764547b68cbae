"""Workers that read feeds: killed in the middle, nothing lost and nothing twice; attacked by their sites, alive and thin."""

import asyncio
import gzip
import time
from contextlib import suppress

import psutil
import pytest
from sqlmodel import func, select

from tests import given  # noqa: F401 - Every table that a row may point to is known.
from tests.feeds.storm import STORM
from tests.offers.sources.villages import answer, drip, feed_of, village
from tests.workers.conftest import wait_until, workers
from workforce.database import transaction
from workforce.journal import Event
from workforce.offers.models import Feed, Offer
from workforce.offers.sources import actions
from workforce.offers.sources.models import FeedLanding

pytestmark = pytest.mark.slow
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
MOST_MEMORY = 150_000_000  # Bytes above idle: the worker and all that it started.


@pytest.fixture
def sites():
    with village() as made:
        yield made


def environment(sites) -> dict[str, str]:
    return {"FEED_HOSTS_ALLOWED": ",".join(sites.place(number) for number in range(300))}


def added(*urls: str) -> None:
    with transaction() as session:
        for url in urls:
            actions.add_feed(session, url, keeps_all=True)


def count(model, *tests) -> int:
    with transaction() as session:
        return session.scalar(select(func.count()).select_from(model).where(*tests))


def read() -> int:
    return count(Feed, Feed.state == "active", Feed.polled_at.is_not(None))


def test_a_worker_killed_while_it_reads_leaves_nothing_unread_and_nothing_twice(own_database, sites):
    sites.seconds = 0.2
    entries = [4 if number % 2 else 12 for number in range(24)]  # Twelve are kept first, and understood next.
    for number in range(24):
        sites.answers[f"/{number}"] = answer(feed_of(str(number), entries[number]))
    last, sites.answers["/23"] = (
        sites.answers["/23"],
        drip(b" ", 0.1, HEAD + b"\r\n"),
    )  # Drips until the kill.
    added(*(sites.url(number % 8, f"/{number}") for number in range(24)))
    with workers(own_database, **environment(sites)) as victim:
        wait_until(lambda: read() > 2)
        victim.kill()
        victim.wait()
    halfway = read()
    sites.answers["/23"] = last
    with workers(own_database, **environment(sites)):
        wait_until(lambda: read() == 24, 120)
        wait_until(lambda: count(Event, Event.due_at.is_not(None)) == 0, 120)
    assert halfway < 24, "the kill was meant to fall in the middle"
    assert count(FeedLanding) == 0
    assert count(Offer) == sum(entries)
    assert count(Event, Event.name == "OfferPublished") == sum(entries)
    assert count(Feed, Feed.claimed) == 0
    assert max(sites.most_at_once.values()) == 1, "one question at a time, whoever asks"


def flood(piece: bytes, head: bytes = b""):
    """Send as much as is taken."""
    return drip(piece, 0, head)


def says(*pieces: bytes):
    async def act(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            writer.write(b"".join(pieces))
            await writer.drain()

    return act


BOMB = gzip.compress(b"\0" * 60_000_000)
HOSTILE = {
    "drip-body": drip(b"<", 0.3, HEAD + b"\r\n"),
    "drip-head": drip(b"X", 0.3, HEAD + b"X-Long: "),
    "drip-chunks": drip(b"1\r\n<\r\n", 0.3, CHUNKED),
    "silence": drip(b"", 1.0),
    "endless-body": flood(b"<item/>" * 2_000, HEAD + b"\r\n"),
    "endless-chunks": flood(b"4000\r\n" + b"x" * 0x4000 + b"\r\n", CHUNKED),
    "endless-head": flood(b"X-Long: " + b"a" * 4_000 + b"\r\n", HEAD),
    "interim": flood(b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "bomb": says(HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB), BOMB),
    "loop": answer(status=302, Location="/loop"),
    "inside": answer(status=302, Location="http://127.0.0.1:22/"),
    "cut-chunk": says(CHUNKED, b"4000\r\n<rss>"),
    "short": says(HEAD, b"Content-Length: 5000\r\n\r\n<rss/>"),
    "old": says(b"<rss><channel/></rss>"),
    "noise": flood(bytes(range(256)) * 40),
    "big-drip": drip(b"x", 0.3, HEAD + b"\r\n" + b"<!-- -->" * 60_000),
    "late": answer(status=503, Retry_After="Mon, 01 Jan 99999999999999 00:00:00 GMT"),
    "fresh": answer(b"<p>", Expires="Mon, 01 Jan 99999999999999 00:00:00 GMT"),
    "letters": answer(status=302, Location="/été\\"),
}
DOCUMENTS = (  # Each is read to its words, whatever it costs.
    "elements 100 000 deep, never closed", "200 000 items never closed", "an open CDATA", "2 000 000 JSON items",
    "JSON 500 000 deep", "half of UTF-16", "gzip inside",
)  # fmt: skip


def test_hostile_sites_delay_no_healthy_one_and_cost_little_memory(own_database, sites):
    for name, act in HOSTILE.items():
        sites.answers[f"/{name}"] = act
    for n, name in enumerate(DOCUMENTS):
        sites.answers[f"/document{n}"] = answer(STORM[name]())
    for number in range(100):
        sites.answers[f"/{number}"] = answer(feed_of(str(number), 4))
    sites.answers["/99"] = answer(feed_of("99", 4, f"<!--{'x' * 900_000}-->"))  # A big one, as many are.
    hostile = [sites.url(n, f"/{name}") for n, name in enumerate([*HOSTILE] * 4)]
    hostile += [sites.url(90 + n, f"/document{n}") for n in range(len(DOCUMENTS))]
    with workers(own_database, **environment(sites)) as worker:
        added(*(sites.url(100 + number, f"/{number}") for number in range(50)))
        began = time.monotonic()
        wait_until(lambda: read() == 50, 120)
        alone, idle = time.monotonic() - began, memory(worker.pid)
        added(*hostile, *(sites.url(150 + number, f"/{50 + number}") for number in range(50)))
        began, most = time.monotonic(), idle
        while read() < 100:
            most = max(most, memory(worker.pid))
            assert time.monotonic() - began < 2 * alone + 10, "the healthy waited for the hostile"
            time.sleep(0.05)
        wait_until(lambda: count(Feed, Feed.state == "failing") == len(hostile), 180)
        most = max(most, memory(worker.pid))
    assert most - idle <= MOST_MEMORY, f"{(most - idle) / 1e6:.0f} MB above {idle / 1e6:.0f}"
    with transaction() as session:
        told = dict(session.exec(select(Feed.url, Feed.last_error).where(Feed.state == "failing")).all())
    for url, words in told.items():
        assert words, f"{url} says why"
        assert "Error" not in words, f"{url} says why in words: {words}"
    assert count(Offer) == 100 * 4


def memory(pid: int) -> int:
    """Return the bytes that a process and all that it started hold in memory."""
    total = 0
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        for one in (process, *process.children(recursive=True)):
            with suppress(psutil.Error):
                total += one.memory_info().rss
    return total
