"""The world outside, on this machine: a site with a feed, a mail server; each a process of its own."""

import asyncio
import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from typing import Any

from aiosmtpd.smtp import SMTP

from bench import village
from bench.village import Village

ETAG = '"unchanged"'


@contextmanager
def site(document: bytes) -> Iterator[str]:
    """Serve this document at every address; « unchanged » to those who have it."""
    with _process(_serve, document) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def sites(feeds: int, items: int, *, mixed: bool = False) -> Iterator[Village]:
    """Serve so many feeds of so many offers, each on a site of its own."""
    with _conversation(village.serve, feeds, items, mixed) as (port, door):
        yield Village(port, feeds, door)


@contextmanager
def mail_server() -> Iterator[str]:
    """Take every mail and keep none."""
    with _process(_take_mail) as port:
        yield f"smtp://127.0.0.1:{port}"


@contextmanager
def _process(work: Callable[..., None], *arguments: Any) -> Iterator[int]:
    with _conversation(work, *arguments) as (port, _):
        yield port


@contextmanager
def _conversation(work: Callable[..., None], *arguments: Any) -> Iterator[tuple[int, Connection]]:
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=work, args=(there, *arguments), daemon=True)
    process.start()
    try:
        yield here.recv(), here
    finally:
        process.terminate()
        process.join()


def _serve(door: Connection, document: bytes) -> None:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            same = self.headers.get("If-None-Match") == ETAG
            body = b"" if same else document
            self.send_response(304 if same else 200)
            self.send_header("ETag", ETAG)
            if not same:
                self.send_header("Content-Type", "application/rss+xml; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    door.send(server.server_address[1])
    server.serve_forever()


class _Sink:
    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name.
        return "250 taken"


def _take_mail(door: Connection) -> None:
    async def serve() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(_Sink(), hostname="bench"), "127.0.0.1", 0)
        door.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


def wait_until(true: Callable[[], object], seconds: float = 120) -> None:
    """Wait for something to become true; the time is only a limit."""
    limit = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < limit, "it never came true"
        time.sleep(0.005)
