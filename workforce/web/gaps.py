"""What separates an adviser from a bloc and from a kind of job: read by them, and by who they show their skills to."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort
from sqlmodel import Session

from workforce.accounts import policy
from workforce.advisers.models import What
from workforce.database import transaction
from workforce.skills import families
from workforce.skills.titles.in_force import in_force
from workforce.web import gap_bloc, gap_families, htmx
from workforce.web.access import allow
from workforce.web.adviser import withheld
from workforce.web.person import Person, note_reading, person

pages = Blueprint("gaps", __name__)
View = Callable[[Session, Person], dict[str, Any]]


@pages.get("/conseillers/<int:adviser_id>/blocs/<ccp_code>")
@allow(policy.may_see_file)
def bloc(adviser_id: int, ccp_code: str) -> Response:
    """Show what separates the person from a bloc, competence by competence."""

    def view(session: Session, who: Person) -> dict[str, Any]:
        found = in_force(session).by_ccp.get(ccp_code) or abort(404)
        return gap_bloc.view(session, who, found)

    return _shown(adviser_id, "gaps/bloc.html", view)


@pages.get("/conseillers/<int:adviser_id>/metiers")
@allow(policy.may_see_file)
def jobs(adviser_id: int) -> Response:
    """Show the kinds of next job, and what each still asks for."""
    return _shown(adviser_id, "gaps/jobs.html", gap_families.every)


@pages.get("/conseillers/<int:adviser_id>/metiers/<family_code>")
@allow(policy.may_see_file)
def job(adviser_id: int, family_code: str) -> Response:
    """Show one kind of job: what fits, what is missing, the offers near, the sessions that fill it."""
    known = {one.code: one for one in families.shipped().families}
    family = known.get(family_code) or abort(404)
    return _shown(adviser_id, "gaps/job.html", lambda session, who: gap_families.one(session, who, family))


def _shown(adviser_id: int, template: str, view: View) -> Response:
    """Answer a page of the skills to whoever may see them, and note that it was read."""
    with transaction() as session:
        who = person(session, adviser_id)
        if not who.sees_skills:
            return withheld(who, "Les compétences")
        note_reading(session, who, What.SKILLS)
        return htmx.page(template, person=who, **view(session, who))
