"""The handover sheet of a contract: read and printed by those around it, written by whoever leaves and by the structure."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from sqlmodel import Session

from workforce import clock, discretion
from workforce.accounts import policy
from workforce.advisers.naming import of_name
from workforce.database import transaction
from workforce.handovers import actions, reading, sections
from workforce.handovers.actions import HandoverDraft, Saved
from workforce.handovers.reading import About, Version
from workforce.handovers.sections import SECTIONS, TITLES
from workforce.refusals import Refused
from workforce.web import forms, htmx
from workforce.web.access import actor, allow
from workforce.wording import date_fr, in_days_fr, list_fr, moment_fr

pages = Blueprint("handovers", __name__)
SAVED = "La fiche est enregistrée."
MIXED = "La fiche est enregistrée. Quelqu’un avait modifié d’autres parties entre-temps : elles sont gardées aussi."


@pages.get("/contrats/<int:contract_id>/passation")
@allow(policy.may_see_handover)
def show(contract_id: int) -> Response:
    """Show the sheet as it stands, or as it once was."""
    with transaction() as session:
        return htmx.page("handovers/show.html", **_sheet(session, contract_id))


@pages.get("/contrats/<int:contract_id>/passation/modifier")
@allow(policy.may_write_handover)
def edit(contract_id: int) -> Response:
    """Show the form of the sheet."""
    with transaction() as session:
        texts, number = _present(session, contract_id)
        return _form(session, contract_id, texts, number)


@pages.post("/contrats/<int:contract_id>/passation/modifier")
@allow(policy.may_write_handover)
def save(contract_id: int) -> Response:
    """Save the sheet; a clash shows both texts, and keeps both."""
    try:
        draft = forms.read(HandoverDraft)
        with transaction() as session:
            saved = actions.save(session, contract_id, draft, actor().account_id)
    except Refused as refused:
        return _refused(contract_id, refused.errors)
    if saved.clashes:
        return _clash(contract_id, draft, saved)
    flash(MIXED if saved.mixed else SAVED, "success")
    return htmx.go_to("handovers.show", contract_id=contract_id)


def _sheet(session: Session, contract_id: int) -> dict[str, Any]:
    """Return what the page of a sheet shows."""
    known = reading.versions(session, contract_id)
    current = next((one for one in known if not one.is_aside), None)
    asked = request.args.get("version", 0, int)
    shown = _asked(session, contract_id, asked) if asked else current
    about = reading.about(session, contract_id)
    texts = shown.sections if shown else {}
    return {
        "about": _about(about),
        "is_open": current is not None,
        "is_old": bool(asked and shown and current and shown.number != current.number),
        "shown": _version(shown, ()) if shown else None,
        "sections": [(one.title, texts.get(one.code, "")) for one in SECTIONS],
        "doubts": _doubts(texts),
        "versions": _versions(contract_id, known),
        "may_write": _may_write(about),
        "links": _links(about),
    }


def _asked(session: Session, contract_id: int, number: int) -> Version:
    found = reading.version(session, contract_id, number) if 0 < number < 2**31 else None
    if found is None:
        abort(404)
    return found


def _present(session: Session, contract_id: int) -> tuple[Mapping[str, str], int]:
    """Return the texts of the sheet and their version; what is known, where nobody has opened it."""
    known = reading.versions(session, contract_id)
    current = next((one for one in known if not one.is_aside), None)
    if current:
        return current.sections, current.number
    return sections.starting_texts(reading.known(session, contract_id)), 0


def _refused(contract_id: int, errors: dict[str, str]) -> Response:
    """Show the form again with its mistakes: what was typed is kept, with the version it was typed on."""
    typed = forms.typed(HandoverDraft)
    based_on = request.form.get("based_on", 0, int)
    with transaction() as session:
        return _form(session, contract_id, typed, based_on, errors=errors)


def _clash(contract_id: int, draft: HandoverDraft, saved: Saved) -> Response:
    """Show my text in the form and the other's beside it; saving again chooses mine, knowingly."""
    with transaction() as session:
        theirs = reading.version(session, contract_id, saved.number)
        assert theirs
        errors = dict.fromkeys(
            saved.clashes, f"{theirs.by or 'Quelqu’un'} a modifié cette partie pendant que vous écriviez."
        )
        merged = {**theirs.sections, **_mine(session, contract_id, draft, saved)}
        return _form(session, contract_id, merged, saved.number, errors=errors, theirs=theirs)


def _mine(session: Session, contract_id: int, draft: HandoverDraft, saved: Saved) -> dict[str, str]:
    """Return the parts that I changed."""
    before = reading.version(session, contract_id, draft.based_on) or reading.version(session, contract_id, 1)
    texts = draft.texts()
    was = before.sections if before else {}
    return {code: text for code, text in texts.items() if text != was.get(code, "") or code in saved.clashes}


def _form(
    session: Session,
    contract_id: int,
    texts: Mapping[str, Any],
    number: int,
    *,
    errors: dict[str, str] | None = None,
    theirs: Version | None = None,
) -> Response:
    about = reading.about(session, contract_id)
    clashes = {code: theirs.sections.get(code, "") for code in errors or {}} if theirs else {}
    return htmx.page(
        "handovers/edit.html",
        422 if errors else 200,
        about=_about(about),
        sections=SECTIONS,
        texts=texts,
        based_on=number,
        errors=errors or {},
        theirs=clashes,
        clash=_say_clash(theirs, list(clashes)) if theirs else "",
        longest=actions.LONGEST,
        links=_links(about),
    )


def _say_clash(theirs: Version, codes: Sequence[str]) -> str:
    who = theirs.by or "Quelqu’un"
    parts = list_fr([f"« {TITLES[code]} »" for code in codes])
    return (
        f"{who} a enregistré {parts} le {moment_fr(theirs.saved_at)}, pendant que vous écriviez. Les deux textes sont gardés : "
        "le vôtre est dans le formulaire, l’autre juste en dessous. Complétez l’un avec l’autre, puis enregistrez."
    )


def _about(about: About) -> dict[str, Any]:
    day = about.last_day
    return {
        "contract_id": about.contract_id,
        "of_whom": of_name(about.person),
        "employer": about.employer,
        "ends": date_fr(day) if day else "",
        "distance": in_days_fr(day, clock.today()) if day else "",
        "opens_before": actions.OPENS_BEFORE,
    }


def _version(one: Version, before: Mapping[str, str] | Sequence[str]) -> dict[str, Any]:
    changed = sections.changed(before, one.sections) if isinstance(before, Mapping) else []
    return {
        "number": one.number,
        "by": one.by or "Passerelle, avec ce qui était connu",
        "at": moment_fr(one.saved_at),
        "is_aside": one.is_aside,
        "changed": list_fr(changed),
    }


def _versions(contract_id: int, known: Sequence[Version]) -> list[dict[str, Any]]:
    """Return the history: who saved what part, each version one click away."""
    by_number = {one.number: one for one in known}
    return [
        _version(one, _before(by_number, one))
        | {"href": url_for("handovers.show", contract_id=contract_id, version=one.number)}
        for one in known
    ]


def _before(known: Mapping[int, Version], one: Version) -> Mapping[str, str]:
    """Return what the sheet said before this version."""
    earlier = [other for number, other in known.items() if number < one.number and not other.is_aside]
    return max(earlier, key=lambda other: other.number).sections if earlier else {}


def _doubts(texts: Mapping[str, str]) -> list[str]:
    return [
        f"Dans « {section.title} », nous lisons « {doubt.words} » : {doubt.advice}."
        for section in SECTIONS
        for doubt in discretion.doubts(texts.get(section.code, ""))
    ]


def _may_write(about: About) -> bool:
    who = actor()
    return who.adviser_id == about.adviser_id or about.employer_id in who.employer_ids


def _links(about: About) -> dict[str, str]:
    """Return the addresses around a sheet: back to the reader's own page."""
    is_employer = about.employer_id in actor().employer_ids
    back = (
        url_for("employer.home", employer_id=about.employer_id)
        if is_employer
        else url_for("adviser.contract", adviser_id=about.adviser_id)
    )
    return {
        "back": back,
        "show": url_for("handovers.show", contract_id=about.contract_id),
        "edit": url_for("handovers.edit", contract_id=about.contract_id),
    }
