"""`python -m workers [all|tick|work]`: the tick, a worker, or both in one process (the default, without a broker)."""

import argparse
import logging
import signal
import threading

from dramatiq import Worker
from sqlalchemy import Engine

from workers import collecting, schedule
from workers.broker import TIME_LIMIT, broker
from workforce import chores, database, garbage, pulse
from workforce.database import transaction
from workforce.reactions import CHORES
from workforce.settings import settings


def main() -> None:
    """Run until SIGTERM or Ctrl-C; what was in hand is finished, or falls due again."""
    parser = argparse.ArgumentParser(prog="python -m workers", description=__doc__)
    parser.add_argument("part", nargs="?", choices=("all", "tick", "work"), default="all")
    part = parser.parse_args().part
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    if part != "all" and not settings().broker_url:
        parser.error("BROKER_URL is empty: the tick and the worker share one process (`python -m workers`).")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    connect()
    run(part, stop)


def connect() -> Engine:
    """Connect with a place for each hand; a statement has no more time than a message."""
    return database.connect(pool_size=settings().worker_threads + 3, patience=TIME_LIMIT / 1_000)


def run(part: str, stop: threading.Event) -> None:
    """Run one part of the workers, or both, until `stop`."""
    garbage.look_seldom()
    worker = Worker(broker, worker_threads=settings().worker_threads) if part != "tick" else None
    if worker:
        worker.start()
    if part == "work":
        beat_until(stop)
    else:
        with transaction() as session:
            chores.plan(session, CHORES)
        schedule.run(stop)
    if worker:
        worker.stop()
    collecting.COLLECTOR.stop()


def beat_until(stop: threading.Event) -> None:
    """Give a sign of life every ten seconds."""
    while not stop.wait(10):
        with transaction() as session:
            pulse.beat(session, "worker")


if __name__ == "__main__":
    main()
