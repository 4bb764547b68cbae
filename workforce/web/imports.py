"""Importing a file in three named steps: Fichier, Vérification, Import."""

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from workforce import clock
from workforce.accounts import policy
from workforce.contracts.imports import actions, limits, listing
from workforce.contracts.imports.listing import ImportLine
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.web import htmx, paging
from workforce.web.access import actor, allow
from workforce.wording import count_fr, date_fr, number_fr, plural_fr

pages = Blueprint("imports", __name__)

SIZE = 20  # Imports a page.
ROWS = 50  # Rows a page.
STEPS = ("Fichier", "Vérification", "Import")
STEP_OF = {"uploaded": 2, "analysed": 2, "refused": 1, "confirmed": 3, "applied": 3, "abandoned": 2}
KIND_LABELS = {"team": "Équipe de La Coop", "posts": "Postes de Mon inclusion numérique"}
STATES = {  # State → (word, level).
    "uploaded": ("vérification en cours", "info"),
    "analysed": ("à confirmer", "plan"),
    "confirmed": ("import en cours", "info"),
    "applied": ("importé", "calm"),
    "refused": ("refusé", "overdue"),
    "abandoned": ("abandonné", "info"),
}
OUTCOMES = {  # Outcome → (word for one, for several, what it means).
    "refused": ("refusée", "refusées", "Ces lignes ne seront pas écrites ; les autres, si."),
    "new": ("nouvelle", "nouvelles", "Une personne, un contrat ou un poste que Passerelle ne connaît pas."),
    "changed": ("changée", "changées", "Connue, avec au moins une différence."),
    "unchanged": ("inchangée", "inchangées", "Déjà connue, à l’identique."),
}
TOO_BIG = (
    f"Ce fichier dépasse {limits.MAX_BYTES // 1024**2} Mo : retirez les feuilles et les images inutiles."
)
CHOOSE = "Choisissez un fichier .xlsx ou .csv."


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
    return _show(import_id, {}, 200)


@pages.post("/imports/<int:import_id>/confirmation")
@allow(policy.may_see_import)
def confirm(import_id: int) -> Response:
    """Have a compared file written."""
    try:
        with transaction() as session:
            actions.confirm(session, import_id)
    except Refused as refused:
        return _show(import_id, refused.errors, 422)
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
        return _show(import_id, refused.errors, 422)
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
        steps=_steps(1),
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


def _steps(current: int) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "name": name,
            "state": "done" if number < current else "current" if number == current else "ahead",
        }
        for number, name in enumerate(STEPS, 1)
    ]


def _show(import_id: int, errors: dict[str, str], status: int) -> Response:
    with transaction() as session:
        one = listing.one(session, import_id)
        outcome = _outcome(one)
        page = paging.page(one.counts.get(outcome, 0), ROWS, "ligne", voir=outcome)
        rows = listing.rows_of(session, import_id, outcome, page.offset, ROWS)
    return htmx.page("imports/show.html", status, errors=errors, rows=rows, page=page, **_shown(one, outcome))


def _outcome(one: ImportLine) -> str:
    """Return which rows are shown: those asked for, else the first kind there is, refusals first."""
    asked = request.args.get("voir", "")
    if asked in OUTCOMES and one.counts.get(asked):
        return asked
    return next((outcome for outcome in OUTCOMES if one.counts.get(outcome)), "new")


def _shown(one: ImportLine, outcome: str) -> dict[str, Any]:
    here = url_for("imports.show", import_id=one.id)
    writable = sum(one.counts.get(name, 0) for name in ("new", "changed"))
    return {
        "one": _line(one),
        "state": one.state,
        "is_stuck": one.stuck_at is not None,
        "is_working": one.state in ("uploaded", "confirmed") and one.stuck_at is None,
        "refusal": one.refusal,
        "stated": date_fr(one.stated_on),
        "steps": _steps(STEP_OF[one.state] + (one.state == "applied")),
        "done": one.rows_done,
        "total": one.rows_total,
        "progress": f"{count_fr(one.rows_done, 'ligne')} sur {number_fr(one.rows_total)}",
        "tiles": [_tile(one, name) for name in OUTCOMES],
        "tabs": [_tab(one, name, here, outcome) for name in OUTCOMES if one.counts.get(name)],
        "meaning": OUTCOMES[outcome][2],
        "go": f"Importer {count_fr(writable, 'ligne')}" if writable else "Noter que rien n’a changé",
        "links": {
            "here": here,
            "list": url_for("imports.listing", network_id=one.network_id),
            "team": url_for("coordinator.team", network_id=one.network_id),
            "duplicates": url_for("duplicates.network", network_id=one.network_id),
            "confirm": url_for("imports.confirm", import_id=one.id),
            "abandon": url_for("imports.abandon", import_id=one.id),
        },
    }


def _tile(one: ImportLine, outcome: str) -> dict[str, str]:
    number = one.counts.get(outcome, 0)
    singular, several, meaning = OUTCOMES[outcome]
    sentence = f"{plural_fr(number, 'ligne ' + singular, 'lignes ' + several)}."
    level = "urgent" if outcome == "refused" and number else ""
    return {"number": number_fr(number), "sentence": sentence, "level": level, "meaning": meaning}


def _tab(one: ImportLine, outcome: str, here: str, current: str) -> tuple[str, str, bool]:
    label = f"{OUTCOMES[outcome][1].capitalize()} ({number_fr(one.counts[outcome])})"
    return label, f"{here}?voir={outcome}", outcome == current
