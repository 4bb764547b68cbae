import pytest

from workforce.territories.departements import (
    code_from_insee,
    code_from_postal,
    departement,
    departements,
    neighbours,
    normalise,
    region_of,
)


def test_there_are_101_departements_in_18_regions():
    assert len(departements()) == 101
    assert len({one.region for one in departements().values()}) == 18


def test_neighbours_see_each_other_and_never_themselves():
    for code, one in departements().items():
        assert code not in one.neighbours
        assert all(code in departements()[other].neighbours for other in one.neighbours)


def test_only_overseas_departements_have_no_neighbour():
    alone = {code for code, one in departements().items() if not one.neighbours}
    assert alone == {"971", "972", "973", "974", "976"}


def test_every_mainland_departement_is_reached_from_paris():
    reached, border = {"75"}, {"75"}
    while border:
        border = {other for code in border for other in neighbours(code)} - reached
        reached |= border
    assert len(reached) == 94


def test_the_var_is_known_by_its_code_in_any_shape():
    found = departement("083")
    assert found is not None
    assert (found.label, region_of("83")) == ("Var (83)", "Provence-Alpes-Côte d’Azur")
    assert set(neighbours("83")) == {"04", "06", "13", "84"}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("083", "83"),
        ("83", "83"),
        ("02A", "2A"),
        ("2a", "2A"),
        ("02b", "2B"),
        ("1", "01"),
        ("001", "01"),
        ("971", "971"),
        ("976", "976"),
        (" 974 ", "974"),
        ("20", None),
        ("975", None),
        ("96", None),
        ("", None),
        ("Var", None),
        ("00", None),
        ("0976", "976"),
    ],
)
def test_a_code_is_written_one_way(written, code):
    assert normalise(written) == code


@pytest.mark.parametrize(
    ("postal", "code"),
    [
        ("83000", "83"),
        ("01000", "01"),
        ("75 015", "75"),
        ("20000", "2A"),
        ("20167", "2A"),
        ("20200", "2B"),
        ("20600", "2B"),
        ("97110", "971"),
        ("97400", "974"),
        ("97600", "976"),
        ("97500", None),
        ("97133", None),
        ("99138", None),
        ("8300", None),
        ("", None),
    ],
)
def test_a_postal_code_tells_the_departement(postal, code):
    assert code_from_postal(postal) == code


@pytest.mark.parametrize(
    ("insee", "code"),
    [
        ("83137", "83"),
        ("2A004", "2A"),
        ("2b033", "2B"),
        ("97411", "974"),
        ("97608", "976"),
        ("97502", None),
        ("20004", None),
        ("abcde", None),
        ("", None),
    ],
)
def test_an_insee_code_tells_the_departement(insee, code):
    assert code_from_insee(insee) == code


def test_an_unknown_place_has_no_region_and_no_neighbour():
    assert departement("99") is None
    assert region_of("99") is None
    assert neighbours("99") == ()
