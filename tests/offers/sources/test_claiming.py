"""Leasing and claiming sources: the longest due first, a few of each site, and no index written for it."""

from datetime import timedelta

import pytest
from sqlalchemy import text, update
from sqlmodel import select

from workforce import clock
from workforce.offers.models import Feed
from workforce.offers.sources import claiming
from workforce.offers.sources.actions import add_feed

SITES = 3


@pytest.fixture
def sources(session):
    """Seven sources of each of three sites, due one after another, the sites in turn."""
    began, ids = clock.now() - timedelta(hours=1), []
    for number in range(SITES * 7):
        with clock.frozen(began + timedelta(seconds=number)):
            ids.append(add_feed(session, f"https://site{number % SITES}.example/{number}").id)
    return ids


def test_the_longest_due_are_leased_first_and_those_of_a_site_follow_each_other(session, sources):
    leased = claiming.lease(session, 6)
    assert sorted(leased) == sources[:6]
    hosts = [session.get(Feed, id_).host for id_ in leased]
    assert hosts == sorted(hosts), "those of a site are spread over the messages"


def test_what_is_in_hand_counts_for_its_site_and_for_the_whole(session, sources):
    first = claiming.lease(session, 6)
    assert len(claiming.lease(session, 9)) == 3
    third = claiming.lease(session, 100)
    assert len(first) + 3 + len(third) == SITES * claiming.EACH
    assert claiming.lease(session, 100) == []


def test_a_lease_that_ran_out_is_in_hand_no_more(session, sources):
    first = claiming.lease(session, 6)
    session.execute(update(Feed).values(leased_until=clock.now() - timedelta(seconds=1)))
    assert claiming.lease(session, 6) == first


def test_more_in_hand_than_there_are_places_leases_nothing(session, sources):
    claiming.lease(session, 9)
    assert claiming.lease(session, 4) == []


def test_a_site_that_asked_for_quiet_is_left_out_until_then(session, sources):
    claiming.keep_quiet(session, {"site1.example:443": clock.now() + timedelta(minutes=5)})
    leased = claiming.lease(session, 100)
    assert {session.get(Feed, id_).host for id_ in leased} == {"site0.example:443", "site2.example:443"}
    claiming.keep_quiet(session, {"site1.example:443": clock.now() - timedelta(seconds=1)})
    assert len(claiming.lease(session, 100)) == claiming.EACH


def test_what_a_lease_and_a_claim_write_is_in_no_index_and_has_room_beside_it(session):
    """PostgreSQL changes a row in place where no index names what changes, and its page has room (HOT updates)."""
    indexes = session.scalars(text("SELECT indexdef FROM pg_indexes WHERE tablename = 'feed'")).all()
    assert indexes
    for column in ("leased_until", "claimed", "tries"):
        assert not [one for one in indexes if column in one]
    options = session.scalar(text("SELECT reloptions FROM pg_class WHERE oid = 'feed'::regclass"))
    assert options == ["fillfactor=50"]


def test_a_claim_counts_a_try_and_marks_the_source(session, sources):
    claimed = claiming.claim_all(session, claiming.lease(session, 6), "me")
    assert sorted(one.id for one in claimed) == sources[:6]
    marked = session.exec(select(Feed.id, Feed.tries).where(Feed.claimed).order_by(Feed.id)).all()
    assert marked == [(id_, 1) for id_ in sources[:6]]
