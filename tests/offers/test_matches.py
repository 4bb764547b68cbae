from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import event
from sqlmodel import select

from tests import given
from workforce import clock
from workforce.facts import OfferPublished
from workforce.offers.matches import keeping as matches
from workforce.offers.models import JobSearch, Match, Offer

PLACES = ("", "83", "13", "59")


@pytest.fixture
def offers(session, moment):
    rows = [
        Offer(
            title=f"Médiateur numérique {place} {remote}", family="mediation", departement=place, remote=remote,
            contract_kind="CDI", state="published", published_at=clock.now() - timedelta(days=2), identity=f"{place}-{remote}",
        )
        for place, remote in product(PLACES, ("", "full"))
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    return rows


@pytest.fixture
def people(session, moment):
    kinds = product(("commune", "departement", "region", "national"), (False, True))
    return [given.adviser(session, mobility=mobility, remote_ok=remote) for mobility, remote in kinds]


def search(session, people):
    ids = [one.id for one in people]
    for one in people:
        session.merge(JobSearch(id=one.id, due_at=clock.now()))
    session.flush()
    return matches.match_searches(session, ids)


def kept(session):
    rows = session.exec(
        select(Match.adviser_id, Match.offer_id, Match.score).order_by(Match.adviser_id, Match.offer_id)
    )
    return [tuple(row) for row in rows]


def test_the_searches_of_many_people_and_the_publication_of_each_offer_find_the_same_matches(
    session, people, offers
):
    search(session, people)
    by_search = kept(session)
    for row in session.exec(select(Match)).all():
        session.delete(row)
    session.flush()
    for offer in offers:
        matches.match_offer(session, OfferPublished(offer.id))
    assert kept(session) == by_search
    assert len({adviser_id for adviser_id, _, _ in by_search}) == len(people)


def test_a_search_that_finds_the_same_again_writes_no_match(session, people, offers):
    first = search(session, people)
    said = []
    connection = session.connection()
    note = lambda _c, _cursor, statement, *_rest: said.append(statement)  # noqa: E731
    event.listen(connection, "before_cursor_execute", note)
    assert search(session, people) == first > 0
    event.remove(connection, "before_cursor_execute", note)
    assert not [one for one in said if one.startswith(("INSERT INTO match", "DELETE FROM match"))]


def test_the_queries_of_a_search_do_not_grow_with_the_people(session, people, offers):
    def queries(some):
        said = []
        connection = session.connection()
        note = lambda _c, _cursor, statement, *_rest: said.append(statement)  # noqa: E731
        event.listen(connection, "before_cursor_execute", note)
        matches.match_searches(session, [one.id for one in some])
        event.remove(connection, "before_cursor_execute", note)
        return len(said)

    search(session, people)
    for one in people:
        session.merge(JobSearch(id=one.id, due_at=clock.now()))
    session.flush()
    alone = queries(people[:1])
    assert queries(people[1:]) == alone


def test_a_match_that_no_longer_holds_is_taken_back(session, people, offers):
    search(session, people)
    offers[2].state = "closed"
    session.flush()
    search(session, people)
    assert offers[2].id not in {offer_id for _, offer_id, _ in kept(session)}
