"""Asking whether processes live, and waiting until something holds."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def lives(pid: int) -> bool:
    """Say whether this process runs; one that ended and that nobody has asked about does not."""
    try:
        os.kill(pid, 0)
        with suppress(FileNotFoundError):
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:  # It ended before it was asked about, or while it was.
        return False
    return True


def gone(pid: int, seconds: float = 10) -> bool:
    """Wait for the end of a process; say whether it came."""
    until = time.monotonic() + seconds
    while lives(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not lives(pid)


def within(seconds: float, holds: Callable[[], object]) -> None:
    """Wait until something holds; fail if it never does."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)
