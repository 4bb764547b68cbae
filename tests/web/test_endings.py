"""The curve of endings on the first page: its months lead to the people they count, its territory narrows them."""

import re
from datetime import date
from html import unescape

import pytest

from tests import given
from tests.web.cast import part_is_in_whole, words
from tests.web.desks import browser
from workforce.skills.models import HeldCCP

pytestmark = pytest.mark.usefixtures("moment")
MONTH = re.compile(
    r'<th scope="row"><a href="([^"]+)">([^<]+)</a></th><td class="number">(\d+)</td>'
    r'<td class="number" data-renewed>(\d+)</td><td class="number" data-departures>(\d+)</td>'
)


@pytest.fixture
def network(session):
    """Three endings in January, one of them elsewhere, and one today."""
    network = given.network(session)
    for code, ends in (
        ("83", date(2027, 1, 31)),
        ("83", date(2027, 1, 1)),
        ("06", date(2027, 1, 15)),
        ("06", date(2026, 11, 23)),
    ):
        given.contract(session, given.adviser(session, network.id, departement=code), ends=ends)
    return network


@pytest.fixture
def bruno(session, network):
    return browser(session, given.account(session, "coordinator", network_id=network.id))


def months(client, network, query=""):
    found = MONTH.findall(client.get(f"/reseaux/{network.id}?{query}").text)
    return {
        name: (unescape(href), int(ends), int(renewed), int(left))
        for href, name, ends, renewed, left in found
    }


@pytest.mark.parametrize("query", ["", "departement=06", "departement=83"])
def test_each_month_leads_to_the_people_that_it_counts(bruno, network, query):
    found = months(bruno, network, query)
    assert found
    for href, number, _, _ in found.values():
        assert re.search(rf"<span>{number} conseillers?</span>", bruno.get(href).text)


def test_a_territory_narrows_the_curve(bruno, network):
    assert months(bruno, network, "departement=06")["janvier 2027"][1] == 1
    assert months(bruno, network)["janvier 2027"][1] == 3


def test_the_rate_of_renewal_shares_each_month_and_the_sentence(bruno, network):
    found = months(bruno, network, "renouvellement=50")
    assert [one[1:] for one in found.values()] == [(1, 0, 1), (3, 2, 1)]
    said = words(bruno.get(f"/reseaux/{network.id}?renouvellement=50"))
    assert "2 personnes partiraient d’ici douze mois, sur 4 fins de contrat." in said


@pytest.mark.parametrize(
    "query", ["renouvellement=x", "renouvellement=-3", "departement=59", "departement=%27"]
)
def test_what_means_nothing_is_left_out(bruno, network, query):
    assert months(bruno, network, query) == months(bruno, network)


def test_more_than_all_is_all(bruno, network):
    assert {one[3] for one in months(bruno, network, "renouvellement=900").values()} == {0}


def test_the_part_equals_the_whole(bruno, network):
    assert part_is_in_whole(bruno, f"/reseaux/{network.id}?renouvellement=40&departement=83", "endings")


def test_a_coordinator_of_one_departement_chooses_among_its_own(session, network):
    here = browser(session, given.account(session, "coordinator", network_id=network.id, departement="83"))
    assert months(here, network, "departement=06") == months(here, network)
    assert months(here, network)["janvier 2027"][1] == 2


def test_a_bloc_that_its_last_holder_takes_away_is_said_with_its_month(session, bruno, network):
    who = given.adviser(session, network.id, last_name="Diallo", departement="83", shows_skills=True)
    given.contract(session, who, ends=date(2027, 3, 31))
    session.add(HeldCCP(adviser_id=who.id, ccp_code="REMN-CCP2"))
    session.flush()
    said = words(bruno.get(f"/reseaux/{network.id}"))
    assert (
        "Var (83) : en mars 2027, le seul titulaire connu du CCP2 s’en va. Awa Diallo (31 mars 2027)." in said
    )
