"""Runs the whole product on one machine, `workforce up`: starts the parts, keeps them running, ends them all.

It starts no part in its own process: each is a program on a leash, so that none outlives it, however it ends.
"""

import errno
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NoReturn

from workforce import embedded
from workforce.leash import Leashed

STOPPED, FAILED, PORT_TAKEN = 0, 1, 3  # Exit codes.
FIRST_DELAY, LONGEST_DELAY = 0.25, 30.0  # Seconds before a part that ended is started again.
STEADY = 60.0  # Seconds after which a part's former failures are forgotten.
PORT_PATIENCE = 8.0  # Seconds: a former run that was killed takes a few to let go of its port.
TRIES = 4  # Of a part, before the first answer; after it there is no limit.
WEB_PATIENCE = 60.0  # Seconds that the web may take to answer.
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Say = Callable[[str], None]
Command = Sequence[str]


class CannotStartError(Exception):
    """The product cannot start; the message says why, in French."""

    def __init__(self, message: str, code: int = FAILED) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Plan:
    """What to run, and where."""

    var_dir: Path
    database_url: str = ""  # Empty: the embedded PostgreSQL.
    broker_url: str = ""  # Empty: one worker process does it all.
    demo: bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""  # Empty: where it listens.
    web_workers: int = 2
    web_threads: int = 4
    port_patience: float = PORT_PATIENCE
    attached: bool = False  # End when the process that started us does.

    @property
    def address(self) -> str:
        """What a person types to come here."""
        return self.public_url or f"http://{self.host}:{self.port}"

    def commands(self) -> dict[str, Command]:
        """Return each part's command; the database has its own way to start."""
        python = [sys.executable, "-m"]
        web = [*python, "workforce.serve", "--host", self.host, "--port", str(self.port)]
        web += ["--workers", str(self.web_workers), "--threads", str(self.web_threads)]
        if not self.broker_url:
            return {"web": web, "travail": [*python, "workers"]}
        return {"web": web, "horloge": [*python, "workers", "tick"], "travail": [*python, "workers", "work"]}


@dataclass(frozen=True)
class Steps:
    """What must be done between the database and the rest; each receives the database's URL."""

    migrate: Callable[[str], None]
    load_demo: Callable[[str], None]  # Does nothing to a database that is not empty.
    sign_in_links: Callable[[str], Mapping[str, str]]  # Family of people → link.


@dataclass
class Part:
    """One part that is kept running."""

    name: str
    start: Callable[[], Leashed]
    say: Say
    running: Leashed | None = None
    failures: int = 0
    started_at: float = 0
    due_at: float = 0

    def keep(self, now: float) -> None:
        """Start the part if it is to be, notice if it has ended."""
        if self.running is None and now >= self.due_at:
            self._run(now)
        elif self.running is not None and (code := self.running.poll()) is not None:
            self._fail(now, f"s'est arrêté (code {code})")

    def _run(self, now: float) -> None:
        try:
            self.running = self.start()
            self.started_at = now
        except (OSError, embedded.EmbeddedError) as error:
            self._fail(now, f"n'a pas pu démarrer : {error}")

    def _fail(self, now: float, what: str) -> None:
        if self.running is not None:
            self.running.end()
            self.running = None
        self.failures = 1 if now - self.started_at > STEADY else self.failures + 1
        pause = delay(self.failures)
        self.due_at = now + pause
        seconds = f"{pause:g}".replace(".", ",")
        self.say(f"« {self.name} » {what} ; nouvel essai dans {seconds} s.")


@dataclass
class Parts:
    """All the parts, in the order in which they start; they end in the other."""

    say: Say
    kept: list[Part] = field(default_factory=list)

    def add(self, name: str, start: Callable[[], Leashed], running: Leashed | None = None) -> None:
        """Keep one more part running."""
        self.kept.append(Part(name, start, self.say, running, started_at=time.monotonic()))
        self.kept[-1].keep(time.monotonic())

    def watch(self, longest: float = 1.0) -> None:
        """Wait until a part ends or is due, `longest` seconds at most, and see to each."""
        running = [part.running for part in self.kept if part.running is not None]
        select.select(running, [], [], longest if len(running) == len(self.kept) else 0.1)
        for part in self.kept:
            part.keep(time.monotonic())

    def most_failures(self) -> int:
        """Return how many times in a row the least steady part has ended."""
        return max((part.failures for part in self.kept), default=0)

    def end(self) -> None:
        """End every part but the database, which the others still need while they end."""
        ending = [part.running for part in self.kept if part.running is not None and part.name != "base"]
        for leashed in ending:
            leashed.let_go()
        for leashed in ending:
            leashed.wait()


def delay(failures: int) -> float:
    """Return how many seconds to wait before the next try after so many failures in a row."""
    return min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** (failures - 1))


def up(plan: Plan, steps: Steps, say: Say, commands: Mapping[str, Command] | None = None) -> int:
    """Run the product until told to stop; return the exit code."""
    with _stoppable():
        try:
            _run(plan, steps, say, commands or plan.commands())
        except KeyboardInterrupt:
            say("Tout est arrêté.")
            return STOPPED
        except (CannotStartError, embedded.EmbeddedError) as error:
            say(str(error))
            return getattr(error, "code", FAILED)


def _run(plan: Plan, steps: Steps, say: Say, commands: Mapping[str, Command]) -> NoReturn:
    parts = Parts(say)
    _await_port(plan, say)
    with _database(plan, parts, say) as url:
        try:
            _prepare(plan, steps, url, say)
            for name, command in commands.items():
                parts.add(name, _starter([f"DATABASE_URL={url}", f"PUBLIC_URL={plan.address}"], command))
            _await_web(plan, parts)
            _greet(plan, steps, url, say)
            _watch(plan, parts)
        finally:
            _ignore_signals()
            parts.end()


def _starter(variables: Sequence[str], command: Command) -> Callable[[], Leashed]:
    return lambda: Leashed(["/usr/bin/env", *variables, *command], farewell=["SIGTERM:5"])


@contextmanager
def _database(plan: Plan, parts: Parts, say: Say) -> Iterator[str]:
    """Give the URL of the database; the embedded one is started, kept running and ended."""
    if plan.database_url:
        yield plan.database_url
        return
    say("Démarrage de la base de données…")
    server = embedded.start(plan.var_dir, own=True, patience=30)
    assert isinstance(server, embedded.OwnServer)
    parts.add("base", server.revive, server.process)
    try:
        yield server.url
    finally:
        _ignore_signals()
        server.stop(patience=2)


def _prepare(plan: Plan, steps: Steps, url: str, say: Say) -> None:
    say("Mise à jour des tables…")
    steps.migrate(url)
    if plan.demo:
        say("Réseau de démonstration…")
        steps.load_demo(url)


def _await_port(plan: Plan, say: Say) -> None:
    """Return once the port is free; refuse one that stays taken."""
    until = time.monotonic() + plan.port_patience
    if _refusal(plan.host, plan.port) == errno.EADDRINUSE:
        say(f"Le port {plan.port} est pris ; quelques secondes d'attente, au cas où il se libère…")
    while (refusal := _refusal(plan.host, plan.port)) is not None:
        if refusal != errno.EADDRINUSE or time.monotonic() > until:
            raise CannotStartError(_port_sentence(plan.host, plan.port, refusal), PORT_TAKEN)
        time.sleep(0.1)


def _refusal(host: str, port: int) -> int | None:
    """Return why this port cannot be listened to, as an errno."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.errno or errno.EINVAL
    return None


def _port_sentence(host: str, port: int, refusal: int) -> str:
    if refusal == errno.EADDRINUSE:
        return (
            f"Le port {port} est déjà pris sur {host}. Arrêtez le programme qui s'en sert, "
            f"ou choisissez un autre port : PORT={port + 1} make run"
        )
    return f"Impossible d'écouter sur {host}, port {port} : {os.strerror(refusal)}."


def _await_web(plan: Plan, parts: Parts) -> None:
    """Return once the web accepts visitors."""
    until = time.monotonic() + WEB_PATIENCE
    while time.monotonic() < until and parts.most_failures() < TRIES:
        with suppress(OSError), socket.create_connection((plan.host, plan.port), timeout=1):
            return
        parts.watch(0.05)
    raise CannotStartError("Le site ne répond pas : les messages ci-dessus disent pourquoi.")


def _greet(plan: Plan, steps: Steps, url: str, say: Say) -> None:
    say(f"\nPrêt : {plan.address}\n")
    links = steps.sign_in_links(url)
    if links:
        say("Pour entrer, un lien par famille de personnes :")
        width = max(map(len, links))
        for family, link in links.items():
            say(f"  {family:<{width}}  {link}")
    say("\nCtrl-C arrête tout.")


def _watch(plan: Plan, parts: Parts) -> NoReturn:
    parent = os.getppid()
    while not plan.attached or os.getppid() == parent:
        parts.watch()
    raise KeyboardInterrupt


@contextmanager
def _stoppable() -> Iterator[None]:
    """Turn the first signal to stop into a KeyboardInterrupt; nothing disturbs the end that follows."""
    former = {number: signal.signal(number, _interrupt) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    _ignore_signals()
    raise KeyboardInterrupt


def _ignore_signals() -> None:
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
