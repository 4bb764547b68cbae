"""The tick over 7 000 and 400 000 contracts: leasing the few that are due, watching each one, recomputing all deadlines."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

import psycopg
from sqlalchemy import Engine, text

from bench import ground, peers, recomputing
from bench.figures import Amount, Line, side_by_side, timed
from workers.schedule import WORK, tick
from workforce import due
from workforce.contracts import watch
from workforce.contracts.models import Contract
from workforce.database import transaction
from workforce.demo.copies import load_copies

FEW = 10  # Contracts due at once.
TIMES = 30  # Leases in a measure: one alone is too short to time.
BATCH = 500  # Contracts in a message, as the tick sends them.
LOOKS = 4_000  # Contracts watched in a measure.
MANY, MANY_WHEN_SMALL = 217_000, 2_000  # Advisers: 400 000 contracts.


def measure(*, small: bool) -> list[Line]:
    """Measure on the network as it is, then on fifty times as many contracts."""
    lines = []
    with (
        ground.filled("bench_tick", small=small) as engine,
        peers.plain(ground.address("bench_tick")) as peer,
    ):
        ground.quieten(engine)
        lines += [*_all(engine, peer), recomputing.line(engine, peer)]
        with engine.begin() as connection:
            load_copies(connection, MANY_WHEN_SMALL if small else MANY)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE contract"))
        lines += [*_all(engine, peer), recomputing.line(engine, peer)]
    return lines


def _all(engine: Engine, peer: psycopg.Connection) -> list[Line]:
    with engine.connect() as connection:
        ids = list(connection.scalars(text("SELECT id FROM contract ORDER BY id")))
    over = f"{len(ids)} contracts"
    looks = _slices(ids)
    items = min(LOOKS, len(ids))
    return [
        side_by_side(
            f"lease of {FEW} due among {over}",
            lambda: _leases(engine, _lease),
            lambda: _leases(engine, lambda: peers.lease(peer, FEW)),
            Amount(TIMES, "ms"),
            against="psycopg: one UPDATE … FOR UPDATE SKIP LOCKED, one COMMIT",
        ),
        side_by_side(
            f"whole tick, {FEW} due among {over}",
            lambda: _leases(engine, lambda: tick(WORK)),
            lambda: _leases(
                engine, lambda: [peers.lease(peer, FEW, work.model.__tablename__) for work in WORK]
            ),
            Amount(TIMES, "ms"),
            against=f"the same UPDATE on each of the {len(WORK)} tables that wait",
        ),
        side_by_side(
            f"watch, per contract of {over}",
            lambda: _watched(engine, next(looks)),
            lambda: _touched(engine, peer, next(looks)),
            Amount(items, "µs"),
            against=f"psycopg: UPDATE … SET due_at, {BATCH} rows a statement",
            note="a first look: it also notes each step reached and records a fact about it",
        ),
    ]


def _slices(ids: list[int]) -> Iterator[list[int]]:
    """Go through contracts spread over the table, others each time where there are enough."""
    step = max(1, len(ids) // LOOKS)
    for turn in count():
        yield ids[turn % step :: step][:LOOKS]


def _leases(engine: Engine, lease: Callable[[], object]) -> float:
    total = 0.0
    for _ in range(TIMES):
        _make_due(engine)
        with timed() as watch_:
            lease()
        total += watch_.seconds
    return total


def _lease() -> None:
    with transaction() as session:
        assert len(due.lease(session, Contract, FEW)) == FEW


def _make_due(engine: Engine) -> None:
    """Make a few contracts due, nothing else, whatever was leased before."""
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE contract SET due_at = NULL, leased_until = NULL WHERE due_at <= :now"),
            {"now": ground.NOW},
        )
        connection.execute(
            text("UPDATE contract SET due_at = :now, leased_until = NULL WHERE id <= :few"),
            {"now": ground.NOW, "few": FEW},
        )


def _watched(engine: Engine, ids: list[int]) -> float:
    with _due(engine, ids), timed() as watch_:
        for start in range(0, len(ids), BATCH):
            with transaction() as session:
                watch.watch(session, ids[start : start + BATCH])
    return watch_.seconds


def _touched(engine: Engine, peer: psycopg.Connection, ids: list[int]) -> float:
    with _due(engine, ids):
        began = time.perf_counter()
        for start in range(0, len(ids), BATCH):
            peers.settle(peer, ids[start : start + BATCH], ground.NOW)
        return time.perf_counter() - began


@contextmanager
def _due(engine: Engine, ids: list[int]) -> Iterator[None]:
    """Make these contracts due, none of their steps told."""
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE milestone, reminder, event"))
        connection.execute(
            text("UPDATE contract SET due_at = :now WHERE id = ANY(:ids)"), {"now": ground.NOW, "ids": ids}
        )
    yield
