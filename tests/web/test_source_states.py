"""How a source is read, as its page says it."""

from datetime import timedelta

import pytest

from tests import given
from tests.web import desks
from workforce import clock
from workforce.offers.models import Feed
from workforce.offers.sources import claiming
from workforce.offers.sources.models import FeedLanding, FeedSubscription

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture
def carol(session):
    return desks.browser(session, given.account(session, "operator", name="Carol"))


def source(session, **values) -> Feed:
    made = Feed(url="https://recrutement.ville.fr/rss", host="recrutement.ville.fr:443", **values)
    session.add(made)
    session.flush()
    return made


def page(carol, feed) -> str:
    return " ".join(carol.get(f"/exploitation/sources/{feed.id}").text.split())


def test_a_source_whose_rhythm_is_known_says_which_and_why(session, carol):
    news = [clock.now() - n * 4 * HOUR for n in (2, 1, 0)]
    feed = source(session, news_at=news, gap_seconds=4 * 3600, interval_seconds=7200, polled_at=clock.now())
    assert "toutes les 2 h : c’est d’après ce qu’elle publie (environ toutes les 4 h)" in page(carol, feed)
    assert "la source n’en propose pas" in page(carol, feed)


def test_a_new_source_says_that_its_rhythm_is_not_known_yet(session, carol):
    assert "son rythme n’est pas encore connu" in page(carol, source(session))


def test_a_site_that_asks_to_wait_is_the_reason(session, carol):
    feed = source(session, asked_seconds=6 * 3600, interval_seconds=6 * 3600, polled_at=clock.now())
    assert "toutes les 6 h : le site le demande" in page(carol, feed)


def test_an_outage_says_since_when_what_comes_next_and_who_was_told(session, carol):
    feed = source(
        session, state="failing", last_error="Le site est en panne (500).", tries=4, due_at=clock.now() + 2 * HOUR,
        failing_since=clock.now() - 5 * HOUR, told_at=clock.now() - HOUR,
    )  # fmt: skip
    said = page(carol, feed)
    assert "Le site est en panne (500)." in said
    assert "En échec depuis le " in said
    assert "(4 essais de suite) ; prochain essai dans 2 h." in said
    assert "ont été prévenues, une seule fois." in said
    assert "Réessayer" in said


def test_a_source_that_is_gone_says_that_it_is_read_no_more(session, carol):
    said = page(carol, source(session, state="gone", last_error="Le flux a été supprimé par son site (410)."))
    assert "Elle n’est plus lue : son site l’a supprimée." in said


def test_a_source_that_came_back_says_when(session, carol):
    assert "terminée il y a 3 h" in page(carol, source(session, recovered_at=clock.now() - 3 * HOUR))


def test_a_site_that_asked_for_quiet_says_until_when(session, carol):
    feed = source(session)
    claiming.keep_quiet(session, {feed.host: clock.now() + HOUR})
    assert "Le site prie d’attendre : aucune de ses sources n’est lue avant le " in page(carol, feed)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": "asked"}, "demandé, le relais n’a pas encore répondu"),
        ({"state": "refused", "reason": "Fermé."}, "refusé par le relais. Fermé."),
        ({"state": "leaving"}, "arrêt demandé"),
        ({"state": "active"}, "échu, redemandé"),
    ],
)
def test_a_hub_says_where_it_stands(session, carol, values, words):
    feed = source(session)
    session.add(FeedSubscription(feed_id=feed.id, hub="h", topic="t", token="x", secret="s", **values))
    session.flush()
    assert words in page(carol, feed)


def test_a_hub_that_is_alive_is_why_the_poll_rests(session, carol):
    news = [clock.now() - n * HOUR for n in (2, 1, 0)]
    feed = source(session, news_at=news, interval_seconds=12 * 3600, polled_at=clock.now())
    alive = FeedSubscription(
        feed_id=feed.id, hub="h", topic="t", token="x", secret="s", state="active",
        expires_at=clock.now() + 24 * HOUR, pushed_at=clock.now() - HOUR,
    )  # fmt: skip
    session.add(alive)
    session.flush()
    assert "toutes les 12 h : un relais prévient dès qu’il y a du nouveau" in page(carol, feed)
    assert "dernier signe il y a 1 h" in page(carol, feed)


def test_entries_that_are_still_to_be_understood_are_counted(session, carol):
    feed = source(session)
    assert "premier passage à venir" in page(carol, feed)
    assert "en cours d’analyse" not in page(carol, feed)
    session.add(FeedLanding(feed_id=feed.id, entries=12, landed=b"", due_at=clock.now()))
    session.flush()
    assert "12 annonces lues, en cours d’analyse" in page(carol, feed)
    assert "premier passage à venir" not in page(carol, feed)
    assert "Sources lues, à comprendre" in carol.get("/exploitation/travaux").text


def test_a_password_in_the_address_of_a_source_is_never_shown(session, carol):
    feed = source(session, polled_at=clock.now())
    feed.url = "https://lectrice:tres-secret@recrutement.ville.fr/rss"
    session.flush()
    pages = "", f"/{feed.id}", f"/{feed.id}/regles", ".opml"
    shown = [carol.get(f"/exploitation/sources{where}").text for where in pages]
    assert "recrutement.ville.fr/rss" in shown[0]
    assert "recrutement.ville.fr/rss" in shown[1]
    assert not any("tres-secret" in text for text in shown)
