"""From the address of a site to its feeds: which addresses are tried, what is found, what is followed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from tests.feeds.conftest import http, site  # noqa: F401 - A fixture.
from tests.flows.test_offer_thread import feed_of
from workforce import clock, tables  # noqa: F401 - Every table of the house is known.
from workforce.addresses import UnsafeUrl
from workforce.feeds import pages
from workforce.feeds.pages import WebPage, read_page
from workforce.offers.models import Feed
from workforce.offers.sources import actions as sources
from workforce.offers.sources import claiming, polling
from workforce.offers.sources.discovery import actions, looking
from workforce.offers.sources.discovery.candidates import MOST, candidates, first_address
from workforce.offers.sources.discovery.listing import view
from workforce.offers.sources.discovery.models import Discovery, DiscoveryCandidate
from workforce.refusals import Refused
from workforce.settings import settings

pytestmark = pytest.mark.usefixtures("moment")
RSS = '<link rel="alternate" type="application/rss+xml" title="{title}" href="{href}">'


@pytest.fixture
def allowed(site, monkeypatch):  # noqa: F811
    monkeypatch.setattr(settings(), "feed_hosts_allowed", frozenset({site.place}))
    return site


def tried(body: str, url: str = "https://www.ville.fr/emploi/") -> list[tuple[str, str]]:
    return [(one.url, one.origin) for one in candidates(read_page(body.encode()), url)]


def look(session, typed: str) -> int:
    """Look until nothing is left, as workers do."""
    one = actions.look(session, typed)
    while step := looking.claim(session, one.id):
        looking.note(session, step, looking.speak(step))
    return one.id


def test_what_a_page_declares_comes_first_jobs_before_the_rest():
    body = (
        RSS.format(title="Actualités", href="/actu.xml")
        + RSS.format(title="Offres d’emploi", href="emplois.rss")
        + RSS.format(title="Commentaires", href="/comments/feed/")
        + '<link rel=alternate hreflang=en href="/en/"><link rel="stylesheet" type="text/css" href="/a.css">'
    )
    assert tried(body)[:3] == [
        ("https://www.ville.fr/emploi/emplois.rss", "declared"),
        ("https://www.ville.fr/actu.xml", "declared"),
        ("https://www.ville.fr/feed/", "usual"),
    ]


@pytest.mark.parametrize(
    ("body", "first"),
    [
        ('<meta name="generator" content="WordPress 6.7">', "/?feed=job_feed"),
        ('<link rel="https://api.w.org/" href="https://www.ville.fr/wp-json/">', "/?feed=job_feed"),
        ('<a href="/offre-de-emploi/liste-offres.aspx">Nos offres</a>', "/handlers/offerRss.ashx?LCID=1036"),
        ('<meta name="generator" content="Discourse 3.4.0">', "/latest.rss"),
        ('<meta name="generator" content="NodeBB">', "/recent.rss"),
        ('<a href="/spip.php?article1">x</a>', "/spip.php?page=backend"),
        ('<a href="/abonnement">Flux RSS des offres</a>', "/abonnement"),
        ('<a href="/quelque/part/rss.xml">ici</a>', "/quelque/part/rss.xml"),
        ("<p>Rien</p>", "/feed/"),
    ],
)
def test_the_program_of_a_site_and_its_links_tell_where_its_feeds_are(body, first):
    assert tried(body)[0][0] == f"https://www.ville.fr{first}"


def test_no_more_than_a_few_addresses_are_tried_each_once_and_none_off_the_web():
    many = "".join(RSS.format(title="x", href=f"/{n}.xml") for n in range(50))
    assert len(tried(many)) == MOST <= 11
    odd = "".join(
        RSS.format(title="x", href=href)
        for href in ("javascript:a()", "ftp://x/", "http://[", "/a", "/a/", "/a#b")
    )
    assert [url for url, origin in tried(odd) if origin == "declared"] == ["https://www.ville.fr/a"]


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("www.ville.fr", "https://www.ville.fr/"), (" ville.fr/emploi ", "https://ville.fr/emploi"),
        ("http://ville.fr/rss", "http://ville.fr/rss"), ("feed://ville.fr/rss", "https://ville.fr/rss"),
        ("Évreux.fr", "https://xn--vreux-9ra.fr/"),
    ],
)  # fmt: skip
def test_an_address_is_completed(typed, url):
    assert first_address(typed) == url


@pytest.mark.parametrize("typed", ["emploi", "https://", "ftp://ville.fr", "la ville", "javascript:alert(1)"])
def test_what_is_no_address_is_refused_on_its_field(session, typed):
    with pytest.raises(UnsafeUrl):
        first_address(typed)
    with pytest.raises(Refused) as refused:
        actions.look(session, typed)
    assert "address" in refused.value.errors


def test_each_feed_found_is_read_for_real(session, allowed):
    allowed.says(
        http(200, (RSS.format(title="Emplois", href="/emplois.xml") + "<title>Ville</title>").encode()), "/"
    )
    allowed.says(
        http(200, feed_of("Opérateur sur commande numérique", "Médiateur numérique (H/F)")), "/emplois.xml"
    )
    allowed.says(http(200, b"<html><p>Une page</p></html>"), "/rss")
    found = view(session, look(session, allowed.url("/")))
    (feed,) = found.feeds
    assert (found.title, found.tried, found.total, found.is_working) == ("Ville", 10, 10, False)
    assert (feed.title, feed.entries, feed.kept, feed.origin, feed.feed_id) == (
        "Offres du Var",
        2,
        1,
        "declared",
        None,
    )
    assert feed.examples == [
        {"title": "Médiateur numérique", "is_kept": True}, {"title": "Opérateur sur commande numérique", "is_kept": False},
    ]  # fmt: skip
    outcomes = {one.url.removeprefix(allowed.url("")): (one.outcome, one.words) for one in found.others}
    assert outcomes["/rss"][0] == "not_feed"
    assert outcomes["/feed/"] == ("failed", "Le flux n'existe pas à cette adresse (404).")
    assert len(allowed.asked) <= 12


def test_the_address_of_a_feed_is_enough(session, allowed):
    allowed.says(http(200, feed_of("Médiateur numérique")))
    found = view(session, look(session, allowed.url()))
    assert [(one.origin, one.kept) for one in found.feeds] == [("typed", 1)]
    assert (found.tried, found.total, allowed.asked) == (1, 1, ["/feed"])


def test_one_feed_under_two_addresses_is_shown_once(session, allowed):
    body = RSS.format(title="a", href="/a.xml") + RSS.format(title="b", href="/b.xml")
    allowed.says(http(200, body.encode()), "/")
    for path in ("/a.xml", "/b.xml"):
        allowed.says(http(200, feed_of("Médiateur numérique")), path)
    found = view(session, look(session, allowed.url("/")))
    assert len(found.feeds) == 1
    assert [one.outcome for one in found.others].count("same") == 1


def test_a_site_without_tls_is_asked_again_without_it_when_no_scheme_was_typed(session, allowed):
    allowed.says(http(200, feed_of("Médiateur numérique")), "/feed")
    found = view(session, look(session, f"{allowed.place}/feed"))
    assert [one.url for one in found.feeds] == [allowed.url("/feed")]


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [(http(200, b"%PDF-1.7"), ""), (http(403), ""), (None, "Le site refuse la connexion")],
)
def test_a_first_address_that_gives_no_page_is_said_and_a_site_that_answers_is_tried_elsewhere(
    session, allowed, answer, refusal
):
    address = allowed.url("/") if answer else "http://127.0.0.1:9/"
    if answer:
        allowed.says(answer, "/")
        allowed.says(http(200, feed_of("Médiateur numérique")), "/rss.xml")
    found = view(session, look(session, address))
    if answer:
        assert [one.url for one in found.feeds] == [allowed.url("/rss.xml")]
    else:
        assert found.candidates == []
        assert found.refusal  # A private address, said so.


def test_a_private_address_is_not_asked(session, site):  # noqa: F811
    found = view(session, look(session, site.url("/")))
    assert "réseau privé" in found.refusal
    assert site.asked == []


@pytest.mark.parametrize(
    "page",
    [
        b"<html>" + b"<div>" * 50_000,
        b"<!doctype html><title>" + b"a" * 2_000_000,
        b"<html " + b"a='1' " * 200_000 + b">",
        b"<html>" + b"<a href='" * 20_000,
        b"<!doctype html>\x00\xff\xfe" + bytes(range(256)) * 1_000,
        b"<html><!--" * 50_000,
    ],
)
def test_a_hostile_page_costs_a_process_and_no_more(session, allowed, page, monkeypatch):
    monkeypatch.setattr(pages, "COST", replace(pages.COST, seconds=2))
    allowed.says(http(200, page), "/")
    allowed.says(http(200, feed_of("Médiateur numérique")), "/rss")
    found = view(session, look(session, allowed.url("/")))
    assert [one.url for one in found.feeds] == [allowed.url("/rss")]


@pytest.mark.parametrize(
    ("content_type", "page"),
    [
        (
            "text/html; charset=unicode_escape",
            rb"<title>\ud800</title><base href='/\udc00'><a href='/rss?\ud800'>flux</a>",
        ),
        (
            "text/html",
            b"<title>Ville\x00\x1b</title><link rel=alternate type=application/rss+xml href='/a\x00b.xml'>",
        ),
    ],
)
def test_a_page_in_letters_that_nobody_can_hold_is_looked_at_like_another(
    session, allowed, content_type, page
):
    allowed.says(http(200, page, Content_Type=content_type), "/")
    allowed.says(http(200, feed_of("Médiateur numérique")), "/rss")
    found = view(session, look(session, allowed.url("/")))
    assert [one.url for one in found.feeds] == [allowed.url("/rss")]
    assert found.title.isprintable()


def test_a_worker_that_dies_in_the_middle_leaves_the_same_address_to_try(session, allowed):
    allowed.says(http(200, RSS.format(title="a", href="/a.xml").encode()), "/")
    one = actions.look(session, allowed.url("/"))
    first = looking.claim(session, one.id)
    assert looking.claim(session, one.id) is None  # It is being spoken for.
    with clock.frozen(clock.now() + timedelta(seconds=settings().hold_seconds + 1)):
        again = looking.claim(session, one.id)
        assert (again.url, again.candidate_id) == (first.url, first.candidate_id)
        looking.note(session, again, looking.speak(again))
        looking.note(session, first, looking.speak(first))  # The dead one was only slow.
        step = looking.claim(session, one.id)
        for _ in range(2):  # Two workers, because the first was slow.
            looking.note(session, step, looking.Tried(step.url, sample=looking.Sample("a", 1, 1, (), "d")))
        assert session.get(DiscoveryCandidate, step.candidate_id, populate_existing=True).outcome == "feed"
    rows = session.exec(select(DiscoveryCandidate.url)).all()
    assert len(rows) == len(set(rows)) == 9


def test_nobody_speaks_to_a_host_that_a_poll_is_speaking_to(session, allowed):
    feed = sources.add_feed(session, allowed.url())
    assert polling.claim(session, feed.id)
    one = actions.look(session, allowed.url("/"))
    assert looking.claim(session, one.id) is None
    assert session.get(Discovery, one.id, populate_existing=True).due_at == clock.now() + claiming.HOST_BUSY


def test_what_is_chosen_is_followed_once_and_nothing_else(session, allowed):
    body = RSS.format(title="a", href="/a.xml") + RSS.format(title="b", href="/b.xml")
    allowed.says(http(200, body.encode()), "/")
    allowed.says(http(200, feed_of("Médiateur numérique")), "/a.xml")
    allowed.says(http(200, feed_of("Animateur fablab", start=5)), "/b.xml")
    discovery_id = look(session, allowed.url("/"))
    chosen, *_ = view(session, discovery_id).feeds
    failed = [one.id for one in view(session, discovery_id).others]
    (feed_id,) = actions.follow(session, discovery_id, [chosen.id, *failed])
    feed = session.get_one(Feed, feed_id)
    assert (feed.url, feed.title, feed.due_at, feed.kind) == (
        chosen.url,
        "Offres du Var",
        clock.now(),
        "feed",
    )
    followed = {one.url: one.feed_id for one in view(session, discovery_id).feeds}
    assert followed[chosen.url] == feed_id
    for nothing in ([], failed, [chosen.id]):
        with pytest.raises(Refused) as refused:
            actions.follow(session, discovery_id, nothing)
        assert "chosen" in refused.value.errors


def test_what_was_found_is_forgotten_after_a_week(session, allowed):
    look(session, allowed.url("/"))
    with clock.frozen(clock.now() + timedelta(days=6)):
        actions.forget_old(session)
    assert session.exec(select(Discovery)).all()
    with clock.frozen(clock.now() + timedelta(days=8)):
        actions.forget_old(session)
    assert session.exec(select(Discovery)).all() == []
    assert session.exec(select(DiscoveryCandidate)).all() == []


def test_a_page_says_its_encoding():
    page = "<meta charset=iso-8859-15><title>Métropole</title>".encode("iso-8859-15")
    assert read_page(page).title == "Métropole"
    assert (
        read_page("<title>Métropole</title>".encode("latin-1"), "text/html; charset=latin-1").title
        == "Métropole"
    )
    assert read_page("<title>Métropole</title>".encode("utf-16")).title == "Métropole"
    assert candidates(WebPage(), "https://ville.fr/")[0].origin == "usual"
