import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.setup.processes import gone, lives, within
from workforce.leash import Leashed

HOLDER = """
import sys, time
from workforce.leash import Leashed
program = Leashed(sys.argv[1:])
print(program.pid, flush=True)
time.sleep(100)
"""
PROGRAM_WITH_CHILD = "sleep 100 & echo $! > {file}; wait"
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(100)
"""


def test_a_program_that_ends_gives_its_exit_code():
    assert Leashed(["sh", "-c", "exit 7"]).wait() == 7


def test_a_program_that_is_let_go_ends():
    program = Leashed(["sleep", "100"])
    assert lives(program.pid)
    assert program.end() == 128 + signal.SIGTERM
    assert not lives(program.pid)


def test_a_program_that_does_not_exist_says_so(tmp_path: Path):
    program = Leashed(["/nowhere/at-all"], log=tmp_path / "log")
    assert program.wait() == 127
    assert "/nowhere/at-all" in (tmp_path / "log").read_text()


def test_what_a_program_started_in_its_group_ends_with_it(tmp_path: Path):
    file = tmp_path / "pid"
    program = Leashed(["sh", "-c", PROGRAM_WITH_CHILD.format(file=file)])
    within(5, lambda: file.exists() and file.read_text().strip())
    program.end()
    assert gone(int(file.read_text()))


def test_a_program_that_ignores_the_farewell_is_killed(tmp_path: Path):
    log = tmp_path / "log"
    program = Leashed([sys.executable, "-c", DEAF], farewell=["SIGTERM:0.2"], log=log)
    within(5, lambda: "deaf" in log.read_text())
    assert program.end() == 128 + signal.SIGKILL


def test_a_program_ends_when_its_holder_is_killed():
    with subprocess.Popen([sys.executable, "-c", HOLDER, "sleep", "100"], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        pid = int(holder.stdout.readline())
        assert lives(pid)
        holder.kill()
    assert gone(pid)


def test_a_program_ends_when_the_leash_is_killed():
    program = Leashed(["sleep", "100"])
    os.kill(program._process.pid, signal.SIGKILL)
    program.wait()
    assert gone(program.pid)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_the_leash_does_not_cut_the_program_short(number: signal.Signals):
    program = Leashed(["sleep", "0.3"])
    os.kill(program._process.pid, number)
    assert program.wait() == 0


def test_a_program_inherits_only_what_it_is_given():
    given, kept_back = os.open(os.devnull, os.O_RDONLY), os.open(os.devnull, os.O_RDONLY)
    code = f"import os; os.fstat({given})\ntry: os.fstat({kept_back})\nexcept OSError: raise SystemExit(5)"
    assert Leashed([sys.executable, "-c", code], keep=[given]).wait() == 5
