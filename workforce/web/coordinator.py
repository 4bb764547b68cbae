"""The coordinator's pages: who leaves soon, the team, the dates to settle, the invitations."""

from flask import Blueprint, Response, flash, request

from workforce import clock
from workforce.accounts import policy
from workforce.advisers import inviting
from workforce.contracts.followed import Scope
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.skills.shown import people_lacking
from workforce.trainings.territory import people_with_one_in_view
from workforce.web import (
    coordinator_conflicts,
    coordinator_endings,
    coordinator_home,
    coordinator_questions,
    coordinator_team,
    htmx,
    team_export,
)
from workforce.web.access import actor, allow

pages = Blueprint("coordinator", __name__)

BLOCS = (1, 2, 3)


@pages.get("/reseaux/<int:network_id>")
@allow(policy.coordinates_network)
def home(network_id: int) -> Response:
    """Show who leaves soon, who has nothing in view, whom to call."""
    asked = coordinator_endings.asked_of(request.args)
    with transaction() as session:
        shown = coordinator_home.view(session, scope(network_id), asked)
    return htmx.page("coordinator/home.html", **shown)


@pages.get("/reseaux/<int:network_id>/equipe")
@allow(policy.coordinates_network)
def team(network_id: int) -> Response:
    """List the team, narrowed and sorted as the address says."""
    with transaction() as session:
        shown = coordinator_team.view(session, scope(network_id))
    return htmx.page("coordinator/team.html", **shown)


@pages.get("/reseaux/<int:network_id>/equipe.csv")
@allow(policy.coordinates_network)
def team_csv(network_id: int) -> Response:
    """Send the list that is seen, all its pages, as CSV."""
    with transaction() as session:
        return team_export.answer(session, scope(network_id), "csv")


@pages.get("/reseaux/<int:network_id>/equipe.xlsx")
@allow(policy.coordinates_network)
def team_xlsx(network_id: int) -> Response:
    """Send the list that is seen, all its pages, as a workbook."""
    with transaction() as session:
        return team_export.answer(session, scope(network_id), "xlsx")


@pages.get("/reseaux/<int:network_id>/contradictions")
@allow(policy.coordinates_network)
def conflicts(network_id: int) -> Response:
    """List the dates that sources do not agree on."""
    with transaction() as session:
        shown = coordinator_conflicts.view(session, scope(network_id))
    return htmx.page("coordinator/conflicts.html", **shown)


@pages.get("/reseaux/<int:network_id>/questions")
@allow(policy.coordinates_network)
def questions(network_id: int) -> Response:
    """List the questions that nobody else has answered."""
    with transaction() as session:
        shown = coordinator_questions.view(session, scope(network_id))
    return htmx.page("coordinator/questions.html", **shown)


@pages.post("/conseillers/<int:adviser_id>/invitation")
@allow(policy.coordinates)
def invite(adviser_id: int) -> Response:
    """Invite an adviser to open their file; come back to the same list."""
    try:
        with transaction() as session:
            name, network_id = inviting.invite(session, adviser_id, actor().account_id)
        flash(f"Invitation envoyée à {name}.", "success")
    except Refused as refused:
        flash(refused.errors[""], "error")
        with transaction() as session:
            network_id = inviting.network_of(session, adviser_id)
    return htmx.go_to("coordinator.team", network_id=network_id, **request.args.to_dict(flat=False))


def scope(network_id: int) -> Scope:
    """Return what the reader of this request follows of a network."""
    today = clock.today()
    bounds = policy.departements_followed(actor(), network_id)
    lacking = {number: people_lacking(number) for number in BLOCS}
    return Scope(network_id, today, bounds, people_with_one_in_view(today), lacking)
