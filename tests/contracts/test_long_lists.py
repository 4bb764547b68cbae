"""A page of a very long list is the one that the whole list would give."""

from datetime import date, timedelta

import pytest

from tests import given
from workforce.contracts import long_lists, team
from workforce.contracts.followed import Filter, Scope

pytestmark = pytest.mark.usefixtures("moment")
TODAY = date(2026, 11, 23)


@pytest.fixture
def network(session, monkeypatch):
    """Forty people of three départements: some ended, some without end, many on the same day."""
    monkeypatch.setattr(long_lists, "LONG", 0)
    network = given.network(session)
    for n in range(40):
        who = given.adviser(
            session, network.id, last_name=f"Nom{n * 7 % 40:02}", departement=("83", "06", "13")[n % 3]
        )
        if n % 8 == 7:
            continue
        ends = None if n % 10 == 9 else TODAY + timedelta(days=30 * (n // 4) - 60)
        given.contract(session, who, starts=date(2024, 1, 1), ends=ends)
        if n % 5 == 0 and ends:
            given.contract(session, who, starts=ends + timedelta(days=1), ends=ends + timedelta(days=200))
    return network


FILTERS = {
    "everybody": Filter(),
    "by name": Filter(sort="name"),
    "by departement": Filter(sort="departement"),
    "by employer": Filter(sort="employer"),
    "one departement": Filter(departements=("83",)),
    "one departement by name": Filter(departements=("83",), sort="name"),
    "until a day": Filter(ends_before=TODAY + timedelta(days=90)),
    "from a past day": Filter(ends_from=TODAY - timedelta(days=90)),
    "from a day to come": Filter(ends_from=TODAY + timedelta(days=60)),
    "ended": Filter(states=("ended",)),
    "unknown": Filter(is_unknown=True),
    "running, by name": Filter(states=("running",), sort="name"),
}


@pytest.mark.parametrize("narrowed", FILTERS.values(), ids=FILTERS)
@pytest.mark.parametrize("offset", [0, 5, 15, 30, 60])
@pytest.mark.parametrize("bounds", [None, frozenset({"83", "06"})])
def test_a_page_is_the_same_as_of_the_whole_list(session, network, narrowed, offset, bounds):
    scope = Scope(network.id, TODAY, bounds)
    (total,) = team.count(session, scope, narrowed)
    expected = team.members(session, scope, narrowed, offset, 5)
    assert long_lists.page(session, scope, narrowed, offset, 5, max(total, 1)) == expected


def test_the_first_page_of_a_long_list_weighs_only_the_nearest(session, network, monkeypatch):
    asked = []
    monkeypatch.setattr(team, "members", lambda *call: asked.append(call[1].among) or [None] * 5)
    long_lists.page(session, Scope(network.id, TODAY), Filter(), 0, 5, 40)
    assert len(asked) == 1
    assert asked[0] is not None


def test_a_short_list_is_read_in_one_go(session, network, monkeypatch):
    monkeypatch.setattr(long_lists, "LONG", 40)
    asked = []
    monkeypatch.setattr(team, "members", lambda *call: asked.append(call[1].among) or [])
    long_lists.page(session, Scope(network.id, TODAY), Filter(), 0, 5, 40)
    assert asked == [None]
