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
from pathlib import Path
from typing import Self

from sqlalchemy import text

from bench import ground, outside
from bench.figures import Amount, Line
from workforce.database import transaction

FEEDS, FEEDS_WHEN_SMALL = 1_000, 30
ITEMS = 30
ROOT = Path(__file__).resolve().parents[1]
AGAINST = "lemon24/reader, the better of 1 and 4 workers"


def measure(*, small: bool) -> list[Line]:
    """Read all feeds three times, ours and the peers' in turn."""
    feeds = FEEDS_WHEN_SMALL if small else FEEDS
    with outside.sites(feeds, ITEMS) as village, ground.empty("bench_collect"):
        os.environ["FEED_HOSTS_ALLOWED"] = ",".join(village.places)  # Before the settings are read.
        with (
            tempfile.TemporaryDirectory() as folder,
            Ours(village.urls) as ours,
            peers(folder, village.urls) as them,
        ):
            rounds = [
                _round(f"first read of {feeds} feeds × {ITEMS} offers", ours, them, feeds, ITEMS * feeds),
                _round(
                    f"read of {feeds} feeds that have not changed (304)", ours, them, feeds, ITEMS * feeds
                ),
            ]
            village.publish()
            rounds.append(
                _round(
                    f"read of {feeds} feeds with one new offer each", ours, them, feeds, (ITEMS + 1) * feeds
                )
            )
    new = rounds[-1]
    per_entry = Line(
        "the same, per new offer", "ms", 1e3 / new.ours, 1e3 / new.peer, new.ratio, new.n, AGAINST
    )
    return [*rounds, per_entry]


def _round(work: str, ours: "Ours", them: "Sequence[Peer]", feeds: int, entries: int) -> Line:
    mine = ours.read_all(entries)
    theirs = min(peer.read_all(entries) for peer in them)
    amount = Amount(feeds, "per s")
    return Line(
        work, "feeds/s", amount.figure(mine), amount.figure(theirs), mine / theirs, 1, AGAINST,
        "ours into PostgreSQL, offers understood; reader's into SQLite, as they came",
    )  # fmt: skip


class Ours:
    """The tick's lease and the collector, as the workers have them."""

    def __init__(self, urls: Sequence[str]) -> None:
        """Add the feeds; each keeps all of its offers."""
        self.urls = urls

    def __enter__(self) -> Self:
        from workforce.offers.sources.actions import add_feed  # noqa: PLC0415 - After the environment is set.
        from workforce.offers.sources.collecting import Collector  # noqa: PLC0415

        self.collector = Collector()
        with transaction() as session:
            for url in self.urls:
                add_feed(session, url, keeps_all=True)
        return self

    def __exit__(self, *_error: object) -> None:
        self.collector.stop()

    def read_all(self, entries: int) -> float:
        """Make every feed due and read until none is; return the seconds."""
        from workforce.offers.sources import claiming  # noqa: PLC0415

        with transaction() as session:
            session.execute(text("UPDATE feed SET due_at = :now"), {"now": ground.NOW})
        done = ground.nothing_due_now("feed")
        began = time.perf_counter()
        while not (self.collector.is_idle() and done()):
            with transaction() as session:
                ids = claiming.lease(session, 1_000)
            if ids:
                self.collector.take(ids)
            time.sleep(0.02)
        seconds = time.perf_counter() - began
        self._check(entries)
        return seconds

    def _check(self, entries: int) -> None:
        with transaction() as session:
            bad = session.execute(
                text("SELECT url, last_error FROM feed WHERE state <> 'active' LIMIT 3")
            ).all()
            known = session.scalar(text("SELECT count(*) FROM offer"))
        assert not bad, bad
        assert known == entries, f"{known} offers, not {entries}"


class Peer:
    """reader in its own process."""

    def __init__(self, folder: str, workers: int, urls: Sequence[str]) -> None:
        """Start it with its feeds."""
        command = [sys.executable, "-m", "bench.peer_reader", folder, str(workers)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, cwd=ROOT, **pipes)
        self._say(" ".join(urls))

    def read_all(self, entries: int) -> float:
        """Update all; return the seconds."""
        seconds, known = self._say("again").split()
        assert int(known) == entries, f"{known} entries, not {entries}"
        return float(seconds)

    def _say(self, words: str) -> str:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{words}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()


@contextmanager
def peers(folder: str, urls: Sequence[str]) -> Iterator[Sequence[Peer]]:
    """Run reader with one worker and with four."""
    them = [Peer(folder, workers, urls) for workers in (1, 4)]
    try:
        yield them
    finally:
        for peer in them:
            peer.process.kill()
            peer.process.communicate()
