"""What cannot be practised where people are, and where it can: for their coordinator, from what they agreed to show."""

from typing import Any
from urllib.parse import quote, urlencode

from flask import Response, request, url_for
from sqlmodel import Session

from workforce.accounts import policy
from workforce.advisers import reading
from workforce.advisers.models import What
from workforce.contracts.followed import Scope
from workforce.database import transaction
from workforce.experience import occasions
from workforce.experience.occasions import Blocked, Near, Occasion, Statement
from workforce.skills.referential import CompetenceVersion
from workforce.skills.titles import comparing
from workforce.skills.titles.in_force import in_force
from workforce.small_counts import few_of
from workforce.territories.departements import departement
from workforce.web import htmx, paging
from workforce.web.access import actor, allow
from workforce.web.coordinator import pages, scope
from workforce.wording import count_fr, number_fr, plural_fr

SIZE = 25  # People a page.
STRUCTURES_SHOWN = 40
SUBJECT = "Pratiquer une compétence près de chez vous"


@pages.get("/reseaux/<int:network_id>/experience")
@allow(policy.coordinates_network)
def experience(network_id: int) -> Response:
    """Show what cannot be practised on a territory and, for one competence, who is concerned and where it can be."""
    with transaction() as session:
        shown = view(session, scope(network_id))
    return htmx.page("coordinator/experience.html", **shown)


def view(session: Session, followed: Scope) -> dict[str, Any]:
    """Return what the template shows."""
    names = comparing.competences(in_force(session))
    told = [one for one in occasions.statements(session, followed) if one.competence in names]
    asked = request.args.get("competence", "")
    opened = next((one for one in told if one.competence == asked), None)
    return {
        "summary": _summary(told),
        "statements": [_statement(one, names, followed) for one in told],
        "opened": _opened(session, followed, opened, names) if opened else None,
    }


def _summary(told: list[Statement]) -> str:
    """Say in one sentence what lacks the most."""
    if not told:
        return "Personne ne dit manquer d’occasions de pratiquer."
    most = told[0]
    cannot = plural_fr(most.blocked, "personne ne peut", "personnes ne peuvent")
    return f"{number_fr(most.blocked)} {cannot} pas pratiquer une même compétence là où elles travaillent."


def _statement(one: Statement, names: dict[str, CompetenceVersion], followed: Scope) -> dict[str, Any]:
    cannot = plural_fr(one.blocked, "personne ne peut pas pratiquer", "personnes ne peuvent pas pratiquer")
    where = (
        f"{count_fr(one.occasions, 'structure en donne', 'structures en donnent')} l’occasion sur votre territoire."
        if one.occasions
        else "Aucune structure de votre territoire n’en donne l’occasion, pour ce qui est montré."
    )
    return {
        "number": number_fr(one.blocked),
        "sentence": f"{cannot} « {names[one.competence].name} » dans leur structure. {where}",
        "href": url_for(
            "coordinator.experience",
            network_id=followed.network_id,
            competence=one.competence,
            _anchor="opened",
        ),
        "name": names[one.competence].name,
    }


def _opened(
    session: Session, followed: Scope, one: Statement, names: dict[str, CompetenceVersion]
) -> dict[str, Any]:
    """Return who is concerned by a competence, and where it can be practised; who is named is noted as read."""
    page = paging.page(one.blocked, SIZE, "personne", competence=one.competence)
    people = occasions.people_blocked(session, followed, one.competence, page.offset, SIZE)
    near = occasions.near(
        session, followed, one.competence, occasions.places_blocked(session, followed, one.competence)
    )
    reading.note(session, [each.adviser_id for each in people], actor().account_id, What.SKILLS)
    name = names[one.competence].name
    return {
        "name": name,
        "people": [_person(each, near, name) for each in people],
        "page": page,
        "structures": [_structure(each) for each in near.named[:STRUCTURES_SHOWN]],
        "more": max(0, len(near.named) - STRUCTURES_SHOWN),
        "elsewhere": _elsewhere(near),
    }


def _person(one: Blocked, near: Near, competence: str) -> dict[str, Any]:
    """Return somebody with the structures of their own département, and how to write to them."""
    close = [
        each.name for each in near.named if each.departement == one.departement and each.name != one.employer
    ]
    found = departement(one.departement)
    words = (
        f"Bonjour,\n\nVous avez indiqué que « {competence} » ne peut pas se pratiquer dans votre structure. "
    )
    return {
        "name": one.name,
        "employer": one.employer,
        "place": found.label if found else "",
        "near": ", ".join(close[:3]),
        "href": url_for("adviser.skills", adviser_id=one.adviser_id),
        "mail": f"mailto:{quote(one.email)}?{urlencode({'subject': SUBJECT, 'body': words}, quote_via=quote)}"
        if one.email
        else "",
    }


def _structure(one: Occasion) -> dict[str, Any]:
    found = departement(one.departement)
    where = ", ".join(words for words in (one.commune, found.label if found else "") if words)
    return {
        "name": one.name,
        "where": where,
        "people": count_fr(one.people, "personne le pratique", "personnes le pratiquent"),
    }


def _elsewhere(near: Near) -> list[str]:
    """Count, never name, the structures whose people the reader does not follow."""
    told = []
    for code, count in sorted(near.unnamed.items()):
        found = departement(code)
        told.append(
            f"{found.label if found else code} : {few_of(count, 'structure')} d’un autre réseau ou d’un autre territoire."
        )
    return told
