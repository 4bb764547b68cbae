"""Real servers for the workers' tests: SMTP, Redis, and the workers themselves as processes."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

ROOT = Path(__file__).parents[2]


class Sink:
    """A mail server that keeps what it is given, at its own pace."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.messages: list[tuple[str, str]] = []  # Message-ID, recipient.
        self.contents: list[bytes] = []
        self.seconds = seconds

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: ARG002, N802 - aiosmtpd's own name.
        import asyncio  # noqa: PLC0415
        import email  # noqa: PLC0415

        await asyncio.sleep(self.seconds)
        message = email.message_from_bytes(envelope.content)
        self.messages.append((message["Message-ID"], envelope.rcpt_tos[0]))
        self.contents.append(envelope.content)
        return "250 taken"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def mail_server(sink: Sink) -> Iterator[str]:
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """A Redis of this test alone."""
    program = shutil.which("redis-server")
    assert program, "redis-server is missing: `make test` installs it, or says how to"
    port = free_port()
    options = [
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
        "--dir",
        str(tmp_path),
    ]
    process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
    wait_until(lambda: reachable(port))
    yield f"redis://127.0.0.1:{port}/0"
    process.kill()
    process.wait()


def reachable(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def workers(url: str, part: str = "all", **environment: str) -> Iterator[subprocess.Popen]:
    """Run one part of the workers as a process of its own."""
    given = {
        "DATABASE_URL": url,
        "LEASE_SECONDS": "2",
        "HOLD_SECONDS": "3",
        "WORKER_THREADS": "4",
    } | environment
    process = subprocess.Popen(
        [sys.executable, "-m", "workers", part], cwd=ROOT, env=os.environ | given, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_until(true, seconds: float = 60) -> None:
    """Wait for something to become true; the time is only a limit."""
    limit = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < limit, "it never came true"
        time.sleep(0.05)
