"""A thousand feeds of thirty offers on one loopback server: first read, unchanged read, one new entry each.

lemon24/reader does the same from the same server, turn by turn, with one worker and with four; the better is the peer. Its
entries end in SQLite as they came. Ours are read and kept in PostgreSQL, then understood: both are told, the second beside
the peer that never understands anything.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from bench import ground, outside
from bench.figures import Amount, Line, Measure, side_by_side, timed
from bench.village import ONE_IN, Village
from workforce import due, garbage
from workforce.database import transaction
from workforce.settings import settings

FEEDS, FEEDS_WHEN_SMALL = 1_000, 30
ITEMS, TURNS = 30, 3
WARM = 4  # Feeds read before anything is measured.
READING = 2  # Hands that understand at once: one a core.
TICK = 0.5  # Seconds between two leases: the workers' is a second.
ROOT = Path(__file__).resolve().parents[1]
AGAINST = "lemon24/reader, the better of 1 and 4 workers"


def measure(*, small: bool) -> list[Line]:
    """Read feeds of the trade, then feeds as town halls publish them: the first time, and the first ones again and again."""
    feeds = FEEDS_WHEN_SMALL if small else FEEDS
    return [line for mixed in (False, True) for line in _measured(feeds, mixed=mixed)]


def _measured(feeds: int, *, mixed: bool) -> list[Line]:
    with outside.sites(feeds, ITEMS, mixed=mixed) as village, ground.empty("bench_collect"):
        os.environ["FEED_HOSTS_ALLOWED"] = ",".join(village.places)  # Before the settings are read.
        settings.cache_clear()
        with tempfile.TemporaryDirectory() as folder, ours(mixed=mixed) as mine, peers(folder) as theirs:
            first = list(_first_read(village, mine, theirs))
            return first if mixed else [*first, *_later_reads(village, mine, theirs)]


def _first_read(village: Village, mine: "Ours", theirs: "Sequence[Peer]") -> Iterator[Line]:
    """Read the feeds for the first time, a third of them at a time; then have them all understood."""
    mine.read(village.urls[:WARM])  # What reads documents starts once, not once a poll.
    for peer in theirs:
        peer.read(" ".join(village.urls[:WARM]))
    thirds = [village.urls[WARM:][turn::TURNS] for turn in range(TURNS)]
    here, there = iter(thirds), iter(thirds)
    spent: list[float] = []

    def read() -> float:
        spent.append(mine.read(next(here)))
        return spent[-1]

    def best() -> float:
        urls = " ".join(next(there))
        return min(peer.read(urls) for peer in theirs)

    which = f"one in {ONE_IN} in the trade" if mine.mixed else "all in the trade"
    work = f"first read of {len(village.urls)} feeds × {ITEMS} offers, {which}, a third at a time"
    amount = Amount(len(thirds[0]), "per s")
    found = _line(work, read, best, amount)
    yield found
    whole = (len(village.urls) - WARM) / (sum(spent) + mine.understand())
    told = "the same, until every offer is understood"
    yield replace(found, work=told, ours=whole, ratio=found.peer / whole, n=1)
    mine.check(len(village.urls), ITEMS)


def _later_reads(village: Village, mine: "Ours", theirs: "Sequence[Peer]") -> Iterator[Line]:
    """Read all again, unchanged; then with news."""
    feeds = len(village.urls)

    def best() -> float:
        return min(peer.read() for peer in theirs)

    def news() -> float:
        village.publish()
        return mine.read()

    amount = Amount(feeds, "per s")
    yield _line(f"read of {feeds} feeds that have not changed (304)", mine.read, best, amount)
    found = _line(f"read of {feeds} feeds with one new offer each", news, best, amount)
    yield found
    yield replace(
        found, work="the same, per new offer", unit="ms", ours=1e3 / found.ours, peer=1e3 / found.peer
    )
    mine.check(feeds, ITEMS + TURNS)
    assert all(peer.entries == (ITEMS + TURNS) * feeds for peer in theirs)


def _line(work: str, ours: Measure, peer: Measure, amount: Amount) -> Line:
    told = "ours into PostgreSQL, reader's into SQLite; a few new offers are understood at once, many after they were kept"
    return side_by_side(work, ours, peer, amount, against=AGAINST, n=TURNS, note=told)


@contextmanager
def ours(*, mixed: bool) -> Iterator["Ours"]:
    """Run the collector."""
    mine = Ours(mixed=mixed)
    try:
        yield mine
    finally:
        mine.collector.stop()


class Ours:
    """The tick's lease and the collector, as the workers have them."""

    def __init__(self, *, mixed: bool) -> None:
        """Start with no feed; of mixed ones, only the offers in the trade are kept."""
        from workforce.offers.sources.collecting import Collector  # noqa: PLC0415 - After the environment is set.

        garbage.look_seldom()  # As the workers do.
        self.mixed, self.collector = mixed, Collector()

    def read(self, fresh: Sequence[str] = ()) -> float:
        """Add fresh feeds, or make all of them due; read until none is; return the seconds."""
        from workforce.offers.sources import claiming  # noqa: PLC0415
        from workforce.offers.sources.actions import add_feed  # noqa: PLC0415

        with transaction() as session:
            for url in fresh:
                add_feed(session, url, keeps_all=not self.mixed)
            if not fresh:
                session.execute(text("UPDATE feed SET due_at = :now"), {"now": ground.NOW})
        done = ground.nothing_due_now("feed")
        with timed() as watch:
            while not (self.collector.is_idle() and done()):
                with transaction() as session:
                    ids = claiming.lease(session, 1_000)
                if ids:
                    self.collector.take(ids)
                self._wait_for_the_next_tick()
        return watch.seconds

    def understand(self) -> float:
        """Understand what was read and kept, as two threads of the workers do; return the seconds."""
        from workers import actors, schedule  # noqa: PLC0415 - After the environment is set.
        from workforce.offers.sources.models import FeedLanding  # noqa: PLC0415

        work = next(work for work in schedule.WORK if work.model is FeedLanding)
        with timed() as watch, ThreadPoolExecutor(READING) as hands:
            while True:
                with transaction() as session:
                    ids = due.lease(session, FeedLanding, 1_000)
                if not ids:
                    break
                starts = range(0, len(ids), work.batch)
                list(hands.map(actors.understand_documents.fn, (ids[at : at + work.batch] for at in starts)))
        return watch.seconds

    def _wait_for_the_next_tick(self) -> None:
        """Wait half as long as the tick does, or until nothing is in hand."""
        limit = time.monotonic() + TICK
        while time.monotonic() < limit and not self.collector.is_idle():
            time.sleep(0.005)

    def check(self, feeds: int, items: int) -> None:
        """See that every feed was read, and that every offer that is in the trade was kept, and no other."""
        with transaction() as session:
            bad = session.execute(
                text("SELECT url, last_error FROM feed WHERE state <> 'active' LIMIT 3")
            ).all()
            known = session.scalar(text("SELECT count(*) FROM offer"))
        assert not bad, bad
        entries = feeds * (items // ONE_IN if self.mixed else items)
        assert known == entries, f"{known} offers, not {entries}"


class Peer:
    """reader in its own process."""

    entries = 0

    def __init__(self, folder: str, workers: int) -> None:
        """Start it with no feed."""
        command = [sys.executable, "-m", "bench.peer_reader", folder, str(workers)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def read(self, fresh: str = "") -> float:
        """Add fresh feeds and read them, or read all again; return the seconds."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{fresh}\n")
        self.process.stdin.flush()
        seconds, known = self.process.stdout.readline().split()
        self.entries = int(known)
        return float(seconds)


@contextmanager
def peers(folder: str) -> Iterator[Sequence[Peer]]:
    """Run reader with one worker and with four."""
    them = [Peer(folder, workers) for workers in (1, 4)]
    try:
        yield them
    finally:
        for peer in them:
            peer.process.kill()
            peer.process.communicate()
