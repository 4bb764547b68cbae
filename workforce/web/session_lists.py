"""Lists of sessions of a training body: a file is sent, described once, looked at, then written in one go."""

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from sqlmodel import Session

from workforce.accounts import policy
from workforce.contracts.imports import limits
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.trainings.lists import columns, feeds, files
from workforce.trainings.lists.models import SessionFeed, SessionFile
from workforce.trainings.sessions.models import TrainingBody
from workforce.web import htmx, paging, session_list_lines
from workforce.web.access import actor, allow
from workforce.web.column_choice import Choice, chosen
from workforce.wording import count_fr, moment_fr

pages = Blueprint("session_lists", __name__)

SIZE = 50  # Rows a page.
STATES = {  # State → (word, level).
    "uploaded": ("lecture en cours", "info"),
    "unmapped": ("colonnes à indiquer", "plan"),
    "compared": ("à confirmer", "plan"),
    "confirmed": ("écriture en cours", "info"),
    "applied": ("importé", "calm"),
    "abandoned": ("abandonné", "info"),
    "refused": ("refusé", "overdue"),
}
CHOOSE = "Choisissez un fichier .xlsx, .ods ou .csv."


@pages.get("/organismes/<int:body_id>/listes")
@allow(policy.may_run_body)
def listing(body_id: int) -> Response:
    """Show the form, and the files that came before."""
    return _listing(body_id, {}, 200)


@pages.post("/organismes/<int:body_id>/listes")
@allow(policy.may_run_body)
def upload(body_id: int) -> Response:
    """Keep a file that a worker will read."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _listing(body_id, {"file": CHOOSE}, 422)
    try:
        with transaction() as session:
            file_id = files.upload(session, body_id, actor().account_id, sent.filename, sent.read())
    except Refused as refused:
        return _listing(body_id, refused.errors, 422)
    return htmx.go_to("session_lists.show", session_file_id=file_id)


@pages.get("/listes-de-sessions/<int:session_file_id>")
@allow(policy.may_run_body)
def show(session_file_id: int) -> Response:
    """Show what a file would do, row by row."""
    return _showing(session_file_id, {}, 200)


@pages.get("/listes-de-sessions/<int:session_file_id>/colonnes")
@allow(policy.may_run_body)
def mapping(session_file_id: int) -> Response:
    """Show the columns of a file, and what they seem to hold."""
    return _mapping(session_file_id, {}, 200)


@pages.post("/listes-de-sessions/<int:session_file_id>/colonnes")
@allow(policy.may_run_body)
def describe(session_file_id: int) -> Response:
    """Have a file read by the columns that the person chose."""
    try:
        with transaction() as session:
            files.describe(session, session_file_id, chosen(columns.TARGETS))
    except Refused as refused:
        return _mapping(session_file_id, refused.errors, 422)
    return htmx.go_to("session_lists.show", session_file_id=session_file_id)


@pages.post("/listes-de-sessions/<int:session_file_id>/confirmation")
@allow(policy.may_run_body)
def confirm(session_file_id: int) -> Response:
    """Have a compared file written."""
    try:
        with transaction() as session:
            files.confirm(session, session_file_id)
    except Refused as refused:
        return _showing(session_file_id, refused.errors, 422)
    return htmx.go_to("session_lists.show", session_file_id=session_file_id)


@pages.post("/listes-de-sessions/<int:session_file_id>/abandon")
@allow(policy.may_run_body)
def abandon(session_file_id: int) -> Response:
    """Forget a file that was not written."""
    try:
        with transaction() as session:
            body_id = files.abandon(session, session_file_id)
    except Refused as refused:
        return _showing(session_file_id, refused.errors, 422)
    flash("Liste abandonnée : rien n’a été écrit, le fichier est effacé.", "success")
    return htmx.go_to("session_lists.listing", body_id=body_id)


@pages.post("/organismes/<int:body_id>/listes/adresses")
@allow(policy.is_operator)
def follow(body_id: int) -> Response:
    """Have a list read at its address."""
    try:
        with transaction() as session:
            feeds.follow(session, body_id, actor().account_id, request.form.get("address", ""))
    except Refused as refused:
        return _listing(body_id, refused.errors, 422)
    flash("Adresse ajoutée : elle est lue dans la minute, puis quatre fois par jour.", "success")
    return htmx.go_to("session_lists.listing", body_id=body_id)


@pages.post("/listes-de-sessions/adresses/<int:session_feed_id>/relecture")
@allow(policy.is_operator)
def read_again(session_feed_id: int) -> Response:
    """Have a list read now."""
    with transaction() as session:
        feeds.read_again(session, session_feed_id)
        body_id = session.get_one(SessionFeed, session_feed_id).body_id
    flash("La liste est relue dans la minute.", "success")
    return htmx.go_to("session_lists.listing", body_id=body_id)


@pages.post("/listes-de-sessions/adresses/<int:session_feed_id>/arret")
@allow(policy.is_operator)
def stop(session_feed_id: int) -> Response:
    """Stop reading a list at its address."""
    with transaction() as session:
        body_id = feeds.stop(session, session_feed_id)
    flash("Cette adresse n’est plus lue ; ses sessions restent annoncées.", "success")
    return htmx.go_to("session_lists.listing", body_id=body_id)


def _listing(body_id: int, errors: dict[str, str], status: int) -> Response:
    with transaction() as session:
        name = session.get_one(TrainingBody, body_id).name
        sent = [_file(row) for row in files.files_of(session, body_id)]
        followed = [session_list_lines.feed(row) for row in feeds.of_body(session, body_id)]
    return htmx.page(
        "session_lists/list.html",
        status,
        body=name,
        files=sent,
        feeds=followed,
        is_operator="operator" in actor().roles(),
        typed=request.form.get("address", ""),
        errors=errors,
        most=f"{limits.MAX_BYTES // 1024**2} Mo et {count_fr(files.MOST_ROWS, 'session')}",
        titles=[target.label for target in columns.TARGETS if target.required],
        links={
            "home": url_for("trainer.home", body_id=body_id),
            "upload": url_for("session_lists.upload", body_id=body_id),
            "follow": url_for("session_lists.follow", body_id=body_id),
        },
    )


def _file(row: Any) -> dict[str, Any]:
    word, level = ("en panne", "overdue") if row.stuck_at else STATES[row.state]
    return {
        "name": row.filename,
        "href": url_for("session_lists.show", session_file_id=row.id),
        "made": moment_fr(row.made_at),
        "state": word,
        "level": level,
        "told": row.refusal or session_list_lines.counted(row.counts),
    }


def _showing(file_id: int, errors: dict[str, str], status: int) -> Response:
    with transaction() as session:
        one = session.get_one(SessionFile, file_id)
        name = session.get_one(TrainingBody, one.body_id).name
        lines = _lines(session, one)
    word, _ = STATES[one.state]
    here = url_for("session_lists.show", session_file_id=file_id)
    return htmx.page(
        "session_lists/show.html",
        status,
        filename=one.filename,
        body=name,
        state=one.state,
        state_word=word,
        is_stuck=one.stuck_at is not None,
        is_working=one.state in ("uploaded", "confirmed") and one.stuck_at is None,
        refusal=one.refusal,
        counted=session_list_lines.counted(one.counts),
        errors=errors,
        links={
            "here": here,
            "list": url_for("session_lists.listing", body_id=one.body_id),
            "home": url_for("trainer.home", body_id=one.body_id),
            "columns": url_for("session_lists.mapping", session_file_id=file_id),
            "confirm": url_for("session_lists.confirm", session_file_id=file_id),
            "abandon": url_for("session_lists.abandon", session_file_id=file_id),
        },
        **lines,
    )


def _lines(session: Session, one: SessionFile) -> dict[str, Any]:
    """Return a page of the rows, those that are set aside first; the rows of a written file are those set aside."""
    is_shown = one.state in ("compared", "confirmed", "applied")
    found = session_list_lines.in_order(files.compared(session, one)) if is_shown else []
    page = paging.page(len(found), SIZE, "ligne")
    shown = session_list_lines.lines(session, found[page.offset : page.offset + SIZE])
    return {"lines": shown, "page": page, **session_list_lines.told(found)}


def _mapping(file_id: int, errors: dict[str, str], status: int) -> Response:
    """Answer the columns of a file, or the file where there is nothing to choose (any more)."""
    with transaction() as session:
        one = session.get_one(SessionFile, file_id)
    if one.state not in ("unmapped", "compared"):
        for sentence in errors.values():
            flash(sentence, "error")
        return htmx.go_to("session_lists.show", session_file_id=file_id)
    choice = Choice(one.preview, one.header_line, columns.TARGETS, columns.proposed, one.places)
    return htmx.page(
        "session_lists/mapping.html",
        status,
        filename=one.filename,
        back=url_for("session_lists.show", session_file_id=file_id),
        here=url_for("session_lists.describe", session_file_id=file_id),
        **choice.context(errors),
    )
