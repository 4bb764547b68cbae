"""Three lines of work: what somebody waits for is never behind a long line of what nobody looks at."""

import threading
import time

import pytest
from dramatiq import Worker

from tests.workers.conftest import wait_until
from workers import actors, collecting, running, schedule
from workers.broker import broker
from workforce.journal import Event
from workforce.offers.models import JobSearch

LONG = 30  # Messages: many more than a worker takes to itself at once.


@pytest.fixture
def done(monkeypatch):
    """Play each message without its work: what was done, in order, once `gate` is open."""
    done, gate = [], threading.Event()

    def play(name):
        def played(*_arguments: object) -> None:
            gate.wait(20)
            time.sleep(0.02)  # Work takes longer than fetching the next message.
            done.append(name)

        return played

    def inside(model, ids):
        play(model.__name__)(ids)

    monkeypatch.setattr(running, "inside", inside)
    monkeypatch.setattr(collecting.COLLECTOR, "take", play("poll"))
    broker.flush_all()
    worker = Worker(broker, worker_threads=1)
    worker.start()
    yield done, gate
    gate.set()
    worker.stop()
    broker.flush_all()


def test_what_somebody_waits_for_comes_before_a_long_line_of_what_nobody_looks_at(done):
    order, gate = done
    for number in range(LONG):
        actors.match_offers.send([number])
    for number in range(LONG):
        actors.settle_facts.send([number])
    actors.poll_feeds.send([1])
    wait_until(broker.queues["asked_for"].empty)
    gate.set()
    wait_until(lambda: len(order) == 2 * LONG + 1)
    assert order.index("poll") <= 2, "the message in hand, and one that was taken with it"
    last_fact = len(order) - order[::-1].index(Event.__name__)
    assert order[:last_fact].count(JobSearch.__name__) < LONG / 2


def test_every_work_has_its_line():
    lines = {work.model.__name__: work.actor.queue_name for work in schedule.WORK}
    assert set(lines.values()) == {"asked_for", "following", "in_turn"}
    priorities = {work.actor.queue_name: work.actor.priority for work in schedule.WORK}
    assert priorities == {"asked_for": 0, "following": 1, "in_turn": 2}
    assert {lines[name] for name in ("Delivery", "Feed", "Discovery", "Import")} == {"asked_for"}
    assert {lines[name] for name in ("Contract", "JobSearch", "TrainingPlan")} == {"in_turn"}
