"""A file being checked: the rows that would make a new person who looks like somebody known say so."""

import pytest
from sqlmodel import select

from tests import given
from tests.flows.test_contract_thread import AWA, team_file
from workforce.contracts.imports import actions as imports
from workforce.contracts.imports.models import ImportRow
from workforce.duplicates.models import Duplicate
from workforce.simulation import settle_inside

pytestmark = pytest.mark.usefixtures("moment")

HERS = ("Awa", "DIALLO-NDIAYE", *AWA[2:6], "a.ndiaye@autre.fr", *AWA[7:])
NOBODYS = ("Paul", "Martin", *AWA[2:6], "paul@exemple.fr", *AWA[7:])


def details(session, *rows):
    one = imports.upload(session, given.network(session).id, None, "equipe.xlsx", team_file(*rows))
    settle_inside(session)
    session.expire_all()
    found = select(ImportRow.detail).where(ImportRow.import_id == one.id).order_by(ImportRow.number)
    return one, session.exec(found).all()


def test_a_row_says_whom_it_looks_like_before_anything_is_written(session):
    given.adviser(session, first_name="Awa", last_name="Diallo", commune="Brignoles")
    _, (hers, nobodys) = details(session, HERS, NOBODYS)
    assert hers.endswith(
        "Ressemble à Awa Diallo, Brignoles : si c’est la même personne, vous pourrez réunir les deux fiches après l’import."
    )
    assert hers.startswith("Nouvelle personne")
    assert "Ressemble" not in nobodys


def test_somebody_of_another_network_is_not_named(session):
    elsewhere = given.network(session, "Ailleurs")
    given.adviser(session, elsewhere.id, first_name="Awa", last_name="Diallo", commune="Brignoles")
    _, (hers,) = details(session, HERS)
    assert "Ressemble" not in hers


def test_a_row_that_is_surely_somebody_raises_no_doubt(session):
    given.adviser(
        session, first_name="Awa", last_name="Diallo", email="A.Ndiaye@autre.fr", commune="Brignoles"
    )
    _, (hers,) = details(session, HERS)
    assert "Ressemble" not in hers


def test_the_doubt_becomes_a_proposal_once_the_file_is_written(session):
    known = given.adviser(session, first_name="Awa", last_name="Diallo", commune="Brignoles")
    one, _ = details(session, HERS)
    assert session.exec(select(Duplicate)).all() == []
    imports.confirm(session, one.id)
    settle_inside(session)
    (pair,) = session.exec(select(Duplicate)).all()
    assert known.id in (pair.first_id, pair.second_id)


def test_a_file_without_anybody_new_asks_nothing(session):
    given.adviser(session, first_name="Awa", last_name="Diallo", email="awa@exemple.fr")
    _, (hers,) = details(session, AWA)
    assert "Ressemble" not in hers
