"""The HTTP door for what is not a feed: a question to an interface that wants a key, a file too large for the memory.

The same safety as `fetching`: the address really connected to is checked, time, headers and body are bounded.
It judges no status: whoever asks knows what each one means there.
"""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO
from urllib.parse import urlencode, urljoin

import h11

from workforce.addresses import Endpoint, UnsafeUrl, endpoint, where_to
from workforce.feeds.connections import Line, explained, open_line
from workforce.feeds.decoding import Decoder, Spilling
from workforce.feeds.failures import failure
from workforce.feeds.fetching import REDIRECTS, USER_AGENT, FetchLimits
from workforce.feeds.freshness import wait_seconds

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Question:
    """One request: a GET, or a POST where there is a form."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    is_secret: bool = False  # It carries a key: it is told to the address that was meant, and to no other.


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever its status."""

    status: int
    headers: Mapping[str, str]  # Names in lower case.
    body: bytes  # Empty where the document went to a file.

    @property
    def retry_after(self) -> int | None:
        """Return the seconds that the site asks to wait, said as a number or as a date."""
        return wait_seconds(self.headers.get("retry-after"))


def ask(
    question: Question,
    *,
    allowed_hosts: Collection[str] = frozenset(),
    limits: FetchLimits | None = None,
    into: BinaryIO | None = None,
) -> Answer:
    """Ask, following redirects unless the question is secret; the body of a 200 goes to the file `into`, if given.

    Raises FetchFailed where no whole answer came. For a thread that has no event loop.
    """
    limits = limits or FetchLimits()

    async def once() -> Answer:
        async with asyncio.timeout(limits.total_seconds):
            return await _followed(question, allowed_hosts, limits, into)

    with explained():
        return asyncio.run(once())


async def _followed(
    question: Question, allowed_hosts: Collection[str], limits: FetchLimits, into: BinaryIO | None
) -> Answer:
    place = _endpoint(question.url, "bad_url")
    for _ in range(limits.redirects + 1):
        line = await open_line(place, private_allowed=place.place in allowed_hosts, limits=limits)
        try:
            answer = await _answer(line, place, question, limits, into)
        finally:
            line.close()
        target = answer.headers.get("location")
        if answer.status not in REDIRECTS or not target:
            return answer
        if question.is_secret:
            raise failure("bad_redirect")
        place = _endpoint(urljoin(place.url, where_to(target)), "bad_redirect")
    raise failure("too_many_redirects")


def _endpoint(url: str, code: str) -> Endpoint:
    try:
        return endpoint(url)
    except UnsafeUrl as error:
        raise failure(code, str(error)) from None


async def _answer(
    line: Line, place: Endpoint, question: Question, limits: FetchLimits, into: BinaryIO | None
) -> Answer:
    body = urlencode(question.form).encode() if question.form is not None else b""
    headers = [
        (name.encode("ascii"), value.encode("latin-1")) for name, value in _headers(place, question, body)
    ]
    method = "GET" if question.form is None else "POST"
    head = await line.send(h11.Request(method=method, target=place.target, headers=headers), body)
    said = {name.decode("ascii"): value.decode("latin-1") for name, value in head.headers}
    bounds = (said.get("content-encoding", ""), limits.compressed_bytes, limits.body_bytes)
    decoder = Spilling(*bounds, into) if into and head.status_code == 200 else Decoder(*bounds)
    while piece := await line.piece():
        decoder.feed(piece)
    return Answer(head.status_code, said, decoder.finish())


def _headers(place: Endpoint, question: Question, body: bytes) -> list[tuple[str, str]]:
    ours = {
        "Host": place.authority,
        "User-Agent": USER_AGENT,
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }
    form = {"Content-Type": FORM, "Content-Length": str(len(body))} if question.form is not None else {}
    return list((ours | form | dict(question.headers)).items())
