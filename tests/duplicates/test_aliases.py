"""What a merged record was known by still finds the one that was kept, in every kind of file."""

import pytest
from sqlmodel import select

from tests import given
from tests.contracts import files
from tests.duplicates import twins
from workforce.advisers.models import Adviser
from workforce.contracts.imports import actions as imports
from workforce.contracts.models import Post
from workforce.employers.models import Employer
from workforce.simulation import settle_inside

pytestmark = pytest.mark.usefixtures("moment")

FOIX = {"departement": "09", "postal_code": "09000", "commune": "Foix"}


def applied(session, content, filename):
    one = imports.upload(session, given.network(session).id, None, filename, content)
    settle_inside(session)
    imports.confirm(session, one.id)
    settle_inside(session)
    session.expire_all()


def employers(session):
    return session.exec(select(Employer.id).where(Employer.departement == "09")).all()


def test_the_team_file_finds_a_structure_by_its_former_name(session):
    one, other = twins.structures(
        session, {"name": "Bibliothèque"} | FOIX, {"name": "Médiathèque de Foix"} | FOIX
    )
    made = twins.merge(session, one, other, name="first")
    assert session.get(Employer, made.kept_id).name == "Bibliothèque"
    applied(session, files.team_file(files.member()), "equipe.xlsx")
    assert employers(session) == [made.kept_id]


def test_the_posts_file_finds_a_structure_by_its_former_number(session):
    one, other = twins.structures(
        session, {"external_id": "77"} | FOIX, {"name": "Ville", "external_id": "88"} | FOIX
    )
    made = twins.merge(session, one, other, external_id="first")
    assert session.get(Employer, made.kept_id).external_id == "77"
    applied(session, files.posts_file(files.post()), "postes_2026-11-20.csv")
    assert employers(session) == [made.kept_id]
    assert session.exec(select(Post.employer_id)).all() == [made.kept_id]


def test_the_team_file_finds_a_person_by_their_former_address(session):
    one, other = twins.people(
        session,
        {"first_name": "Amina", "last_name": "Roy", "email": "roy@exemple.org"},
        {"first_name": "Amina", "last_name": "Martin", "email": "amina.martin@exemple.org"},
    )
    made = twins.merge(session, one, other, last_name="first", email="first")
    applied(session, files.team_file(files.member()), "equipe.xlsx")
    assert session.exec(select(Adviser.id, Adviser.last_name)).all() == [(made.kept_id, "Roy")]


def test_once_parted_each_is_known_by_its_own_name_again(session):
    one, other = twins.structures(
        session, {"name": "Bibliothèque"} | FOIX, {"name": "Médiathèque de Foix"} | FOIX
    )
    made = twins.merge(session, one, other, name="first")
    twins.undo(session, made)
    applied(session, files.team_file(files.member()), "equipe.xlsx")
    assert set(employers(session)) == {one.id, other.id}


def test_another_network_does_not_know_the_names_of_this_one(session):
    elsewhere = given.network(session, "Ailleurs").id
    there = {"network_id": elsewhere, "first_name": "Amina", "last_name": "Martin"}
    twins.merge(session, *twins.people(session, {"email": "amina.martin@exemple.org"} | there, there))
    applied(session, files.team_file(files.member()), "equipe.xlsx")
    assert len(session.exec(select(Adviser.id)).all()) == 2
