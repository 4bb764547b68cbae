"""A training body's pages: where a bloc is missing, its sessions and their seats."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from sqlmodel import Session

from workforce import clock
from workforce.accounts import policy
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.skills.referential import Referential
from workforce.skills.titles.in_force import in_force
from workforce.small_counts import FEWEST, few, few_of
from workforce.territories.departements import departement, departements
from workforce.trainings import boards
from workforce.trainings.boards import Need, SessionLine
from workforce.trainings.sessions import actions
from workforce.trainings.sessions.drafts import SessionDraft, WithdrawalDraft
from workforce.trainings.sessions.models import TrainingBody, TrainingSession
from workforce.trainings.sessions.places import place_fr
from workforce.web import forms, htmx
from workforce.web.access import actor, allow
from workforce.web.pressing import level_of_task
from workforce.wording import count_fr, date_fr, dates_fr, in_days_fr, list_fr

pages = Blueprint("trainer", __name__)

MODES = [("on_site", "Sur place"), ("hybrid", "En partie à distance"), ("remote", "À distance")]
FIRST_NEEDS = 10  # Lines that are not folded.
DEPARTEMENTS = [("", "Choisissez…"), *((one.code, one.label) for one in departements().values())]


@pages.get("/organismes/<int:body_id>")
@allow(policy.may_run_body)
def home(body_id: int) -> Response:
    """Show the sessions, and where a bloc is missing."""
    with transaction() as session:
        return htmx.page("trainer/home.html", **around(session, body_id))


@pages.get("/organismes/<int:body_id>/sessions/nouvelle")
@allow(policy.may_run_body)
def new_session(body_id: int) -> Response:
    """Show the form of a new session."""
    return form(
        action=url_for("trainer.create_session", body_id=body_id),
        back=url_for("trainer.home", body_id=body_id),
    )


@pages.post("/organismes/<int:body_id>/sessions/nouvelle")
@allow(policy.may_run_body)
def create_session(body_id: int) -> Response:
    """Open a session."""
    return keep(
        lambda rows, draft: actions.post_session(rows, body_id, draft),
        body_id,
        None,
        "La session est annoncée.",
    )


@pages.get("/sessions/<int:session_id>/modifier")
@allow(policy.may_run_body)
def edit_session(session_id: int) -> Response:
    """Show the form of a session."""
    with transaction() as session:
        row = session.get_one(TrainingSession, session_id)
    if row.withdrawn_at:
        return _gone(row.body_id)
    return form(values=values_of(row), withdrawal=withdrawal(row), **_where(row.body_id, session_id))


@pages.get("/sessions/<int:session_id>/copier")
@allow(policy.may_run_body)
def copy_session(session_id: int) -> Response:
    """Show the form of a new session like this one, its dates left to type."""
    with transaction() as session:
        row = session.get_one(TrainingSession, session_id)
    undated = dict.fromkeys(("starts_on", "ends_on", "enrol_by", "jury_on"), "")
    return form(values=values_of(row) | undated, **_where(row.body_id, None))


@pages.post("/sessions/<int:session_id>/modifier")
@allow(policy.may_run_body)
def change_session(session_id: int) -> Response:
    """Change a session."""
    with transaction() as session:
        row = session.get_one(TrainingSession, session_id)
    if row.withdrawn_at:
        return _gone(row.body_id)
    return keep(
        lambda rows, draft: actions.change_session(rows, session_id, draft),
        row.body_id,
        row,
        "La session est modifiée.",
    )


@pages.post("/sessions/<int:session_id>/retirer")
@allow(policy.may_run_body)
def withdraw_session(session_id: int) -> Response:
    """Take a session back."""
    with transaction() as session:
        row = session.get_one(TrainingSession, session_id)
    try:
        with transaction() as session:
            actions.withdraw(session, session_id, forms.read(WithdrawalDraft), actor().account_id)
    except Refused as refused:
        more = {"withdrawal": withdrawal(row), **_where(row.body_id, session_id)}
        return form(422, values=values_of(row), errors=refused.errors, **more)
    flash("La session est retirée, et les personnes concernées sont prévenues.", "success")
    return htmx.go_to("trainer.home", body_id=row.body_id)


def around(session: Session, body_id: int) -> dict[str, Any]:
    """Read a training body's first page."""
    today, titles = clock.today(), in_force(session)
    lines = boards.sessions_of(session, body_id)
    to_come = sorted(
        (one for one in lines if one.session.starts_on >= today), key=lambda one: one.session.starts_on
    )
    asked = departement(request.args.get("departement", ""))
    places = [asked.code] if asked else boards.territories_of(session, body_id)
    return {
        "body": session.get_one(TrainingBody, body_id).name,
        "headline": headline(to_come),
        "own_sessions": [session_line(one, titles) for one in to_come],
        "past_sessions": [session_line(one, titles) for one in lines if one.session.starts_on < today],
        "needs": list(map(need_line, by_interest(boards.needs(session, places, today)))) if places else [],
        "first_needs": FIRST_NEEDS,
        "departements": DEPARTEMENTS,
        "asked": asked.code if asked else "",
        "links": {
            "new_session": url_for("trainer.new_session", body_id=body_id),
            "lists": url_for("session_lists.listing", body_id=body_id),
            "home": url_for("trainer.home", body_id=body_id),
            "planets": url_for("planets.body", body_id=body_id),
        },
    }


def headline(to_come: list[SessionLine]) -> str:
    """Return the sentence that says how the sessions fill."""
    if not to_come:
        return "Vous n’avez aucune session à venir."
    seats = sum(one.session.seats - one.session.seats_taken for one in to_come)
    coming = count_fr(len(to_come), "session à venir", "sessions à venir")
    return f"{coming}, {count_fr(seats, 'place libre', 'places libres')}."


def session_line(one: SessionLine, titles: Referential) -> dict[str, Any]:
    """Return a session as the lists say it; people are counted, never named."""
    row, today = one.session, clock.today()
    last_day = row.enrol_by or row.starts_on
    return {
        "title": blocs_fr(titles, row.ccp_codes),
        "href": url_for("trainer.edit_session", session_id=row.id),
        "people": url_for("trainer_people.listing", session_id=row.id) if actor().body_ids else "",
        "copy": url_for("trainer.copy_session", session_id=row.id),
        "asking": one.asking,
        "dates": dates_fr(row.starts_on, row.ends_on).capitalize(),
        "place": place_fr(row),
        "taken": row.seats_taken,
        "seats": row.seats,
        "interested": few_of(
            one.interested, "personne intéressée", "personnes intéressées", "aucune"
        ).capitalize(),
        "level": level_of_task(last_day, today) if row.starts_on >= today else "info",
        "deadline": f"Inscriptions jusqu’au {date_fr(last_day)}, {in_days_fr(last_day, today)}"
        if row.starts_on >= today
        else "",
    }


def by_interest(needs: Iterable[Need]) -> list[Need]:
    """Return first what most people wait for. Counts too small to be told do not order the lines either."""
    return sorted(needs, key=lambda one: (-_told(one.interested), -_told(one.missing)))


def _told(count: int) -> int:
    return count if count >= FEWEST else 0


def need_line(one: Need) -> dict[str, Any]:
    """Return what a département misses as the table says it."""
    found = departement(one.departement)
    return {
        "place": found.label if found else one.departement,
        "bloc": f"CCP{one.bloc}",
        "missing": few(one.missing),
        "interested": few(one.interested),
        "sessions": count_fr(one.sessions, "session", "sessions") if one.sessions else "aucune",
        "seats": count_fr(one.seats_left, "place libre", "places libres") if one.sessions else "",
    }


def blocs_fr(titles: Referential, codes: list[str]) -> str:
    """Return the blocs of a session in words."""
    known = titles.by_ccp
    return list_fr([known[code].short_name if code in known else code for code in codes])


def form(
    status: int = 200, *, action: str, back: str, values: dict[str, Any] | None = None, **more: Any
) -> Response:
    """Answer the form of a session."""
    empty: dict[str, Any] = dict.fromkeys(SessionDraft.model_fields, "") | {
        "ccp_codes": [],
        "mode": "on_site",
    }
    context = {"errors": {}, "withdrawal": None} | more
    with transaction() as session:
        blocs = [(ccp.code, f"{ccp.title} · {ccp.label}") for ccp in in_force(session).by_ccp.values()]
    choices = {"blocs": blocs, "modes": MODES, "departements": DEPARTEMENTS}
    return htmx.page(
        "trainer/session_form.html",
        status,
        action=action,
        back=back,
        values=empty | (values or {}),
        choices=choices,
        **context,
    )


def keep(action: Any, body_id: int, row: TrainingSession | None, done: str) -> Response:
    """Write a typed session; a mistake is shown beside its field."""
    try:
        draft = forms.read(SessionDraft)
        with transaction() as session:
            action(session, draft)
    except Refused as refused:
        more: dict[str, Any] = {"withdrawal": withdrawal(row)} if row else {}
        where = _where(body_id, row.id if row else None)
        return form(422, values=forms.typed(SessionDraft), errors=refused.errors, **where, **more)
    flash(done, "success")
    return htmx.go_to("trainer.home", body_id=body_id)


def values_of(row: TrainingSession) -> dict[str, Any]:
    """Return a session as its form shows it."""
    values = {name: getattr(row, name) for name in SessionDraft.model_fields if name != "price"}
    said = {name: "" if value is None else value for name, value in values.items()}
    return said | {"price": "" if row.price_cents is None else row.price_cents // 100}


def withdrawal(row: TrainingSession) -> dict[str, str]:
    """Return what taking a session back means."""
    dates = dates_fr(row.starts_on, row.ends_on)
    return {
        "action": url_for("trainer.withdraw_session", session_id=row.id),
        "consequence": f"La session {dates} n’est plus proposée à personne et ne se rouvre pas. "
        "Les personnes inscrites, en attente ou intéressées sont prévenues, avec votre raison.",
    }


def _gone(body_id: int) -> Response:
    flash("Cette session a été retirée : elle ne se modifie plus.", "warning")
    return htmx.go_to("trainer.home", body_id=body_id)


def _where(body_id: int, session_id: int | None) -> dict[str, Any]:
    back = url_for("trainer.home", body_id=body_id)
    if session_id:
        return {"action": url_for("trainer.change_session", session_id=session_id), "back": back}
    return {"action": url_for("trainer.create_session", body_id=body_id), "back": back}
