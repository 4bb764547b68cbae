import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workforce import apart
from workforce.feeds.entries import ParsedEntry

FEEDS = Path(__file__).parent / "documents"
PUBLISHED_AT = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)

Act = Callable[[socket.socket], None]


@dataclass
class Site:
    """A site on the loopback that answers what a test tells it to, and remembers what it was asked."""

    port: int
    answers: dict[str, bytes | Act] = field(default_factory=dict)
    requests: list[dict[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    posts: Callable[[socket.socket, bytes], None] | None = (
        None  # What it does with the body of what is posted.
    )
    wrap: Callable[[socket.socket], socket.socket] = lambda connection: connection

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/feed") -> str:
        return f"http://{self.place}{path}"

    def says(self, answer: bytes | Act, path: str = "/feed") -> str:
        self.answers[path] = answer
        return self.url(path)

    def serve(self, arrived: socket.socket) -> None:
        with contextlib.suppress(OSError), self.wrap(arrived) as connection:
            connection.settimeout(5)
            head = b""
            while head[:4] in b"GET POST" and b"\r\n\r\n" not in head and (piece := connection.recv(4096)):
                head += piece
            if head.startswith(b"POST") and self.posts:
                self.posts(connection, head.partition(b"\r\n\r\n")[2])
                return
            if not head.startswith(b"GET "):
                connection.sendall(http(400))
                return
            first, *lines = head.decode("latin-1").split("\r\n")
            self.asked.append(first.split(" ")[1])
            self.requests.append({n.lower(): v for n, _, v in (line.partition(": ") for line in lines) if n})
            answer = self.answers.get(first.split(" ")[1], http(404))
            if callable(answer):
                answer(connection)
            else:
                connection.sendall(answer)


def http(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    named = {"Content-Length": str(len(body))} | {n.replace("_", "-"): v for n, v in headers.items()}
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in named.items() if value)]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


@pytest.fixture
def site() -> Iterator[Site]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        served = Site(listener.getsockname()[1])
        stopping = threading.Event()
        listener.settimeout(0.05)

        def loop() -> None:
            while not stopping.is_set():
                with contextlib.suppress(TimeoutError):
                    connection, _ = listener.accept()
                    threading.Thread(target=served.serve, args=(connection,), daemon=True).start()

        thread = threading.Thread(target=loop, daemon=True)
        thread.start()
        yield served
        stopping.set()
        thread.join()


def drip(pieces: int, every: float, piece: bytes, head: bytes = b"") -> Act:
    """Send a little, wait a little, again and again."""

    def act(connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(pieces):
            connection.sendall(piece)
            time.sleep(every)

    return act


@pytest.fixture(scope="session", autouse=True)
def readers_end() -> Iterator[None]:
    yield
    apart.close()


def document(name: str) -> bytes:
    return (FEEDS / name).read_bytes()


def an_entry(title: str = "Conseiller numérique", html: str = "", **more: object) -> ParsedEntry:
    """Build an accepted entry that states only what a test is about."""
    stated: dict[str, object] = {
        "identity": "guid:1",
        "aliases": (),
        "title": title,
        "link": "https://offres.example/1",
        "summary_html": html,
        "published_at": PUBLISHED_AT,
    }
    return ParsedEntry(**(stated | more))  # type: ignore[arg-type]
