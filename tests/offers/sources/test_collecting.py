"""Many sources at once: fairly, one question at a time to each site, nothing lost and nothing twice."""

import threading
import time

from tests.offers.sources.steps import added, collect, count, feeds
from tests.offers.sources.villages import answer, drip, feed_of
from tests.workers.conftest import wait_until
from workforce import clock
from workforce.database import transaction
from workforce.journal import Event
from workforce.offers.models import Feed, Offer
from workforce.offers.sources import actions, claiming, noting, polling
from workforce.offers.sources.collecting import Collector
from workforce.offers.sources.models import FeedHost
from workforce.offers.sources.outcomes import Reading, Waiting
from workforce.settings import settings


def test_many_sites_are_read_at_once_and_each_offer_is_kept_once(collector, sites):
    sites.seconds = 0.3
    for number in range(60):
        sites.answers[f"/{number}"] = answer(feed_of(str(number)))
    added(*(sites.url(number, f"/{number}") for number in range(60)))
    collect(collector)
    assert sites.most_together > 10, "they were read one after another"
    assert {feed.state for feed in feeds()} == {"active"}
    assert all(feed.due_at > clock.now() and not feed.claimed for feed in feeds())
    assert count(Offer) == 120
    assert count(Event, Event.name == "OfferPublished") == 120
    assert count(FeedHost, FeedHost.busy_until.is_not(None)) == 0


def test_a_site_with_many_sources_is_asked_one_thing_at_a_time_on_few_connections(collector, sites):
    sites.seconds = 0.02
    for number in range(12):
        sites.answers[f"/{number}"] = answer(feed_of(str(number)))
    added(*(sites.url(1, f"/{number}") for number in range(12)))
    collect(collector)
    ((site, most),) = sites.most_at_once.items()
    assert most == 1
    assert len(sites.asked) == 12
    assert sites.connections[site] < 12, "connections were not kept"
    assert count(Offer) == 24


def test_two_processes_never_speak_to_one_site_at_once(collector, sites):
    sites.seconds = 0.1
    for number in range(8):
        sites.answers[f"/{number}"] = answer(feed_of(str(number)))
    ids = added(*(sites.url(1, f"/{number}") for number in range(8)))
    other = Collector()
    collector.take(ids[:4])
    other.take(ids[4:])
    wait_until(lambda: collector.is_idle() and other.is_idle())
    other.stop()
    assert max(sites.most_at_once.values()) == 1
    waiting = [feed for feed in feeds() if feed.polled_at is None]
    assert waiting, "one of them was meant to wait its turn"
    assert all(not feed.claimed and feed.due_at for feed in waiting)


def test_what_is_unchanged_is_noted_and_nothing_is_kept_again(collector, sites):
    sites.answers["/feed"] = answer(feed_of("a"))
    added(sites.url(1))
    for _ in range(2):
        collect(collector)
        with transaction() as session:
            session.execute(Feed.__table__.update().values(due_at=clock.now()))
    (feed,) = feeds()
    assert len(sites.asked) == 2
    assert (feed.counts["new"], count(Offer)) == (2, 2)
    assert len(feed.news_at) == 1


def test_only_what_is_new_in_a_document_is_understood(collector, sites):
    sites.answers["/feed"] = answer(feed_of("a", 5))
    (feed_id,) = added(sites.url(1))
    collect(collector)
    sites.answers["/feed"] = answer(feed_of("a", 6))
    with transaction() as session:
        actions.poll_now(session, feed_id)
        claimed = polling.claim(session, feed_id)
    brought = polling.read(claimed).brought
    assert [row["title"] for row in brought.offers] == ["Médiateur numérique n° 6"]
    assert (brought.unchanged, brought.entries) == (5, 6)
    with transaction() as session:
        polling.note(session, claimed, Reading(brought=brought, digest="x", status=200))
    assert feeds()[0].counts == {"entries": 6, "new": 1, "updated": 0, "unchanged": 5, "refused": 0}
    assert count(Offer) == 6


def test_a_slow_site_delays_no_other(collector, sites):
    for number in range(30):
        sites.answers[f"/slow{number}"] = drip(b"x", 0.2, b"HTTP/1.1 200 OK\r\n\r\n")
        sites.answers[f"/{number}"] = answer(feed_of(str(number)))
    added(*(sites.url(number, f"/slow{number}") for number in range(30)))
    added(*(sites.url(100 + number, f"/{number}") for number in range(30)))
    with transaction() as session:
        collector.take(claiming.lease(session, 1000))
    wait_until(lambda: count(Feed, Feed.state == "active", Feed.polled_at.is_not(None)) == 30, 55)
    assert count(Feed, Feed.claimed) == 30, "the slow, which take a minute each, were meant to be still at it"
    assert threading.active_count() < 20, "thirty sites at once are no thirty threads"


def test_one_site_never_takes_all_the_places(collector, sites):
    added(*(sites.url(1, f"/{number}") for number in range(30)), sites.url(2))
    with transaction() as session:
        leased = claiming.lease(session, 1000)
        assert len(leased) == claiming.EACH + 1
        assert claiming.lease(session, 1000) == []


def test_what_is_in_hand_when_it_stops_is_given_back(collector, sites):
    sites.answers["/feed"] = drip(b"x", 0.2, b"HTTP/1.1 200 OK\r\n\r\n")
    ids = added(sites.url(1))
    collector.take(ids)
    wait_until(lambda: count(Feed, Feed.claimed) == 1)
    collector.stop()
    (feed,) = feeds()
    assert (feed.claimed, feed.leased_until, feed.tries) == (False, None, 0)
    assert feed.due_at <= clock.now()
    assert count(FeedHost, FeedHost.busy_until.is_not(None)) == 0


def test_it_stops_whatever_it_was_just_handed(own_database):
    for _ in range(10):
        hasty = Collector()
        hasty.take([1, 2, 3])
        stopping = threading.Thread(target=hasty.stop, daemon=True)
        stopping.start()
        stopping.join(10)
        assert not stopping.is_alive(), "it waits for its thread, which waits for it"


def test_claims_are_renewed_while_they_are_held(collector, sites, monkeypatch):
    monkeypatch.setattr(settings(), "hold_seconds", 1.0)
    sites.answers["/feed"] = drip(b"x", 0.2, b"HTTP/1.1 200 OK\r\n\r\n")
    collector.take(added(sites.url(1)))
    wait_until(lambda: count(Feed, Feed.claimed) == 1)
    time.sleep(1.5)
    assert feeds()[0].leased_until > clock.now()


def test_a_source_that_breaks_us_spares_the_others_of_its_batch(collector, sites, monkeypatch):
    for number in range(4):
        sites.answers[f"/{number}"] = answer(feed_of(str(number)))
    bad, *_ = added(*(sites.url(number, f"/{number}") for number in range(4)))
    real = polling.begin

    async def broken(readers, claimed, fetched):
        if claimed.id == bad:
            raise KeyError("a fault of ours")
        return await real(readers, claimed, fetched)

    monkeypatch.setattr(polling, "begin", broken)
    collect(collector)
    first, *others = feeds()
    assert "a fault of ours" in first.last_error
    assert first.due_at > clock.now()
    assert {feed.state for feed in others} == {"active"}
    assert count(Offer) == 6


def test_a_source_of_another_kind_is_read_by_its_own_reader(collector, sites, monkeypatch):
    seen = []

    def read(claimed):
        seen.append(claimed.url)
        return Reading(error="La clé manque.")

    monkeypatch.setitem(polling.KINDS, "france_travail", read)
    (feed_id,) = added("https://catalogue.exemple.fr/")
    with transaction() as session:
        session.get_one(Feed, feed_id).kind = "france_travail"
    collect(collector)
    assert seen == ["https://catalogue.exemple.fr/"]
    assert feeds()[0].last_error == "La clé manque."


def test_sites_that_lead_to_one_other_ask_it_one_thing_at_a_time(collector, sites):
    sites.seconds = 0.05
    shared = 300
    for number in range(8):
        sites.answers[f"/r{number}"] = answer(status=302, Location=sites.url(shared, f"/{number}"))
        sites.answers[f"/{number}"] = answer(feed_of(str(number)))
    sites.answers["/own"] = answer(feed_of("own"))
    added(*(sites.url(number, f"/r{number}") for number in range(8)), sites.url(shared, "/own"))
    collect(collector)
    assert sites.most_at_once[sites.place(shared).partition(":")[0]] == 1
    assert count(Offer) == 18
    assert {feed.state for feed in feeds()} == {"active"}
    assert count(FeedHost, FeedHost.busy_until.is_not(None)) == 0


def test_a_source_led_to_a_site_that_another_process_speaks_to_waits_its_turn(collector, sites):
    sites.answers["/r"] = answer(status=302, Location=sites.url(2, "/feed"))
    sites.answers["/feed"] = answer(feed_of("a"))
    added(sites.url(1, "/r"))
    with transaction() as session:
        claiming.take_sites(session, [sites.place(2)], "another", clock.now())
    collect(collector)
    (feed,) = feeds()
    assert [path for _, path in sites.asked] == ["/r"]
    assert (feed.state, feed.last_error, feed.tries, feed.claimed) == ("active", None, 0, False)
    assert clock.now() < feed.due_at <= clock.now() + claiming.HOST_BUSY
    with transaction() as session:
        claiming.release_sites(session, [sites.place(2)], "another")
        session.get_one(Feed, feed.id).due_at = clock.now()
    collect(collector)
    assert count(Offer) == 2


def test_a_source_paused_while_it_waits_for_another_site_stays_so(own_database):
    (feed_id,) = added("http://ailleurs.exemple.fr/feed")
    with transaction() as session:
        claimed = polling.claim(session, feed_id)
        actions.pause(session, feed_id)
    with transaction() as session:
        noting.note_outcomes(session, [(claimed, Waiting())], claimed.holder)
    assert (feeds()[0].state, feeds()[0].due_at) == ("paused", None)
