"""The notebook of evidence: noting what one did, choosing its competences, its files, and who reads it."""

from collections.abc import Callable
from contextlib import closing
from io import BytesIO

from flask import Blueprint, Response, abort, flash, request, send_file
from sqlmodel import Session
from werkzeug.exceptions import RequestEntityTooLarge

from workforce.accounts import policy
from workforce.advisers.models import What
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.skills.evidence import actions, attaching, reading
from workforce.skills.evidence.actions import EvidenceDraft
from workforce.skills.evidence.file_kinds import LARGEST, TOO_BIG
from workforce.skills.portfolio import sharing
from workforce.web import evidence_file, forms, htmx
from workforce.web.access import actor, allow
from workforce.web.person import note_reading, person

pages = Blueprint("evidence", __name__)
# A file of somebody's is never shown inside a page of ours, nor run by a browser.
FILE_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FILE_LOST = "Choisissez de nouveau votre fichier : un formulaire refusé ne peut pas le garder."
Act = Callable[[Session], None]


@pages.get("/conseillers/<int:adviser_id>/preuves")
@allow(policy.may_see_file)
def notebook(adviser_id: int) -> Response:
    """Show the evidence, and how far it goes."""
    errors = {"file": TOO_BIG} if request.args.get("refus") == "trop-lourd" else {}
    with transaction() as session:
        who = person(session, adviser_id)
        if not (who.is_owner or sharing.is_shown(session, adviser_id)):
            return htmx.page("evidence/withheld.html", person=who)
        note_reading(session, who, What.EVIDENCE)
        return htmx.page("evidence/notebook.html", **evidence_file.view(session, who, errors=errors))


@pages.post("/conseillers/<int:adviser_id>/preuves")
@allow(policy.owns_file)
def note(adviser_id: int) -> Response:
    """Note what somebody did; come back to it, with the competences that its words suggest."""
    try:
        with transaction() as session:
            evidence_id = actions.note(session, adviser_id, forms.read(EvidenceDraft))
            _attach(session, evidence_id)
    except Refused as refused:
        with transaction() as session:
            shown = evidence_file.view(
                session, person(session, adviser_id), errors=_with_file(refused.errors)
            )
        return htmx.page("evidence/notebook.html", 422, **shown)
    flash("C’est noté.", "success")
    return htmx.go_to("evidence.notebook", adviser_id=adviser_id, notee=evidence_id, _anchor="noted")


@pages.get("/preuves/<int:evidence_id>")
@allow(policy.owns_file)
def show(evidence_id: int) -> Response:
    """Show one evidence, to change it."""
    with transaction() as session:
        return htmx.page("evidence/edit.html", **evidence_file.one(session, evidence_id))


@pages.post("/preuves/<int:evidence_id>")
@allow(policy.owns_file)
def change(evidence_id: int) -> Response:
    """Change one evidence."""
    return _change(
        evidence_id,
        lambda session: actions.change(session, evidence_id, forms.read(EvidenceDraft)),
        "Vos changements sont notés.",
    )


@pages.post("/preuves/<int:evidence_id>/competences")
@allow(policy.owns_file)
def confirm(evidence_id: int) -> Response:
    """Say which competences an evidence shows."""
    codes = [forms.clean(code) for code in request.form.getlist("competences")]
    return _change(
        evidence_id,
        lambda session: actions.confirm(session, evidence_id, codes),
        "Les compétences sont notées.",
        in_list=True,
    )


@pages.post("/preuves/<int:evidence_id>/sans-public")
@allow(policy.owns_file)
def allow_words(evidence_id: int) -> Response:
    """Note that nobody who is helped is named."""
    done = "C’est noté : ces mots ne parlent pas d’une personne accompagnée."
    return _change(evidence_id, lambda session: actions.allow_words(session, evidence_id), done, in_list=True)


@pages.post("/preuves/<int:evidence_id>/retrait")
@allow(policy.owns_file)
def remove(evidence_id: int) -> Response:
    """Take an evidence away; the next page can give it back."""
    with transaction() as session:
        actions.remove(session, evidence_id)
        adviser_id = reading.one(session, evidence_id).adviser_id
    return htmx.go_to("evidence.notebook", adviser_id=adviser_id, retiree=evidence_id)


@pages.post("/preuves/<int:evidence_id>/retour")
@allow(policy.owns_file)
def put_back(evidence_id: int) -> Response:
    """Give an evidence back."""
    done = "La preuve est de retour dans votre carnet, avec ses fichiers."
    return _change(evidence_id, lambda session: actions.put_back(session, evidence_id), done, in_list=True)


@pages.post("/preuves/<int:evidence_id>/fichiers")
@allow(policy.owns_file)
def attach(evidence_id: int) -> Response:
    """Add a file to an evidence."""
    return _change(
        evidence_id, lambda session: _attach(session, evidence_id, required=True), "Le fichier est ajouté."
    )


@pages.get("/fichiers/<int:attachment_id>")
@allow(policy.may_see_file)
def attachment(attachment_id: int) -> Response:
    """Send a file to be saved, to its owner or to whom they show it."""
    with transaction() as session:
        who = person(session, reading.one(session, attaching.evidence_of(session, attachment_id)).adviser_id)
        found = attaching.content_of(session, attachment_id) if _may_read(session, who.id) else None
        if found is None:
            abort(404)
        note_reading(session, who, What.EVIDENCE)
    sent = send_file(BytesIO(found.content), found.media_type, as_attachment=True, download_name=found.name)
    sent.headers.update(FILE_HEADERS)
    return sent


@pages.post("/fichiers/<int:attachment_id>/retrait")
@allow(policy.owns_file)
def detach(attachment_id: int) -> Response:
    """Erase a file."""
    with transaction() as session:
        evidence_id = attaching.evidence_of(session, attachment_id)
        attaching.detach(session, attachment_id)
    flash("Le fichier est effacé.", "success")
    return htmx.go_to("evidence.show", evidence_id=evidence_id)


@pages.post("/conseillers/<int:adviser_id>/preuves/partage")
@allow(policy.owns_file)
def share(adviser_id: int) -> Response:
    """Show the evidence and the portfolio to the coordinators, or no longer."""
    shown = request.form.get("shown") == "1"
    with transaction() as session:
        sharing.show(session, adviser_id, shown)
    words = "lit" if shown else "ne lit plus"
    flash(f"Votre coordination {words} vos preuves et votre dossier.", "success")
    return htmx.go_to("evidence.notebook", adviser_id=adviser_id, _anchor="sharing")


@pages.errorhandler(RequestEntityTooLarge)
def too_large(_: RequestEntityTooLarge) -> Response:
    """Bring back to the notebook somebody whose file is too big to be read at all; the form asks who they are."""
    mine = actor().adviser_id
    return htmx.go_to("evidence.notebook", adviser_id=mine, refus="trop-lourd") if mine else abort(404)


def _change(evidence_id: int, act: Act, done: str, *, in_list: bool = False) -> Response:
    """Do one thing to an evidence; a mistake shows its page again, nothing lost."""
    try:
        with transaction() as session:
            act(session)
            adviser_id = reading.one(session, evidence_id).adviser_id
    except Refused as refused:
        with transaction() as session:
            shown = evidence_file.one(session, evidence_id, request.form, refused.errors)
        return htmx.page("evidence/edit.html", 422, **shown)
    flash(done, "success")
    if in_list:
        return htmx.go_to("evidence.notebook", adviser_id=adviser_id, _anchor=f"evidence-{evidence_id}")
    return htmx.go_to("evidence.show", evidence_id=evidence_id)


def _attach(session: Session, evidence_id: int, *, required: bool = False) -> None:
    sent = request.files.get("file")
    if sent and sent.filename:
        with closing(sent):
            attaching.attach(session, evidence_id, sent.filename, sent.read(LARGEST + 1))
    elif required:
        raise Refused({"file": "Choisissez un fichier."})


def _with_file(errors: dict[str, str]) -> dict[str, str]:
    """Say that a file that came with a refused form is to be chosen again."""
    sent = request.files.get("file")
    lost = {"file": FILE_LOST} if sent and sent.filename else {}
    return lost | errors


def _may_read(session: Session, adviser_id: int) -> bool:
    return actor().adviser_id == adviser_id or sharing.is_shown(session, adviser_id)
