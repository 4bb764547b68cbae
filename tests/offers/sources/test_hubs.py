"""Hubs that tell what is new: subscribed to, verified, believed only when they sign, renewed, left."""

import hmac
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from sqlmodel import select

from tests.feeds.conftest import http, site  # noqa: F401 - A fixture.
from tests.offers.sources.villages import feed_of
from tests.web import desks
from workforce import clock, due
from workforce.feeds.hubs import linked, topic_in
from workforce.offers.models import Feed, Offer
from workforce.offers.sources import actions, claiming, polling, pushing, subscribing
from workforce.offers.sources.models import FeedPush, FeedSubscription
from workforce.offers.sources.signatures import is_signed
from workforce.settings import settings

TOPIC = "https://emploi.exemple.fr/rss"
ATOM = f"<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='self' href='{TOPIC}'/>"


@pytest.fixture
def allowed(site, monkeypatch, moment):  # noqa: F811
    monkeypatch.setattr(settings(), "feed_hosts_allowed", frozenset({site.place}))
    monkeypatch.setattr(settings(), "public_url", "https://passerelle.exemple.fr")
    return site


@pytest.fixture
def browser(session):
    return desks.browser(session)


def poll(session, feed) -> Feed:
    actions.poll_now(session, feed.id)
    claimed = polling.claim(session, feed.id)
    polling.note(session, claimed, polling.read(claimed))
    return session.get(Feed, feed.id, populate_existing=True)


def hub_of(site, status=202, **headers):  # noqa: F811
    """Answer the feed with its hub, and remember what the hub is told."""
    told = []

    def act(connection, body):
        while b"hub.topic" not in body:
            body += connection.recv(4096)
        told.append({name: values[0] for name, values in parse_qs(body.decode()).items()})
        connection.sendall(http(status, b"non merci" if status >= 400 else b""))

    site.posts = act
    link = f'<{site.url("/hub")}>; rel="hub", <{TOPIC}>; rel="self"'
    site.says(http(200, feed_of("a"), Link=link, **headers))
    return told


def subscription(session) -> FeedSubscription:
    return session.exec(select(FeedSubscription).execution_options(populate_existing=True)).one()


def asked(session) -> None:
    """Do what the worker does with a subscription that is due."""
    request = subscribing.claim(session, subscription(session).id)
    subscribing.note(session, request, subscribing.ask(request))


def subscribed(session, site, browser):  # noqa: F811
    told = hub_of(site)
    feed = poll(session, actions.add_feed(session, site.url(), keeps_all=True))
    asked(session)
    verified(session, browser, lease="864000")
    return feed, told


def verified(session, browser, mode="subscribe", topic=TOPIC, lease=""):
    query = {"hub.mode": mode, "hub.topic": topic, "hub.challenge": "défi 42", "hub.lease_seconds": lease}
    return browser.get(f"/flux/{subscription(session).token}", query_string=query)


def pushed(session, browser, body, secret="", method="sha256", path="", digest=""):
    signed = digest or hmac.new(secret.encode(), body, method).hexdigest()
    return browser.post(
        path or f"/flux/{subscription(session).token}",
        data=body,
        headers={"X-Hub-Signature": f"{method}={signed}"},
        content_type="application/rss+xml",
    )


def read_pushes(session) -> None:
    for push in session.exec(select(FeedPush)).all():
        claimed = pushing.claim(session, push.id)
        pushing.note(session, claimed, pushing.read(claimed))


def test_a_source_that_names_a_hub_is_subscribed_to_and_verified(session, allowed, browser):
    _, (told,) = subscribed(session, allowed, browser)
    row = subscription(session)
    assert told["hub.mode"] == "subscribe"
    assert told["hub.topic"] == TOPIC
    assert told["hub.callback"] == f"https://passerelle.exemple.fr/flux/{row.token}"
    assert told["hub.secret"] not in row.secret, "the secret is sealed at rest"
    assert (row.state, row.expires_at) == ("active", clock.now() + timedelta(days=10))
    assert row.due_at == clock.now() + timedelta(days=8)
    assert verified(session, browser).text == "défi 42"


def test_the_poll_rests_while_a_hub_tells_what_is_new(session, allowed, browser):
    feed, _ = subscribed(session, allowed, browser)
    assert poll(session, feed).interval_seconds == 12 * 3600
    subscription(session).expires_at = clock.now() - timedelta(seconds=1)
    session.flush()
    assert poll(session, feed).interval_seconds < 12 * 3600


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_what_the_hub_signs_is_kept_by_the_workers_and_never_in_the_request(
    session, allowed, browser, method
):
    _, (told,) = subscribed(session, allowed, browser)
    answer = pushed(session, browser, feed_of("a", 3), told["hub.secret"], method)
    assert answer.status_code == 200
    assert len(session.exec(select(Offer)).all()) == 2
    read_pushes(session)
    assert len(session.exec(select(Offer)).all()) == 3
    assert session.exec(select(FeedPush)).all() == []
    assert subscription(session).pushed_at == clock.now()


def test_what_is_pushed_and_then_polled_is_kept_once(session, allowed, browser):
    feed, (told,) = subscribed(session, allowed, browser)
    pushed(session, browser, feed_of("a", 3), told["hub.secret"])
    read_pushes(session)
    allowed.says(http(200, feed_of("a", 3)))
    assert poll(session, feed).counts["new"] == 0
    assert len(session.exec(select(Offer)).all()) == 3


@pytest.mark.parametrize(
    ("secret", "method", "digest"),
    [("another", "sha256", ""), ("", "sha256", "é"), ("", "md5", "0" * 32), ("", "sha256", "0" * 64)],
)
def test_a_wrong_signature_is_thanked_and_left_unread(session, allowed, browser, secret, method, digest):
    subscribed(session, allowed, browser)
    answer = pushed(session, browser, feed_of("a", 3), secret, method, digest=digest or "")
    assert answer.status_code == 200
    assert session.exec(select(FeedPush)).all() == []
    assert subscription(session).pushed_at is None


def test_nobody_answers_at_an_unknown_address_nor_for_an_unknown_topic(session, allowed, browser):
    subscribed(session, allowed, browser)
    assert pushed(session, browser, b"x", path="/flux/inconnu").status_code == 404
    assert browser.get("/flux/inconnu?hub.mode=subscribe&hub.challenge=x").status_code == 404
    assert browser.get("/flux/inconnu").status_code == 422
    assert verified(session, browser, topic="https://autre.exemple.fr/").status_code == 404
    assert verified(session, browser, mode="unsubscribe").status_code == 404
    assert verified(session, browser, mode="publish").status_code == 404


def test_a_push_that_is_too_big_is_refused(session, allowed, browser, monkeypatch):
    _, (told,) = subscribed(session, allowed, browser)
    monkeypatch.setattr(pushing, "LARGEST_PUSH", 1000)
    assert pushed(session, browser, b"x" * 2000, told["hub.secret"]).status_code == 413
    assert session.exec(select(FeedPush)).all() == []


def test_a_flood_of_pushes_has_the_source_read_whole_instead(session, allowed, browser):
    feed, (told,) = subscribed(session, allowed, browser)
    assert feed.due_at > clock.now()
    for n in range(pushing.MOST_WAITING + 3):
        pushed(session, browser, feed_of("a", n + 1), told["hub.secret"])
    assert len(session.exec(select(FeedPush)).all()) == pushing.MOST_WAITING
    assert session.get(Feed, feed.id, populate_existing=True).due_at == clock.now()


def test_a_pushed_page_that_is_no_feed_has_the_source_read_whole(session, allowed, browser):
    feed, (told,) = subscribed(session, allowed, browser)
    pushed(session, browser, b"<html><p>Bonjour</p></html>", told["hub.secret"])
    read_pushes(session)
    assert session.get(Feed, feed.id, populate_existing=True).due_at == clock.now()
    assert len(session.exec(select(Offer)).all()) == 2


def test_a_lease_is_renewed_before_it_ends(session, allowed, browser):
    _, told = subscribed(session, allowed, browser)
    with clock.frozen(clock.now() + timedelta(days=8, seconds=1)):
        assert due.lease(session, FeedSubscription, 10) == [subscription(session).id]
        asked(session)
        assert told[1]["hub.secret"] == told[0]["hub.secret"]
        verified(session, browser, lease="86400")
        assert subscription(session).expires_at == clock.now() + timedelta(days=1)


def test_a_hub_is_asked_one_thing_at_a_time(session, allowed, browser):
    hub_of(allowed)
    poll(session, actions.add_feed(session, allowed.url(), keeps_all=True))
    row = subscription(session)
    assert claiming.take_sites(session, [allowed.place], "another", clock.now())
    assert subscribing.claim(session, row.id) is None
    assert (subscription(session).due_at, row.claimed, row.tries) == (
        clock.now() + claiming.HOST_BUSY,
        False,
        0,
    )
    claiming.release_sites(session, [allowed.place], "another")
    with clock.frozen(clock.now() + claiming.HOST_BUSY):
        request = subscribing.claim(session, row.id)
        assert not claiming.take_sites(session, [allowed.place], "another", clock.now())
        subscribing.note(session, request, subscribing.ask(request))
        assert claiming.take_sites(session, [allowed.place], "another", clock.now())


@pytest.mark.parametrize("lease", ["²", "-1", "x", "9" * 30, ""])
def test_a_lease_that_is_no_number_is_the_one_that_was_asked_for(session, allowed, browser, lease):
    subscribed(session, allowed, browser)
    assert verified(session, browser, lease=lease).status_code == 200
    assert subscription(session).expires_at == clock.now() + subscribing.LEASE


def test_a_hub_that_never_calls_is_asked_again(session, allowed, browser):
    hub_of(allowed)
    poll(session, actions.add_feed(session, allowed.url(), keeps_all=True))
    asked(session)
    row = subscription(session)
    assert (row.state, row.due_at) == ("asked", clock.now() + subscribing.VERIFIED_WITHIN)


def test_a_hub_that_refuses_is_left_alone_for_a_week_and_its_words_are_kept(session, allowed, browser):
    hub_of(allowed, status=403)
    poll(session, actions.add_feed(session, allowed.url(), keeps_all=True))
    asked(session)
    row = subscription(session)
    assert (row.state, row.reason) == ("refused", "Le relais a répondu 403. non merci")
    assert row.due_at == clock.now() + subscribing.AFTER_REFUSAL


def test_a_hub_may_deny_later(session, allowed, browser):
    subscribed(session, allowed, browser)
    query = {"hub.mode": "denied", "hub.topic": TOPIC, "hub.reason": "fermé"}
    assert browser.get(f"/flux/{subscription(session).token}", query_string=query).status_code == 200
    assert (subscription(session).state, subscription(session).reason) == ("refused", "fermé")


def test_the_words_of_a_hub_are_kept_without_what_nobody_can_hold(session, allowed, browser):
    subscribed(session, allowed, browser)
    allowed.posts = lambda connection, _body: connection.sendall(http(400, "non\x00 mer\u202eci".encode()))
    with clock.frozen(clock.now() + timedelta(days=8, seconds=1)):
        asked(session)
        assert subscription(session).reason == "Le relais a répondu 400. non merci"
    query = {"hub.mode": "denied", "hub.topic": TOPIC, "hub.reason": "fer\x00mé\u202e"}
    assert browser.get(f"/flux/{subscription(session).token}", query_string=query).status_code == 200
    assert subscription(session).reason == "fermé"


def test_a_paused_source_leaves_its_hub_which_verifies_it(session, allowed, browser):
    feed, told = subscribed(session, allowed, browser)
    actions.pause(session, feed.id)
    token = subscription(session).token
    assert pushed(session, browser, b"x").status_code == 404
    asked(session)
    assert told[-1]["hub.mode"] == "unsubscribe"
    assert verified(session, browser, mode="subscribe").status_code == 404
    assert verified(session, browser, mode="unsubscribe").text == "défi 42"
    session.flush()
    assert session.exec(select(FeedSubscription)).all() == []
    assert browser.get(f"/flux/{token}?hub.mode=unsubscribe").status_code == 404


def test_a_hub_that_never_verifies_our_leave_is_forgotten_in_the_end(session, allowed, browser):
    feed, _ = subscribed(session, allowed, browser)
    actions.pause(session, feed.id)
    for _ in range(subscribing.LEAVES):
        subscription(session).due_at = clock.now()
        session.flush()
        asked(session)
        session.flush()
    assert session.exec(select(FeedSubscription)).all() == []


def test_a_source_that_names_no_hub_any_more_leaves_it(session, allowed, browser):
    feed, _ = subscribed(session, allowed, browser)
    allowed.says(http(200, feed_of("a", 3)))
    poll(session, feed)
    assert subscription(session).state == "leaving"


@pytest.mark.parametrize(
    ("public_url", "reachable"),
    [
        ("https://passerelle.exemple.fr", True), ("http://127.0.0.1:8000", False), ("http://localhost:8000", False),
        ("http://10.0.0.3", False), ("http://[::1]:8000", False), ("https://198.41.0.4", True), ("", False),
    ],
)  # fmt: skip
def test_no_hub_is_asked_to_call_where_it_could_not(
    session, allowed, browser, monkeypatch, public_url, reachable
):
    monkeypatch.setattr(settings(), "public_url", public_url)
    hub_of(allowed)
    poll(session, actions.add_feed(session, allowed.url(), keeps_all=True))
    assert bool(session.exec(select(FeedSubscription)).all()) == reachable


def test_a_hub_on_a_private_network_is_not_asked(session, allowed, browser):
    allowed.says(http(200, feed_of("a"), Link=f'<http://127.0.0.1:9/hub>; rel="hub", <{TOPIC}>; rel="self"'))
    poll(session, actions.add_feed(session, allowed.url(), keeps_all=True))
    asked(session)
    assert "réseau privé" in subscription(session).last_error


def test_a_document_names_its_hub_and_its_own_address_too(session, allowed, browser):
    hub = f"<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='hub' href='{allowed.url('/hub')}'/>"
    allowed.says(http(200, feed_of("a", channel=hub + ATOM)))
    poll(session, actions.add_feed(session, allowed.url(), keeps_all=True))
    row = subscription(session)
    assert (row.hub, row.topic) == (allowed.url("/hub"), TOPIC)


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ('<https://h.fr/>; rel="hub"', "https://h.fr/"), ("</hub>; rel=hub", "https://s.fr/hub"),
        ('<https://h.fr/>; title="a, b"; rel="self hub"', "https://h.fr/"), ('<https://h.fr/>; rel="next"', None),
        ('<javascript:alert(1)>; rel="hub"', None), ('<http://[::1>; rel="hub"', None), ("rel=hub", None), ("", None),
    ],
)  # fmt: skip
def test_a_link_header_is_read_as_rfc_8288_says(header, found):
    assert linked([header], "hub", "https://s.fr/rss") == found


def test_the_address_that_a_document_gives_as_its_own():
    assert topic_in(f"<rss>{ATOM}</rss>".encode(), "https://s.fr/rss") == TOPIC
    assert (
        topic_in(b'<feed><link href="/moi?a=1&amp;b=2" rel="self"/></feed>', "https://s.fr/")
        == "https://s.fr/moi?a=1&b=2"
    )
    assert topic_in(b'<rss><link rel="self" href="file:///etc/passwd"/></rss>', "https://s.fr/rss") is None
    assert topic_in(b"<rss/>", "https://s.fr/rss") is None


def test_a_signature_is_that_of_this_body_under_this_secret():
    good = "sha256=" + hmac.new(b"s", b"body", "sha256").hexdigest()
    assert is_signed(b"body", good, "s")
    assert is_signed(b"body", good.upper().replace("SHA256", "sha256"), "s")
    for body, header, secret in (
        (b"bodi", good, "s"),
        (b"body", good, "t"),
        (b"body", "", "s"),
        (b"body", "sha256", "s"),
    ):
        assert not is_signed(body, header, secret)
