"""Holds one program on a leash: whatever becomes of the process at the other end, the program ends with it.

The holder runs this file as a child with one end of a socket pair. When the holder lets go, on purpose or
because it was killed, the socket closes and the program is asked to end; what has not ended in time is
killed, with its group. It needs the standard library only, so that it starts in milliseconds, and works on
every Unix.
"""

import argparse
import ctypes
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

FAREWELL = ("SIGTERM:8",)  # The signals that ask for an end, each with the seconds it is given.
PR_SET_PDEATHSIG = 1  # From Linux's <sys/prctl.h>.


class Leashed:
    """A program on a leash, seen by its holder."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        farewell: Sequence[str] = FAREWELL,
        account: tuple[int, int] | None = None,
        keep: Sequence[int] = (),
        environment: Mapping[str, str] | None = None,
        log: Path | None = None,
    ) -> None:
        """Start the command, as this user and group, with these descriptors; `log` receives what it says."""
        self._rope, other_end = socket.socketpair()
        options = ["--rope", str(other_end.fileno()), "--farewell", *farewell]
        options += ["--keep", *map(str, keep)] if keep else []
        options += ["--account", *map(str, account)] if account else []
        said = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600) if log else None
        with other_end:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", __file__, *options, "--", *command],
                cwd="/" if account else None,
                env=environment,
                pass_fds=[other_end.fileno(), *keep],
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        if said is not None:
            os.close(said)
        with self._rope.makefile() as said_by_leash:
            self.pid = int(said_by_leash.readline() or 0)  # Of the program; 0 if it could not start.

    def poll(self) -> int | None:
        """Return the exit code of a program that ended, else None."""
        code = self._process.poll()
        if code is not None and code < 0 and self.pid:  # The leash was killed, not the program.
            _kill_group(self.pid)
        return code

    def let_go(self) -> None:
        """Ask for the end without waiting for it."""
        self._rope.close()

    def wait(self) -> int:
        """Wait for the end, which the leash brings about in a bounded time."""
        self._process.wait()
        self._rope.close()
        return self.poll() or 0

    def end(self) -> int:
        """Ask for the end and wait for it."""
        self.let_go()
        return self.wait()

    def fileno(self) -> int:
        """Return what `select` watches: it becomes readable when the program has ended."""
        return self._rope.fileno()


def main() -> int:
    """Start the program, then wait until it ends or the rope is let go."""
    options = _parser().parse_args()
    ended, wakes = socket.socketpair()
    wakes.setblocking(False)
    signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(
            number, lambda *_: None
        )  # Wakes `select`; only letting go of the rope ends the program.
    try:
        program = _start(options)
    except OSError as error:
        sys.stderr.write(f"{options.command[0]}: {error.strerror}\n")
        return 127  # What a shell answers.
    rope = socket.socket(fileno=options.rope)
    with suppress(OSError):
        rope.sendall(f"{program.pid}\n".encode())
    while program.poll() is None:
        ready, _, _ = select.select([rope, ended], [], [])
        if ended in ready:
            ended.recv(64)
        if rope in ready:
            _bid_farewell(program, options.farewell)
    _kill_group(program.pid)
    return program.returncode if program.returncode >= 0 else 128 - program.returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rope", type=int, required=True)
    parser.add_argument("--farewell", nargs="+", required=True)
    parser.add_argument("--keep", type=int, nargs="*", default=[])
    parser.add_argument("--account", type=int, nargs=2)
    parser.add_argument("command", nargs="+")
    return parser


def _start(options: argparse.Namespace) -> subprocess.Popen[bytes]:
    user, group = options.account or (None, None)
    return subprocess.Popen(
        options.command,
        pass_fds=options.keep,
        process_group=0,
        user=user,
        group=group,
        extra_groups=[] if options.account else None,
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - this process has one thread.
    )


def _die_with_parent() -> None:
    """Have the kernel end the program if the leash itself is killed; elsewhere the holder sees to it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _bid_farewell(program: subprocess.Popen[bytes], farewell: Sequence[str]) -> None:
    for step in farewell:
        name, _, seconds = step.partition(":")
        program.send_signal(signal.Signals[name])
        with suppress(subprocess.TimeoutExpired):
            program.wait(float(seconds))
            return
    _kill_group(program.pid)
    program.wait()


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
