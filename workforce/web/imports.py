"""Importing a file in four named steps: Fichier, Colonnes, Vérification, Import."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from workforce import clock
from workforce.accounts import policy
from workforce.contracts.imports import actions, layouts, limits, listing
from workforce.contracts.imports.listing import ImportLine
from workforce.contracts.imports.rows import FileKind
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.web import htmx, import_lines, paging
from workforce.web.access import actor, allow
from workforce.web.import_lines import OUTCOMES
from workforce.wording import count_fr, date_fr, number_fr, plural_fr

pages = Blueprint("imports", __name__)

SIZE = 20  # Imports a page.
ROWS = 50  # Rows a page.
STEPS = ("Fichier", "Colonnes", "Vérification", "Import")
STEP_OF = {
    "uploaded": 3, "unmapped": 2, "analysed": 3, "refused": 1, "confirmed": 4, "applied": 4, "abandoned": 3,
}  # fmt: skip
KIND_LABELS = {
    "team": "Équipe de La Coop",
    "posts": "Postes de Mon inclusion numérique",
    "mediators": "Aidants et médiateurs de Mon inclusion numérique",
    "spreadsheet": "Votre propre fichier",
}
STATES = {  # State → (word, level).
    "uploaded": ("vérification en cours", "info"),
    "unmapped": ("colonnes à indiquer", "plan"),
    "analysed": ("à confirmer", "plan"),
    "confirmed": ("import en cours", "info"),
    "applied": ("importé", "calm"),
    "refused": ("refusé", "overdue"),
    "abandoned": ("abandonné", "info"),
}
TOO_BIG = (
    f"Ce fichier dépasse {limits.MAX_BYTES // 1024**2} Mo : retirez les feuilles et les images inutiles."
)
CHOOSE = "Choisissez un fichier .xlsx, .ods ou .csv."


@pages.get("/reseaux/<int:network_id>/imports", endpoint="listing")
@allow(policy.coordinates_network)
def listing_page(network_id: int) -> Response:
    """Show the form, and the files that came before."""
    return _listing(network_id, {"file": TOO_BIG} if request.args.get("refus") == "trop-lourd" else {}, 200)


@pages.post("/reseaux/<int:network_id>/imports")
@allow(policy.coordinates_network)
def upload(network_id: int) -> Response:
    """Keep a file that a worker will compare with what is known."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _listing(network_id, {"file": CHOOSE}, 422)
    try:
        with transaction() as session:
            one = actions.upload(session, network_id, actor().account_id, sent.filename, sent.read())
    except Refused as refused:
        return _listing(network_id, refused.errors, 422)
    return htmx.go_to("imports.show", import_id=one.id)


@pages.get("/imports/<int:import_id>")
@allow(policy.may_see_import)
def show(import_id: int) -> Response:
    """Show where a file is: compared, to confirm, being written, written."""
    return showing(import_id, {}, 200)


@pages.post("/imports/<int:import_id>/confirmation")
@allow(policy.may_see_import)
def confirm(import_id: int) -> Response:
    """Have a compared file written."""
    try:
        with transaction() as session:
            actions.confirm(session, import_id)
    except Refused as refused:
        return showing(import_id, refused.errors, 422)
    return htmx.go_to("imports.show", import_id=import_id)


@pages.post("/imports/<int:import_id>/abandon")
@allow(policy.may_see_import)
def abandon(import_id: int) -> Response:
    """Forget a file that was not confirmed."""
    try:
        with transaction() as session:
            actions.abandon(session, import_id)
            network_id = listing.one(session, import_id).network_id
    except Refused as refused:
        return showing(import_id, refused.errors, 422)
    flash("Import abandonné : rien n’a été écrit, le fichier est effacé.", "success")
    return htmx.go_to("imports.listing", network_id=network_id)


@pages.errorhandler(RequestEntityTooLarge)
def too_large(_: RequestEntityTooLarge) -> Response:
    """Bring back to the form somebody whose file is too big to be read at all; the form asks who they are."""
    network_id = (request.view_args or {}).get("network_id", 0)
    return htmx.go_to("imports.listing", network_id=network_id, refus="trop-lourd")


def _listing(network_id: int, errors: dict[str, str], status: int) -> Response:
    """Answer the list; who follows one département sees the files they sent themself."""
    whole = policy.departements_followed(actor(), network_id) is None
    sender = None if whole else actor().account_id
    with transaction() as session:
        page = paging.page(listing.count_of(session, network_id, sender), SIZE, "import")
        lines = listing.imports_of(session, network_id, sender, page.offset, SIZE)
    return htmx.page(
        "imports/list.html",
        status,
        imports=[_line(one) for one in lines],
        page=page,
        errors=errors,
        steps=steps(1),
        action=url_for("imports.upload", network_id=network_id),
        most=f"{limits.MAX_BYTES // 1024**2} Mo et {number_fr(limits.MAX_ROWS)} lignes",
    )


def _line(one: ImportLine) -> dict[str, Any]:
    word, level = ("en panne", "overdue") if one.stuck_at else STATES[one.state]
    return {
        "filename": one.filename,
        "href": url_for("imports.show", import_id=one.id),
        "kind": KIND_LABELS.get(one.kind, ""),
        "sender": one.sender or "ligne de commande",
        "made": date_fr(clock.paris_date(one.made_at)),
        "state": word,
        "level": level,
        "counts": _counted(one),
    }


def _counted(one: ImportLine) -> str:
    """Say the counts in one line: « 12 nouvelles, 3 changées »."""
    counts = [(one.counts.get(outcome, 0), words) for outcome, words in OUTCOMES.items()]
    return ", ".join(f"{number_fr(n)} {plural_fr(n, words[0], words[1])}" for n, words in counts if n)


def steps(current: int) -> list[dict[str, Any]]:
    """Return the named steps, those before the current one done."""
    return [
        {
            "number": number,
            "name": name,
            "state": "done" if number < current else "current" if number == current else "ahead",
        }
        for number, name in enumerate(STEPS, 1)
    ]


def showing(
    import_id: int, errors: dict[str, str], status: int, typed: Mapping[str, str] | None = None
) -> Response:
    """Answer an import: where it is and, once it is compared, its rows; one of them may be open, as it was typed."""
    with transaction() as session:
        one = listing.one(session, import_id)
        shown = import_lines.read(session, one)
        told = layouts.told(session, import_id) if one.kind == FileKind.SPREADSHEET else ""
    opened = import_lines.opened(one, shown, errors, typed or {})
    errors = errors if not opened else {}
    return htmx.page(
        "imports/show.html",
        status,
        errors=errors,
        row_form=opened,
        columns=told,
        **shown.context,
        **_shown(one),
    )


def _shown(one: ImportLine) -> dict[str, Any]:
    here = url_for("imports.show", import_id=one.id)
    writable = sum(one.counts.get(name, 0) for name in ("new", "changed"))
    return {
        "one": _line(one),
        "state": one.state,
        "is_stuck": one.stuck_at is not None,
        "is_working": one.state in ("uploaded", "confirmed") and one.stuck_at is None,
        "refusal": one.refusal,
        "stated": date_fr(one.stated_on),
        "steps": steps(STEP_OF[one.state] + (one.state == "applied")),
        "done": one.rows_done,
        "total": one.rows_total,
        "progress": f"{count_fr(one.rows_done, 'ligne')} sur {number_fr(one.rows_total)}",
        "tiles": [_tile(one, name) for name in OUTCOMES if name != "ignored" or one.counts.get(name)],
        "go": f"Importer {count_fr(writable, 'ligne')}" if writable else "Noter que rien n’a changé",
        "links": {
            "here": here,
            "list": url_for("imports.listing", network_id=one.network_id),
            "team": url_for("coordinator.team", network_id=one.network_id),
            "duplicates": url_for("duplicates.network", network_id=one.network_id),
            "confirm": url_for("imports.confirm", import_id=one.id),
            "abandon": url_for("imports.abandon", import_id=one.id),
            "columns": url_for("imports.mapping", import_id=one.id),
            "csv": url_for("imports.refused_rows", import_id=one.id, format="csv"),
            "xlsx": url_for("imports.refused_rows", import_id=one.id, format="xlsx"),
        },
    }


def _tile(one: ImportLine, outcome: str) -> dict[str, str]:
    number = one.counts.get(outcome, 0)
    singular, several, meaning = OUTCOMES[outcome]
    sentence = f"{plural_fr(number, 'ligne ' + singular, 'lignes ' + several)}."
    level = "urgent" if outcome == "refused" and number else ""
    return {"number": number_fr(number), "sentence": sentence, "level": level, "meaning": meaning}
