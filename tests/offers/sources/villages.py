"""Sites for the tests of polling: one small asynchronous server on as many loopback addresses as asked for."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

ITEM = (
    "<item><title>Médiateur numérique n° {n}</title><link>https://emploi.exemple.fr/{feed}/{n}</link>"
    "<guid>{feed}-{n}</guid><description>Accompagner les habitants de Toulon (83).</description>"
    "<pubDate>Mon, 23 Nov 2026 06:{n:02}:00 +0100</pubDate></item>"
)

Act = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]


def feed_of(feed: str, items: int = 2, channel: str = "") -> bytes:
    body = "".join(ITEM.format(feed=feed, n=n) for n in range(items, 0, -1))
    return f"<rss version='2.0'><channel><title>Flux {feed}</title>{channel}{body}</channel></rss>".encode()


def answer(body: bytes = b"", status: int = 200, **headers: str) -> bytes:
    named = {"Content-Length": str(len(body))} | {n.replace("_", "-"): v for n, v in headers.items()}
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in named.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass
class Village:
    """What each path answers, what was asked where, and how many questions a site ever had at once."""

    port: int = 0
    answers: dict[str, bytes | Act] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)  # (site, path)
    at_once: Counter[str] = field(default_factory=Counter)
    most_at_once: Counter[str] = field(default_factory=Counter)
    most_together: int = 0  # Questions under way on all sites.
    connections: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0  # That every good answer takes.

    def place(self, number: int) -> str:
        return f"127.9.{number // 200}.{number % 200 + 1}:{self.port}"

    def url(self, number: int, path: str = "/feed") -> str:
        return f"http://{self.place(number)}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        site = writer.get_extra_info("sockname")[0]
        self.connections[site] += 1
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await self.answer(head.split(b" ")[1].decode(), site, reader, writer)
        writer.transport.abort()

    async def answer(
        self, path: str, site: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.asked.append((site, path))
        self.at_once[site] += 1
        self.most_together = max(self.most_together, self.at_once.total())
        self.most_at_once[site] = max(self.most_at_once[site], self.at_once[site])
        try:
            said = self.answers.get(path, answer(status=404))
            if callable(said):
                await said(reader, writer)
                writer.transport.abort()
            else:
                await asyncio.sleep(self.seconds)
                writer.write(said)
                await writer.drain()
        finally:
            self.at_once[site] -= 1


@contextmanager
def village() -> Iterator[Village]:
    made, ready = Village(), threading.Event()
    ends: list[Callable[[], None]] = []

    async def live() -> None:
        over = asyncio.Event()
        loop = asyncio.get_running_loop()
        ends.append(lambda: loop.call_soon_threadsafe(over.set))
        async with await asyncio.start_server(made.serve, "0.0.0.0", 0, backlog=1024) as server:
            made.port = server.sockets[0].getsockname()[1]
            ready.set()
            await over.wait()

    thread = threading.Thread(target=lambda: asyncio.run(live()), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield made
    finally:
        ends[0]()
        thread.join()


def drip(piece: bytes, every: float, head: bytes = b"") -> Act:
    """Send a little, wait a little, for ever."""

    async def act(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            writer.write(head)
            while True:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(every)

    return act
