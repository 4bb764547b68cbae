"""The dossier professionnel: read and printed by its owner and whom they show it to, arranged by its owner alone."""

from typing import Any

from flask import Blueprint, Response, flash, render_template, request
from sqlmodel import Session

from workforce import clock
from workforce.accounts import policy
from workforce.advisers.models import What
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.skills.closing import title_to_aim_for
from workforce.skills.evidence import blocs, reading
from workforce.skills.evidence.reading import EvidenceLine
from workforce.skills.file import background_of
from workforce.skills.portfolio import actions, printing, sharing
from workforce.skills.portfolio.actions import LONGEST, MOST, Arrangement
from workforce.skills.portfolio.composing import Composed
from workforce.skills.titles import comparing
from workforce.skills.titles.in_force import in_force
from workforce.web import forms, htmx
from workforce.web.access import allow
from workforce.web.person import Person, note_reading, person
from workforce.wording import count_fr, date_fr

pages = Blueprint("portfolio", __name__)
SAVED = "Votre dossier est enregistré."


@pages.get("/conseillers/<int:adviser_id>/dossier")
@allow(policy.may_see_file)
def show(adviser_id: int) -> Response:
    """Show the portfolio as it reads, ready to be printed."""
    with transaction() as session:
        who = person(session, adviser_id)
        if not _may_read(session, who):
            return htmx.page("evidence/withheld.html", person=who)
        return htmx.page("portfolio/show.html", person=who, portfolio=_read(session, who))


@pages.get("/conseillers/<int:adviser_id>/dossier.pdf")
@allow(policy.may_see_file)
def pdf(adviser_id: int) -> Response:
    """Send the portfolio as a PDF."""
    with transaction() as session:
        who = person(session, adviser_id)
        portfolio = _read(session, who) if _may_read(session, who) else None
    if portfolio is None:
        return htmx.page("evidence/withheld.html", 404, person=who)
    try:
        return _sent(printing.pdf_of(portfolio), "application/pdf", f"{_file_name(who)}.pdf")
    except Refused as refused:
        flash(refused.errors[""], "error")
        return htmx.go_to("portfolio.show", adviser_id=adviser_id)


@pages.get("/conseillers/<int:adviser_id>/dossier.html")
@allow(policy.may_see_file)
def web_page(adviser_id: int) -> Response:
    """Send the portfolio as a web page of its own, to keep or to send."""
    with transaction() as session:
        who = person(session, adviser_id)
        if not _may_read(session, who):
            return htmx.page("evidence/withheld.html", 404, person=who)
        whole = render_template("portfolio/standalone.html", portfolio=_read(session, who))
    return _sent(whole.encode(), "text/html; charset=utf-8", f"{_file_name(who)}.html")


@pages.get("/conseillers/<int:adviser_id>/dossier/composer")
@allow(policy.owns_file)
def compose(adviser_id: int) -> Response:
    """Show what may go in, to choose and to order."""
    with transaction() as session:
        return htmx.page("portfolio/compose.html", **_form(session, person(session, adviser_id), {}))


@pages.post("/conseillers/<int:adviser_id>/dossier/composer")
@allow(policy.owns_file)
def arrange(adviser_id: int) -> Response:
    """Keep what goes in and its order; stay on the form while things move."""
    try:
        wanted = forms.read(Arrangement)
        with transaction() as session:
            actions.arrange(session, adviser_id, wanted)
    except Refused as refused:
        with transaction() as session:
            return htmx.page(
                "portfolio/compose.html", 422, **_form(session, person(session, adviser_id), refused.errors)
            )
    if wanted.move:
        return htmx.go_to("portfolio.compose", adviser_id=adviser_id, bouge=wanted.move, _anchor="arrange")
    flash(SAVED, "success")
    return htmx.go_to("portfolio.show", adviser_id=adviser_id)


def _may_read(session: Session, who: Person) -> bool:
    """Tell whether the reader of this request may read the portfolio; note it where it is somebody else's."""
    may = who.is_owner or sharing.is_shown(session, who.id)
    if may:
        note_reading(session, who, What.EVIDENCE)
    return may


def _read(session: Session, who: Person) -> Composed:
    titles, today = in_force(session), clock.today()
    background = background_of(session, who.id)
    title = title_to_aim_for(titles, background, today)
    name = f"{title.name} ({title.rncp})" if title.rncp else title.name
    shown = blocs.blocs_to_show(titles, background, today)
    heading = f"Titre visé : {name}"
    return actions.composed(
        session, who.id, who.name, heading, shown, today, with_certificates=who.sees_skills
    )


def _form(session: Session, who: Person, errors: dict[str, str]) -> dict[str, Any]:
    lines = reading.for_portfolio(session, who.id, MOST)
    names = {code: one.name for code, one in comparing.competences(in_force(session)).items()}
    moved, _, way = request.args.get("bouge", "").partition(":")
    if errors:
        lines = _as_typed(lines)
    return {
        "person": who,
        "introduction": request.form.get("introduction", "")
        if errors
        else actions.introduction_of(session, who.id),
        "longest": LONGEST,
        "most": MOST,
        "lines": [
            _line(one, place, len(lines), names, f"{moved}:{way}") for place, one in enumerate(lines, 1)
        ],
        "announced": _announced(lines, moved),
        "errors": errors,
    }


def _as_typed(lines: list[EvidenceLine]) -> list[EvidenceLine]:
    """Return the evidence in the order of a refused form."""
    order = [one for one in request.form.getlist("order") if one.isdigit()]
    places = {int(one): place for place, one in enumerate(order)}
    return sorted(lines, key=lambda one: places.get(one.id, len(places)))


def _line(one: EvidenceLine, place: int, last: int, names: dict[str, str], moved: str) -> dict[str, Any]:
    is_chosen = (
        str(one.id) in request.form.getlist("chosen") if request.method == "POST" else one.is_in_portfolio
    )
    return {
        "id": one.id,
        "what": one.what,
        "date": date_fr(one.done_on) if one.done_on else "sans date",
        "competences": [names[code] for code in one.competences if code in names],
        "is_chosen": is_chosen,
        "is_doubted": bool(one.doubts),
        "place": place,
        "is_first": place == 1,
        "is_last": place == last,
        "moved": moved.partition(":")[2] if moved.partition(":")[0] == str(one.id) else "",
    }


def _announced(lines: list[EvidenceLine], moved: str) -> str:
    """Say where what has just moved is now."""
    places = {str(one.id): place for place, one in enumerate(lines, 1)}
    return f"Place {places[moved]} sur {count_fr(len(lines), 'preuve')}." if moved in places else ""


def _sent(content: bytes, media_type: str, name: str) -> Response:
    sent = Response(content, content_type=media_type)
    sent.headers.set("Content-Disposition", "attachment", filename=name)
    sent.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    return sent


def _file_name(who: Person) -> str:
    plain = "".join(one if one.isalnum() and one.isascii() else "-" for one in who.name.lower())
    return f"dossier-professionnel-{plain.strip('-') or who.id}"
