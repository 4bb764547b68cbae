"""One embedded PostgreSQL for the whole run, one database a test process, one rolled-back transaction a test."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from alembic import command
from sqlalchemy import Connection, Engine, NullPool, create_engine, make_url, text
from sqlmodel import Session

SERVER = "PASSERELLE_TEST_SERVER"  # Set by the first process of the run for those it starts.
os.environ.pop("DATABASE_URL", None)
os.environ.pop("BROKER_URL", None)
os.environ.pop("MAIL_URL", None)
os.environ["SECRET_KEY"] = "a secret for tests that guards nothing at all"
hypothesis.settings.register_profile("house", deadline=None)  # A busy machine is no failure.
hypothesis.settings.load_profile("house")
_started = []


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once, in the process that leads the run."""
    if SERVER not in os.environ:
        from workforce import embedded  # noqa: PLC0415 - Only the leader needs it.

        folder = tempfile.TemporaryDirectory(prefix="passerelle-tests-", ignore_cleanup_errors=True)
        server = embedded.start(Path(folder.name), durable=False, own=True)
        _started.extend([server, folder])
        os.environ[SERVER] = server.url
        with connected(server.url) as connection:
            migrate(connection)
            connection.commit()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what this process started."""
    if _started:
        server, folder = _started
        server.stop(patience=5)
        folder.cleanup()
        os.environ.pop(SERVER, None)


@contextmanager
def connected(url, **options) -> Iterator[Connection]:
    """Open one connection and nothing that outlives it."""
    engine = create_engine(url, poolclass=NullPool, **options)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def migrate(connection) -> None:
    """Bring a database to the present house, with its referential."""
    from workforce import installing  # noqa: PLC0415 - After the environment is set.
    from workforce.skills.actions import load_referential  # noqa: PLC0415

    command.upgrade(installing.configuration(connection), "head")
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        load_referential(session)
        session.commit()


def fresh_database(name: str) -> str:
    """Make an empty, migrated database; return its address."""
    url = make_url(os.environ[SERVER])
    with connected(url.set(database="postgres"), isolation_level="AUTOCOMMIT") as connection:
        _drop(connection, name)
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{url.database}"'))
    return url.set(database=name).render_as_string(hide_password=False)


def drop_database(name: str) -> None:
    """Drop what `fresh_database` made."""
    url = make_url(os.environ[SERVER]).set(database="postgres")
    with connected(url, isolation_level="AUTOCOMMIT") as connection:
        _drop(connection, name)


def _drop(connection, name: str) -> None:
    """Leave nobody of ours inside, then drop: without FORCE, which may not end the housekeeping that DROP waits for."""
    ours = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name AND usename = current_user"
    connection.execute(text(ours), {"name": name})
    connection.execute(text(f'DROP DATABASE IF EXISTS "{name}"'))


@pytest.fixture(scope="session")
def engine(worker_id: str) -> Iterator[Engine]:
    """A database of this test process alone."""
    engine = create_engine(fresh_database(f"test_{worker_id}"))
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session whose work, and that of every transaction of the house, is rolled back after the test."""
    from workforce import database  # noqa: PLC0415 - After the environment is set.

    with engine.connect() as connection:
        outer = connection.begin()
        database.use(connection)
        with Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as session:
            yield session
        outer.rollback()


@pytest.fixture
def own_database(request: pytest.FixtureRequest, worker_id: str) -> Iterator[str]:
    """A whole database for a test that commits, kills or runs other processes."""
    from workforce import database  # noqa: PLC0415 - After the environment is set.

    name = f"own_{worker_id}_{abs(hash(request.node.nodeid)) % 10**8}"
    url = fresh_database(name)
    engine = database.connect(url)
    yield url
    engine.dispose()
    drop_database(name)


@pytest.fixture
def moment() -> Iterator[datetime]:
    """Hold the clock still: a Monday morning."""
    from workforce import clock  # noqa: PLC0415

    instant = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    with clock.frozen(instant):
        yield instant
