"""Offers around a commune: which commune is meant, and exactly those within so many kilometres."""

from datetime import timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as some

from tests.offers.search.shelf import ask, put
from workforce import clock
from workforce.offers.search import addressing, nearness, news
from workforce.offers.search.nearness import RADII, Circle, cells_around, cells_at
from workforce.territories.communes import distance_km

LATITUDES, LONGITUDES = some.floats(-21.5, 51.2), some.floats(-63, 56)
TOULON, HYERES, MARSEILLE = (43.1364, 5.9334), (43.1018, 6.1889), (43.2999, 5.3827)


@for_all(
    middle=some.tuples(LATITUDES, LONGITUDES),
    km=some.sampled_from(RADII),
    away=some.tuples(some.floats(-1.4, 1.4), some.floats(-1.4, 1.4)),
)
def test_whatever_is_in_a_circle_bears_one_of_its_marks(middle, km, away):
    point = (middle[0] + away[0], middle[1] + away[1])
    if distance_km(middle, point) <= km:
        assert set(cells_at(point)) & set(cells_around(Circle(middle, km)))


@pytest.mark.parametrize("km", RADII)
def test_a_circle_asks_for_few_marks(km):
    assert len(cells_around(Circle(TOULON, km))) <= 200


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Toulon", "83137"), ("83000", "83137"), ("toulon 83", "83137"), ("Saint-Denis (93)", "93066"),
     ("st denis 93200", "93066"), ("Paris 12", "75056"), ("Lyon 3e", "69123"), ("Ajaccio (2A)", "2A004")],
)  # fmt: skip
def test_a_commune_is_understood_as_people_write_it(typed, code):
    found = nearness.meant(typed)
    assert found
    assert found.code == code
    assert nearness.mistake(typed) == ""


def test_a_name_that_is_none_or_several_is_said():
    assert "Aucune commune de ce nom" in nearness.mistake("Zzyzx")
    assert "Saint-Denis (93)" in nearness.mistake("Saint-Denis")
    assert nearness.meant("Saint-Denis") is None


def around(session):
    """Publish three offers: in Toulon, some 21 km away, and some 48 km away; and one that is nowhere."""
    return [
        put(session, name, latitude=point and point[0], longitude=point and point[1])[0]
        for name, point in (("Toulon", TOULON), ("Hyères", HYERES), ("Marseille", MARSEILLE), ("Nulle part", None))
    ]  # fmt: skip


@pytest.mark.parametrize(("km", "count"), [("10", 1), ("30", 2), ("50", 3), ("100", 3)])
def test_only_offers_within_so_many_kilometres_are_found_and_counted(session, moment, km, count):
    ids = around(session)
    found = ask(session, autour="Toulon", rayon=km)
    assert sorted(found.ids) == ids[:count]
    assert found.total == count
    assert found.facets["departement"] == {"83": count}


def test_a_circle_cuts_what_its_cells_still_hold(session, moment):
    middle = nearness.circle("83137", "10").middle
    put(session, "Au bord", latitude=middle[0] + 0.091, longitude=middle[1])  # 10.1 km: its cell is touched.
    assert ask(session, autour="Toulon", rayon="10").total == 0
    assert ask(session, autour="Toulon", rayon="30").total == 1


def test_what_is_new_around_a_commune_is_told_of_a_kept_search(session, moment):
    ids = around(session)
    since = clock.now() - timedelta(hours=1)
    looks = {1: ({"autour": ["Toulon"], "rayon": ["30"]}, since), 2: ({"mots": ["nulle part"]}, since)}
    found = news.found(session, looks, 10)
    assert sorted(found[1]) == ids[:2]
    assert found[2] == ids[3:]


def test_an_address_says_a_circle_in_one_tag_and_a_radius_alone_says_nothing():
    asked = addressing.kept({"autour": "toulon", "rayon": "50"})
    assert addressing.tags_of(asked) == [("à moins de 50 km, autour de Toulon (83)", {})]
    assert (
        addressing.words_of(addressing.kept({"autour": "toulon"}))
        == "à moins de 30 km, autour de Toulon (83)"
    )
    assert addressing.kept({"rayon": "50"}) == {}
    assert addressing.kept({"autour": "zzyzx", "rayon": "7"}) == {}
