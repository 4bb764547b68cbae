"""Builders of the three planets: each states only what its test is about."""

from datetime import date

from tests import given
from workforce.skills.actions import load_referential
from workforce.trainings.planets import lights, pledges
from workforce.trainings.planets.models import PlanetLight
from workforce.trainings.planets.pledges import AbilityDraft, WillDraft, WishDraft
from workforce.trainings.planets.terms import Attendance, Reach

END = date(2027, 12, 31)


def learner(
    session, departement="83", bloc=2, ends=END, reach=Reach.NEIGHBOURS, attendance=Attendance.ANY, **values
):
    """Return an adviser in post until a day, who looks for a bloc."""
    who = given.adviser(session, departement=departement, **values)
    given.contract(session, who, starts=date(2026, 1, 1), ends=ends)
    pledges.wish(session, who.id, WishDraft(bloc=bloc, reach=reach, attendance=attendance))
    return who


def employer(session, departement="83", bloc=2, people=1, until=date(2027, 6, 30)):
    """Return an employer that frees people."""
    one = given.employer(session, departement=departement)
    pledges.will(session, one.id, WillDraft(bloc=bloc, people=people, hours_per_week=7, expires_on=until))
    return one


def body(session, *departements, bloc=2, least_people=1, mode="on_site", until=date(2027, 6, 30)):
    """Return a body that can open a bloc."""
    one = given.body(session)
    draft = AbilityDraft(
        bloc=bloc, departements=list(departements), mode=mode, least_people=least_people,
        opens_from=date(2026, 11, 23), expires_on=until,
    )  # fmt: skip
    pledges.ability(session, one.id, draft)
    return one


def light(session, departement="83", bloc=2) -> PlanetLight:
    """Return a light as it stands once it was worked out."""
    session.expire_all()
    return lights.light_of(session, departement, bloc)


def referential(session) -> None:
    load_referential(session)
