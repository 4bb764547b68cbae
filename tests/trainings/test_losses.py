"""A territory loses a bloc with the last of those who hold it there."""

from datetime import date

import pytest

from tests import given
from workforce.contracts.followed import Scope
from workforce.skills.models import HeldCCP
from workforce.trainings.losses import Holder, about_to_go, losses

TODAY, UNTIL = date(2026, 11, 23), date(2027, 10, 31)


def holder(number, last_day, departement="83", bloc=2):
    return Holder(number, f"Personne {number}", departement, bloc, last_day)


def test_a_bloc_goes_with_the_last_who_holds_it():
    (found,) = about_to_go([holder(1, date(2027, 3, 31)), holder(2, date(2027, 1, 15))], UNTIL)
    assert (found.departement, found.bloc, found.on) == ("83", 2, date(2027, 3, 31))
    assert [one.adviser_id for one in found.holders] == [2, 1]


@pytest.mark.parametrize("stays", [None, date(2027, 11, 1)])
def test_one_who_stays_keeps_the_bloc(stays):
    assert about_to_go([holder(1, date(2027, 3, 31)), holder(2, stays)], UNTIL) == []


def test_somebody_who_holds_a_bloc_of_two_generations_is_one_holder():
    (found,) = about_to_go([holder(1, date(2027, 3, 31))] * 2, UNTIL)
    assert len(found.holders) == 1


def test_each_departement_and_each_bloc_goes_alone_the_nearest_first():
    found = about_to_go(
        [holder(1, date(2027, 5, 1)), holder(2, date(2027, 2, 1), "06"), holder(1, date(2027, 5, 1), bloc=3)],
        UNTIL,
    )
    assert [(one.departement, one.bloc) for one in found] == [("06", 2), ("83", 2), ("83", 3)]


@pytest.mark.usefixtures("moment")
def test_only_people_in_post_who_show_their_skills_count(session):
    network = given.network(session)
    for name, shows, ends in (
        ("Montre", True, date(2027, 3, 31)),
        ("Cache", False, date(2028, 3, 31)),
        ("Partie", True, date(2026, 8, 31)),
    ):
        who = given.adviser(session, network.id, last_name=name, shows_skills=shows)
        given.contract(session, who, ends=ends)
        session.add(HeldCCP(adviser_id=who.id, ccp_code="REMN-CCP2"))
    session.flush()
    (found,) = losses(session, Scope(network.id, TODAY), UNTIL)
    assert [one.name for one in found.holders] == ["Awa Montre"]
    assert losses(session, Scope(network.id, TODAY, frozenset({"06"})), UNTIL) == []
