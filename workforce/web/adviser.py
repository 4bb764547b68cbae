"""The pages of an adviser's file: home, contract, skills, trainings, offers."""

from flask import Blueprint, Response

from workforce.accounts import policy
from workforce.advisers import reading
from workforce.advisers.models import What
from workforce.database import transaction
from workforce.web import (
    adviser_home,
    contract_changes,
    contract_file,
    htmx,
    offer_search,
    skill_file,
    trainings,
)
from workforce.web.access import allow
from workforce.web.person import Person, note_reading, person

pages = Blueprint("adviser", __name__)


@pages.get("/conseillers/<int:adviser_id>")
@allow(policy.may_see_file)
def home(adviser_id: int) -> Response:
    """Show when it ends, what to do next, and what comes after."""
    with transaction() as session:
        shown = adviser_home.view(session, who := person(session, adviser_id))
        note_reading(session, who, What.HOME)
    return htmx.page("adviser/home.html", **shown)


@pages.get("/conseillers/<int:adviser_id>/contrat")
@allow(policy.may_see_file)
def contract(adviser_id: int) -> Response:
    """Show the contracts, their dates and what hangs on them."""
    with transaction() as session:
        who = person(session, adviser_id)
        shown = contract_file.view(session, who) | contract_changes.view(session, who)
        note_reading(session, who, What.CONTRACT)
    return htmx.page("adviser/contract.html", **shown)


@pages.get("/conseillers/<int:adviser_id>/donnees", endpoint="data")
@allow(policy.owns_file)
def own_data(adviser_id: int) -> Response:
    """Show who sees what of the file, and who read it."""
    with transaction() as session:
        who, readings = person(session, adviser_id), reading.readings_of(session, adviser_id)
    return htmx.page("adviser/data.html", person=who, readings=readings)


@pages.get("/conseillers/<int:adviser_id>/competences")
@allow(policy.may_see_file)
def skills(adviser_id: int) -> Response:
    """Show the blocs, the positioning and the certificates."""
    with transaction() as session:
        who = person(session, adviser_id)
        if not who.sees_skills:
            return withheld(who, "Les compétences")
        note_reading(session, who, What.SKILLS)
        return htmx.page("adviser/skills.html", errors={}, **skill_file.view(session, who))


@pages.get("/conseillers/<int:adviser_id>/formations", endpoint="trainings")
@allow(policy.may_see_file)
def suggestions(adviser_id: int) -> Response:
    """Show the trainings that give the missing blocs."""
    with transaction() as session:
        who = person(session, adviser_id)
        if not who.sees_skills:
            return withheld(who, "Les formations")
        note_reading(session, who, What.TRAININGS)
        return htmx.page("adviser/trainings.html", **trainings.view(session, who))


@pages.get("/conseillers/<int:adviser_id>/offres", endpoint="offers")
@allow(policy.may_see_file)
def matches(adviser_id: int) -> Response:
    """Show the offers that fit."""
    with transaction() as session:
        who = person(session, adviser_id)
        if not who.sees_skills:
            return withheld(who, "Les offres")
        note_reading(session, who, What.OFFERS)
        return offer_search.page(session, who, {})


def withheld(who: Person, what: str) -> Response:
    """Say that the person keeps this to themself."""
    return htmx.page("adviser/withheld.html", person=who, what=what)
