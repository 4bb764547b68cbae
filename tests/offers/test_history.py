"""What a source said before it said something else."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from tests.offers.readings import ADVERT, DATED, entry, offer, read, source
from workforce import clock
from workforce.offers.history import keeping
from workforce.offers.history.models import OfferEdit
from workforce.offers.sources.actions import UNLIKE_ANY

pytestmark = pytest.mark.usefixtures("moment")


def edits(session) -> list[tuple]:
    rows = session.exec(select(OfferEdit).order_by(OfferEdit.id)).all()
    return [(one.field, one.before, one.after, one.by_source) for one in rows]


def test_each_field_that_changes_keeps_both_values_and_the_instant(session):
    feed = source(session)
    read(session, feed, entry(html=ADVERT + DATED))
    assert edits(session) == []
    later = ADVERT.replace("1 900", "2 100") + DATED.replace("15 décembre", "31 décembre")
    with clock.frozen(clock.now() + timedelta(days=1)):
        read(session, feed, entry(title="Médiatrice numérique de proximité", html=later))
        found = {field: (before, after) for field, before, after, _ in edits(session)}
        assert found["title"] == (
            {"title": "Médiateur numérique"},
            {"title": "Médiatrice numérique de proximité"},
        )
        assert found["closes_on"] == ({"closes_on": "2026-12-15"}, {"closes_on": "2026-12-31"})
        assert (found["pay"][0]["pay_min"], found["pay"][1]["pay_min"]) == (1900, 2100)
        assert "1 900" in found["text"][0]["plain"].replace("\xa0", " ")
        assert set(found) == {"title", "text", "pay", "closes_on"}
        assert {one.noted_at for one in keeping.edits_of(session, offer(session).id)} == {clock.now()}
    assert offer(session).closes_on == date(2026, 12, 31)


def test_a_reading_that_brings_the_same_writes_nothing(session):
    feed = source(session)
    read(session, feed, entry())
    read(session, feed, entry())
    assert edits(session) == []


def test_what_we_understand_otherwise_from_the_same_words_is_not_said_to_be_the_sources(session):
    feed = source(session)
    read(session, feed, entry())
    one = offer(session)
    one.contract_kind, one.digest = "CDI", "as an older reading understood it"
    feed.seen = UNLIKE_ANY
    session.flush()
    read(session, feed, entry())
    assert edits(session) == [("contract", {"contract_kind": "CDI"}, {"contract_kind": "CDD"}, False)]


def test_the_queries_do_not_grow_with_the_offers_that_change(session):
    def said(feed, number: int, words: str) -> int:
        found = []
        connection = session.connection()
        note = lambda _c, _cursor, statement, *_rest: found.append(statement)  # noqa: E731
        event.listen(connection, "before_cursor_execute", note)
        read(session, feed, *(entry(n, html=ADVERT + words) for n in range(number)), settle=False)
        event.remove(connection, "before_cursor_execute", note)
        return len([one for one in found if not one.startswith(("SAVEPOINT", "RELEASE"))])

    small, large = source(session, 1), source(session, 2)
    said(small, 2, "")
    said(large, 20, "")
    assert said(small, 2, DATED) == said(large, 20, DATED)


def test_history_is_forgotten_after_a_year_and_beyond_so_many_changes(session):
    feed = source(session)
    read(session, feed, entry())
    one = offer(session)
    values = {"offer_id": one.id, "field": "title", "before": {"title": "a"}, "after": {"title": "b"}}
    session.add(OfferEdit(**values, noted_at=clock.now() - timedelta(days=366)))
    session.add_all(OfferEdit(**values) for _ in range(keeping.MOST_KEPT + 5))
    session.flush()
    keeping.forget_old(session)
    assert len(keeping.edits_of(session, one.id, limit=1000)) == keeping.MOST_KEPT
