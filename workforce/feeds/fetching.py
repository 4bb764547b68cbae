"""The HTTP door: ask a site for its feed, politely and safely.

It does not decide when to ask again, parse what comes back, or remember anything between two calls.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

import urllib3

from workforce import clock
from workforce.addresses import Endpoint, UnsafeUrl, endpoint
from workforce.feeds.connections import Allowance, Connection, connection_to
from workforce.feeds.decoding import Decoder
from workforce.feeds.explaining import explained
from workforce.feeds.failures import failure, refusal

USER_AGENT = "Passerelle/0.1 (lecteur de flux d'offres d'emploi)"
ACCEPT = (
    "application/rss+xml, application/atom+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
)
PERMANENT = {301, 308}
REDIRECTS = PERMANENT | {302, 303, 307}
MAX_VALIDATOR = 1_000  # Characters of an ETag worth keeping.
MAX_WAIT = 30 * 86_400  # Seconds: no site is believed beyond 30 days.


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What one fetch may cost. The defaults suit a feed of a few hundred items."""

    connect_seconds: float = 10.0
    silence_seconds: float = 20.0  # Before the first byte, and between two reads.
    total_seconds: float = 60.0  # Redirects and slow drips included.
    header_bytes: int = 32_768
    compressed_bytes: int = 5_000_000
    body_bytes: int = 10_000_000  # After decompression.
    redirects: int = 5
    read_bytes: int = 16_384  # A read at a time.


@dataclass(frozen=True, slots=True)
class Fetched:
    """A good answer: a document (200), or the word that nothing has changed (304)."""

    status: int
    body: bytes
    final_url: str  # Where the document came from, without a password: what relative links start from.
    etag: str | None = None
    last_modified: str | None = None
    content_type: str = ""
    max_age: int | None = None  # Seconds, from Cache-Control.
    retry_after: int | None = None  # Seconds.
    permanent_url: str | None = None  # The address to ask next time, if the site moved for good.
    links: tuple[str, ...] = ()  # The Link headers: a WebSub hub may be in them.

    @property
    def unchanged(self) -> bool:
        """Say whether the site answered that nothing has changed."""
        return self.status == 304


@dataclass(frozen=True, slots=True)
class _Ask:
    """What stays the same along the redirects of one fetch."""

    etag: str | None
    last_modified: str | None
    allowed_hosts: Collection[str]
    limits: FetchLimits
    allowance: Allowance
    user_agent: str


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
    checked at the moment of connecting, for each redirect too.
    """
    limits = limits or FetchLimits()
    allowance = Allowance(limits.total_seconds, limits.silence_seconds, limits.header_bytes)
    ask = _Ask(etag, last_modified, allowed_hosts, limits, allowance, user_agent)
    place = _endpoint(url, "bad_url")
    permanent, settled = None, True  # A chain is remembered up to its first temporary step.
    for _ in range(limits.redirects + 1):
        step = explained(lambda place=place: _one_answer(place, ask))  # type: ignore[misc]
        if isinstance(step, Fetched):
            return replace(step, permanent_url=permanent)
        place = _next_place(place, step.target)
        settled = settled and step.permanent
        permanent = place.private_url if settled else permanent
    raise failure("too_many_redirects")


@dataclass(frozen=True, slots=True)
class _Redirect:
    target: str
    permanent: bool


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


def _one_answer(place: Endpoint, ask: _Ask) -> Fetched | _Redirect:
    connection = connection_to(place.scheme, place.host, place.port)
    connection.allowance = ask.allowance
    connection.private_allowed = place.place in ask.allowed_hosts
    connection.connect_seconds = ask.limits.connect_seconds
    connection.timeout = ask.allowance.seconds(ask.limits.connect_seconds)
    try:
        return _answer(connection, place, ask)
    finally:
        connection.close()


def _answer(connection: Connection, place: Endpoint, ask: _Ask) -> Fetched | _Redirect:
    ask.allowance.expect_headers()
    headers = _request_headers(place, ask)
    connection.request("GET", place.target, headers=headers, preload_content=False, decode_content=False)
    response = connection.getresponse()
    ask.allowance.expect_body()
    try:
        return _judged(response, place, ask)
    finally:
        response.close()


def _request_headers(place: Endpoint, ask: _Ask) -> dict[str, str]:
    wanted = {
        "Host": place.authority,
        "User-Agent": ask.user_agent,
        "Accept": ACCEPT,
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
        "Authorization": place.authorization,
        "If-None-Match": validator(ask.etag),
        "If-Modified-Since": validator(ask.last_modified),
    }
    return {name: value for name, value in wanted.items() if value}


def validator(value: str | None) -> str | None:
    """Return a validator that can be written in a header: some sites give strange ones."""
    if not value or len(value) > MAX_VALIDATOR or not re.fullmatch(r"[\x20-\x7e\xa0-\xff]+", value):
        return None
    return value


def _judged(response: urllib3.BaseHTTPResponse, place: Endpoint, ask: _Ask) -> Fetched | _Redirect:
    status, headers = response.status, response.headers
    if status in REDIRECTS and headers.get("Location"):
        return _Redirect(headers["Location"], status in PERMANENT)
    if status == 304 and (ask.etag or ask.last_modified):
        return _fetched(response, place, b"")
    if status == 200:
        return _fetched(response, place, _body(response, ask))
    if status >= 400:
        raise refusal(status, retry_after(headers.get("Retry-After")))
    raise failure("unexpected_status", f"({status})")


def _fetched(response: urllib3.BaseHTTPResponse, place: Endpoint, body: bytes) -> Fetched:
    headers = response.headers
    return Fetched(
        status=response.status,
        body=body,
        final_url=place.url,
        etag=validator(headers.get("ETag")),
        last_modified=validator(headers.get("Last-Modified")),
        content_type=headers.get("Content-Type", ""),
        max_age=_max_age(headers.get("Cache-Control", "")),
        retry_after=retry_after(headers.get("Retry-After")),
        links=tuple(headers.getlist("Link")),
    )


def _body(response: urllib3.BaseHTTPResponse, ask: _Ask) -> bytes:
    """Read a small piece at a time, decode it, and stop at the first limit."""
    limits = ask.limits
    decoder = Decoder(
        response.headers.get("Content-Encoding", ""), limits.compressed_bytes, limits.body_bytes
    )
    while piece := response.read1(limits.read_bytes, decode_content=False):
        ask.allowance.seconds()
        decoder.feed(piece)
    _refuse_short(response, decoder.received)
    return decoder.finish()


def _refuse_short(response: urllib3.BaseHTTPResponse, received: int) -> None:
    announced = response.headers.get("Content-Length", "")
    chunked = "chunked" in response.headers.get("Transfer-Encoding", "").lower()
    if announced.isdigit() and not chunked and received < int(announced):
        raise failure("truncated")


def _max_age(cache_control: str) -> int | None:
    found = re.search(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", cache_control, re.IGNORECASE)
    return int(found[1]) if found else None


def retry_after(value: str | None) -> int | None:
    """Return the seconds to wait, said as a number or as a date."""
    if not value:
        return None
    if re.fullmatch(r"\s*\d{1,9}\s*", value):
        return min(int(value), MAX_WAIT)
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return max(0, min(int((_aware(until) - clock.now()).total_seconds()), MAX_WAIT))


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
