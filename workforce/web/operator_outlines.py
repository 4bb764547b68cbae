"""OPML on the operators' pages: a file comes in, is looked at, is followed or not; the sources leave as one."""

from typing import Any

from flask import Response, flash, request, url_for

from workforce import clock
from workforce.accounts import policy
from workforce.database import transaction
from workforce.offers.sources.outlines import actions, listing
from workforce.offers.sources.outlines.models import OutlineImport, OutlineLine
from workforce.refusals import Refused
from workforce.web import htmx, paging
from workforce.web.access import allow
from workforce.web.operator import pages
from workforce.web.operator_adding import me
from workforce.wording import count_fr, number_fr, plural_fr

PER_PAGE = 50
CHOOSE = "Choisissez un fichier .opml ou .xml."
OUTCOMES = {  # Outcome → (one, several, level).
    "new": ("nouveau flux", "nouveaux flux", "calm"),
    "known": ("flux déjà suivi", "flux déjà suivis", "info"),
    "repeated": ("ligne en double", "lignes en double", "info"),
    "refused": ("ligne refusée", "lignes refusées", "urgent"),
}
LABELS = {"new": "nouveau", "known": "déjà suivi", "repeated": "en double", "refused": "refusé"}


@pages.get("/exploitation/sources/ajouter/opml")
@allow(policy.is_operator)
def new_outlines() -> Response:
    """Show the form that takes an OPML file."""
    return _form(200, {"file": actions.TOO_BIG} if request.args.get("refus") == "trop-lourd" else {})


@pages.post("/exploitation/sources/opml")
@allow(policy.is_operator)
def send_outlines() -> Response:
    """Keep a file that a worker will read."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _form(422, {"file": CHOOSE})
    try:
        with transaction() as session:
            one = actions.send(session, me(), sent.filename, sent.read())
    except Refused as refused:
        return _form(422, refused.errors)
    return htmx.go_to("operator.outlines", outlines_id=one.id)


@pages.get("/exploitation/sources/opml/<int:outlines_id>")
@allow(policy.is_operator)
def outlines(outlines_id: int) -> Response:
    """Show what a file would bring, or brought."""
    return _showing(outlines_id)


@pages.post("/exploitation/sources/opml/<int:outlines_id>/suivre")
@allow(policy.is_operator)
def follow_outlines(outlines_id: int) -> Response:
    """Follow the new feeds of a file."""
    try:
        with transaction() as session:
            added = actions.follow(session, outlines_id, me())
    except Refused as refused:
        return _showing(outlines_id, 422, refused.errors)
    flash(f"{count_fr(added, 'source ajoutée', 'sources ajoutées')} : lues l’une après l’autre.", "success")
    return htmx.go_to("operator.outlines", outlines_id=outlines_id)


@pages.post("/exploitation/sources/opml/<int:outlines_id>/abandon")
@allow(policy.is_operator)
def abandon_outlines(outlines_id: int) -> Response:
    """Forget a file."""
    try:
        with transaction() as session:
            actions.abandon(session, outlines_id)
    except Refused as refused:
        return _showing(outlines_id, 422, refused.errors)
    flash("Fichier abandonné : aucun flux n’a été ajouté.", "success")
    return htmx.go_to("operator.feeds")


@pages.get("/exploitation/sources.opml")
@allow(policy.is_operator)
def export_outlines() -> Response:
    """Give every feed as an OPML file."""
    with transaction() as session:
        body = "".join(listing.as_outlines(session))
    response = Response(body, content_type="text/x-opml; charset=utf-8")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="sources-{clock.today().isoformat()}.opml"'
    )
    return response


def _form(status: int, errors: dict[str, str]) -> Response:
    most = f"{actions.LARGEST // 1024**2} Mo au plus"
    return htmx.page("operator/source_opml.html", status, errors=errors, most=most)


def _showing(outlines_id: int, status: int = 200, errors: dict[str, str] | None = None) -> Response:
    with transaction() as session:
        one = session.get_one(OutlineImport, outlines_id)
        counts = actions.counts(session, outlines_id)
        page = paging.page(sum(counts.values()), PER_PAGE, "ligne")
        lines = listing.lines(session, outlines_id, page.offset, PER_PAGE)
    return htmx.page(
        "operator/outlines.html",
        status,
        errors=errors or {},
        one=one,
        is_working=one.state == "sent" and one.stuck_at is None,
        is_stuck=one.stuck_at is not None,
        tiles=_tiles(counts),
        new=counts.get("new", 0),
        left_out=one.count - sum(counts.values()),
        go=f"Suivre {count_fr(counts.get('new', 0), 'nouveau flux', 'nouveaux flux')}",
        added=count_fr(one.added, "source ajoutée", "sources ajoutées"),
        lines=[_line(line) for line in lines],
        page=page,
        here=url_for("operator.outlines", outlines_id=outlines_id),
    )


def _tiles(counts: dict[str, int]) -> list[dict[str, str]]:
    return [
        {
            "number": number_fr(counts[name]),
            "sentence": f"{plural_fr(counts[name], singular, several)}.",
            "level": level if name == "refused" else "",
        }
        for name, (singular, several, level) in OUTCOMES.items()
        if counts.get(name)
    ]


def _line(line: OutlineLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "title": line.title or line.url or "Sans nom",
        "url": line.url,
        "headings": line.headings,
        "label": LABELS[line.outcome],
        "level": OUTCOMES[line.outcome][2],
        "reason": line.reason,
    }
