"""Facts recorded in the journal and settled by the tick, the queue and the workers, beside the bare queue."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dramatiq import Worker
from sqlalchemy import text

from bench import ground, outside, peers
from bench.figures import Amount, Line, side_by_side, timed
from workers import schedule
from workers.broker import broker
from workforce import journal, reactions
from workforce.database import transaction
from workforce.facts import SkillsAssessed
from workforce.settings import settings

FACTS, FACTS_WHEN_SMALL = 10_000, 300
A_TRANSACTION = 100  # Facts recorded together.


def measure(*, small: bool) -> list[Line]:
    """Record facts whose reaction does nothing; the clock stops when every one is settled."""
    facts = FACTS_WHEN_SMALL if small else FACTS
    reactions.REACTIONS[SkillsAssessed] = [_nothing]
    queue = peers.Queue(settings().worker_threads)
    try:
        with ground.empty("bench_events"), working():
            return [
                side_by_side(
                    f"{facts} facts recorded, then settled",
                    lambda: _settled(facts),
                    lambda: _sent(queue, facts),
                    Amount(facts, "per s"),
                    against="dramatiq StubBroker: as many messages that do nothing",
                    note=f"ours writes each fact in PostgreSQL, {A_TRANSACTION} a transaction, and loses none when killed",
                )
            ]
    finally:
        queue.stop()


@contextmanager
def working() -> Iterator[None]:
    """Run the tick and the worker as `python -m workers` does."""
    stop, worker = threading.Event(), Worker(broker, worker_threads=settings().worker_threads)
    ticking = threading.Thread(target=schedule.run, args=(stop,))
    worker.start()
    ticking.start()
    try:
        yield
    finally:
        stop.set()
        ticking.join()
        worker.stop()


def _settled(facts: int) -> float:
    with timed() as watch:
        for first in range(0, facts, A_TRANSACTION):
            with transaction() as session:
                journal.record_all(
                    session, (SkillsAssessed(n) for n in range(first, min(first + A_TRANSACTION, facts)))
                )
        outside.wait_until(ground.nothing_due("event"))
    with transaction() as session:
        session.execute(text("TRUNCATE event"))
    return watch.seconds


def _sent(queue: peers.Queue, messages: int) -> float:
    with timed() as watch:
        queue.run(messages)
    return watch.seconds


def _nothing(_session: Any, _fact: Any) -> None:
    """React by nothing."""
