"""A list of offers as a file: the search, the order and the offers that are seen, all pages, as far as a list counts."""

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from sqlmodel import Session

from workforce import clock
from workforce.accounts import policy
from workforce.advisers.models import What
from workforce.database import transaction
from workforce.offers import listing
from workforce.offers.listing import OfferLine
from workforce.offers.search import addressing, finding
from workforce.offers.search.asked_search import MOST
from workforce.spreadsheets import as_csv
from workforce.web import htmx
from workforce.web.access import actor, allow
from workforce.web.adviser import withheld
from workforce.web.offer_search import Reading
from workforce.web.person import Person, note_reading, person
from workforce.web.syndication import absolute

pages = Blueprint("offer_export", __name__)
COLUMNS = ("Offre", "Employeur", "Lieu", "Contrat", "Se ferme le", "Adresse")


@pages.get("/offres.csv")
@allow(policy.signed_in)
def everywhere() -> Response:
    """Send the search over all the published offers; an adviser's is their own list."""
    mine = actor().adviser_id
    if mine:
        named: Any = request.args.to_dict(flat=False)
        return htmx.see(url_for("offer_export.matches", adviser_id=mine, **named))
    with transaction() as session:
        return _answer(session, None)


@pages.get("/conseillers/<int:adviser_id>/offres.csv")
@allow(policy.may_see_file)
def matches(adviser_id: int) -> Response:
    """Send the list of an adviser's page."""
    with transaction() as session:
        who = person(session, adviser_id)
        if not who.sees_skills:
            return withheld(who, "Les offres")
        note_reading(session, who, What.OFFERS)
        return _answer(session, who)


def _answer(session: Session, who: Person | None) -> Response:
    asked = addressing.asked_of(request.args.getlist)
    search = Reading(asked, "", who).search()
    found = finding.find(session, search, MOST)
    if found.gave_up:
        flash("L’export n’a pas abouti à temps : réessayez dans un instant, ou ajoutez un filtre.", "error")
        named: Any = asked
        return htmx.go_to("offer_search.everywhere", **named)
    file = as_csv(COLUMNS, [_row(one) for one in listing.lines_of(session, found.ids)])
    response = Response(file.content, mimetype=file.media_type)
    name = f"offres-{clock.today().isoformat()}{file.ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _row(one: OfferLine) -> tuple[Any, ...]:
    return (
        one.title, one.employer, one.place, one.contract, one.closes_on,
        absolute(url_for("offers.show", offer_id=one.id)),
    )  # fmt: skip
