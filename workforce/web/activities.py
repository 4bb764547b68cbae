"""Exports of activities on an adviser's own page: sent, described once, taken as evidence one by one or all."""

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from sqlmodel import Session

from workforce.accounts import policy
from workforce.database import transaction
from workforce.experience import activities, activity_columns, activity_rows, proposals
from workforce.experience.activity_columns import TARGETS
from workforce.experience.models import ActivityFile
from workforce.experience.proposals import ProposalLine
from workforce.refusals import Refused
from workforce.skills.referential import CompetenceVersion
from workforce.web import evidence_file, htmx, paging
from workforce.web.access import allow
from workforce.web.column_choice import Choice, chosen
from workforce.web.person import person
from workforce.wording import count_fr, list_fr, moment_fr, number_fr, plural_fr

pages = Blueprint("activities", __name__)
SIZE = 25  # Proposals a page.
STATES = {
    "uploaded": ("lecture en cours", "info"),
    "unmapped": ("colonnes à indiquer", "plan"),
    "read": ("lu", "calm"),
    "refused": ("refusé", "overdue"),
}
CHOOSE = "Choisissez un fichier .xlsx, .ods ou .csv."
NOBODY = "Cochez au moins une proposition."


@pages.get("/conseillers/<int:adviser_id>/activites")
@allow(policy.owns_file)
def listing(adviser_id: int) -> Response:
    """Show the files sent and what they propose."""
    return _listing(adviser_id, {}, 200)


@pages.post("/conseillers/<int:adviser_id>/activites")
@allow(policy.owns_file)
def upload(adviser_id: int) -> Response:
    """Keep an export that a worker will read."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _listing(adviser_id, {"file": CHOOSE}, 422)
    try:
        with transaction() as session:
            activities.upload(session, adviser_id, sent.filename, sent.read())
    except Refused as refused:
        return _listing(adviser_id, refused.errors, 422)
    flash("Fichier reçu : il est lu en arrière-plan, vous pouvez quitter cette page.", "success")
    return htmx.go_to("activities.listing", adviser_id=adviser_id)


@pages.post("/conseillers/<int:adviser_id>/activites/propositions")
@allow(policy.owns_file)
def decide(adviser_id: int) -> Response:
    """Take proposals as evidence, or set them aside."""
    act, ids = request.form.get("act", ""), _ids()
    try:
        with transaction() as session:
            done = _decided(session, adviser_id, act, ids)
    except Refused as refused:
        return _listing(adviser_id, refused.errors, 422)
    flash(done, "success")
    return htmx.go_to(
        "activities.listing", adviser_id=adviser_id, etat=_state_asked().get("etat"), _anchor="proposals"
    )


@pages.get("/activites/<int:activity_file_id>/colonnes")
@allow(policy.owns_file)
def mapping(activity_file_id: int) -> Response:
    """Show the columns of an export, and what they seem to hold."""
    return _mapping(activity_file_id, {}, 200)


@pages.post("/activites/<int:activity_file_id>/colonnes")
@allow(policy.owns_file)
def describe(activity_file_id: int) -> Response:
    """Have an export read by the columns that the person chose."""
    try:
        with transaction() as session:
            activities.describe(session, activity_file_id, chosen(TARGETS))
            adviser_id = session.get_one(ActivityFile, activity_file_id).adviser_id
    except Refused as refused:
        return _mapping(activity_file_id, refused.errors, 422)
    return htmx.go_to("activities.listing", adviser_id=adviser_id)


def _decided(session: Session, adviser_id: int, act: str, ids: list[int]) -> str:
    """Do what was pressed; return it in words. Raises Refused."""
    if act in ("accept", "aside") and not ids:
        raise Refused({"": NOBODY})
    chosen = None if act in ("accept-all", "aside-all") else ids
    if act.startswith("aside"):
        count = proposals.set_aside(session, adviser_id, chosen)
        return f"{count_fr(count, 'proposition mise de côté', 'propositions mises de côté')}."
    wanted = _competences(session, adviser_id) if request.form.get("with_competences") else []
    count = proposals.accept(session, adviser_id, chosen, wanted)
    return f"{count_fr(count, 'preuve ajoutée', 'preuves ajoutées')} à votre carnet."


def _competences(session: Session, adviser_id: int) -> list[CompetenceVersion]:
    return evidence_file.known(session, adviser_id).competences


def _ids() -> list[int]:
    typed = request.form.getlist("proposal")[:SIZE]
    return [int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 10]


def _state_asked() -> dict[str, str]:
    return {"etat": "cote"} if request.values.get("etat") == "cote" else {}


def _listing(adviser_id: int, errors: dict[str, str], status: int) -> Response:
    state = "set_aside" if _state_asked() else "waiting"
    with transaction() as session:
        who, known = person(session, adviser_id), _competences(session, adviser_id)
        counted = proposals.counts(session, adviser_id)
        page = paging.page(counted.get(state, 0), SIZE, "proposition", etat=_state_asked().get("etat"))
        lines = proposals.waiting(session, adviser_id, state, page.offset, SIZE)
        files = [_file(row) for row in proposals.files_of(session, adviser_id)]
    return htmx.page(
        "experience/activities.html",
        status,
        person=who,
        errors=errors,
        files=files,
        is_working=any(one["is_working"] for one in files),
        lines=[_line(one, known) for one in lines],
        page=page,
        is_aside=state == "set_aside",
        counts=counted,
        summary=_summary(counted),
        here=url_for("activities.listing", adviser_id=adviser_id, etat=_state_asked().get("etat")),
    )


def _summary(counted: dict[str, int]) -> str:
    """Say in one sentence what waits."""
    count = counted.get("waiting", 0)
    if not count:
        return "Reprendre un export d’activités"
    waits = plural_fr(count, "proposition attend votre choix", "propositions attendent votre choix")
    return f"{number_fr(count)} {waits}."


def _file(row: Any) -> dict[str, Any]:
    word, level = ("en panne", "overdue") if row.stuck_at else STATES[row.state]
    return {
        "name": row.filename,
        "made": moment_fr(row.made_at),
        "state": word,
        "level": level,
        "is_working": row.state == "uploaded" and not row.stuck_at,
        "refusal": row.refusal,
        "told": _told(row.counts),
        "href": url_for("activities.mapping", activity_file_id=row.id) if row.state == "unmapped" else "",
    }


def _told(counted: dict[str, int]) -> str:
    """Say what came of a file."""
    if not counted:
        return ""
    rows = count_fr(counted["rows"], "ligne lue", "lignes lues")
    new = count_fr(counted["new"], "proposition nouvelle", "propositions nouvelles")
    known = f", {count_fr(counted['known'], 'déjà connue', 'déjà connues')}" if counted["known"] else ""
    left = activity_rows.left_out_words(counted)
    return f"{rows}, {new}{known}. " + (f"Laissées de côté : {list_fr(left)}." if left else "")


def _line(one: ProposalLine, known: list[CompetenceVersion]) -> dict[str, Any]:
    return {
        "id": one.id,
        "sentence": activity_rows.sentence(one.proposal),
        "days": activity_rows.days_words(one.proposal),
        "suggested": [f"{each.competence.name}, {each.reason}" for each in one.suggested(known)],
    }


def _mapping(file_id: int, errors: dict[str, str], status: int) -> Response:
    """Answer the columns of a file, or the list where there is nothing to choose (any more)."""
    with transaction() as session:
        one = session.get_one(ActivityFile, file_id)
        who = person(session, one.adviser_id)
    if one.state != "unmapped":
        for sentence in errors.values():
            flash(sentence, "error")
        return htmx.go_to("activities.listing", adviser_id=one.adviser_id)
    choice = Choice(one.preview, one.header_line, TARGETS, activity_columns.proposed, {})
    return htmx.page(
        "experience/mapping.html",
        status,
        person=who,
        filename=one.filename,
        here=url_for("activities.describe", activity_file_id=file_id),
        **choice.context(errors),
    )
