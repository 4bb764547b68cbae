"""A statement that never ends holds neither a hand nor a page for ever."""

import pytest
from sqlalchemy import text

from tests.offers.sources.steps import added, feeds
from workers import __main__ as workers
from workers import running
from workers.broker import TIME_LIMIT
from workforce import database
from workforce.database import transaction
from workforce.offers.models import Feed
from workforce.settings import settings


@pytest.fixture
def ours(own_database, monkeypatch):
    """Settings that lead to a database of this test alone."""
    monkeypatch.setattr(settings(), "database_url", own_database)
    return own_database


def allowed() -> str:
    with transaction() as session:
        return session.scalar(text("SHOW statement_timeout"))


def test_work_that_never_ends_in_the_database_is_noted_on_its_row_and_spares_the_others(ours, monkeypatch):
    def slow(session, ids):
        if bad in ids:
            session.execute(text("SELECT pg_sleep(60)"))
        done.extend(ids)

    engine, done = database.connect(ours, patience=0.3), []
    bad, good = added("https://a.example/", "https://b.example/")
    monkeypatch.setitem(running.INSIDE, Feed, slow)
    running.inside(Feed, [bad, good])
    assert done == [good]
    broken = next(feed for feed in feeds() if feed.id == bad)
    engine.dispose()
    assert "statement timeout" in broken.last_error
    assert (broken.tries, broken.claimed) == (1, False)


def test_a_statement_of_the_workers_has_the_time_of_a_message(ours):
    engine = workers.connect()
    assert allowed() == "15min"
    assert TIME_LIMIT == 15 * 60 * 1_000
    engine.dispose()


def test_a_statement_of_a_page_has_a_minute(ours, monkeypatch):
    monkeypatch.setattr(database, "_binds", [])
    engine = database.bind()
    assert allowed() == "1min"
    engine.dispose()


def test_the_options_of_an_address_stay(ours):
    engine = database.connect(f"{ours}&options=-c%20work_mem%3D9MB", patience=60)
    with transaction() as session:
        assert session.scalar(text("SHOW work_mem")) == "9MB"
    assert allowed() == "1min"
    engine.dispose()


def test_who_names_no_patience_has_all_the_time(ours):
    engine = database.connect(ours)
    assert allowed() == "0"
    engine.dispose()
