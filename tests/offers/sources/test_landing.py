"""Documents with much to understand: kept as they came, understood by workers, nothing lost and nothing twice."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from tests.offers.sources.steps import added, begun, collect, count, feeds, take_in
from tests.offers.sources.villages import answer, feed_of
from workforce import apart, clock
from workforce.database import transaction
from workforce.journal import Event
from workforce.offers.models import Feed, FeedRefusal, Offer
from workforce.offers.sources import actions, documents, landing, noting, polling, rules, taking_in
from workforce.offers.sources.models import FeedHost, FeedLanding
from workforce.offers.sources.rules import Rules

MUCH = documents.AT_ONCE + 4


@pytest.fixture
def landed(collector, sites) -> int:
    """A source whose first document was read, with much to understand."""
    sites.answers["/feed"] = answer(feed_of("a", MUCH), ETag='"a"')
    (feed_id,) = added(sites.url(1))
    collect(collector)
    return feed_id


def make_due() -> None:
    with transaction() as session:
        session.execute(Feed.__table__.update().values(due_at=clock.now()))
        session.execute(FeedLanding.__table__.update().values(due_at=clock.now()))


def test_a_document_with_much_to_understand_is_kept_then_understood(landed):
    (feed,) = feeds()
    assert (count(FeedLanding), count(Offer)) == (1, 0)
    assert (feed.claimed, feed.leased_until, feed.polled_at) == (False, None, None)
    assert clock.now() < feed.due_at <= clock.now() + timedelta(seconds=feed.interval_seconds)
    assert count(FeedHost, FeedHost.busy_until.is_not(None)) == 0
    take_in()
    (feed,) = feeds()
    assert (count(FeedLanding), count(Offer)) == (0, MUCH)
    assert (feed.state, feed.etag, feed.status, feed.title) == ("active", '"a"', 200, "Flux a")
    assert feed.counts == {"entries": MUCH, "new": MUCH, "updated": 0, "unchanged": 0, "refused": 0}
    assert feed.polled_at
    assert count(Event, Event.name == "OfferPublished") == MUCH


def test_a_few_new_offers_are_understood_at_once(landed, collector, sites):
    take_in()
    sites.answers["/feed"] = answer(feed_of("a", MUCH + 2), ETag='"b"')
    make_due()
    collect(collector)
    assert (count(FeedLanding), count(Offer)) == (0, MUCH + 2)
    assert feeds()[0].counts["unchanged"] == MUCH


def test_nothing_is_kept_twice_when_a_source_is_read_again_before_it_was_understood(landed, collector):
    make_due()
    collect(collector)
    assert count(FeedLanding) == 2
    take_in()
    assert (count(FeedLanding), count(Offer)) == (1, MUCH), "the second waits for the first"
    assert take_in() == [], "a moment"
    make_due()
    take_in()
    assert (count(FeedLanding), count(Offer)) == (0, MUCH)
    assert count(Event, Event.name == "OfferPublished") == MUCH


def test_two_hands_never_take_in_the_same_document(landed):
    with transaction() as session:
        ids = list(session.scalars(select(FeedLanding.id)))
        (mine,) = taking_in.claim_all(session, ids)
    with transaction() as session:
        assert taking_in.claim_all(session, ids) == []
    reading = taking_in.understand(mine)
    for _ in range(2):  # The second noted it after its claim had run out, and the first all the same.
        with transaction() as session:
            taking_in.note_all(session, [(mine, reading)])
    assert (count(FeedLanding), count(Offer)) == (0, MUCH)
    assert count(Event, Event.name == "OfferPublished") == MUCH


def test_understanding_leaves_alone_whoever_polls_the_source_meanwhile(landed):
    make_due()
    with transaction() as session:
        polling.claim(session, landed)
    take_in()
    (feed,) = feeds()
    assert (feed.claimed, count(Offer)) == (True, MUCH)
    assert feed.leased_until


def test_a_document_that_breaks_its_reader_is_told_on_its_source_which_is_asked_again(landed, monkeypatch):
    broken = apart.Readers(
        "workforce.no_such_reader", documents.unpacked
    )  # It ends at once, as one that crashes.
    monkeypatch.setattr(documents, "READERS", broken)
    take_in()
    (feed,) = feeds()
    assert (feed.state, feed.tries, count(FeedLanding), count(Offer)) == ("failing", 1, 0, 0)
    assert "trop abîmé" in feed.last_error
    assert (feed.etag, feed.body_digest) == (None, None), "else it would never be sent again"
    assert feed.due_at > clock.now()


@pytest.mark.parametrize("part", ["outcome", "entries"])
def test_a_document_kept_by_another_version_is_asked_for_again(landed, collector, part):
    with transaction() as session:
        row = session.scalars(select(FeedLanding)).one()
        inner = landing.packed(replace(landing.unpacked(row.landed), entries=b"\xc1"))
        row.landed = inner if part == "entries" else b"\x93from before"
    take_in()
    assert (count(FeedLanding), feeds()[0].due_at <= clock.now()) == (0, True)
    collect(collector)
    take_in()
    assert count(Offer) == MUCH


def test_a_source_that_was_removed_takes_its_documents_with_it(landed, collector, sites):
    other = added(sites.url(2))
    with transaction() as session:
        claimed = polling.claim(session, other[0])
        session.delete(session.get_one(Feed, landed))
    assert count(FeedLanding) == 0
    found = begun(claimed, feed_of("a", MUCH))
    with transaction() as session:
        session.delete(session.get_one(Feed, other[0]))
    with transaction() as session:
        noting.note_outcomes(session, [(claimed, found)], claimed.holder)
    assert count(FeedLanding) == 0


def test_a_paused_source_stays_so_and_what_was_read_is_understood(landed):
    with transaction() as session:
        actions.pause(session, landed)
    take_in()
    (feed,) = feeds()
    assert (feed.state, feed.due_at, count(Offer)) == ("paused", None, MUCH)


def test_a_source_paused_while_it_was_asked_is_not_due_again(collector, sites):
    sites.answers["/feed"] = answer(feed_of("a", MUCH))
    (feed_id,) = added(sites.url(1))
    with transaction() as session:
        claimed = polling.claim(session, feed_id)
        session.get_one(Feed, feed_id).state = "paused"
    found = begun(claimed, feed_of("a", MUCH))
    with transaction() as session:
        noting.note_outcomes(session, [(claimed, found)], claimed.holder)
    assert (feeds()[0].due_at, count(FeedLanding)) == (None, 1)


def test_rules_changed_meanwhile_judge_what_was_read(landed, collector):
    with transaction() as session:
        rules.apply(session, landed, Rules(drop=("médiateur",)))
    take_in()
    assert count(Offer) == 0
    assert count(FeedRefusal) == MUCH
    collect(collector)
    take_in()
    assert count(Offer) == 0


def test_one_that_cannot_be_noted_spares_the_others_and_is_tried_again(collector, sites, monkeypatch):
    for number in range(3):
        sites.answers[f"/{number}"] = answer(feed_of(str(number), MUCH))
    bad, *_ = added(*(sites.url(number, f"/{number}") for number in range(3)))
    collect(collector)
    real = noting.note_all

    def broken(session, outcomes):
        if any(claimed.id == bad for claimed, _ in outcomes):
            raise KeyError("a fault of ours")
        real(session, outcomes)

    with monkeypatch.context() as patched:
        patched.setattr(noting, "note_all", broken)
        take_in()
    assert count(Offer) == 2 * MUCH
    with transaction() as session:
        (left,) = session.exec(select(FeedLanding)).all()
    assert ("a fault of ours" in left.last_error, left.feed_id, left.tries, left.claimed) == (
        True,
        bad,
        1,
        False,
    )
    make_due()
    take_in()
    assert (count(Offer), count(FeedLanding)) == (3 * MUCH, 0)


def test_one_that_breaks_its_hand_spares_the_others(collector, sites, monkeypatch):
    for number in range(2):
        sites.answers[f"/{number}"] = answer(feed_of(str(number), MUCH))
    bad, _ = added(*(sites.url(number, f"/{number}") for number in range(2)))
    collect(collector)
    real = documents.understand

    def broken(entries, source, today):
        if source.id == bad:
            raise OSError("no process left")
        return real(entries, source, today)

    monkeypatch.setattr(documents, "understand", broken)
    take_in()
    with transaction() as session:
        (left,) = session.exec(select(FeedLanding)).all()
    assert (count(Offer), left.tries) == (MUCH, 1)
    assert "no process left" in left.last_error
    assert left.due_at > clock.now()


def test_a_json_feed_with_halves_of_characters_is_understood_at_once(collector, sites):
    items = [
        {"id": f"id-{n}", "title": f"Médiateur numérique n° {n} \ud83d", "url": f"https://e.fr/{n}"}
        for n in range(MUCH)
    ]
    body = json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "Offres", "items": items}
    ).encode()
    sites.answers["/feed"] = answer(body, Content_Type="application/feed+json")
    added(sites.url(1))
    collect(collector)
    take_in()
    assert (count(Offer), feeds()[0].last_error) == (MUCH, None)


def test_entries_that_wait_are_counted(landed):
    with transaction() as session:
        assert landing.waiting_entries(session, landed) == MUCH
    take_in()
    with transaction() as session:
        assert landing.waiting_entries(session, landed) == 0
