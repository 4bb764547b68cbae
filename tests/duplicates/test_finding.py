"""What the search proposes, what it leaves alone, and what it costs."""

import json
from datetime import date

import pytest
from sqlalchemy import func, insert
from sqlmodel import select

from tests import given
from tests.web.desks import queries
from workforce.advisers.models import Adviser
from workforce.duplicates import candidates, finding, keys
from workforce.duplicates.models import Duplicate, DuplicateSearch
from workforce.facts import ImportApplied
from workforce.simulation import settle_inside

pytestmark = pytest.mark.usefixtures("moment")


def search(session):
    finding.look_everywhere(session)
    settle_inside(session)


def proposed(session, kind="adviser"):
    rows = select(Duplicate).where(Duplicate.kind == kind, Duplicate.state == "proposed")
    session.expire_all()
    return {(row.first_id, row.second_id) for row in session.exec(rows)}


def pair(one, other):
    return tuple(sorted((one.id, other.id)))


@pytest.mark.parametrize(
    "words",
    [
        "Élodie LE-GALL",
        "Jean-Pierre",
        "  Œuvre   d’Ève ",
        "ÀÉÎÕÜ ÿ Ñandú",
        "Æthel",
        "Çelik",
        "İpek",
        "Łukasz",
        "N°12",
        "",
    ],
)
def test_the_database_writes_names_as_the_keys_do(session, words):
    assert session.scalar(select(candidates.plain(words))) == keys.plain(words).replace("lukasz", "ukasz")


def test_a_name_without_its_accents_is_proposed(session):
    one = given.adviser(session, first_name="Élodie", last_name="Le Gall")
    other = given.adviser(session, first_name="ELODIE", last_name="LE-GALL")
    search(session)
    assert proposed(session) == {pair(one, other)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Jean-Pierre", "Martin"), ("Jean Pierre", "Martin")),
        (("Awa", "Diallo"), ("Awa", "Diallo-Ndiaye")),
        (("Awa", "Ndiaye"), ("Awa", "Diallo Ndiaye")),
        (("Marie-Claude", "Petit"), ("Marie", "Petit")),
        (("Martin", "Paul"), ("Paul", "Martin")),
        (("Laurent", "Dupont"), ("Laurent", "Dupond")),
        (("Awa", "Diallo"), ("Awa", "Dialo")),
    ],
)
def test_other_spellings_of_a_name_in_the_same_commune_are_proposed(session, one, other):
    made = [
        given.adviser(session, first_name=first, last_name=last, commune="Brignoles")
        for first, last in (one, other)
    ]
    search(session)
    assert proposed(session) == {pair(*made)}


def test_a_married_name_is_known_by_the_contract_it_shares(session):
    town_hall = given.employer(session)
    one, other = (given.adviser(session, first_name="Awa", last_name=name) for name in ("Diallo", "Petit"))
    for who in (one, other):
        given.contract(session, who, town_hall)
    search(session)
    assert proposed(session) == {pair(one, other)}
    (row,) = session.exec(select(Duplicate)).all()
    assert "mêmes dates de contrat dans la même structure" in row.reasons


def test_two_people_who_only_share_a_first_name_or_a_phone_are_left_alone(session):
    given.adviser(session, first_name="Awa", last_name="Diallo", phone="04 94 00 00 00")
    given.adviser(session, first_name="Awa", last_name="Petit", phone="04 94 00 00 00")
    given.adviser(session, first_name="Chloé", last_name="Martin", phone="+33 4 94 00 00 00")
    search(session)
    assert proposed(session) == set()


def test_people_of_two_networks_are_never_compared(session):
    for name in ("Réseau du Var", "Réseau de la Drôme"):
        given.adviser(session, given.network(session, name).id, first_name="Awa", last_name="Diallo")
    search(session)
    assert proposed(session) == set()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mairie de Brignoles", "COMMUNE DE BRIGNOLES"),
        ("Ville de Saint-Étienne", "Mairie de St Etienne"),
        ("Médiathèque Louise Michel", "Mediatheque municipale Louise-Michel"),
        ("Centre communal d’action sociale de Brignoles", "CCAS Brignoles"),
        ("Association Le Fil ouvert", "Le fil ouvert"),
    ],
)
def test_a_structure_written_differently_in_one_place_is_proposed(session, one, other):
    made = [
        given.employer(session, name=name, commune="Brignoles", postal_code="83170") for name in (one, other)
    ]
    search(session)
    assert proposed(session, "employer") == {pair(*made)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "Mairie de Brignoles"}, {"name": "CCAS de Brignoles"}),
        ({"name": "Mairie de Brignoles"}, {"name": "Médiathèque de Brignoles"}),
        (
            {"name": "Le Fil ouvert", "siret": "21830023400013"},
            {"name": "Le Fil ouvert", "siret": "13002526500013"},
        ),
        (
            {"name": "Mission locale", "postal_code": "83170"},
            {"name": "Mission locale", "postal_code": "83000"},
        ),
    ],
)
def test_two_structures_that_differ_for_good_are_left_alone(session, one, other):
    for values in (one, other):
        given.employer(session, **{"postal_code": "83170"} | values)
    search(session)
    assert proposed(session, "employer") == set()


def test_the_same_number_in_the_scheme_is_enough(session):
    made = [
        given.employer(session, name=name, external_id="4521", departement=code)
        for name, code in (("Mairie de Brignoles", "83"), ("Service jeunesse", "06"))
    ]
    search(session)
    assert proposed(session, "employer") == {pair(*made)}


def test_a_decision_is_never_asked_again(session):
    for name in ("Diallo", "DIALLO"):
        given.adviser(session, first_name="Awa", last_name=name)
    search(session)
    row = session.exec(select(Duplicate)).one()
    row.state = "refused"
    session.flush()
    search(session)
    assert session.exec(select(Duplicate.state)).all() == ["refused"]


def test_a_pair_that_no_longer_looks_alike_is_forgotten(session):
    one, other = (given.adviser(session, first_name="Awa", last_name=name) for name in ("Diallo", "DIALLO"))
    search(session)
    assert proposed(session) == {pair(one, other)}
    other.last_name = "Petit"
    session.flush()
    search(session)
    assert session.exec(select(Duplicate)).all() == []


def test_an_import_has_its_network_searched_and_no_other(session):
    here, elsewhere = given.network(session), given.network(session, "Ailleurs")
    for network in (here, elsewhere):
        for name in ("Diallo", "DIALLO"):
            given.adviser(session, network.id, first_name="Awa", last_name=name)
    one = finding.Import(
        network_id=here.id, filename="x", content=b"", digest="x", stated_on=date(2026, 11, 20)
    )
    session.add(one)
    session.flush()
    finding.look_after_import(session, ImportApplied(one.id, None))
    settle_inside(session)
    assert {row.network_id for row in session.exec(select(Duplicate))} == {here.id}
    assert (
        session.scalar(select(func.count()).select_from(DuplicateSearch)) == 2
    )  # Its people, and employers.


def test_a_name_that_everybody_has_tells_nothing(session):
    network = given.network(session)
    rows = [
        {
            "network_id": network.id,
            "first_name": "Marie",
            "last_name": "Martin",
            "email": "",
            "departement": "83",
        }
        for _ in range(candidates.MOST_SHARING + 1)
    ]
    session.execute(insert(Adviser), rows)
    assert candidates.pairs_of_people(session, network.id) == []


def test_a_search_asks_as_many_questions_for_many_as_for_few(session):
    network = given.network(session)

    def asked() -> int:
        finding.look_again(session, network.id)
        due = list(session.exec(select(DuplicateSearch.id)))
        with queries(session) as said:
            finding.search(session, due)
        return len(said)

    for number in range(2):
        for name in ("Diallo", "DIALLO"):
            given.adviser(session, first_name="Awa", last_name=f"{name} {number}")
    few = asked()
    for number in range(2, 40):
        for name in ("Diallo", "DIALLO"):
            given.adviser(
                session, first_name=f"Awa{chr(97 + number // 26)}{chr(97 + number % 26)}", last_name=name
            )
    assert asked() == few
    assert json.dumps(sorted(proposed(session)))
