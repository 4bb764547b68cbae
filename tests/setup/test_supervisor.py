import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.setup.processes import gone, lives, within
from workforce.supervisor import LONGEST_DELAY, Part, Plan, delay

PRODUCT = """
import sys
from pathlib import Path
import psycopg
from workforce.supervisor import Plan, Steps, up

var, port, demo = Path(sys.argv[1]), int(sys.argv[2]), "demo" in sys.argv

def execute(url, command):
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(command)

steps = Steps(
    migrate=lambda url: execute(url, "CREATE TABLE IF NOT EXISTS visits (who text)"),
    load_demo=lambda url: execute(url, "INSERT INTO visits VALUES ('demo')"),
    sign_in_links=lambda url: {"Conseillers": "http://lien/1", "Employeurs": "http://lien/2"},
)
commands = {
    "web": [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(var)],
    "travail": ["sh", "-c", 'echo "$$ $DATABASE_URL" > "$0"; exec sleep 1000', str(var / "work")],
}
if "broken" in sys.argv:
    commands["web"] = ["false"]
plan = Plan(var_dir=var, port=port, demo=demo, attached="attached" in sys.argv, port_patience=3)
sys.exit(up(plan, steps, lambda line: print(line, flush=True), commands))
"""


class Run:
    """A running product, as its user sees it."""

    def __init__(self, var: Path, port: int, *flags: str, through: tuple[str, ...] = ()) -> None:
        command = [*through, sys.executable, "-c", PRODUCT, str(var), str(port), *flags]
        self.var, self.port = var, port
        self.output = var / "output"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=output)

    def said(self) -> str:
        return self.output.read_text()

    def ready(self) -> "Run":
        within(20, lambda: "Ctrl-C" in self.said() or self.process.poll() is not None)
        assert self.process.poll() is None, self.said()
        within(5, lambda: (self.var / "work").exists() and (self.var / "work").read_text().endswith("\n"))
        return self

    def pids(self) -> dict[str, int]:
        """Return the process of each part."""
        postmaster = (self.var / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0]
        return {"base": int(postmaster), "travail": int((self.var / "work").read_text().split()[0])}

    def url(self) -> str:
        return (self.var / "work").read_text().split()[1]

    def answers(self) -> bool:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5) as answer:
            return answer.status == 200

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


Runner = Callable[..., Run]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Runner]:
    runs: list[Run] = []

    def start(*flags: str, port: int | None = None, through: tuple[str, ...] = ()) -> Run:
        runs.append(Run(tmp_path, port or _free_port(), *flags, through=through))
        return runs[-1]

    yield start
    for one in runs:
        one.end()


def test_the_wait_between_tries_doubles_up_to_half_a_minute():
    assert [delay(failures) for failures in (1, 2, 3)] == [0.25, 0.5, 1]
    assert delay(50) == LONGEST_DELAY


def test_without_a_broker_one_process_keeps_time_and_works():
    assert list(Plan(var_dir=Path("var")).commands()) == ["web", "travail"]


def test_with_a_broker_the_clock_and_the_work_are_two_processes():
    commands = Plan(var_dir=Path("var"), broker_url="redis://127.0.0.1").commands()
    assert [" ".join(commands[name][1:]) for name in ("horloge", "travail")] == [
        "-m workers tick",
        "-m workers work",
    ]


def test_the_address_is_the_public_one_when_there_is_one():
    assert Plan(var_dir=Path("var"), port=8123).address == "http://127.0.0.1:8123"
    assert Plan(var_dir=Path("var"), public_url="https://exemple.fr").address == "https://exemple.fr"


def test_a_part_that_cannot_start_is_tried_again_later():
    told: list[str] = []

    def refuse() -> None:
        raise OSError("plus de mémoire")

    part = Part("web", refuse, told.append)  # type: ignore[arg-type]
    part.keep(now=100)
    part.keep(now=100.1)
    assert told == ["« web » n'a pas pu démarrer : plus de mémoire ; nouvel essai dans 0,25 s."]
    part.keep(now=100.3)
    assert len(told) == 2


@pytest.mark.slow
def test_it_says_where_to_go_and_how_each_family_enters(run: Runner):
    product = run("demo").ready()
    assert f"http://127.0.0.1:{product.port}" in product.said()
    assert "Conseillers  http://lien/1" in product.said()
    assert "Employeurs   http://lien/2" in product.said()
    assert product.answers()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_every_part_and_is_no_failure(run: Runner, number: signal.Signals):
    product = run().ready()
    pids = product.pids()
    product.process.send_signal(number)
    assert product.process.wait(20) == 0
    assert [lives(pid) for pid in pids.values()] == [False, False]
    assert _refuses_visitors(product.port)
    assert not (product.var / "postgres" / "data" / "postmaster.pid").exists()


@pytest.mark.slow
def test_after_a_kill_every_part_ends_and_a_restart_finds_the_data(run: Runner):
    product = run("demo").ready()
    pids = product.pids()
    product.process.kill()
    again = run(port=product.port).ready()
    assert [gone(pid) for pid in pids.values()] == [True, True]
    with psycopg.connect(again.url().replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT who FROM visits").fetchall() == [("demo",)]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["base", "travail"])
def test_a_part_that_is_killed_is_started_again(run: Runner, name: str):
    product = run().ready()
    former = product.pids()[name]
    os.kill(former, signal.SIGKILL)
    within(20, lambda: f"« {name} » s'est arrêté (code 137)" in product.said())
    within(20, lambda: _pid(product, name) not in (None, former))
    within(20, lambda: _database_answers(product))
    assert product.process.poll() is None, "the whole ended with its part"


@pytest.mark.slow
def test_a_port_that_stays_taken_is_refused_with_a_sentence(run: Runner):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        product = run(port=port)
        assert product.process.wait(20) == 3
    assert f"Le port {port} est déjà pris" in product.said()
    assert f"PORT={port + 1} make run" in product.said()
    assert not (product.var / "postgres").exists()


@pytest.mark.slow
def test_a_site_that_never_answers_is_given_up(run: Runner):
    product = run("broken")
    assert product.process.wait(30) == 1
    assert "Le site ne répond pas" in product.said()


@pytest.mark.slow
def test_when_attached_it_ends_with_the_process_that_started_it(run: Runner):
    product = run("attached", through=("sh", "-c", '"$@"; true', "sh")).ready()
    pids = product.pids()
    product.process.kill()
    assert [gone(pid) for pid in pids.values()] == [True, True]


def _pid(product: Run, name: str) -> int | None:
    try:
        return product.pids()[name]
    except (FileNotFoundError, IndexError):
        return None


def _database_answers(product: Run) -> bool:
    try:
        with psycopg.connect(product.url().replace("+psycopg", "")) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _refuses_visitors(port: int) -> bool:
    with socket.socket() as visitor:
        return visitor.connect_ex(("127.0.0.1", port)) != 0
