"""What closes an offer, what opens it again, and what never does."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from tests import given
from tests.feeds.conftest import http, site  # noqa: F401 - A fixture.
from tests.offers.readings import ADVERT, DATED, entry, offer, read, source
from tests.web.cast import cast
from workforce import clock
from workforce.feeds.parsing import parse
from workforce.offers.life import age, looking
from workforce.offers.life.ending import ended, ended_page
from workforce.offers.life.models import PageCheck
from workforce.offers.listing import matches_of
from workforce.offers.models import Match, Offer
from workforce.offers.posting import expiry
from workforce.offers.sources import noting, polling
from workforce.settings import settings

pytestmark = pytest.mark.usefixtures("moment")
TOMBSTONE = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">
<title>Offres</title><id>urn:x</id><updated>2026-11-23T00:00:00Z</updated>
<at:deleted-entry when="2026-11-22T00:00:00Z" ref="tag:ville.fr,2026:1"><at:comment>pourvue</at:comment></at:deleted-entry>
<at:deleted-entry ref='tag:ville.fr,2026:2' when="2026-11-22T00:00:00Z"/>
<entry><id>tag:ville.fr,2026:2</id><title>Toujours l\xc3\xa0</title><updated>2026-11-23T00:00:00Z</updated></entry></feed>"""


@pytest.fixture
def feed(session):
    return source(session)


def state(session, number: int = 1) -> tuple[str, str]:
    one = offer(session, number)
    return one.state, one.closed_by


# By its date.


def test_an_offer_closes_when_its_date_passes_and_opens_when_its_source_extends_it(session, feed):
    read(session, feed, entry(html=ADVERT + DATED))
    with clock.frozen(clock.now() + timedelta(days=30)):
        expiry.close_past(session)
        session.expire_all()
        assert state(session) == ("closed", "date")
        read(session, feed, entry(html=ADVERT + DATED.replace("15 décembre 2026", "31 janvier 2027")))
        assert state(session) == ("published", "")
        assert offer(session).closed_at is None


def test_a_new_offer_whose_date_has_passed_is_only_history(session, feed):
    read(session, feed, entry(html=ADVERT + DATED.replace("15 décembre 2026", "1er novembre 2026")))
    assert state(session) == ("closed", "date")


@pytest.mark.parametrize(
    "said",
    ["Date limite : 01/01/0001", "Date limite de candidature : 31/12/9999", "Candidatures avant le 1er janvier 1970.",
     "Publication : du 01/01/0001 au 31/12/9999"],
)  # fmt: skip
def test_a_date_that_programs_write_for_none_closes_nothing(session, feed, said):
    read(session, feed, entry(html=f"{ADVERT}<p>{said}</p>"))
    assert (state(session), offer(session).closes_on) == (("published", ""), None)


# By its source's word.


@pytest.mark.parametrize(
    "title",
    ["[POURVU] Médiateur numérique", "Médiateur numérique (poste pourvu)", "Médiateur numérique - OFFRE POURVUE",
     "Médiateur numérique | Offre expirée", "ANNULÉ : médiateur numérique", "*** POURVUE *** Médiatrice numérique"],
)  # fmt: skip
def test_a_title_may_say_that_the_offer_is_over(title):
    assert ended(title, "")


@pytest.mark.parametrize(
    "text",
    ["Cette offre est pourvue.\nVous animez des ateliers.", "Offre expirée", "L'offre n'est plus disponible.",
     "Ce poste a été pourvu !", "Cette annonce n'est plus en ligne. Merci de votre intérêt.", "Candidatures closes."],
)  # fmt: skip
def test_a_text_may_say_so_in_a_sentence_of_its_own(text):
    assert ended("Médiateur numérique", text)


@pytest.mark.parametrize(
    "text",
    ["Poste à pourvoir dès que possible.", "Le poste sera pourvu par voie statutaire, à défaut contractuelle.",
     "Si l'offre est pourvue avant la date limite, elle sera retirée.",
     "Ce poste n'a pas été pourvu l'an dernier.",
     "Emploi susceptible d'être pourvu par un contractuel.", "Toute offre pourvue est retirée du site.",
     "Vous saurez expliquer pourquoi une annonce expirée reste visible.",
     "Le poste était pourvu par un titulaire parti en retraite."],
)  # fmt: skip
def test_words_that_only_speak_of_filling_close_nothing(text):
    assert not ended("Médiateur numérique", text)
    assert not ended(f"Médiateur numérique, {text}"[:60], "")


def test_a_source_that_says_so_closes_its_offer_and_opens_it_again_when_it_says_so_no_more(session, feed):
    read(session, feed, entry())
    read(session, feed, entry(title="Médiateur numérique (poste pourvu)"))
    assert state(session) == ("closed", "source")
    assert offer(session).closing_reason == "la source dit : « (poste pourvu) »"
    read(session, feed, entry())
    assert state(session) == ("published", "")


def test_an_entry_that_a_feed_says_it_deleted_closes_its_offer():
    parsed = parse(TOMBSTONE, "https://ville.fr/atom")
    assert parsed.deleted == ("guid:tag:ville.fr,2026:1",)


def test_what_a_source_deleted_is_closed_and_comes_back_if_it_lists_it_again(session, feed):
    read(session, feed, entry(1), entry(2))
    read(session, feed, entry(2), deleted=("guid:1",))
    assert (state(session, 1), state(session, 2)) == (("closed", "source"), ("published", ""))
    read(session, feed, entry(1), entry(2))
    assert state(session, 1) == ("published", "")


def test_a_json_feed_that_says_it_is_over_is_asked_no_more_and_keeps_its_offers(session, site, monkeypatch):  # noqa: F811
    monkeypatch.setattr(settings(), "feed_hosts_allowed", frozenset({site.place}))
    item = '{"id": "1", "title": "Médiateur numérique", "content_text": "Poste à Toulon (83)"}'
    document = (
        f'{{"version": "https://jsonfeed.org/version/1.1", "title": "x", "expired": true, "items": [{item}]}}'
    )
    site.says(http(200, document.encode(), Content_Type="application/feed+json"))
    feed = source(session, url=site.url(), host=site.place)
    with clock.frozen(clock.now() + timedelta(seconds=1)):
        claimed = polling.claim(session, feed.id)
        polling.note(session, claimed, polling.read(claimed))
    session.flush()
    session.expire_all()
    assert (feed.state, feed.due_at, feed.last_error) == ("gone", None, noting.IS_OVER)
    assert session.exec(select(Offer.state)).all() == ["published"]


# Never.


def test_a_window_that_slides_closes_nothing_and_is_remembered(session, feed):
    read(session, feed, entry(1), entry(2))
    with clock.frozen(clock.now() + timedelta(days=1)):
        read(session, feed, entry(2), entry(3))
        assert state(session, 1) == ("published", "")
        assert offer(session, 1).left_at == clock.now()
        assert offer(session, 2).left_at is None
        read(session, feed, entry(1), entry(3))
        assert offer(session, 1).left_at is None


def test_an_old_offer_without_date_is_shown_with_its_age_after_the_others(session, feed):
    people = cast(session)
    read(session, feed, entry(1), entry(2))
    one, other = offer(session, 1), offer(session, 2)
    one.published_at, one.left_at = clock.now() - timedelta(days=120), clock.now() - timedelta(days=40)
    session.flush()
    for match in session.exec(select(Match)).all():
        match.score = 95 if match.offer_id == one.id else 60
    session.flush()
    ranked = [line.id for line in matches_of(session, people.adviser.id)]
    assert ranked == [other.id, one.id]
    assert age.age_words(one).startswith("Publiée il y a 4 mois, sans date limite")
    assert age.age_words(other) == ""
    assert state(session) == ("published", "")


# The slow look at pages.


def unlisted(session, feed, url: str) -> Offer:
    read(session, feed, entry(1, link=url), entry(2, html=ADVERT + DATED))
    for number in (1, 2):
        offer(session, number).left_at = clock.now() - timedelta(days=20)
    session.flush()
    looking.plan(session)
    return offer(session, 1)


def looked(session, one: Offer) -> looking.Seen:
    row = session.get_one(PageCheck, one.id, populate_existing=True)
    row.due_at = clock.now()
    session.flush()
    claimed = looking.claim(session, one.id)
    seen = looking.look(claimed)
    looking.note(session, claimed, seen)
    session.expire_all()
    return seen


@pytest.fixture
def page(session, feed, site, monkeypatch):  # noqa: F811
    monkeypatch.setattr(settings(), "feed_hosts_allowed", frozenset({site.place}))
    return unlisted(session, feed, site.url("/offre/1"))


def html(words: str) -> bytes:
    return http(
        200, f"<html><body><h1>Médiateur</h1>{words}</body></html>".encode(), Content_Type="text/html"
    )


def test_only_offers_without_date_that_are_no_longer_listed_are_looked_at(session, page):
    rows = session.exec(select(PageCheck)).all()
    assert [row.id for row in rows] == [page.id]
    assert clock.now() <= rows[0].due_at < clock.now() + timedelta(days=1)
    page.left_at = None
    session.flush()
    looking.plan(session)
    assert not session.exec(select(PageCheck)).all()


def test_a_page_that_was_removed_for_good_closes_at_once(session, page, site):  # noqa: F811
    site.says(http(410), "/offre/1")
    looked(session, page)
    assert state(session) == ("closed", "page")
    assert "410" in offer(session).closing_reason
    assert session.exec(select(PageCheck.due_at)).one() is None


def test_a_page_that_is_missing_closes_only_when_it_still_is_a_day_later(session, page, site):  # noqa: F811
    site.says(http(404), "/offre/1")
    looked(session, page)
    assert state(session) == ("published", "")
    with clock.frozen(clock.now() + timedelta(hours=2)):
        looked(session, page)
        assert state(session) == ("published", "")
    with clock.frozen(clock.now() + timedelta(days=1, hours=1)):
        looked(session, page)
        assert state(session) == ("closed", "page")


def test_a_page_that_comes_back_between_two_looks_starts_again(session, page, site):  # noqa: F811
    for answer, days in ((http(404), 0), (html("Toujours là"), 1), (http(404), 2)):
        site.says(answer, "/offre/1")
        with clock.frozen(clock.now() + timedelta(days=days, hours=days)):
            looked(session, page)
    assert state(session) == ("published", "")


def test_a_page_that_says_so_closes_and_its_source_opens_it_again(session, feed, page, site):  # noqa: F811
    site.says(html("<p>Cette offre n'est plus disponible.</p>"), "/offre/1")
    looked(session, page)
    assert state(session) == ("closed", "page")
    assert offer(session).closing_reason == "la page de l’offre dit : « Cette offre n'est plus disponible. »"
    read(session, feed, entry(2, html=ADVERT + DATED))
    read(session, feed, entry(1, link=offer(session).url))
    assert state(session) == ("published", "")


def test_a_page_of_an_old_site_says_so_in_its_own_letters(session, page, site):  # noqa: F811
    body = "<html><body><p>Cette annonce est expirée.</p></body></html>".encode("iso-8859-1")
    site.says(http(200, body, Content_Type="text/html; charset=iso-8859-1"), "/offre/1")
    looked(session, page)
    assert state(session) == ("closed", "page")


@pytest.mark.parametrize(
    "answer",
    [http(500), http(503, b"", Retry_After="60"), http(403), http(429), http(200, b"", Content_Type="text/html"),
     html("<form><input type=password></form><p>Cette offre n'est plus disponible.</p>"),
     html("<p>Si cette offre n'est plus disponible, écrivez-nous.</p>"), html("<p>Postulez !</p>")],
)  # fmt: skip
def test_a_failure_a_sign_in_page_and_any_other_page_close_nothing(session, page, site, answer):  # noqa: F811
    site.says(answer, "/offre/1")
    looked(session, page)
    assert state(session) == ("published", "")
    assert session.exec(select(PageCheck.found)).one()


def test_a_way_back_to_the_home_page_proves_nothing():
    said = "<p>Cette offre n'est plus disponible.</p>"
    assert looking.judged(said, "https://ville.fr/offre/1", "https://ville.fr/").verdict == looking.UNKNOWN
    assert (
        looking.judged(said, "https://ville.fr/offre/1", "https://ville.fr/offre/1").verdict == looking.GONE
    )
    assert ended_page("Retour\nL'offre que vous recherchez n'existe plus")


def test_a_private_page_is_never_asked(session, feed, site):  # noqa: F811
    one = unlisted(session, feed, site.url("/offre/1"))
    assert looked(session, one).verdict == looking.UNKNOWN
    assert site.requests == []


def test_nobody_reads_a_site_while_one_of_its_pages_is_looked_at_nor_the_reverse(session, page, site):  # noqa: F811
    site.says(html("Toujours là"), "/offre/1")
    feed = source(session, 2, url=site.url(), host=site.place, due_at=clock.now())
    row = session.get_one(PageCheck, page.id)
    row.due_at = clock.now()
    session.flush()
    claimed = looking.claim(session, page.id)
    assert claimed
    assert polling.claim(session, feed.id) is None
    looking.note(session, claimed, looking.look(claimed))
    with clock.frozen(clock.now() + timedelta(seconds=10)):
        assert polling.claim(session, feed.id)
        row.due_at = clock.now()
        session.flush()
        assert looking.claim(session, page.id) is None
        session.expire_all()
        assert session.get_one(PageCheck, page.id).due_at == clock.now() + looking.BETWEEN_PAGES


def test_one_host_is_looked_at_one_page_at_a_time(session, feed, page, site):  # noqa: F811
    read(session, feed, entry(3, link=site.url("/offre/3")))
    other = offer(session, 3)
    other.left_at = clock.now() - timedelta(days=20)
    session.flush()
    looking.plan(session)
    for row in session.exec(select(PageCheck)).all():
        row.due_at = clock.now()
    session.flush()
    assert looking.claim(session, page.id)
    assert looking.claim(session, other.id) is None
    assert (
        session.get_one(PageCheck, other.id, populate_existing=True).due_at
        == clock.now() + looking.BETWEEN_PAGES
    )
    assert given.employer(session)
    assert date(2026, 11, 23) == clock.today()
