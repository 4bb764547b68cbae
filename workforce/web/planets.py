"""The three-planets boards: who waits for a bloc, who agrees, who can open it, and where the three meet."""

from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from sqlmodel import Session, col, select

from workforce import clock
from workforce.accounts import policy
from workforce.advisers.models import Adviser
from workforce.database import transaction
from workforce.employers.models import Employer
from workforce.offers.syndication.lines import FeedKind
from workforce.refusals import Refused
from workforce.settings import settings
from workforce.territories.departements import departements, neighbours
from workforce.trainings import boards
from workforce.trainings.planets import board, inviting, pledges
from workforce.trainings.planets.inviting import Inviter
from workforce.trainings.planets.terms import PledgeKind
from workforce.trainings.sessions.models import TrainingBody
from workforce.web import htmx, navigation, planet_board, planet_feed, planet_words
from workforce.web.access import actor, allow, place
from workforce.web.planet_board import Desk
from workforce.web.syndication import feed_response

pages = Blueprint("planets", __name__)
BOARDS = {
    "coordinator": "planets.network",
    "trainer": "planets.body",
    "employer": "planets.employer",
    "operator": "planets.everywhere",
}
ASKED = "L’invitation part : les personnes concernées la reçoivent dans un instant, chacune une fois."


@pages.get("/planetes")
@allow(policy.signed_in)
def door() -> Response:
    """Lead whoever follows a feed or a letter to the board that is theirs."""
    for grant in actor().grants:
        if grant.role in BOARDS:
            return htmx.go_to(BOARDS[grant.role], **navigation.arguments(grant), **request.args.to_dict())
    return htmx.see(navigation.home(actor()))


@pages.get("/planetes.<kind>")
@allow(policy.anyone)
def feed(kind: str) -> Response:
    """Answer the board to readers of feeds: counts of people under five are hidden."""
    if kind not in tuple(FeedKind):
        abort(404)
    with transaction() as session:
        lines = board.lines(session, list(departements()), clock.today(), is_discreet=True)
    return feed_response(kind, planet_feed.TITLE, planet_feed.lines(lines), page=url_for("planets.door"))


@pages.get("/reseaux/<int:network_id>/planetes")
@allow(policy.coordinates_network)
def network(network_id: int) -> Response:
    """Show a coordinator the board of the départements they follow."""
    with transaction() as session:
        return _page(session, of_network(session, network_id))


@pages.post("/reseaux/<int:network_id>/planetes/invitations")
@allow(policy.coordinates_network)
def invite_from_network(network_id: int) -> Response:
    """Invite people of the network, the employers and the bodies of its territory."""
    with transaction() as session:
        desk = of_network(session, network_id)
    name = f"{actor().name}, {place().name},"
    return _invite(Inviter(actor().account_id, name, network_id, frozenset(desk.choices)), desk)


@pages.get("/organismes/<int:body_id>/planetes")
@allow(policy.answers_for_body)
def body(body_id: int) -> Response:
    """Show a training body the board of its territories, and beyond."""
    with transaction() as session:
        return _page(session, of_body(session, body_id))


@pages.post("/organismes/<int:body_id>/planetes/invitations")
@allow(policy.answers_for_body)
def invite_from_body(body_id: int) -> Response:
    """Invite learners, employers and other bodies."""
    with transaction() as session:
        desk, name = of_body(session, body_id), session.get_one(TrainingBody, body_id).name
    return _invite(Inviter(actor().account_id, name), desk)


@pages.get("/structures/<int:employer_id>/planetes")
@allow(policy.answers_for_employer)
def employer(employer_id: int) -> Response:
    """Show an employer the board of its département."""
    with transaction() as session:
        return _page(session, of_employer(session, employer_id))


@pages.get("/exploitation/planetes")
@allow(policy.is_operator)
def everywhere() -> Response:
    """Show operators the whole board."""
    with transaction() as session:
        return _page(session, of_everywhere())


@pages.post("/exploitation/planetes/invitations")
@allow(policy.is_operator)
def invite_from_everywhere() -> Response:
    """Invite learners, employers and bodies."""
    by = Inviter(actor().account_id, f"L’équipe de {settings().product_name}")
    return _invite(by, of_everywhere())


def of_network(session: Session, network_id: int) -> Desk:
    """Return the desk of a coordinator: the départements of the people they follow."""
    bounds = policy.departements_followed(actor(), network_id)
    mine = select(Adviser.departement).where(Adviser.network_id == network_id, col(Adviser.departement) != "")
    codes = sorted({code for code in session.exec(mine.distinct()) if bounds is None or code in bounds})
    return Desk(
        "planets.network", {"network_id": network_id}, codes, codes, is_discreet=False,
        invite_endpoint="planets.invite_from_network", more={"title": "Sessions possibles sur votre territoire"},
    )  # fmt: skip


def of_body(session: Session, body_id: int) -> Desk:
    """Return the desk of a body: where it has sessions or says it can open, and next door; any other by choice."""
    said = pledges.pledges_of(session, PledgeKind.ABILITY, body_id)
    own = {*boards.territories_of(session, body_id), *(code for one in said for code in one.departements)}
    codes = {*own, *(near for code in own for near in neighbours(code))} or departements().keys()
    return Desk(
        "planets.body", {"body_id": body_id}, sorted(codes), departements().keys(),
        invite_endpoint="planets.invite_from_body", opening=url_for("trainer.new_session", body_id=body_id),
        more={"title": "Sessions possibles", **planet_words.of_body(body_id, said)},
    )  # fmt: skip


def of_employer(session: Session, employer_id: int) -> Desk:
    """Return the desk of an employer: its département."""
    here = session.get_one(Employer, employer_id).departement
    said = pledges.pledges_of(session, PledgeKind.WILL, employer_id)
    more = {"title": "Sessions possibles près de vous", **planet_words.of_employer(employer_id, said)}
    return Desk("planets.employer", {"employer_id": employer_id}, [here] if here else [], {here}, more=more)


def of_everywhere() -> Desk:
    """Return the desk of operators: every département."""
    codes = departements().keys()
    more = {"title": "Sessions possibles en France", "thresholds_href": url_for("planets.thresholds")}
    return Desk(
        "planets.everywhere", {}, list(codes), codes, is_discreet=False,
        invite_endpoint="planets.invite_from_everywhere", more=more,
    )  # fmt: skip


def _page(
    session: Session, desk: Desk, status: int = 200, errors: dict[str, str] | None = None, **more: Any
) -> Response:
    """Answer a board."""
    invite = url_for(desk.invite_endpoint, **desk.arguments) if desk.invite_endpoint else ""
    shown = (
        EMPTY | planet_board.view(session, desk) | {"invite_action": invite, "errors": errors or {}} | more
    )
    return htmx.page("planets/board.html", status, **shown)


def again(desk_of: Any, owner_id: int, errors: dict[str, str], **more: Any) -> Response:
    """Answer a board with a form sent back, its mistakes beside their fields."""
    with transaction() as session:
        return _page(session, desk_of(session, owner_id), 422, errors, **more)


def _invite(by: Inviter, desk: Desk) -> Response:
    """Ask for an invitation; a refusal is said at the top of the board."""
    sent = request.form
    bloc = int(sent.get("bloc", "0")) if sent.get("bloc", "").isdecimal() else 0
    near = sent.get("with_neighbours") == "1"
    try:
        with transaction() as session:
            audience = sent.get("audience", "")
            inviting.invite(session, by, sent.get("departement", ""), bloc, audience, with_neighbours=near)
    except Refused as refused:
        with transaction() as session:
            return _page(session, desk, 422, refused.errors)
    flash(ASKED, "success")
    return htmx.see(desk.address())


# What only some readers of the board have.
EMPTY: dict[str, Any] = {
    "modes": planet_words.MODES,
    "thresholds_href": "",
    "form": "",
    "said": [],
    "typed": {},
    "say_action": "",
    "home": None,
}
