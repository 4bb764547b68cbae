"""The operators' moderation: reading the offers that employers submit."""

from typing import Any

from flask import Response, flash, request
from sqlmodel import Session

from workforce import clock
from workforce.accounts import policy
from workforce.database import transaction
from workforce.offers import actions, posted
from workforce.offers.models import Offer
from workforce.offers.shown import card
from workforce.refusals import Refused
from workforce.web import htmx
from workforce.web.access import actor, allow
from workforce.web.employer import STATES
from workforce.web.operator import pages, review_line

QUEUE = 100


@pages.get("/exploitation/moderation")
@allow(policy.is_operator)
def moderation() -> Response:
    """List the offers that wait to be read, the longest waiting first."""
    now = clock.now()
    with transaction() as session:
        to_review = [review_line(one, now) for one in posted.offers_to_review(session, QUEUE)]
        total = posted.count_to_review(session)
    return htmx.page("operator/moderation.html", to_review=to_review, total=total)


@pages.get("/exploitation/moderation/<int:offer_id>")
@allow(policy.is_operator)
def review(offer_id: int) -> Response:
    """Show an offer, its thread, and the two decisions."""
    with transaction() as session:
        return htmx.page("operator/review.html", errors={}, **file_of(session, offer_id))


@pages.post("/exploitation/moderation/<int:offer_id>/publier")
@allow(policy.is_operator)
def publish(offer_id: int) -> Response:
    """Publish an offer."""
    return decide(
        offer_id,
        lambda rows: actions.publish(rows, offer_id),
        "L’offre est publiée : l’employeur est prévenu.",
    )


@pages.post("/exploitation/moderation/<int:offer_id>/refuser")
@allow(policy.is_operator)
def refuse(offer_id: int) -> Response:
    """Give an offer back, with a reason."""
    reason, me = request.form.get("reason", ""), actor().account_id
    done = "L’offre est rendue à l’employeur avec votre message."
    return decide(offer_id, lambda rows: actions.refuse(rows, offer_id, reason, me), done)


@pages.post("/exploitation/moderation/<int:offer_id>/message")
@allow(policy.is_operator)
def write_to_employer(offer_id: int) -> Response:
    """Write to the employer without deciding."""
    words, me = request.form.get("words", ""), actor().account_id
    return decide(
        offer_id, lambda rows: actions.write_note(rows, offer_id, words, me), "Message ajouté.", stay=True
    )


def decide(offer_id: int, action: Any, done: str, *, stay: bool = False) -> Response:
    """Do one thing to an offer; a mistake is shown on its page."""
    try:
        with transaction() as session:
            action(session)
    except Refused as refused:
        with transaction() as session:
            return htmx.page("operator/review.html", 422, errors=refused.errors, **file_of(session, offer_id))
    flash(done, "success")
    return htmx.go_to("operator.review", offer_id=offer_id) if stay else htmx.go_to("operator.moderation")


def file_of(session: Session, offer_id: int) -> dict[str, Any]:
    """Read an offer as its moderator needs it."""
    offer = session.get_one(Offer, offer_id)
    return {
        "offer": offer,
        "card": card(offer),
        "state": STATES[offer.state],
        "thread": posted.thread(session, offer_id),
        "reason": request.form.get("reason", ""),
    }
