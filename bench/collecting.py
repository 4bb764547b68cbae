"""A thousand feeds of thirty offers on one loopback server: first read, unchanged read, one new entry each.

lemon24/reader does the same from the same server, turn by turn, with one worker and with four; the better is the peer. Ours
ends in PostgreSQL with every offer understood; reader's ends in SQLite.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from bench import ground, outside
from bench.figures import Amount, Line, Measure, side_by_side, timed
from bench.village import Village
from workforce.database import transaction

FEEDS, FEEDS_WHEN_SMALL = 1_000, 30
ITEMS = 30
ROOT = Path(__file__).resolve().parents[1]
AGAINST = "lemon24/reader, the better of 1 and 4 workers"


def measure(*, small: bool) -> list[Line]:
    """Read the feeds for the first time, a third of them at a time; then all again, unchanged; then with news."""
    feeds = FEEDS_WHEN_SMALL if small else FEEDS
    with outside.sites(feeds, ITEMS) as village, ground.empty("bench_collect"):
        os.environ["FEED_HOSTS_ALLOWED"] = ",".join(village.places)  # Before the settings are read.
        with tempfile.TemporaryDirectory() as folder, ours() as mine, peers(folder) as theirs:
            return list(_lines(village, mine, theirs))


def _lines(village: Village, mine: "Ours", theirs: "Sequence[Peer]") -> Iterator[Line]:
    feeds, turns = len(village.urls), (0, 1, 2)
    told = "ours into PostgreSQL, offers understood; reader's into SQLite, as they came"

    def line(work: str, ours: Measure, peer: Measure, amount: Amount) -> Line:
        return side_by_side(work, ours, peer, amount, against=AGAINST, n=len(turns), note=told)

    def best(words: str = "") -> float:
        return min(peer.read(words) for peer in theirs)

    def news() -> float:
        village.publish()
        return mine.read()

    mine.read(village.urls[:1])  # What reads documents starts once, not once a poll.
    best(village.urls[0])
    thirds = [village.urls[1:][turn :: len(turns)] for turn in turns]
    ours, peer = iter(thirds), iter(thirds)
    amount = Amount(len(thirds[0]), "per s")
    first = f"first read of {feeds} feeds × {ITEMS} offers, a third at a time"
    yield line(first, lambda: mine.read(next(ours)), lambda: best(" ".join(next(peer))), amount)
    amount = Amount(feeds, "per s")
    yield line(f"read of {feeds} feeds that have not changed (304)", mine.read, best, amount)
    found = line(f"read of {feeds} feeds with one new offer each", news, best, amount)
    yield found
    yield replace(
        found, work="the same, per new offer", unit="ms", ours=1e3 / found.ours, peer=1e3 / found.peer
    )
    mine.check((ITEMS + len(turns)) * feeds)
    assert all(peer.entries == (ITEMS + len(turns)) * feeds for peer in theirs)


@contextmanager
def ours() -> Iterator["Ours"]:
    """Run the collector."""
    mine = Ours()
    try:
        yield mine
    finally:
        mine.collector.stop()


class Ours:
    """The tick's lease and the collector, as the workers have them."""

    def __init__(self) -> None:
        """Start with no feed."""
        from workforce.offers.sources.collecting import Collector  # noqa: PLC0415 - After the environment is set.

        self.collector = Collector()

    def read(self, fresh: Sequence[str] = ()) -> float:
        """Add fresh feeds, or make all of them due; read until none is; return the seconds."""
        from workforce.offers.sources import claiming  # noqa: PLC0415
        from workforce.offers.sources.actions import add_feed  # noqa: PLC0415

        with transaction() as session:
            for url in fresh:
                add_feed(session, url, keeps_all=True)
            if not fresh:
                session.execute(text("UPDATE feed SET due_at = :now"), {"now": ground.NOW})
        done = ground.nothing_due_now("feed")
        with timed() as watch:
            while not (self.collector.is_idle() and done()):
                with transaction() as session:
                    ids = claiming.lease(session, 1_000)
                if ids:
                    self.collector.take(ids)
                time.sleep(0.02)
        return watch.seconds

    def check(self, entries: int) -> None:
        """See that every feed was read and every offer kept."""
        with transaction() as session:
            bad = session.execute(
                text("SELECT url, last_error FROM feed WHERE state <> 'active' LIMIT 3")
            ).all()
            known = session.scalar(text("SELECT count(*) FROM offer"))
        assert not bad, bad
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
