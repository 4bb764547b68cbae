"""The posts of a network that stand empty, the most pressing first."""

from datetime import date

import pytest

from tests import given
from workforce.contracts.followed import Scope
from workforce.contracts.models import Post
from workforce.contracts.refills import refills

pytestmark = pytest.mark.usefixtures("moment")
TODAY = date(2026, 11, 23)


def post(session, at, **values) -> Post:
    made = Post(employer_id=at.id, **values)
    session.add(made)
    session.flush()
    return made


def left(session, who, at, ends, **values):
    return given.contract(session, who, at, ends=ends, post_id=post(session, at).id, **values)


def found(session, network, departements=None):
    return [
        (one.employer, one.left_by, one.due_on)
        for one in refills(session, Scope(network.id, TODAY, departements))
    ]


def test_a_post_left_by_somebody_followed_is_to_refill_within_six_months(session):
    network, there = given.network(session), given.employer(session, name="Mairie")
    who = given.adviser(session, network.id, first_name="Awa", last_name="Diallo")
    left(session, who, there, date(2026, 8, 31))
    assert found(session, network) == [("Mairie", "A.\u00a0Diallo", date(2027, 2, 28))]


def test_a_post_that_somebody_took_since_is_not_empty(session):
    network, there = given.network(session), given.employer(session)
    former = left(session, given.adviser(session, network.id), there, date(2026, 8, 31))
    given.contract(
        session, given.adviser(session, network.id), there,
        starts=date(2026, 10, 1), ends=date(2027, 9, 30), post_id=former.post_id,
    )  # fmt: skip
    assert found(session, network) == []


def test_the_nearest_day_comes_first_then_the_unknown_then_what_is_too_late(session):
    network = given.network(session)
    for name, day in (
        ("Tard", date(2026, 3, 1)),
        ("Loin", date(2026, 10, 1)),
        ("Sans", None),
        ("Vite", date(2026, 6, 1)),
    ):
        there = given.employer(session, name=name)
        post(session, there, state="vacant", vacated_date=day)
        given.contract(session, given.adviser(session, network.id), there, ends=date(2028, 1, 31))
    assert [employer for employer, _, _ in found(session, network)] == ["Vite", "Loin", "Sans", "Tard"]


def test_posts_of_other_networks_and_forgotten_ones_are_left_out(session):
    network, elsewhere = given.network(session), given.network(session, "Un autre réseau")
    left(session, given.adviser(session, elsewhere.id), given.employer(session), date(2026, 8, 31))
    left(session, given.adviser(session, network.id), given.employer(session), date(2025, 3, 31), starts=None)
    assert found(session, network) == []


def test_a_coordinator_of_one_departement_sees_its_posts_only(session):
    network = given.network(session)
    who = given.adviser(session, network.id, departement="83")
    left(session, who, given.employer(session, name="Mairie"), date(2026, 8, 31))
    assert found(session, network, frozenset({"06"})) == []
    assert [one[0] for one in found(session, network, frozenset({"83"}))] == ["Mairie"]
