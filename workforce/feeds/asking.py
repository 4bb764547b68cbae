"""The HTTP door for what is not a feed: a question to an interface that wants a key, a file too large for the memory.

The same safety as `fetching`: the address really connected to is checked, time, headers and body are bounded.
It judges no status: whoever asks knows what each one means there.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO
from urllib.parse import urlencode, urljoin

import urllib3

from workforce.addresses import Endpoint, UnsafeUrl, endpoint
from workforce.feeds.connections import Allowance, connection_to
from workforce.feeds.decoding import Decoder, Spilling
from workforce.feeds.explaining import explained
from workforce.feeds.failures import failure
from workforce.feeds.fetching import REDIRECTS, USER_AGENT, FetchLimits, retry_after

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
        return retry_after(self.headers.get("retry-after"))


@dataclass(frozen=True, slots=True)
class _Ask:
    question: Question
    allowed_hosts: Collection[str]
    limits: FetchLimits
    allowance: Allowance
    into: BinaryIO | None


def ask(
    question: Question,
    *,
    allowed_hosts: Collection[str] = frozenset(),
    limits: FetchLimits | None = None,
    into: BinaryIO | None = None,
) -> Answer:
    """Ask, following redirects unless the question is secret; the body of a 200 goes to the file `into`, if given.

    Raises FetchFailed where no whole answer came.
    """
    limits = limits or FetchLimits()
    allowance = Allowance(limits.total_seconds, limits.silence_seconds, limits.header_bytes)
    one = _Ask(question, allowed_hosts, limits, allowance, into)
    place = _endpoint(question.url, "bad_url")
    for _ in range(limits.redirects + 1):
        answer = explained(lambda place=place: _one_answer(place, one))  # type: ignore[misc]
        target = answer.headers.get("location")
        if answer.status not in REDIRECTS or not target:
            return answer
        if question.is_secret:
            raise failure("bad_redirect")
        place = _endpoint(urljoin(place.url, target), "bad_redirect")
    raise failure("too_many_redirects")


def _endpoint(url: str, code: str) -> Endpoint:
    try:
        return endpoint(url)
    except UnsafeUrl as error:
        raise failure(code, str(error)) from None


def _one_answer(place: Endpoint, one: _Ask) -> Answer:
    connection = connection_to(place.scheme, place.host, place.port)
    connection.allowance = one.allowance
    connection.private_allowed = place.place in one.allowed_hosts
    connection.connect_seconds = one.limits.connect_seconds
    connection.timeout = one.allowance.seconds(one.limits.connect_seconds)
    try:
        one.allowance.expect_headers()
        connection.request(
            "POST" if one.question.form is not None else "GET",
            place.target,
            body=urlencode(one.question.form).encode() if one.question.form is not None else None,
            headers=_headers(place, one.question),
            preload_content=False,
            decode_content=False,
        )
        response = connection.getresponse()
        one.allowance.expect_body()
        return _answer(response, one)
    finally:
        connection.close()


def _headers(place: Endpoint, question: Question) -> dict[str, str]:
    ours = {
        "Host": place.authority,
        "User-Agent": USER_AGENT,
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }
    return ours | ({"Content-Type": FORM} if question.form is not None else {}) | dict(question.headers)


def _answer(response: urllib3.BaseHTTPResponse, one: _Ask) -> Answer:
    try:
        body = b"" if response.status in {204, 304} else _body(response, one)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, headers, body)
    finally:
        response.close()


def _body(response: urllib3.BaseHTTPResponse, one: _Ask) -> bytes:
    limits, encoding = one.limits, response.headers.get("Content-Encoding", "")
    bounds = (encoding, limits.compressed_bytes, limits.body_bytes)
    decoder = Spilling(*bounds, one.into) if one.into and response.status == 200 else Decoder(*bounds)
    while piece := response.read1(limits.read_bytes, decode_content=False):
        one.allowance.seconds()
        decoder.feed(piece)
    announced = response.headers.get("Content-Length", "")
    if announced.isdigit() and decoder.received < int(announced):
        raise failure("truncated")
    return decoder.finish()
