"""Databases to measure on: made from one that is filled once a run, dropped afterwards."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from sqlalchemy import URL, Engine, create_engine, make_url, text
from sqlalchemy.engine import Connection

from workforce import database, tables
from workforce.database import transaction
from workforce.demo.load import load

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
FILLED = "bench_filled"  # The demonstration network as it was loaded.


def address(name: str) -> URL:
    """Return the address of a database on the server of this run."""
    return make_url(os.environ["DATABASE_URL"]).set(database=name)


@contextmanager
def server() -> Iterator[Connection]:
    """Speak to the server itself."""
    engine = create_engine(os.environ["DATABASE_URL"], isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def make(name: str, template: str = "") -> None:
    """Make a database, empty or like another, in the place of any of that name."""
    like = f' TEMPLATE "{template}"' if template else ""
    with server() as door:
        door.execute(text(f'DROP DATABASE IF EXISTS "{name}"'))
        door.execute(text(f'CREATE DATABASE "{name}"{like}'))


def drop(name: str) -> None:
    """Drop a database. Without FORCE: the server waits for its own housekeeping, which it would not let us end."""
    with server() as door:
        door.execute(text(f'DROP DATABASE IF EXISTS "{name}"'))


@contextmanager
def empty(name: str) -> Iterator[Engine]:
    """Lend a database that has every table and no row."""
    make(name)
    with connected(name) as engine:
        tables.metadata.create_all(engine)
        yield engine


@contextmanager
def filled(name: str, *, small: bool) -> Iterator[Engine]:
    """Lend a database that holds the demonstration network."""
    _fill(small=small)
    make(name, FILLED)
    with connected(name) as engine:
        yield engine


@contextmanager
def connected(name: str) -> Iterator[Engine]:
    """Make a database the one that every transaction of the process uses; drop it at the end."""
    engine = database.connect(address(name).render_as_string(hide_password=False), pool_size=12)
    try:
        yield engine
    finally:
        engine.dispose()
        drop(name)


def _fill(*, small: bool) -> None:
    with server() as door:
        known = door.scalar(text("SELECT count(*) FROM pg_database WHERE datname = :name"), {"name": FILLED})
    if known:
        return
    make(FILLED)
    engine = create_engine(address(FILLED))
    tables.metadata.create_all(engine)
    with engine.begin() as connection:
        load(connection, TODAY, small=small)
    engine.dispose()


def quieten(engine: Engine) -> None:
    """Leave nothing due in any table: what a bench measures, it plans itself."""
    with engine.begin() as connection:
        for table in tables.metadata.sorted_tables:
            if "due_at" in table.columns:
                connection.execute(table.update().values(due_at=None))


def nothing_due_now(table: str) -> Callable[[], bool]:
    """Return the question whether no row of a table is due at the instant that the bench holds."""

    def ask() -> bool:
        with transaction() as session:
            asked = text(f"SELECT EXISTS (SELECT FROM {table} WHERE due_at <= :now)")
            return not session.scalar(asked, {"now": NOW})

    return ask


def nothing_due(table: str) -> Callable[[], bool]:
    """Return the question whether no row of a table waits."""

    def ask() -> bool:
        with transaction() as session:
            return not session.scalar(text(f"SELECT EXISTS (SELECT FROM {table} WHERE due_at IS NOT NULL)"))

    return ask
