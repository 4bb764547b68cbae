"""The map says what the table says: each département is a link with its number."""

import re
from datetime import date
from html import unescape

import pytest

from tests import given
from tests.web.cast import offer, words
from tests.web.desks import browser
from workforce.territories.departements import departements
from workforce.web.coordinator_map import boxes, drawn, legend, shade_of

LINK = re.compile(r'<a href="([^"]+)" class="shade-(\d)" aria-label="([^"]+)">', re.DOTALL)


def row(code, endings=1, without=0):
    return {"code": code, "name": code, "href": f"/{code}", "endings": endings, "without_lead": without}


def test_every_departement_of_metropolitan_france_has_a_shape():
    assert set(boxes()) == {code for code in departements() if not code.startswith("97")}


def test_the_darkest_is_the_tallest_and_none_is_a_shade_of_its_own():
    assert [shade_of(number, 20) for number in (0, 1, 5, 6, 20)] == [0, 1, 1, 2, 4]
    assert shade_of(0, 0) == 0


def test_the_legend_says_every_shade_in_use_in_words():
    assert legend(2) == ((0, "aucune fin"), (2, "1 fin"), (4, "2 fins"))
    assert legend(20)[1:3] == ((1, "1 à 5 fins"), (2, "6 à 10 fins"))
    assert legend(0) == ((0, "aucune fin"),)


def test_the_map_shows_what_is_followed_with_its_neighbours_around():
    found = drawn([row("83"), row("13")], boxes())
    assert {one.code for one in found.shapes} == {"83", "13"}
    assert "06" in {one.code for one in found.ground}
    assert "59" not in {one.code for one in found.ground}


def test_a_departement_overseas_is_a_square_under_the_map_or_alone():
    both, alone = drawn([row("83"), row("974", 3)], boxes()), drawn([row("974", 3)], boxes())
    assert [one.code for one in both.shapes if one.tile] == [one.code for one in alone.shapes] == ["974"]
    assert alone.ground == ()
    assert alone.shapes[0].number == "3"


def test_without_a_known_departement_there_is_no_map():
    assert drawn([row("")], boxes()) is None
    assert drawn([], boxes()) is None


@pytest.mark.usefixtures("moment")
def test_each_shape_leads_to_the_people_it_counts(session):
    network = given.network(session)
    for code, number in (("83", 2), ("06", 1)):
        for _ in range(number):
            given.contract(session, given.adviser(session, departement=code), ends=date(2027, 1, 31))
    bruno = browser(session, given.account(session, "coordinator", network_id=network.id))
    found = {
        label: unescape(href) for href, _, label in LINK.findall(bruno.get(f"/reseaux/{network.id}").text)
    }
    (words,) = [label for label in found if label.startswith("Var (83)")]
    assert words == "Var (83) : 2 fins de contrat d’ici six mois, dont 2 sans suite connue"
    assert "<span>2 conseillers</span>" in bruno.get(found[words]).text


@pytest.mark.usefixtures("moment")
def test_open_offers_and_sessions_to_come_stand_beside_the_endings(session):
    network = given.network(session)
    given.contract(session, given.adviser(session, departement="83"), ends=date(2027, 1, 31))
    for _ in range(2):
        given.training_session(session)
    given.training_session(session, starts_on=date(2026, 11, 2))  # Begun already.
    offer(session)
    offer(session, state="draft")
    bruno = browser(session, given.account(session, "coordinator", network_id=network.id))
    text = words(bruno.get(f"/reseaux/{network.id}"))
    assert "Var (83) 1 1 1 2" in text  # Endings, without a plan, offers, sessions.
