import asyncio
import gzip
import socket
import ssl
import time
import zlib
from datetime import UTC, datetime
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.feeds.conftest import drip, http
from workforce import clock
from workforce.feeds import connections
from workforce.feeds.failures import FetchFailed
from workforce.feeds.fetching import Fetched, FetchLimits, Room, Visit, fetch

QUICK = FetchLimits(
    connect_seconds=1,
    silence_seconds=0.4,
    total_seconds=1,
    header_bytes=4_000,
    compressed_bytes=50_000,
    body_bytes=100_000,
)
BODY = "<rss version='2.0'><channel><title>Médiathèque</title></channel></rss>".encode()


def ask(site, path="/feed", **options) -> Fetched:
    limits = options.pop("limits", QUICK)
    return fetch(site.url(path), allowed_hosts={site.place}, limits=limits, **options)


def failed(site, path="/feed", **options) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        ask(site, path, **options)
    return caught.value


def test_a_good_answer_brings_the_document_and_its_validators(site):
    site.says(
        http(
            200, BODY, ETag='"v1"', Last_Modified="Tue, 01 Sep 2026 08:00:00 GMT",
            Cache_Control="public, max-age=900",
            Content_Type="application/rss+xml; charset=utf-8", Link='<https://hub.example/>; rel="hub"',
        )
    )  # fmt: skip

    fetched = ask(site)

    assert (fetched.status, fetched.body, fetched.unchanged) == (200, BODY, False)
    assert (fetched.etag, fetched.last_modified) == ('"v1"', "Tue, 01 Sep 2026 08:00:00 GMT")
    assert (fetched.max_age, fetched.retry_after, fetched.permanent_url) == (900, None, None)
    assert fetched.content_type == "application/rss+xml; charset=utf-8"
    assert fetched.links == ('<https://hub.example/>; rel="hub"',)
    assert fetched.final_url == site.url()


def test_known_validators_are_sent_and_an_unchanged_feed_says_so(site):
    site.says(http(304, ETag='"v1"', Content_Length=""))

    fetched = ask(site, etag='"v1"', last_modified="Tue, 01 Sep 2026 08:00:00 GMT")

    assert (fetched.unchanged, fetched.body, fetched.etag) == (True, b"", '"v1"')
    assert site.requests[0]["if-none-match"] == '"v1"'
    assert site.requests[0]["if-modified-since"] == "Tue, 01 Sep 2026 08:00:00 GMT"
    assert site.requests[0]["user-agent"].startswith("Passerelle")


def test_unchanged_is_not_believed_when_nothing_was_known(site):
    site.says(http(304, Content_Length=""))

    assert failed(site).code == "unexpected_status"


def test_a_validator_that_could_break_a_header_is_not_sent(site):
    site.says(http(200, BODY))

    ask(site, etag='"v1"\r\nX-Evil: yes', last_modified="é" * 2_000)

    assert not {"if-none-match", "if-modified-since", "x-evil"} & set(site.requests[0])


def test_the_password_of_the_address_is_sent_and_never_shown(site):
    site.says(http(200, BODY))

    fetched = fetch(f"http://moi:secret@{site.place}/feed", allowed_hosts={site.place}, limits=QUICK)

    assert site.requests[0]["authorization"] == "Basic bW9pOnNlY3JldA=="
    assert "secret" not in fetched.final_url


def test_a_password_is_not_given_to_another_site(site):
    site.says(http(302, Location=f"http://localhost:{site.port}/other"))
    site.says(http(200, BODY), "/other")

    fetch(
        f"http://moi:secret@{site.place}/feed",
        allowed_hosts={site.place, f"localhost:{site.port}"},
        limits=QUICK,
    )

    assert ["authorization" in request for request in site.requests] == [True, False]


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate", "raw deflate", "two members"])
def test_a_compressed_document_is_opened(site, encoding):
    packers = {
        "gzip": gzip.compress,
        "x-gzip": gzip.compress,
        "deflate": zlib.compress,
        "raw deflate": lambda body: zlib.compress(body)[2:-4],
        "two members": lambda body: gzip.compress(body[:20]) + gzip.compress(body[20:]),
    }
    name = {"raw deflate": "deflate", "two members": "gzip"}.get(encoding, encoding)
    site.says(http(200, packers[encoding](BODY * 50), Content_Encoding=name))

    assert ask(site).body == BODY * 50


@pytest.mark.parametrize("name", ["none", "UTF-8", "identity", "binary"])
def test_an_encoding_that_compresses_nothing_is_read_as_it_is(site, name):
    site.says(http(200, BODY, Content_Encoding=name))

    assert ask(site).body == BODY


def test_a_chunked_document_is_put_together(site):
    site.says(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n6;x=y\r\n</rss>\r\n0\r\n\r\n"
    )

    assert ask(site).body == b"<rss></rss>"


@pytest.mark.parametrize(
    ("status", "remembered"), [(301, True), (308, True), (302, False), (303, False), (307, False)]
)
def test_only_a_permanent_move_is_remembered(site, status, remembered):
    site.says(http(status, Location="/new"))
    site.says(http(200, BODY), "/new")

    fetched = ask(site)

    assert fetched.body == BODY
    assert fetched.final_url == site.url("/new")
    assert fetched.permanent_url == (site.url("/new") if remembered else None)


def test_a_move_is_remembered_up_to_its_first_temporary_step(site):
    site.says(http(301, Location="/b"))
    site.says(http(302, Location="/c"), "/b")
    site.says(http(301, Location="/d"), "/c")
    site.says(http(200, BODY), "/d")

    assert ask(site).permanent_url == site.url("/b")


@pytest.mark.parametrize(
    ("status", "code"), [(301, "gone"), (308, "gone"), (302, "not_found"), (307, "not_found")]
)
def test_only_what_is_gone_for_good_is_gone(site, status, code):
    site.says(http(status, Location="/new"))
    site.says(http(410), "/new")

    assert (failed(site).code, failed(site).status) == (code, 410)


def test_five_redirects_are_followed_and_not_six(site):
    for step in range(6):
        site.says(http(302, Location=f"/{step + 1}"), f"/{step}")
    site.says(http(200, BODY), "/6")

    assert ask(site, "/1").body == BODY
    assert failed(site, "/0").code == "too_many_redirects"


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("/médiathèque", "/m%C3%A9diath%C3%A8que"), ("/offres emploi?q=a b", "/offres%20emploi?q=a%20b"),
        ("/d%C3%A9j%C3%A0", "/d%C3%A9j%C3%A0"),
    ],
)  # fmt: skip
def test_a_redirect_is_followed_whatever_letters_it_was_written_in(site, written, asked):
    site.says(http(302, Location="@").replace(b"@", written.encode()))
    site.says(http(200, BODY), asked)

    assert ask(site).final_url == site.url(asked)


def test_a_redirect_written_in_latin_1_is_followed_with_its_own_bytes(site):
    site.says(http(301, Location="/été"))  # As `http` writes its headers.
    site.says(http(200, BODY), "/%E9t%E9")

    assert ask(site).permanent_url == site.url("/%E9t%E9")


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "gopher://127.0.0.1/", "javascript:alert(1)", "http://[::1"]
)
def test_a_redirect_to_something_else_than_the_web_is_refused(site, target):
    site.says(http(302, Location=target))

    assert failed(site).code == "bad_redirect"


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, "client_error"), (401, "forbidden"), (403, "forbidden"), (404, "not_found"), (410, "gone"),
     (418, "client_error"), (429, "throttled"), (500, "server_error"),
     (503, "server_error"), (599, "server_error"),
     (204, "unexpected_status"), (206, "unexpected_status"), (300, "unexpected_status")],
)  # fmt: skip
def test_every_refusal_has_its_code_and_its_words(site, status, code):
    site.says(http(status, b"" if status == 204 else BODY))

    failure = failed(site)

    assert failure.code == code
    assert f"({status})" in failure.words_fr
    assert str(failure) == failure.words_fr


def test_a_site_that_is_asked_too_often_says_when_to_come_back(site):
    site.says(http(429, Retry_After="120"))

    assert failed(site).retry_after == 120


def test_the_moment_to_come_back_may_be_a_date(site):
    site.says(http(503, Retry_After="Tue, 01 Sep 2026 09:00:00 GMT"))

    with clock.frozen(datetime(2026, 9, 1, 8, 30, tzinfo=UTC)):
        assert failed(site).retry_after == 1800


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("soon", None),
        ("-5", None),
        ("99999999", 30 * 86_400),
        ("Mon, 01 Jan 2001 00:00:00 GMT", 0),
        ("Mon, 01 Jan 99999999999999 00:00:00 GMT", None),
        ("Mon, 01 Jan 2027 99999999999999999999:00:00 GMT", None),
        ("Mon, 01 Jan 2027 00:00:00 +99999999999999", None),
    ],
)
def test_a_strange_moment_to_come_back_does_no_harm(site, value, seconds):
    site.says(http(503, Retry_After=value))

    assert failed(site).retry_after == seconds


def test_a_document_that_is_too_big_is_left_before_its_end(site):
    site.says(drip(10_000, 0, b"x" * 1_000, b"HTTP/1.1 200 OK\r\n\r\n"))

    assert failed(site).code == "too_big"


def test_a_compressed_bomb_is_left_when_it_swells(site):
    site.says(http(200, gzip.compress(b"\0" * 20_000_000), Content_Encoding="gzip"))

    assert failed(site).code == "too_big"


def test_a_bomb_in_many_small_members_is_left_too(site):
    site.says(http(200, gzip.compress(b"\0" * 9_000) * 100, Content_Encoding="gzip"))

    assert failed(site).code == "too_big"


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(b"not gzip at all", "gzip"), (gzip.compress(BODY)[:-12], "gzip"), (BODY, "br"), (BODY, "gzip, gzip")],
    ids=["not gzip", "cut gzip", "brotli", "gzip twice"],
)
def test_a_compression_that_cannot_be_undone_is_told(site, body, encoding):
    site.says(http(200, body, Content_Encoding=encoding))

    failure = failed(site)

    assert failure.code == "encoding"
    assert "compress" in failure.words_fr


def test_a_site_that_says_nothing_is_left(site):
    site.says(drip(2, 1, b""))
    started = time.monotonic()

    assert failed(site).code == "timeout"
    assert time.monotonic() - started < 1.5


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nX: ",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
)
def test_a_slow_drip_is_left_when_the_time_is_over(site, head):
    site.says(drip(100, 0.1, b"1", head))
    started = time.monotonic()

    assert failed(site).code in {"timeout", "bad_answer"}
    assert time.monotonic() - started < 2


def test_endless_headers_are_left(site):
    site.says(drip(1_000, 0, b"X-Long: " + b"a" * 500 + b"\r\n", b"HTTP/1.1 200 OK\r\n"))

    assert failed(site).code == "headers_too_big"


def test_endless_interim_answers_are_left(site):
    site.says(drip(1_000, 0, b"HTTP/1.1 100 Continue\r\n\r\n"))

    assert failed(site).code in {"headers_too_big", "timeout"}


@pytest.mark.parametrize(
    "answer",
    [
        http(200, BODY)[:-10],
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\n<rss>",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n",
        b"",
    ],
)
def test_an_answer_that_stops_too_early_is_never_taken_for_a_whole_one(site, answer):
    site.says(answer)

    assert failed(site).code == "truncated"


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"\x00\x01\x02\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello",
    ],
)
def test_an_answer_that_is_not_http_is_told(site, answer):
    site.says(answer)

    assert failed(site).code in {"bad_answer", "truncated"}


def test_more_than_was_announced_is_not_read(site):
    site.says(
        http(200, BODY)[: -len(BODY)].replace(b"Content-Length: %d" % len(BODY), b"Content-Length: 5") + BODY
    )

    assert ask(site).body == BODY[:5]


def test_a_closed_door_is_told():
    with socket.create_server(("127.0.0.1", 0)) as free:
        place = f"127.0.0.1:{free.getsockname()[1]}"

    with pytest.raises(FetchFailed) as caught:
        fetch(f"http://{place}/", allowed_hosts={place}, limits=QUICK)

    assert caught.value.code == "refused"


def test_a_site_without_a_certificate_is_told(site):
    with pytest.raises(FetchFailed) as caught:
        fetch(f"https://{site.place}/feed", allowed_hosts={site.place}, limits=QUICK)

    assert caught.value.code in {"tls", "truncated"}


def test_a_site_that_never_ends_its_handshake_is_left(site):
    site.wrap = lambda connection: time.sleep(2) or connection
    started = time.monotonic()

    with pytest.raises(FetchFailed) as caught:
        fetch(f"https://{site.place}/feed", allowed_hosts={site.place}, limits=QUICK)

    assert caught.value.code == "timeout"
    assert time.monotonic() - started < 1.6


def test_an_unknown_name_is_told(monkeypatch):
    def nobody(*_arguments, **_options):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)

    with pytest.raises(FetchFailed) as caught:
        fetch("https://nulle-part.example/", limits=QUICK)

    assert caught.value.code == "dns"


def test_a_name_service_that_never_answers_is_left(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_o: time.sleep(1) or [])
    limits = FetchLimits(connect_seconds=0.2, total_seconds=1)

    with pytest.raises(FetchFailed) as caught:
        fetch("https://lent.example/", limits=limits)

    assert caught.value.code == "dns"


def test_an_address_that_is_not_one_is_told_without_asking_anybody():
    with pytest.raises(FetchFailed) as caught:
        fetch("ftp://site.example/feed")

    assert caught.value.code == "bad_url"
    assert "https://" in caught.value.words_fr


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """Make a certificate for 127.0.0.1 that only a test trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2090, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "site.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return path


@pytest.fixture
def secure_site(site, certificate):
    """The same site over TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    site.wrap = lambda connection: context.wrap_socket(connection, server_side=True)
    return site


def test_a_certificate_that_nobody_vouches_for_is_refused(secure_site):
    secure_site.says(http(200, BODY))

    with pytest.raises(FetchFailed) as caught:
        fetch(secure_site.url().replace("http:", "https:"), allowed_hosts={secure_site.place}, limits=QUICK)

    assert caught.value.code == "tls"
    assert secure_site.asked == []


@pytest.fixture
def trusted(monkeypatch, certificate):
    context = connections._trust()
    context.load_verify_locations(certificate)
    monkeypatch.setattr(connections, "_TRUST", context)


def test_a_trusted_site_is_read_over_tls(secure_site, trusted):
    secure_site.says(http(200, BODY))
    url = secure_site.url().replace("http:", "https:")

    assert fetch(url, allowed_hosts={secure_site.place}, limits=QUICK).body == BODY


def test_a_slow_drip_over_tls_is_left_too(secure_site, trusted):
    secure_site.says(drip(100, 0.1, b"1", b"HTTP/1.1 200 OK\r\n\r\n"))
    started = time.monotonic()

    with pytest.raises(FetchFailed) as caught:
        fetch(secure_site.url().replace("http:", "https:"), allowed_hosts={secure_site.place}, limits=QUICK)

    assert caught.value.code == "timeout"
    assert time.monotonic() - started < 2


def test_a_redirect_that_turns_in_circles_is_left(site):
    site.says(http(302, Location="/b"), "/a")
    site.says(http(302, Location="/a"), "/b")

    assert failed(site, "/a").code == "too_many_redirects"
    assert len(site.asked) == 6


def test_a_hundred_redirects_cost_six_questions(site):
    for step in range(100):
        site.says(http(301, Location=f"/{step + 1}"), f"/{step}")

    assert failed(site, "/0").code == "too_many_redirects"
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Cache_Control": "max-age=900"}, 900),
        ({"Cache_Control": "no-cache, max-age=900"}, 0),
        ({"Cache_Control": "private, No-Store"}, 0),
        ({"Expires": "Tue, 01 Sep 2026 09:00:00 GMT", "Date": "Tue, 01 Sep 2026 08:00:00 GMT"}, 3_600),
        ({"Expires": "Tue, 01 Sep 2026 08:00:00 GMT", "Date": "Tue, 01 Sep 2026 09:00:00 GMT"}, 0),
        ({"Expires": "0"}, None),
        ({"Expires": "Tue, 01 Sep 99999999999999 08:00:00 GMT"}, None),
        ({"Expires": "Tue, 01 Sep 2026 09:00:00 GMT", "Cache_Control": "max-age=60"}, 60),
        ({"Cache_Control": "max-age=99999999"}, 30 * 86_400),
        ({}, None),
    ],
)
def test_how_long_an_answer_stays_fresh_is_read_as_rfc_9111_says(site, headers, seconds):
    site.says(http(200, BODY, **headers))

    assert ask(site).max_age == seconds


def kept_answers(*answers: bytes):
    """Answer one question after another on one connection, then hang up."""

    def act(connection: socket.socket) -> None:
        connection.sendall(answers[0])
        for answer in answers[1:]:
            while b"\r\n\r\n" not in connection.recv(4_096):
                pass
            connection.sendall(answer)

    return act


def visited(site, *paths):
    async def visit():
        async with Visit({site.place}, QUICK) as open_visit:
            return [await open_visit.fetch(site.url(path)) for path in paths]

    return asyncio.run(visit())


def test_a_connection_is_kept_for_the_next_question_to_the_same_site(site):
    site.says(kept_answers(http(200, b"one"), http(200, b"two"), http(200, b"three")), "/a")

    assert [one.body for one in visited(site, "/a", "/b", "/c")] == [b"one", b"two", b"three"]
    assert site.asked == ["/a"]  # One connection: the site read the other two on it.


def test_a_kept_connection_that_the_site_closed_is_opened_again(site):
    site.says(http(200, b"one"), "/a")
    site.says(http(200, b"two"), "/b")

    assert [one.body for one in visited(site, "/a", "/b")] == [b"one", b"two"]
    assert site.asked == ["/a", "/b"]


def test_what_follows_an_answer_is_never_taken_for_the_next_one(site):
    site.says(http(200, b"one") + http(200, b"planted"), "/a")
    site.says(http(200, b"two"), "/b")

    assert [one.body for one in visited(site, "/a", "/b")] == [b"one", b"two"]


def test_a_cookie_is_never_given_back(site):
    site.says(http(200, b"one", Set_Cookie="a=1"), "/a")
    site.says(http(200, b"two"), "/b")

    visited(site, "/a", "/b")

    assert not any("cookie" in request for request in site.requests)


async def a_body(room: Room, sizes, done: list[str], name: str, every: float = 0.0, patience=None) -> None:
    """Receive a body, a size after the other; note its end, or that it was sent away."""
    try:
        async with room.place(patience) as place:
            for held in sizes:
                await place.grow(held)
                await asyncio.sleep(every)
            done.append(name)
    except TimeoutError:
        done.append(f"{name} was sent away")


def test_small_bodies_pass_and_big_ones_take_turns():
    async def all_of_them() -> list[str]:
        room, done = Room(small_bytes=10, big=1), list[str]()
        big = (a_body(room, [11, 12], done, name, 0.02) for name in ("big", "bigger"))
        await asyncio.gather(*big, a_body(room, [9, 10], done, "small", 0.001))
        return done

    assert asyncio.run(all_of_them()) == ["small", "big", "bigger"]


def test_a_big_body_that_is_alone_may_be_slow():
    async def alone() -> list[str]:
        room, done = Room(small_bytes=10, big=1, big_seconds=0.05, still_seconds=0.02), list[str]()
        await a_body(room, [11, 12, 13], done, "slow", 0.05)
        return done

    assert asyncio.run(alone()) == ["slow"]


@pytest.mark.parametrize(
    ("sizes", "every"),
    [([11], 5), ([11, 12, 13, 14] * 50, 0.02), ([70_000 * n for n in range(1, 500)], 0.01)],
    ids=["says nothing", "drips", "has no end"],
)
def test_a_big_body_that_keeps_others_waiting_gives_its_place_up(sizes, every):
    async def until_the_healthy_one_is_read() -> list[str]:
        room, done = Room(small_bytes=10, big=2, big_seconds=0.3, still_seconds=0.1), list[str]()
        slow = [asyncio.create_task(a_body(room, sizes, done, "slow", every)) for _ in range(4)]
        await asyncio.sleep(0.01)
        await a_body(room, [11, 12], done, "healthy")
        for one in slow:
            one.cancel()
        return done

    started = time.monotonic()
    done = asyncio.run(until_the_healthy_one_is_read())

    assert done[-1] == "healthy"
    assert "slow was sent away" in done
    assert time.monotonic() - started < 2


def test_what_a_body_waits_for_others_is_not_counted_as_its_own_time():
    async def all_of_them() -> list[str]:
        room, done = Room(small_bytes=10, big=1, big_seconds=0.3, still_seconds=9), list[str]()
        slow = asyncio.create_task(a_body(room, [11], done, "slow", 0.2))
        await asyncio.sleep(0.01)
        async with asyncio.timeout(0.1) as patience:
            await a_body(room, [11, 12], done, "healthy", 0.01, patience)
        assert patience.when() is not None
        await slow
        return done

    assert asyncio.run(all_of_them()) == ["slow", "healthy"]
