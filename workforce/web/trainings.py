"""Training sessions: one session for whoever is signed in, the suggestions of an adviser, and their interest."""

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from sqlmodel import Session

from workforce import clock
from workforce.accounts import policy
from workforce.alerts import ledger
from workforce.contracts import history
from workforce.contracts.outlook import outlook
from workforce.database import transaction
from workforce.skills import file as skills
from workforce.skills.background import Background
from workforce.skills.standing import MissingCCPs, missing_ccps
from workforce.skills.titles.in_force import in_force
from workforce.trainings import listing
from workforce.trainings.listing import FIT_LABELS, FIT_LEVELS, MODE_LABELS, SuggestionLine
from workforce.trainings.sessions import actions, enrolling
from workforce.trainings.sessions.models import TrainingSession
from workforce.trainings.situation import Mode
from workforce.web import enrolment_words, htmx, not_now, planet_words, session_search
from workforce.web.access import actor, allow
from workforce.web.adviser_frise import frise_of
from workforce.web.person import Person
from workforce.wording import count_fr, date_fr, dates_fr, hours_fr, in_days_fr, money_fr

pages = Blueprint("trainings", __name__)


@pages.get("/sessions/<int:session_id>")
@allow(policy.may_see_session)
def show(session_id: int) -> Response:
    """Show one session, and what it is to the adviser who reads it."""
    return page(session_id, {}, 200)


@pages.post("/sessions/<int:session_id>/interet")
@allow(policy.may_tell_interest)
def tell_interest(session_id: int) -> Response:
    """Tell the training body that this session interests the adviser."""
    with transaction() as session:
        actions.tell_interest(session, _mine(), session_id)
    return _back(session_id, "C’est noté : l’organisme compte une personne intéressée de plus.")


@pages.post("/sessions/<int:session_id>/interet/retrait")
@allow(policy.may_tell_interest)
def take_back_interest(session_id: int) -> Response:
    """Take the interest back."""
    with transaction() as session:
        actions.take_back_interest(session, _mine(), session_id)
    return _back(session_id, "C’est noté : vous n’êtes plus compté parmi les personnes intéressées.")


def page(session_id: int, errors: dict[str, str], status: int) -> Response:
    """Answer one session; the mistakes are those of one's own enrolment."""
    with transaction() as session:
        shown = _session_view(session, session_id)
    return htmx.page("trainings/session.html", status, **shown, errors=errors, typed=request.form)


def view(session: Session, who: Person) -> dict[str, Any]:
    """Return what the page of an adviser's suggestions shows."""
    today, lines = clock.today(), listing.suggestions_of(session, who.id)
    background = skills.background_of(session, who.id)
    missing = missing_ccps(in_force(session), background, today)
    contracts = history.contracts_of(session, who.id)
    found = outlook(contracts, today)
    counted = [found.contract.id] if found.contract else []
    deadlines = history.deadlines_of(session, counted) if lines else []
    return {
        "person": who,
        **session_search.view(session, today),
        **planet_words.of_adviser(session, who, background, missing, found.last_day),
        "summary": " ".join(missing.reasons),
        "why_none": "" if lines else _why_none(background, missing),
        "frise": frise_of(contracts, found, deadlines, lines, ledger.letters_about(session, counted), today)
        if lines
        else None,
        "suggestions": [suggestion_words(one) for one in lines],
        "funding": list(
            {route["label"]: route for one in lines for route in one.decision["funding"]}.values()
        ),
        "enrolments": enrolment_words.own_lines(session, who.id),
        "is_pending": listing.is_pending(session, who.id),
        **not_now.view(session),
    }


def suggestion_words(one: SuggestionLine) -> dict[str, Any]:
    """Return a suggestion as a card shows it."""
    found, today = one.session, clock.today()
    title = f"{one.ccps_fr}, {one.body}" if found else f"{one.ccps_fr}, par la VAE"
    return {
        "place": one.place,
        "title": title,
        "session_id": found.id if found else None,
        "href": url_for("trainings.show", session_id=found.id) if found else "",
        "dates": dates_fr(found.starts_on, found.ends_on) if found else "",
        "distance": in_days_fr(found.starts_on, today) if found else "",
        "fit": FIT_LABELS[one.fit],
        "level": FIT_LEVELS[one.fit],
        "is_takeable": one.is_takeable,
        "is_interesting": one.is_interesting,
        "reasons": one.decision["reasons"],
        "warnings": one.decision["warnings"],
        "funding": one.decision["funding"],
        "plan": [_step(step) for step in one.plan()],
    }


def _step(step: dict[str, Any]) -> dict[str, Any]:
    today = clock.today()
    return {
        "label": step["label"],
        "date": date_fr(step["on"]),
        "iso": step["on"].isoformat(),
        "distance": in_days_fr(step["on"], today),
        "level": "overdue" if step["is_late"] else "",
        "is_advice": step["is_advice"],
        "is_indicative": step.get("is_indicative", False),
        "whose": step.get("whose", ""),
    }


def _why_none(background: Background, missing: MissingCCPs) -> str:
    """Say why nothing is suggested: all is held, nothing is known, or no session gives what is missing."""
    if not background.holdings:
        return "Nous ne savons pas encore quels blocs vous avez : dites-le, et les sessions utiles apparaissent ici."
    if missing.holds_a_title:
        return "Vous avez un titre entier : aucune formation à un bloc n’est à suivre."
    return "Aucune session ouverte ne donne les blocs qui vous manquent. Vous serez prévenu dès qu’une session convient."


def _session_view(session: Session, session_id: int) -> dict[str, Any]:
    found, body = listing.body_of(session, session_id)
    known = in_force(session).by_ccp
    mine = actor().adviser_id
    lines = listing.suggestions_of(session, mine) if mine else []
    suggestion = next((one for one in lines if one.session and one.session.id == session_id), None)
    return {
        "heading": f"{listing.short_names(found.ccp_codes)}, {body}",
        "blocs": [known[code] for code in found.ccp_codes if code in known],
        "facts": _facts(found, body),
        "address": found.address,
        "session_id": session_id,
        "why_withdrawn": found.withdrawal_reason,
        "may_ask": mine is not None
        and found.withdrawn_at is None
        and clock.today() <= (found.enrol_by or found.starts_on),
        "enrolment": enrolment_words.own(session, enrolling.of_adviser(session, mine, session_id), found)
        if mine
        else None,
        "employer_words": enrolment_words.EMPLOYER_WORDS,
        "is_withdrawn": found.withdrawn_at is not None,
        "is_past": found.starts_on <= clock.today(),
        "is_adviser": mine is not None,
        "is_interesting": mine is not None and listing.is_interested(session, mine, session_id),
        "suggestion": suggestion_words(suggestion) if suggestion else None,
        "back": url_for("adviser.trainings", adviser_id=mine) if mine else "",
    }


def _facts(found: TrainingSession, body: str) -> list[tuple[str, str]]:
    """Return what a session says of itself, in words; what it does not say is left out."""
    left = found.seats - found.seats_taken
    where = " ".join(
        word for word in (found.commune, f"({found.departement})" if found.departement else "") if word
    )
    rows = [
        ("Organisme", body),
        ("Dates", dates_fr(found.starts_on, found.ends_on)),
        ("Inscriptions", f"jusqu’au {date_fr(found.enrol_by)}" if found.enrol_by else ""),
        ("Jury", f"le {date_fr(found.jury_on)}" if found.jury_on else ""),
        ("Lieu", ", ".join(word for word in (where, MODE_LABELS[Mode(found.mode)]) if word)),
        ("Durée", f"{hours_fr(found.hours)}, {hours_fr(found.hours_per_week)} par semaine"),
        ("Places", f"{count_fr(left, 'place')} sur {found.seats}" if left else "complet"),
        (
            "Fermeture annuelle",
            dates_fr(found.closed_from, found.closed_until)
            if found.closed_from and found.closed_until
            else "",
        ),
        ("Prix", money_fr(found.price_cents / 100) if found.price_cents is not None else ""),
        ("Parcours financé", "oui, pour les conseillers en poste" if found.paid_by_scheme else ""),
        ("Public", found.audience),
        ("Financement", found.funding),
        ("Réservée", "aux personnes en poste au démarrage" if found.for_people_in_post else ""),
    ]
    return [(term, words) for term, words in rows if words]


def _mine() -> int:
    adviser_id = actor().adviser_id
    assert adviser_id is not None  # The rule of these routes.
    return adviser_id


def _back(session_id: int, done: str) -> Response:
    """Go back to the page where the button was: the list of suggestions, or the session."""
    if request.form.get("from") == "list":
        return htmx.go_to("adviser.trainings", adviser_id=_mine())
    flash(done, "success")
    return htmx.go_to("trainings.show", session_id=session_id)
