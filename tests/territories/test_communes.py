import math
import subprocess
import sys

import pytest

from workforce.territories.communes import (
    commune,
    distance_km,
    named,
    of_postal_code,
    postal_code_of,
    resolve,
)
from workforce.territories.departements import departements


def test_every_departement_has_its_communes_and_every_commune_its_point():
    codes = [one.code for words in ("Paris", "Marseille", "Lyon") for one in named(words)]

    assert codes == ["75056", "13055", "69123"]
    for postal_code in ("01000", "20000", "20200", "59000", "97400", "97600"):
        assert all(one.departement in departements() and one.point for one in of_postal_code(postal_code))


def test_a_commune_is_known_by_its_code():
    found = commune("79191")

    assert (found.name, found.departement, found.postal_codes) == ("Niort", "79", ("79000",))
    assert found.population > 50_000
    assert commune("99999") is None


@pytest.mark.parametrize(
    ("words", "departement", "postal_code", "code"),
    [
        ("Niort", None, None, "79191"),
        ("NIORT CEDEX 9", None, None, "79191"),
        ("Saint-Denis", None, None, None),
        ("St Denis", "93", None, "93066"),
        ("SAINT DENIS", "974", None, "97411"),
        ("saint denis", None, "97400", "97411"),
        ("Ste Colombe", "69", None, "69189"),
        ("Valence", None, None, None),
        ("Valence", "26", None, "26362"),
        ("Puy-en-Velay", None, None, "43157"),
        ("L’Haÿ les Roses", None, None, "94038"),
        ("L isle d espagnac", None, None, "16166"),
        ("Villeneuve s/ Lot", None, None, "47323"),
        ("Lyon 3e Arrondissement", None, None, "69123"),
        ("MARSEILLE 01", None, None, "13055"),
        ("Paris 18e", None, None, "75056"),
        ("Paris 45", None, None, None),
        ("Cherbourg-Octeville", None, None, "50129"),
        ("Annecy-le-Vieux", "74", None, "74010"),
        ("Le Pin", None, "79140", "79210"),
        ("Niort", "17", None, None),
        ("Brive", "19", None, "19031"),
        ("Brive", None, None, None),
        ("Bellevue", None, None, None),
        ("Montréal, Canada", None, None, None),
        ("", None, None, None),
    ],
)
def test_a_name_means_a_commune_only_when_it_can_mean_no_other(words, departement, postal_code, code):
    found = resolve(words, departement, postal_code)

    assert (found.code if found else None) == code


def test_an_arrondissement_has_its_own_postal_code():
    assert [postal_code_of(words) for words in ("Lyon 7e", "Paris 01", "Marseille 13e", "Niort", "Lyon")] == [
        "69007",
        "75001",
        "13013",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("one", "other", "kilometres"),
    [("75056", "13055", 660), ("79191", "86194", 67), ("97411", "97416", 43), ("79191", "79191", 0)],
)
def test_distances_are_those_of_the_map(one, other, kilometres):
    found = distance_km(commune(one).point, commune(other).point)

    assert math.isclose(found, kilometres, rel_tol=0.05, abs_tol=0.1)
    assert math.isclose(found, distance_km(commune(other).point, commune(one).point))


def test_the_points_written_by_hand_stand_among_their_neighbours():
    """A point typed wrong would lie far from the communes that share its post office or its département."""
    for code, near in {
        "06088": "06123",
        "37261": "37214",
        "59009": "59350",
        "63113": "63075",
        "80021": "80016",
    }.items():
        assert distance_km(commune(code).point, commune(near).point) < 35


def test_the_table_is_read_only_when_a_commune_is_asked_for():
    asked = "import workforce.territories.communes as c; print(c._names.cache_info().currsize, c._lines.cache_info().currsize)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout

    assert said.split() == ["0", "0"]
