"""Connections to feeds: to a checked address and no other, under deadlines, with few bytes of headers.

Half of the HTTP door: only `fetching` uses it. Everything here runs in an event loop, so that hundreds of slow sites
cost memory and no thread; it reads no proxy setting and knows no cookie.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache, partial
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import certifi
import h11

from workforce.addresses import Endpoint, is_public
from workforce.feeds.decoding import BrokenEncoding, TooBig
from workforce.feeds.failures import FetchFailed, failure
from workforce.feeds.limits import FetchLimits

MAX_ADDRESSES = 4  # Tried for one name.
Address = tuple[int, str]  # Family, IP address.
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Opened = TypeVar("Opened")


def _trust() -> ssl.SSLContext:
    paths = ssl.get_default_verify_paths()
    machine_has_roots = paths.cafile or (paths.capath and any(Path(paths.capath).iterdir()))
    return ssl.create_default_context(cafile=None if machine_has_roots else certifi.where())


_TRUST = _trust()


@lru_cache(maxsize=4_096)  # The same sites are asked again and again.
def _literal(host: str) -> Address | None:
    """Return the address that is written instead of a name, if one is."""
    try:
        return socket.AF_INET6 if ip_address(host).version == 6 else socket.AF_INET, host
    except ValueError:
        return None


async def resolve(host: str, port: int, seconds: float) -> list[Address]:
    """Ask the name service for addresses, and give up in time: it has no timeout of its own."""
    if literal := _literal(host):
        return [literal]
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[Address]] = loop.create_future()
    Thread(target=_ask, args=(host, port, loop, answer), daemon=True).start()
    try:
        return await asyncio.wait_for(answer, seconds)
    except TimeoutError:
        raise failure("dns", "(pas de réponse à temps)") from None
    except (OSError, UnicodeError):
        raise failure("dns") from None


def _ask(
    host: str, port: int, loop: asyncio.AbstractEventLoop, answer: "asyncio.Future[list[Address]]"
) -> None:
    found: list[Address] | Exception
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        found = list(dict.fromkeys((int(row[0]), str(row[4][0])) for row in rows))
    except (OSError, UnicodeError) as error:
        found = error
    with suppress(RuntimeError):  # Nobody waits any more, and the loop is closed.
        loop.call_soon_threadsafe(_tell, answer, found)


def _tell(answer: "asyncio.Future[list[Address]]", found: "list[Address] | Exception") -> None:
    if answer.done():
        return
    if isinstance(found, Exception):
        answer.set_exception(found)
    else:
        answer.set_result(found)


async def opened(
    place: Endpoint,
    connect: Callable[[int, str, int], Awaitable[Opened]],
    *,
    private_allowed: bool,
    seconds: float,
) -> Opened:
    """Resolve, keep the public addresses, and connect to one of those very addresses."""
    found = await resolve(place.host, place.port, seconds)
    usable = [pair for pair in found if private_allowed or is_public(pair[1])]
    if not usable:
        raise failure("private_address")
    error: OSError | None = None
    for family, address in usable[:MAX_ADDRESSES]:
        try:
            async with asyncio.timeout(seconds):
                return await connect(family, address, place.port)
        except OSError as caught:  # A timeout is one.
            error = caught
    raise failure("connect_timeout" if isinstance(error, TimeoutError) else "refused") from error


async def connected(family: int, address: str, port: int) -> socket.socket:
    """Connect to an address, which is no name: nothing is resolved any more."""
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connection, (address, port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        connection.close()
        raise
    return connection


async def spoken_to(family: int, address: str, port: int, *, read_bytes: int) -> Streams:
    """Connect to an address where nothing is encrypted, at half the cost; what is no address is refused, not resolved."""
    return await asyncio.open_connection(
        address, port, family=family, flags=socket.AI_NUMERICHOST, limit=read_bytes
    )


class Line:
    """An open connection to one place, and what is being said on it."""

    def __init__(self, origin: str, streams: Streams, limits: FetchLimits) -> None:
        """Take the streams over; `origin` says whom they lead to."""
        self.origin, self.limits = origin, limits
        self.answers = 0
        self._reader, self._writer = streams
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=limits.header_bytes)

    async def send(self, request: h11.Request, body: bytes = b"") -> h11.Response:
        """Send a request and return the head of its answer; interim answers count as its headers."""
        said = (request, h11.Data(data=body), h11.EndOfMessage()) if body else (request, h11.EndOfMessage())
        self._writer.write(b"".join(self._http.send(event) or b"" for event in said))
        if self._writer.transport.get_write_buffer_size():
            async with asyncio.timeout(self.limits.silence_seconds):
                await self._writer.drain()
        left = (
            self.limits.header_bytes + self.limits.read_bytes
        )  # One read may bring a buffer of the body too.
        while True:
            event, received = await self._event()
            left -= received
            if isinstance(event, h11.Response):
                self.answers += 1
                return event
            if left < 0:
                raise failure("headers_too_big")

    async def piece(self) -> bytes:
        """Return the next piece of the body; nothing at its end."""
        while True:
            event, _ = await self._event()
            if isinstance(event, h11.Data):
                return bytes(event.data)
            if isinstance(event, h11.EndOfMessage):
                return b""

    async def _event(self) -> tuple[object, int]:
        """Return what was said next, or nothing yet, and how many bytes were read for it."""
        event = self._http.next_event()
        if event is h11.NEED_DATA:
            async with asyncio.timeout(self.limits.silence_seconds):
                data = await self._reader.read(self.limits.read_bytes)
            return self._heard(data), len(data)
        if isinstance(event, h11.ConnectionClosed):
            raise failure("truncated")
        if event is h11.PAUSED:  # The site wants to speak something else than HTTP.
            raise failure("bad_answer")
        return event, 0

    def _heard(self, data: bytes) -> object:
        """Take what came; an end that comes too early is told as such."""
        self._http.receive_data(data)
        if data:
            return None
        try:
            event = self._http.next_event()
        except h11.RemoteProtocolError:
            raise failure("truncated") from None
        if isinstance(event, h11.ConnectionClosed):
            raise failure("truncated")
        return event

    def rest(self) -> bool:
        """Make ready for another question; say whether the line can be kept."""
        whole = self._http.their_state is h11.DONE and self._http.our_state is h11.DONE
        if not whole or self._http.trailing_data[0] or self._reader.at_eof():
            return False
        self._http.start_next_cycle()
        return True

    @property
    def is_open(self) -> bool:
        """Say whether the other end has not hung up, as far as we know."""
        return not self._reader.at_eof() and not self._writer.is_closing()

    def close(self) -> None:
        """Hang up without waiting for the other end."""
        self._writer.transport.abort()


async def open_line(place: Endpoint, *, private_allowed: bool, limits: FetchLimits) -> Line:
    """Connect to the checked address of a place; the TLS handshake is inside the time to connect."""
    bounds: Any = {"private_allowed": private_allowed, "seconds": limits.connect_seconds}
    if place.scheme == "http":
        speak = partial(spoken_to, read_bytes=limits.read_bytes)
        return Line(place.origin, await opened(place, speak, **bounds), limits)
    plain = await opened(place, connected, **bounds)
    try:
        async with asyncio.timeout(limits.connect_seconds):
            streams = await asyncio.open_connection(
                sock=plain, limit=limits.read_bytes, ssl=_TRUST, server_hostname=place.host
            )
    except BaseException:
        plain.close()
        raise
    return Line(place.origin, streams, limits)


@contextmanager
def explained() -> Iterator[None]:
    """Turn whatever the network raises into words."""
    try:
        yield
    except FetchFailed:
        raise
    except BrokenEncoding as error:
        raise failure("encoding", str(error)) from None
    except _NETWORK as error:
        raise failure(_code(error)) from error


def _code(error: BaseException) -> str:
    if getattr(error, "error_status_hint", 0) == 431:  # h11: what came is longer than any head may be.
        return "headers_too_big"
    return next(code for kinds, code in _CODES if isinstance(error, kinds))


# The narrow kinds come before the wide ones.
_CODES: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((TooBig,), "too_big"),
    ((TimeoutError,), "timeout"),
    ((ssl.SSLEOFError, ssl.SSLZeroReturnError), "truncated"),
    ((ssl.SSLError,), "tls"),
    ((ConnectionError, asyncio.IncompleteReadError), "truncated"),
    ((h11.ProtocolError, OSError, ValueError), "bad_answer"),
)
_NETWORK = tuple(kind for kinds, _ in _CODES for kind in kinds)
