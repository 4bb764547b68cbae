"""Posts are watched: somebody leaves, the delay runs, its steps are told, and it stops when the post is filled."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from tests import given
from tests.web import desks
from workforce import clock
from workforce.contracts import actions as contracts
from workforce.contracts import posts
from workforce.contracts.kinds import EndMotive
from workforce.contracts.models import Post
from workforce.journal import Event
from workforce.simulation import settle_inside


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture
def post(session):
    made = Post(employer_id=given.employer(session).id, external_id="50123")
    session.add(made)
    session.flush()
    return made


def at(year, month, day):
    return clock.frozen(datetime(year, month, day, 8, tzinfo=UTC))


def holder(session, post, starts=date(2025, 1, 1), ends=date(2026, 12, 31)):
    made = given.contract(session, starts=starts, ends=ends, post_id=post.id)
    made.employer_id = post.employer_id
    session.flush()
    settle_inside(session)
    return made


def told(session, name) -> list[dict]:
    return list(session.exec(select(Event.payload).where(Event.name == name).order_by(Event.id)))


def fresh(session, post) -> Post:
    session.expire_all()
    return session.get_one(Post, post.id)


def test_a_post_turns_vacant_the_day_after_the_last_day(session, post):
    holder(session, post)
    with at(2026, 12, 31):
        settle_inside(session)
        assert fresh(session, post).state == "occupied"
    with at(2027, 1, 1):
        settle_inside(session)
        assert (fresh(session, post).state, post.vacated_date) == ("vacant", date(2026, 12, 31))
    assert told(session, "PostVacated") == [
        {"post_id": post.id, "employer_id": post.employer_id, "vacated_on": "2026-12-31", "refill_by": "2027-06-30"}
    ]  # fmt: skip


def test_each_step_of_the_delay_is_told_once_and_nothing_after_it(session, post):
    holder(session, post)
    for month in range(1, 13):
        for day in (1, 2, 24, 28):
            with at(2027, month, day):
                settle_inside(session)
    assert [one["milestone"] for one in told(session, "PostRefillNear")] == [90, 30, 7]


def test_a_rupture_opens_the_delay_on_its_day(session, post):
    one = holder(session, post)
    contracts.terminate(session, one.id, date(2026, 11, 20), EndMotive.RESIGNATION)
    settle_inside(session)
    assert (fresh(session, post).state, post.vacated_date) == ("vacant", date(2026, 11, 20))


def test_a_follower_fills_the_post_and_stops_the_steps(session, post):
    holder(session, post, ends=date(2026, 10, 31))
    assert fresh(session, post).state == "vacant"
    holder(session, post, starts=date(2026, 12, 1), ends=date(2028, 11, 30))
    assert (fresh(session, post).state, post.vacated_date, post.refill_told) == ("occupied", None, None)
    assert told(session, "PostFilled") == [{"post_id": post.id, "employer_id": post.employer_id}]
    with at(2027, 4, 1):
        settle_inside(session)
    assert told(session, "PostRefillNear") == []


def test_a_prolongation_recorded_late_takes_the_vacancy_back(session, post):
    one = holder(session, post, ends=date(2026, 10, 31))
    contracts.prolong(session, one.id, date(2027, 10, 31), given.TOLD)
    settle_inside(session)
    assert (fresh(session, post).state, post.vacated_date) == ("occupied", None)


def test_what_its_employer_says_stands_until_something_happens(session, post):
    holder(session, post, ends=date(2026, 10, 31))
    posts.mark_filled(session, post.id)
    settle_inside(session)
    assert (fresh(session, post).state, post.said_on) == ("occupied", date(2026, 11, 23))
    posts.hand_back(session, post.id)
    settle_inside(session)
    assert (fresh(session, post).state, post.due_at) == ("handed_back", None)


def test_looking_at_many_posts_takes_as_many_queries_as_at_one(session):
    employer = given.employer(session)
    rows = [Post(employer_id=employer.id, due_at=clock.now()) for _ in range(40)]
    session.add_all(rows)
    session.flush()
    for row in rows:
        given.contract(session, at=employer, ends=date(2026, 10, 31), post_id=row.id)
    with desks.queries(session) as said:
        posts.watch(session, [row.id for row in rows])
    assert len(said) <= 5
    assert len(told(session, "PostVacated")) == 40


def test_what_was_just_told_is_not_told_at_the_next_look(session, post):
    post.state, post.vacated_date, post.due_at = "vacant", date(2026, 6, 15), clock.now()
    session.flush()
    for _ in range(2):
        settle_inside(session)
        post.due_at = clock.now()
        session.flush()
    assert [one["milestone"] for one in told(session, "PostRefillNear")] == [30]
