"""No feed leads inside: every connection is checked at the address really used."""

import asyncio
import socket

import pytest
import uvloop

from tests.feeds.conftest import http
from workforce.feeds.connections import spoken_to
from workforce.feeds.failures import FetchFailed
from workforce.feeds.fetching import FetchLimits, fetch

SLOW = "198.41.0.9"  # Never answers.
QUICK = FetchLimits(connect_seconds=1, silence_seconds=1, total_seconds=2)


def code_of(url: str, allowed: frozenset[str] = frozenset()) -> str:
    with pytest.raises(FetchFailed) as caught:
        fetch(url, allowed_hosts=allowed, limits=QUICK)
    return caught.value.code


@pytest.fixture
def reached(monkeypatch) -> list[str]:
    """The addresses that are connected to, however that is done; none of them answers."""
    found: list[str] = []

    async def connect(_family: int, address: str, port: int, **_how: int) -> None:
        found.append(f"{address}:{port}")
        raise TimeoutError if address == SLOW else ConnectionRefusedError

    for way in ("connected", "spoken_to"):
        monkeypatch.setattr(f"workforce.feeds.connections.{way}", connect)
    return found


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001",
        "0.0.0.0", "localhost",
        "localhost.", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::]", "[0:0:0:0:0:0:0:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "[fe80::1]",
        "[fd00::1]",
        "100.64.0.1", "①②⑦.⓪.⓪.①", "127。0。0。1",
        "[2001:0:7f00:1::]", "[ff02::1]", "224.0.0.1", "255.255.255.255", "198.18.0.1", "[fe80::1%25lo]",
        "[64:ff9b:1::7f00:1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "0", "0x0", "127.0.0.1.",
    ],
)  # fmt: skip
def test_a_private_address_is_refused_however_it_is_written(host, site):
    site.says(http(200, b"secret"), "/")

    assert code_of(f"http://{host}:{site.port}/") in {"private_address", "bad_url", "dns"}
    assert site.asked == []


@pytest.mark.parametrize("address", ["127.0.0.1", "::ffff:127.0.0.1", "169.254.169.254", "10.0.0.8", "::1"])
def test_a_name_that_leads_inside_is_refused(monkeypatch, site, address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    rows = [(family, socket.SOCK_STREAM, 6, "", (address, site.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_o: rows)

    assert code_of(f"http://flux.example:{site.port}/feed") == "private_address"
    assert site.asked == []


def test_a_name_that_changes_its_mind_is_asked_once_and_its_checked_address_used(monkeypatch, site):
    asked = []

    def rebinding(host, port, **_options):
        asked.append(host)
        address = "192.0.2.1" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)

    assert code_of(f"http://flux.example:{site.port}/feed") == "private_address"
    assert asked == ["flux.example"]
    assert site.asked == []


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_connection_goes_to_the_very_address_that_was_checked(monkeypatch, reached, scheme):
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_a, **_o: [(socket.AF_INET, 1, 6, "", ("198.41.0.4", 80))]
    )

    assert code_of(f"{scheme}://flux.example:8081/feed") == "refused"
    assert reached == ["198.41.0.4:8081"]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_only_the_public_addresses_of_a_mixed_name_are_used(monkeypatch, reached, scheme):
    rows = [(socket.AF_INET, 1, 6, "", (address, 80)) for address in ("127.0.0.1", SLOW, "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_o: rows)

    assert code_of(f"{scheme}://flux.example:80/feed") == "connect_timeout"
    assert reached == [f"{SLOW}:80"]


@pytest.mark.parametrize("loop", [asyncio.run, uvloop.run])
def test_a_connection_resolves_no_name(loop):
    with pytest.raises(socket.gaierror):
        loop(spoken_to(socket.AF_INET, "localhost", 9, read_bytes=100))


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{port}/in",
        "http://[::1]:{port}/in",
        "http://localhost:{port}/in",
        "//0x7f.1:{port}/in",
    ],
)
def test_a_redirect_that_leads_inside_is_refused(monkeypatch, site, target):
    rows = {"flux.example": "127.0.0.1"}
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *a, **o: real(rows.get(host, host), *a, **o))
    site.says(http(302, Location=target.format(port=site.port)))
    site.says(http(200, b"secret"), "/in")
    allowed = frozenset({f"flux.example:{site.port}"})  # Only the first step is allowed.

    assert code_of(f"http://flux.example:{site.port}/feed", allowed) == "private_address"
    assert site.asked == ["/feed"]


def test_a_place_that_is_allowed_is_reached_and_its_other_ports_are_not(site):
    site.says(http(200, b"<rss/>"))

    assert fetch(site.url(), allowed_hosts={site.place}, limits=QUICK).body == b"<rss/>"
    assert code_of(site.url(), frozenset({"127.0.0.1:1"})) == "private_address"


def test_a_proxy_of_the_environment_is_not_used(monkeypatch, site):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    site.says(http(200, b"<rss/>"))

    assert fetch(site.url(), allowed_hosts={site.place}, limits=QUICK).status == 200
