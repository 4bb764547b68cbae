"""What cannot be practised and where it can be: only from those who show it, named only to those who follow them."""

from datetime import date

import pytest

from tests import given
from workforce.advisers import actions as advisers
from workforce.contracts.followed import Scope
from workforce.experience import occasions
from workforce.experience.occasions import Occasion, Statement
from workforce.skills import actions as skills
from workforce.skills.actions import AssessmentDraft
from workforce.skills.evidence import actions as evidence
from workforce.skills.evidence.actions import EvidenceDraft
from workforce.skills.portfolio import sharing

TODAY = date(2026, 11, 23)
CODE = "REMN-C5"


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


def person(session, here: bool | None, *, shows=True, network=None, departement="83", at=None, **dates):
    """Return somebody in post who said whether the competence can be practised where they are."""
    who = given.adviser(session, network, departement=departement)
    at = at or given.employer(session, departement=departement)
    given.contract(session, who, at, **({"starts": date(2025, 4, 15), "ends": date(2027, 4, 14)} | dates))
    advisers.show_skills(session, who.id, shows)
    if here is not None:
        skills.assess(session, who.id, {CODE: AssessmentDraft(level="no", possible_here=here)})
    return who


def scope(session, departements=None) -> Scope:
    return Scope(given.network(session).id, TODAY, departements)


def test_only_people_in_post_who_show_it_are_counted(session):
    person(session, False)
    person(session, False)
    person(session, False, shows=False)
    person(session, False, ends=date(2026, 8, 31))
    person(session, True)
    assert occasions.statements(session, scope(session)) == [Statement(CODE, 2, 1)]
    assert len(occasions.people_blocked(session, scope(session), CODE, 0, 10)) == 2


def test_structures_come_nearest_first_and_a_neighbour_after(session):
    person(session, False)
    here, beside, far = (
        given.employer(session, departement=code, name=f"CCAS {code}") for code in ("83", "13", "29")
    )
    person(session, True, at=here)
    person(session, True, at=beside, departement="13")
    person(session, True, at=far, departement="29")
    near = occasions.near(session, scope(session), CODE, ["83"])
    assert [(one.name, one.people) for one in near.named] == [("CCAS 83", 1), ("CCAS 13", 1)]


def test_evidence_counts_for_the_structure_of_its_day_once_it_is_shown(session):
    person(session, False)
    former, present = given.employer(session, name="Avant"), given.employer(session, name="Maintenant")
    who = person(session, None, at=present, starts=date(2026, 1, 1))
    given.contract(session, who, former, starts=date(2024, 1, 1), ends=date(2025, 12, 31))
    for day in (date(2025, 5, 1), None):
        evidence.note(session, who.id, EvidenceDraft(what="Diagnostic", done_on=day, competences=[CODE]))
    assert occasions.near(session, scope(session), CODE, ["83"]).named == ()
    sharing.show(session, who.id, shown=True)
    assert [one.name for one in occasions.near(session, scope(session), CODE, ["83"]).named] == ["Avant"]


def test_structures_of_others_are_counted_by_departement_and_never_named(session):
    person(session, False)
    elsewhere = given.network(session, "Un autre réseau").id
    person(session, True, network=elsewhere, at=given.employer(session, name="Secrète"))
    near = occasions.near(session, scope(session), CODE, ["83"])
    assert (near.named, near.unnamed) == ((), {"83": 1})


def test_who_follows_one_departement_is_not_told_the_names_of_the_next(session):
    person(session, False)
    person(session, True, departement="13")
    bounded = scope(session, frozenset({"83"}))
    near = occasions.near(session, bounded, CODE, ["83"])
    assert (near.named, near.unnamed) == ((), {"13": 1})
    assert occasions.statements(session, bounded) == [Statement(CODE, 1, 0)]


def test_the_order_is_near_then_many():
    found = [
        Occasion(1, "B", "", "83", 1), Occasion(2, "A", "", "13", 9), Occasion(3, "C", "", "83", 2),
        Occasion(4, "D", "", "06", 0),
    ]  # fmt: skip
    told = occasions.told(found, ["83"])
    assert [one.name for one in told.named] == ["C", "B", "A"]
    assert told.unnamed == {"06": 1}
