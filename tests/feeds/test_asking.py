"""Asking an interface, or for a large file: as safe as a feed, judged by whoever asks."""

import gzip
import io

import pytest

from tests.feeds.conftest import drip, http
from workforce.feeds.asking import Question, ask
from workforce.feeds.failures import FetchFailed
from workforce.feeds.fetching import FetchLimits

BRIEF = FetchLimits(
    connect_seconds=2, silence_seconds=0.5, total_seconds=1, header_bytes=4_000, body_bytes=10_000
)


def asked(site, question: Question | None = None, **more):
    question = question or Question(site.url())
    return ask(question, allowed_hosts={site.place}, limits=BRIEF, **more)


def failure_of(site, **more) -> str:
    with pytest.raises(FetchFailed) as failed:
        asked(site, **more)
    assert failed.value.words_fr
    return failed.value.code


def test_any_status_is_an_answer_with_its_headers(site):
    site.says(http(429, b"{}", Retry_After="12", X_Thing="a"))
    answer = asked(site)
    assert (answer.status, answer.retry_after, answer.headers["x-thing"], answer.body) == (
        429,
        12,
        "a",
        b"{}",
    )
    assert site.requests[0]["accept-encoding"] == "gzip, deflate"


def test_headers_are_sent_and_a_large_body_goes_to_the_file(site):
    site.says(http(200, gzip.compress(b"x" * 9_000), Content_Encoding="gzip"))
    answer = asked(site, Question(site.url(), {"Authorization": "Bearer t"}), into=(kept := io.BytesIO()))
    assert (answer.body, kept.getvalue()) == (b"", b"x" * 9_000)
    assert site.requests[0]["authorization"] == "Bearer t"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (http(200, b"x" * 10_001), "too_big"),
        (http(200, gzip.compress(b"x" * 50_000), Content_Encoding="gzip"), "too_big"),
        (http(200, b"x", Content_Length="9"), "truncated"),
        (http(200, b"x", X=" " + "a" * 20_000), "headers_too_big"),
        (http(302, Location="/feed"), "too_many_redirects"),
        (http(302, Location="javascript:a()"), "bad_redirect"),
        (http(200, b"x", Content_Encoding="br"), "encoding"),
        (drip(50, 0.1, b"x", http(200, Content_Length="5000")), "timeout"),
        (b"rien de HTTP", "truncated"),
    ],
)
def test_what_goes_wrong_has_a_name_and_words_in_memory_and_in_a_file(site, answer, code):
    site.says(answer)
    assert failure_of(site) == code
    assert failure_of(site, into=io.BytesIO()) == code


def test_a_private_address_is_refused_at_the_moment_of_connecting(site):
    with pytest.raises(FetchFailed) as failed:
        ask(Question(site.url()), limits=BRIEF)
    assert (failed.value.code, site.asked) == ("private_address", [])


def test_a_redirect_to_a_private_address_is_refused_too(site):
    site.says(http(302, Location="http://127.0.0.1:9/"))
    assert failure_of(site) == "private_address"


def test_a_question_that_carries_a_key_is_told_nobody_else(site):
    site.says(http(302, Location="/ailleurs"))
    assert failure_of(site, question=Question(site.url(), is_secret=True)) == "bad_redirect"
    assert site.asked == ["/feed"]
