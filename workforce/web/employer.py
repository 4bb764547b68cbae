"""An employer's first page: what to decide by when, its posts, its offers."""

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from sqlmodel import Session

from workforce import clock
from workforce.accounts import policy
from workforce.contracts import intents, post_list
from workforce.contracts.kinds import Answer
from workforce.contracts.models import Contract
from workforce.contracts.post_list import PostLine
from workforce.database import transaction
from workforce.employers.models import Employer
from workforce.handovers import reading as handovers
from workforce.handovers.reading import Open
from workforce.offers.posting import reading as posted
from workforce.offers.posting.reading import PostedOffer
from workforce.refusals import Refused
from workforce.small_counts import few_of
from workforce.web import employer_decisions, employer_recorded, htmx
from workforce.web.access import actor, allow
from workforce.web.pressing import level_of_task
from workforce.wording import date_fr, in_days_fr

pages = Blueprint("employer", __name__)

OFFERS_SHOWN = 5
SAID = dict.fromkeys(
    (Answer.RENEW, Answer.MAKE_PERMANENT, Answer.END),
    "Réponse notée. La personne et son coordinateur en sont prévenus.",
) | {Answer.UNKNOWN: "C’est noté : vous pourrez répondre plus tard."}
STATES = {
    "draft": ("brouillon", "info"),
    "in_review": ("en relecture", "plan"),
    "published": ("publiée", "calm"),
    "joined": ("réunie à une autre", "info"),
    "refused": ("à corriger", "urgent"),
    "closed": ("close", "info"),
}


@pages.get("/structures/<int:employer_id>")
@allow(policy.answers_for_employer)
def home(employer_id: int) -> Response:
    """Show what the employer has to decide, its posts and its offers."""
    with transaction() as session:
        return htmx.page("employer/home.html", **around(session, employer_id))


@pages.post("/contrats/<int:contract_id>/intention")
@allow(policy.answers_for_employer)
def answer(contract_id: int) -> Response:
    """Note what the employer intends for a contract that ends."""
    with transaction() as session:
        employer_id = session.get_one(Contract, contract_id).employer_id
    try:
        with transaction() as session:
            intents.answer_intent(session, contract_id, request.form.get("answer", ""), actor().account_id)
    except Refused as refused:
        with transaction() as session:
            return htmx.page(
                "employer/home.html", 422, **(around(session, employer_id) | {"errors": refused.errors})
            )
    flash(SAID[Answer(request.form["answer"])], "success")
    return htmx.go_to(
        "employer.home", employer_id=employer_id, repondu=contract_id, _anchor=f"decision-{contract_id}"
    )


def around(session: Session, employer_id: int) -> dict[str, Any]:
    """Read the employer's first page: one query a block."""
    offers = posted.offers_of(session, employer_id)
    return {
        "employer": session.get_one(Employer, employer_id).name,
        **employer_decisions.view(session, employer_id),
        "recorded": employer_recorded.shown(session, employer_id),
        "own_offers": [offer_line(one) for one in offers if one.state != "closed"][:OFFERS_SHOWN],
        "vacant_posts": [
            vacancy_line(one) for one in post_list.vacancies(session, employer_id, clock.today())
        ],
        "handovers": [
            handover_line(one) for one in handovers.open_of_employer(session, employer_id, clock.today())
        ],
        "errors": {},
        "links": links(employer_id),
    }


def links(employer_id: int) -> dict[str, str]:
    """Return the addresses of an employer's pages."""
    return {
        "offers": url_for("employer.offers", employer_id=employer_id),
        "posts": url_for("employer.posts", employer_id=employer_id),
        "new_offer": url_for("employer.new_offer", employer_id=employer_id),
        "planets": url_for("planets.employer", employer_id=employer_id),
    }


def vacancy_line(one: PostLine) -> dict[str, Any]:
    """Return a post to refill as the page says it."""
    today = clock.today()
    return {
        "sentence": _vacancy(one),
        "date": f"avant le {date_fr(one.due_on)}" if one.due_on else "",
        "iso": one.due_on.isoformat() if one.due_on else "",
        "distance": in_days_fr(one.due_on, today) if one.due_on else "",
        "level": level_of_task(one.due_on, today) if one.due_on else "",
    }


def _vacancy(one: PostLine) -> str:
    if one.vacated is None:
        return "Poste vacant : la date du départ n’est pas connue."
    is_left = one.person and not one.is_contradicted(clock.today())
    return f"Poste quitté par {one.person}, à pourvoir." if is_left else "Poste vacant, à pourvoir."


def handover_line(one: Open) -> dict[str, Any]:
    """Return a handover sheet as the page says it."""
    today = clock.today()
    return {
        "person": one.person,
        "href": url_for("handovers.show", contract_id=one.contract_id),
        "date": date_fr(one.last_day),
        "iso": one.last_day.isoformat(),
        "distance": in_days_fr(one.last_day, today),
        "level": "" if one.is_written else level_of_task(one.last_day, today),
        "state": "" if one.is_written else "pas encore complétée",
    }


def offer_line(one: PostedOffer) -> dict[str, Any]:
    """Return an offer of the employer as its lists say it."""
    state, level = ("close : qu’est devenu le poste ?", "plan") if one.asks_why else STATES[one.state]
    return {
        "title": one.title,
        "href": url_for("employer.offer", offer_id=one.id),
        "state": state,
        "level": level,
        "closes": _closing(one),
        "matches": _matching(one.matches) if one.state == "published" else "",
    }


def _matching(count: int) -> str:
    if count == 0:
        return "Ne correspond à aucun conseiller pour l’instant."
    return f"Correspond à {few_of(count, 'conseiller')}."


def _closing(one: PostedOffer) -> str:
    if one.state == "closed":
        return one.closing_reason
    if one.closes_on is None:
        return ""
    far = f", {in_days_fr(one.closes_on, clock.today())}" if one.state == "published" else ""
    return f"Candidatures jusqu’au {date_fr(one.closes_on)}{far}"
