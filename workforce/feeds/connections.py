"""Connections to feeds: to a checked address and no other, under a deadline, with few bytes of headers.

Half of the HTTP door: only `fetching` uses it. It keeps no connection open and reads no proxy setting.
"""

import io
import socket
import ssl
import time
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import certifi
from urllib3.connection import HTTPConnection, HTTPSConnection

from workforce.addresses import is_public
from workforce.feeds.failures import failure

MAX_ADDRESSES = 4  # Tried for one name.


class Allowance:
    """What one fetch may still spend: seconds in all, seconds of silence, bytes of headers."""

    def __init__(self, total_seconds: float, silence_seconds: float, header_bytes: int) -> None:
        self.deadline = time.monotonic() + total_seconds
        self.silence_seconds = silence_seconds
        self._most_header_bytes = header_bytes
        self._header_bytes: int | None = None

    def seconds(self, at_most: float | None = None) -> float:
        """Return how long the next wait may last; no time left is a failure."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise failure("timeout")
        return min(left, at_most or self.silence_seconds)

    def expect_headers(self) -> None:
        """Count from here on: one read may already bring a buffer of the body with the last header."""
        self._header_bytes = self._most_header_bytes + io.DEFAULT_BUFFER_SIZE

    def expect_body(self) -> None:
        """Stop counting: the body has its own limits."""
        self._header_bytes = None

    def count(self, received: int) -> None:
        """Count bytes of headers; too many is a failure."""
        if self._header_bytes is not None:
            self._header_bytes -= received
            if self._header_bytes < 0:
                raise failure("headers_too_big")


class _PlainSocket(socket.socket):
    """A socket whose every read is bounded by the allowance: a slow drip cannot outlive it."""

    allowance: Allowance | None = None

    def recv_into(self, *arguments: Any, **options: Any) -> int:
        """Read as `socket` does, within the allowance."""
        if self.allowance is None:
            return super().recv_into(*arguments, **options)
        self.settimeout(self.allowance.seconds())
        received = super().recv_into(*arguments, **options)
        self.allowance.count(received)
        return received


class _SecureSocket(ssl.SSLSocket):
    """The same over TLS."""

    allowance: Allowance | None = None

    def recv_into(self, *arguments: Any, **options: Any) -> int:
        """Read as `SSLSocket` does, within the allowance."""
        if self.allowance is None:
            return super().recv_into(*arguments, **options)
        self.settimeout(self.allowance.seconds())
        received = super().recv_into(*arguments, **options)
        self.allowance.count(received)
        return received


def _trust() -> ssl.SSLContext:
    paths = ssl.get_default_verify_paths()
    machine_has_roots = paths.cafile or (paths.capath and any(Path(paths.capath).iterdir()))
    context = ssl.create_default_context(cafile=None if machine_has_roots else certifi.where())
    context.sslsocket_class = _SecureSocket
    return context


_TRUST = _trust()


def resolve(host: str, port: int, seconds: float) -> list[tuple[int, str]]:
    """Ask the name service for (family, address) pairs, and give up in time: it has no timeout of its own."""
    answers: SimpleQueue[object] = SimpleQueue()
    Thread(target=_ask, args=(host, port, answers), daemon=True).start()
    try:
        found = answers.get(timeout=seconds)
    except Empty:
        raise failure("dns", "(pas de réponse à temps)") from None
    if not isinstance(found, list):
        raise failure("dns")
    return found


def _ask(host: str, port: int, answers: SimpleQueue[object]) -> None:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        answers.put(list(dict.fromkeys((row[0], str(row[4][0])) for row in rows)))
    except (OSError, UnicodeError) as error:
        answers.put(error)


def open_socket(
    host: str, port: int, *, private_allowed: bool, allowance: Allowance, seconds: float
) -> socket.socket:
    """Resolve, keep the public addresses, and connect to one of those very addresses."""
    found = resolve(host, port, allowance.seconds(seconds))
    usable = [pair for pair in found if private_allowed or is_public(pair[1])]
    if not usable:
        raise failure("private_address")
    error: OSError | None = None
    for family, address in usable[:MAX_ADDRESSES]:
        try:
            return _connected(family, address, port, allowance, seconds)
        except OSError as caught:
            error = caught
    raise failure("connect_timeout" if isinstance(error, TimeoutError) else "refused") from error


def _connected(family: int, address: str, port: int, allowance: Allowance, seconds: float) -> socket.socket:
    connection = _PlainSocket(family, socket.SOCK_STREAM)
    try:
        connection.settimeout(allowance.seconds(seconds))
        connection.connect((address, port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        connection.close()
        raise
    connection.allowance = allowance
    return connection


class CheckedConnection(HTTPConnection):
    """A connection to an address that was checked, under an allowance."""

    allowance: Allowance
    private_allowed = False
    connect_seconds = 10.0

    def _new_conn(self) -> socket.socket:
        return _open_for(self)


class CheckedSecureConnection(HTTPSConnection):
    """The same over TLS; the handshake is inside the allowance too."""

    allowance: Allowance
    private_allowed = False
    connect_seconds = 10.0

    def _new_conn(self) -> socket.socket:
        return _open_for(self)

    def connect(self) -> None:
        """Connect, then put the reads of the encrypted socket under the allowance."""
        super().connect()
        if isinstance(self.sock, _SecureSocket):
            self.sock.allowance = self.allowance


Connection = CheckedConnection | CheckedSecureConnection


def _open_for(connection: Connection) -> socket.socket:
    return open_socket(
        connection.host,
        int(connection.port or 0),
        private_allowed=connection.private_allowed,
        allowance=connection.allowance,
        seconds=connection.connect_seconds,
    )


def connection_to(scheme: str, host: str, port: int) -> Connection:
    """Return a connection of the right kind, not yet open."""
    return (
        CheckedSecureConnection(host, port, ssl_context=_TRUST)
        if scheme == "https"
        else CheckedConnection(host, port)
    )
