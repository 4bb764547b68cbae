"""The HTTP door: ask a site for its feed, politely and safely.

It does not decide when to ask again, parse what comes back, or remember anything between two calls, but for one
connection that a `Visit` keeps for the next question to the same place.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urljoin

import h11

from workforce.addresses import Endpoint, UnsafeUrl, endpoint, where_to
from workforce.feeds.connections import Line, explained, open_line
from workforce.feeds.decoding import Decoder
from workforce.feeds.failures import FetchFailed, elsewhere, failure, refusal
from workforce.feeds.freshness import fresh_seconds, validator, wait_seconds
from workforce.feeds.limits import FetchLimits, Place, Room

__all__ = ["FetchLimits", "Fetched", "Room", "Visit", "fetch"]

USER_AGENT = "Passerelle/0.1 (lecteur de flux d'offres d'emploi)"
ACCEPT = (
    "application/rss+xml, application/atom+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
)
PERMANENT = {301, 308}
REDIRECTS = PERMANENT | {302, 303, 307}
MOST_LINKS = 20  # Link headers kept.


@dataclass(frozen=True, slots=True)
class Fetched:
    """A good answer: a document (200), or the word that nothing has changed (304)."""

    status: int
    body: bytes
    final_url: str  # Where the document came from, without a password: what relative links start from.
    etag: str | None = None
    last_modified: str | None = None
    content_type: str = ""
    max_age: int | None = None  # Seconds that the answer says it stays fresh: Cache-Control, else Expires.
    retry_after: int | None = None  # Seconds.
    permanent_url: str | None = None  # The address to ask next time, if the site moved for good.
    links: tuple[str, ...] = ()  # The Link headers: a WebSub hub may be in them.

    @property
    def unchanged(self) -> bool:
        """Say whether the site answered that nothing has changed."""
        return self.status == 304


Turn = Callable[
    [str], AbstractAsyncContextManager[None]
]  # Asked before a redirect leads to another host:port.


@dataclass(frozen=True, slots=True)
class Posted:
    """The answer to something that was posted: its status and the beginning of what it says."""

    status: int
    text: str


@dataclass(frozen=True, slots=True)
class _Redirect:
    target: str
    permanent: bool


@dataclass(frozen=True, slots=True)
class _Ask:
    """What stays the same along the redirects of one fetch."""

    etag: str | None
    last_modified: str | None
    room: Room | None
    patience: asyncio.Timeout


def fetch(
    url: str,
    etag: str | None = None,
    last_modified: str | None = None,
    *,
    allowed_hosts: Collection[str] = frozenset(),
    limits: FetchLimits | None = None,
    user_agent: str = USER_AGENT,
) -> Fetched:
    """Ask for a feed, only if it changed when its validators are known; `FetchFailed` says what went wrong.

    `allowed_hosts` holds the `host:port` pairs that may be on a private network; every other address is
    checked at the moment of connecting, for each redirect too. For a thread that has no event loop.
    """

    async def once() -> Fetched:
        async with Visit(allowed_hosts, limits, user_agent) as visit:
            return await visit.fetch(url, etag, last_modified)

    return asyncio.run(once())


class Visit:
    """Questions to one site, one after another, on one connection that is kept while the site keeps it."""

    def __init__(
        self,
        allowed_hosts: Collection[str] = frozenset(),
        limits: FetchLimits | None = None,
        user_agent: str = USER_AGENT,
        room: Room | None = None,
        turn: Turn | None = None,
    ) -> None:
        """Say which private places are allowed, what a question may cost, the room bodies share, whose turn it is elsewhere."""
        self._turn = turn
        self.allowed_hosts, self.user_agent, self.room = allowed_hosts, user_agent, room
        self.limits = limits or FetchLimits()
        self._line: Line | None = None

    async def __aenter__(self) -> Self:
        """Begin; nothing is opened yet."""
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Hang up."""
        self._hang_up()

    async def fetch(self, url: str, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """Ask for a feed as `fetch` does."""
        with explained():
            try:
                async with asyncio.timeout(self.limits.total_seconds) as patience:
                    ask = _Ask(etag, last_modified, self.room, patience)
                    return await self._follow(_endpoint(url, "bad_url"), ask)
            except BaseException:
                self._hang_up()
                raise

    async def post(self, url: str, content_type: str, body: bytes) -> Posted:
        """Post something; no redirect is followed."""
        place = _endpoint(url, "bad_url")
        headers = self._headers(place, {"Content-Type": content_type, "Content-Length": str(len(body))})
        request = h11.Request(method="POST", target=place.target, headers=headers)
        with explained():
            try:
                async with asyncio.timeout(self.limits.total_seconds):
                    line = await self._line_to(place)
                    answer = await line.send(request, body)
                    said = await line.piece() if answer.status_code >= 300 else b""
                    return Posted(answer.status_code, said[:500].decode("utf-8", "replace"))
            finally:
                self._hang_up()

    async def _follow(self, place: Endpoint, ask: _Ask) -> Fetched:
        permanent, settled = None, True  # A chain is remembered up to its first temporary step.
        home = place.place
        for _ in range(self.limits.redirects + 1):
            try:
                async with self._turn(place.place) if self._turn and place.place != home else nullcontext():
                    step = await self._one_answer(place, ask)
            except FetchFailed as error:
                if settled:
                    raise
                raise elsewhere(error) from error
            if isinstance(step, Fetched):
                return replace(step, permanent_url=permanent) if permanent else step
            place = _next_place(place, step.target)
            settled = settled and step.permanent
            permanent = place.private_url if settled else permanent
        raise failure("too_many_redirects")

    async def _one_answer(self, place: Endpoint, ask: _Ask) -> Fetched | _Redirect:
        asked = {"If-None-Match": validator(ask.etag), "If-Modified-Since": validator(ask.last_modified)}
        request = h11.Request(method="GET", target=place.target, headers=self._headers(place, asked))
        line, answer = await self._head(place, request)
        found = await self._judged(line, answer, place, ask)
        if not line.rest():
            self._hang_up()
        return found

    async def _head(self, place: Endpoint, request: h11.Request) -> tuple[Line, h11.Response]:
        """Return the head of the answer; a kept connection that the site closed meanwhile is opened again, once."""
        line = await self._line_to(place)
        try:
            return line, await line.send(request)
        except (FetchFailed, OSError) as error:
            stale = isinstance(error, ConnectionError) or getattr(error, "code", "") == "truncated"
            if not (line.answers and stale):
                raise
        self._hang_up()
        line = await self._line_to(place)
        return line, await line.send(request)

    async def _line_to(self, place: Endpoint) -> Line:
        if self._line and self._line.origin == place.origin and self._line.is_open:
            return self._line
        self._hang_up()
        allowed = place.place in self.allowed_hosts
        self._line = await open_line(place, private_allowed=allowed, limits=self.limits)
        return self._line

    def _hang_up(self) -> None:
        if self._line:
            self._line.close()
        self._line = None

    def _headers(self, place: Endpoint, more: Mapping[str, str | None]) -> list[tuple[bytes, bytes]]:
        wanted = {
            "Host": place.authority,
            "User-Agent": self.user_agent,
            "Accept": ACCEPT,
            "Accept-Encoding": "gzip, deflate",
            "Authorization": place.authorization,
            **more,
        }
        return [(name.encode("ascii"), value.encode("latin-1")) for name, value in wanted.items() if value]

    async def _judged(
        self, line: Line, answer: h11.Response, place: Endpoint, ask: _Ask
    ) -> Fetched | _Redirect:
        status, headers = answer.status_code, Headers(answer)
        if status in REDIRECTS and headers.get("location"):
            await _left_over(line)
            return _Redirect(where_to(headers.get("location")), status in PERMANENT)
        if status == 304 and (ask.etag or ask.last_modified):
            await line.piece()
            return _fetched(status, headers, place, b"")
        if status == 200:
            return _fetched(status, headers, place, await self._body(line, headers, ask))
        if status >= 400:
            raise refusal(status, wait_seconds(headers.get("retry-after")))
        raise failure("unexpected_status", f"({status})")

    async def _body(self, line: Line, headers: "Headers", ask: _Ask) -> bytes:
        """Read a small piece at a time, decode it, and stop at the first limit."""
        decoder = Decoder(
            headers.get("content-encoding"), self.limits.compressed_bytes, self.limits.body_bytes
        )
        async with ask.room.place(ask.patience) if ask.room else nullcontext() as place:
            while piece := await line.piece():
                decoder.feed(piece)
                if isinstance(place, Place):
                    await place.grow(decoder.held)
            return decoder.finish()


class Headers:
    """The headers of an answer, by their names in small letters."""

    def __init__(self, answer: h11.Response) -> None:
        self._pairs = [(name.decode("ascii"), value.decode("latin-1")) for name, value in answer.headers]

    def get(self, name: str) -> str:
        return next((value for known, value in self._pairs if known == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for known, value in self._pairs if known == name)


async def _left_over(line: Line) -> None:
    """Read past the short body of a redirect, so that the connection can be kept; a long one is not worth it."""
    for _ in range(2):
        if not await line.piece():
            return


def _endpoint(url: str, code: str) -> Endpoint:
    try:
        return endpoint(url)
    except UnsafeUrl as error:
        raise failure(code, str(error)) from None


def _next_place(place: Endpoint, target: str) -> Endpoint:
    try:
        following = _endpoint(urljoin(place.url, target), "bad_redirect")
    except ValueError:
        raise failure("bad_redirect") from None
    if place.userinfo and not following.userinfo and following.shares_origin(place):
        return Endpoint(following.scheme, following.host, following.port, following.target, place.userinfo)
    return following


def _fetched(status: int, headers: Headers, place: Endpoint, body: bytes) -> Fetched:
    return Fetched(
        status=status,
        body=body,
        final_url=place.url,
        etag=validator(headers.get("etag")),
        last_modified=validator(headers.get("last-modified")),
        content_type=headers.get("content-type"),
        max_age=fresh_seconds(
            ", ".join(headers.all("cache-control")), headers.get("expires"), headers.get("date")
        ),
        retry_after=wait_seconds(headers.get("retry-after")),
        links=headers.all("link")[:MOST_LINKS],
    )
