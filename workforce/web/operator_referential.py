"""The referential on the operators' screen: read, changed in two steps, sent out and in as one file, with its history."""

import json
from contextlib import closing
from datetime import date
from typing import Any

from flask import Response, abort, flash, request, url_for
from sqlmodel import Session

from workforce import clock
from workforce.accounts import policy
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.skills.closing import closes_on, finish_by
from workforce.skills.referential import TO_COMPLETE, TO_CONFIRM, Referential, TitleVersion
from workforce.skills.titles import document as documents
from workforce.skills.titles import versions
from workforce.skills.titles.in_force import in_force
from workforce.skills.titles.versions import Document, Line, Preview
from workforce.trainings import boards
from workforce.web import forms, htmx, referential_forms
from workforce.web.access import actor, allow
from workforce.web.operator import pages
from workforce.wording import count_fr, date_fr, moment_fr

ORIGINS = {
    "shipped": "livrée avec Passerelle",
    "screen": "à l’écran",
    "file": "par un fichier",
    "former": "une ancienne version reprise",
}
CHOOSE = "Choisissez un fichier .json."
TOO_BIG = f"Ce fichier dépasse {documents.LARGEST // 1024} Ko : ce n’est pas un référentiel."
LOST = "Ces changements n’ont pas pu être relus : recommencez depuis le référentiel."


@pages.get("/exploitation/referentiel")
@allow(policy.is_operator)
def referential() -> Response:
    """Show the titles, their blocs and equivalences, and the versions."""
    return _overview({}, 200)


@pages.get("/exploitation/referentiel.json")
@allow(policy.is_operator)
def export_referential() -> Response:
    """Send the referential in force as one file."""
    with transaction() as session:
        whole, number = versions.document_in_force(session), versions.number_of_last(session)
    sent = Response(documents.written(whole), content_type="application/json")
    sent.headers.set("Content-Disposition", "attachment", filename=f"referentiel-v{number}.json")
    return sent


@pages.get("/exploitation/referentiel/titre")
@allow(policy.is_operator)
def edit_title() -> Response:
    """Show the form of the title that the address names; without a name, of one that comes after the others."""
    code = request.args.get("code", "")
    with transaction() as session:
        if code and code not in in_force(session).by_title:
            abort(404)
        return _title_form(session, code, {}, 200)


@pages.post("/exploitation/referentiel/titres")
@allow(policy.is_operator)
def check_title() -> Response:
    """Show what a title as it was typed would change."""
    code = request.form.get("former", "")
    try:
        with transaction() as session:
            changed = referential_forms.with_title_typed(versions.document_in_force(session))
            return _checked(versions.preview(session, changed), "screen")
    except Refused as refused:
        with transaction() as session:
            return _title_form(session, code, refused.errors, 422)


@pages.post("/exploitation/referentiel/equivalences")
@allow(policy.is_operator)
def check_equivalences() -> Response:
    """Show what other equivalences would change."""
    try:
        with transaction() as session:
            changed = referential_forms.with_equivalences_typed(versions.document_in_force(session))
            return _checked(versions.preview(session, changed), "screen")
    except Refused as refused:
        return _overview(refused.errors, 422)


@pages.post("/exploitation/referentiel/fichier")
@allow(policy.is_operator)
def check_file() -> Response:
    """Show what a file would change."""
    try:
        found = _sent_document()
        with transaction() as session:
            return _checked(versions.preview(session, found), "file")
    except Refused as refused:
        return _overview({"file": "\n".join(refused.errors.values())}, 422)


@pages.get("/exploitation/referentiel/versions/<int:version_number>")
@allow(policy.is_operator)
def referential_version(version_number: int) -> Response:
    """Show what a version changed."""
    with transaction() as session:
        line = next((one for one in versions.listing(session, 1000) if one.number == version_number), None)
        if line is None:
            abort(404)
        told = versions.changes_of(session, version_number)
        is_last = version_number == versions.number_of_last(session)
    return htmx.page(
        "operator/referential_version.html", version=_version(line), changes=told, is_last=is_last
    )


@pages.post("/exploitation/referentiel/versions/<int:version_number>/reprise")
@allow(policy.is_operator)
def check_version(version_number: int) -> Response:
    """Show what coming back to a version would change."""
    try:
        with transaction() as session:
            found = versions.document_of(session, version_number)
            if found is None:
                abort(404)
            return _checked(
                versions.preview(session, found), "former", f"Retour à la version {version_number}."
            )
    except Refused as refused:
        return _overview(refused.errors, 422)


@pages.post("/exploitation/referentiel/versions")
@allow(policy.is_operator)
def keep_referential() -> Response:
    """Keep what was read as the version in force."""
    origin = request.form.get("origin", "")
    origin = origin if origin in ORIGINS else "screen"
    note = forms.clean(request.form.get("note", ""))[:500]
    try:
        found = _document_of(request.form.get("document", ""), LOST)
        with transaction() as session:
            number = versions.save(
                session, found, request.form.get("based_on", 0, int), origin, note, actor().account_id
            )
    except Refused as refused:
        return _not_kept(refused, origin, note)
    flash(f"La version {number} est en vigueur : les formations de chacun sont recalculées.", "success")
    return htmx.go_to("operator.referential")


def _not_kept(refused: Refused, origin: str, note: str) -> Response:
    """Show the changes again, compared with what is in force now; the list where there is nothing to read any more."""
    try:
        found = _document_of(request.form.get("document", ""), LOST)
        with transaction() as session:
            told = versions.preview(session, found)
            return (
                _checked(told, origin, note, refused.errors)
                if told.changes
                else _overview(refused.errors, 422)
            )
    except Refused as again:
        return _overview(again.errors, 422)


def _sent_document() -> Any:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Refused({"": CHOOSE})
    with closing(sent):
        content = sent.read(documents.LARGEST + 1)
    if len(content) > documents.LARGEST:
        raise Refused({"": TOO_BIG})
    return _document_of(content.decode("utf-8-sig", "replace"), "")


def _document_of(words: str, otherwise: str) -> Any:
    """Return what a JSON text says. Raises Refused for what is none."""
    try:
        return documents.read(words)[0]
    except ValueError as error:
        raise Refused({"": otherwise or str(error)}) from error


def _checked(told: Preview, origin: str, note: str = "", errors: dict[str, str] | None = None) -> Response:
    """Show what would change and for whom, to be confirmed exactly."""
    with transaction() as session:
        touched = {code for one in told.changes for code in one.ccps}
        sessions = boards.sessions_to_come_of(session, touched, clock.today())
    affected = told.affected
    whom = [
        (affected.holders, "personne a obtenu un bloc touché", "personnes ont obtenu un bloc touché"),
        (
            affected.other_gaps,
            "personne n’aura plus les mêmes blocs à obtenir",
            "personnes n’auront plus les mêmes blocs à obtenir",
        ),
        (sessions, "session à venir donne un bloc touché", "sessions à venir donnent un bloc touché"),
    ]
    return htmx.page(
        "operator/referential_check.html",
        422 if errors else 200,
        changes=told.changes,
        whom=[count_fr(count, one, many) for count, one, many in whom if count],
        document=json.dumps(told.document, ensure_ascii=False),
        based_on=told.based_on,
        origin=origin,
        note=note,
        errors=errors or {},
    )


def _overview(errors: dict[str, str], status: int) -> Response:
    with transaction() as session:
        titles = in_force(session)
        lines = versions.listing(session)
        mine = documents.shipped_document()
        is_behind = documents.digest(mine) != documents.digest(versions.document_in_force(session))
    return htmx.page(
        "operator/referential.html",
        status,
        errors=errors,
        titles=[_title(titles, one) for one in titles.titles],
        equivalences=referential_forms.equivalences_shown(titles),
        blocs=[(code, ccp.short_name) for code, ccp in titles.by_ccp.items()],
        statuses=[("unknown", TO_CONFIRM), ("official", "officielle")],
        versions=[_version(one) for one in lines],
        differs_from_shipped=is_behind,
    )


def _title_form(session: Session, code: str, errors: dict[str, str], status: int) -> Response:
    whole: Document = versions.document_in_force(session)
    is_sent = request.method == "POST"
    values = referential_forms.typed() if is_sent else referential_forms.values_of(whole, code)
    return htmx.page(
        "operator/referential_title.html",
        status,
        errors=errors,
        former=code,
        values=values,
        successors=[
            ("", "Aucun"),
            *((one["code"], one["code"]) for one in whole["titles"] if one["code"] != code),
        ],
    )


def _title(titles: Referential, one: TitleVersion) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "rncp": one.rncp or "RNCP inconnu",
        "dates": _dates(one),
        "closing": _closing(titles, one, clock.today()),
        "note": one.note,
        "is_complete": one.is_complete,
        "blocs": [
            {
                "code": ccp.code,
                "name": ccp.name or TO_COMPLETE,
                "competences": [f"{each.name} ({each.code})" for each in ccp.competences],
            }
            for ccp in one.ccps
        ],
        "href": url_for("operator.edit_title", code=one.code),
    }


def _dates(one: TitleVersion) -> str:
    begin = f"depuis le {date_fr(one.starts_on)}" if one.starts_on else "début inconnu"
    end = f"jusqu’au {date_fr(one.ends_on)}" if one.ends_on else "fin inconnue ou à venir"
    return f"{begin}, {end}"


def _closing(titles: Referential, one: TitleVersion, today: date) -> str:
    """Say who may still obtain a title that is replaced, and until when."""
    closing, last_day = closes_on(titles, one), finish_by(titles, one)
    if closing is None or last_day is None or today < closing:
        return ""
    if today > last_day:
        return (
            f"Fermé : plus personne ne peut le terminer depuis le {date_fr(last_day)}. Il n’est plus proposé."
        )
    return (
        f"Remplacé depuis le {date_fr(closing)} : seules les personnes inscrites avant peuvent le terminer, "
        f"jusqu’au {date_fr(last_day)}. Il n’est proposé à personne d’autre."
    )


def _version(one: Line) -> dict[str, Any]:
    return {
        "number": one.number,
        "told": f"{moment_fr(one.made_at)}, {ORIGINS[one.origin]}" + (f", par {one.by}" if one.by else ""),
        "note": one.note,
        "href": url_for("operator.referential_version", version_number=one.number),
    }
