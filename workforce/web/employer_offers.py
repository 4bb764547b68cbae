"""An employer's offers: where each stands, what can be done of it, what the moderators say."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, request, url_for
from sqlmodel import Session

from workforce import clock
from workforce.accounts import policy
from workforce.database import transaction
from workforce.offers.models import Offer
from workforce.offers.posting import actions, expiry, reading
from workforce.offers.posting.models import Posting
from workforce.offers.posting.reasons import CLOSINGS
from workforce.offers.posting.states import OfferState
from workforce.offers.syndication.lines import FeedKind
from workforce.refusals import Refused
from workforce.web import htmx
from workforce.web.access import actor, allow
from workforce.web.announced import announced
from workforce.web.employer import STATES, links, offer_line, pages
from workforce.web.offer_history import steps
from workforce.web.syndication import absolute
from workforce.wording import date_fr


@pages.get("/structures/<int:employer_id>/offres")
@allow(policy.answers_for_employer)
def offers(employer_id: int) -> Response:
    """List the employer's offers."""
    with transaction() as session:
        found = reading.offers_of(session, employer_id)
    is_out = any(one.state == OfferState.PUBLISHED for one in found)
    return htmx.page(
        "employer/offers.html",
        own_offers=[offer_line(one) for one in found],
        links=links(employer_id),
        public=_public(employer_id) if is_out else {},
    )


@pages.get("/offres/<int:offer_id>/suivi")
@allow(policy.answers_for_employer)
def offer(offer_id: int) -> Response:
    """Show an offer as readers will see it, where it stands, and what the moderators said."""
    with transaction() as session:
        return htmx.page("employer/offer.html", errors={}, **file_of(session, offer_id))


@pages.post("/offres/<int:offer_id>/soumettre")
@allow(policy.answers_for_employer)
def submit_offer(offer_id: int) -> Response:
    """Ask for a draft to be published."""
    return act(
        offer_id, lambda rows, me: actions.submit(rows, offer_id, me), "Votre offre part en relecture."
    )


@pages.post("/offres/<int:offer_id>/reprendre")
@allow(policy.answers_for_employer)
def take_back_offer(offer_id: int) -> Response:
    """Take an offer out of the queue."""
    done = "L’offre est de nouveau un brouillon : corrigez-la, puis renvoyez-la."
    return act(offer_id, lambda rows, me: actions.take_back(rows, offer_id, me), done)


@pages.post("/offres/<int:offer_id>/prolonger")
@allow(policy.answers_for_employer)
def extend_offer(offer_id: int) -> Response:
    """Prolong a published offer by thirty days."""
    done = "L’offre est prolongée de 30 jours."
    return act(offer_id, lambda rows, me: expiry.extend(rows, offer_id, me), done)


@pages.post("/offres/<int:offer_id>/rouvrir")
@allow(policy.answers_for_employer)
def reopen_offer(offer_id: int) -> Response:
    """Publish again an offer that closed lately."""
    done = "L’offre est de nouveau en ligne, pour 30 jours."
    return act(offer_id, lambda rows, me: expiry.reopen(rows, offer_id, me), done)


@pages.post("/offres/<int:offer_id>/clore")
@allow(policy.answers_for_employer)
def close_offer(offer_id: int) -> Response:
    """Close an offer, or say why it is over."""
    reason = request.form.get("reason", "")
    return act(
        offer_id,
        lambda rows, me: expiry.close(rows, offer_id, reason, me),
        "C’est noté : l’offre est close.",
    )


@pages.post("/offres/<int:offer_id>/repartir")
@allow(policy.answers_for_employer)
def start_from_offer(offer_id: int) -> Response:
    """Make a draft of the same words, without its dates."""
    with transaction() as session:
        copy = actions.start_from(session, offer_id, actor().account_id)
    flash("Voici un nouveau brouillon, avec les mêmes mots. Les dates sont à remettre.", "success")
    return htmx.go_to("employer.edit_offer", offer_id=copy)


@pages.post("/offres/<int:offer_id>/supprimer")
@allow(policy.answers_for_employer)
def delete_offer(offer_id: int) -> Response:
    """Delete a draft that nobody else has read."""
    with transaction() as session:
        employer_id = session.get_one(Offer, offer_id).employer_id
    home = url_for("employer.offers", employer_id=employer_id)
    return act(offer_id, lambda rows, _: actions.delete(rows, offer_id), "Le brouillon est supprimé.", home)


@pages.post("/offres/<int:offer_id>/message")
@allow(policy.answers_for_employer)
def answer_moderator(offer_id: int) -> Response:
    """Write to the moderators."""
    words = request.form.get("words", "")
    return act(
        offer_id,
        lambda rows, me: actions.write_note(rows, offer_id, words, me),
        "Message envoyé à la modération.",
    )


def _public(employer_id: int) -> dict[str, str]:
    """Return where anybody reads the offers of an employer that are out: a page, and the same list as feeds."""
    feeds = {
        kind.value: url_for("public_offers.feed", kind=kind.value, structure=employer_id) for kind in FeedKind
    }
    return {"page": url_for("public_offers.listing", structure=employer_id), **feeds}


def act(offer_id: int, action: Callable[[Session, int], object], done: str, then: str = "") -> Response:
    """Do one thing to an offer and show its page; a mistake is shown on the same page."""
    me = actor().account_id
    try:
        with transaction() as session:
            action(session, me)
    except Refused as refused:
        with transaction() as session:
            return htmx.page("employer/offer.html", 422, errors=refused.errors, **file_of(session, offer_id))
    flash(done, "success")
    return htmx.see(then or url_for("employer.offer", offer_id=offer_id))


def file_of(session: Session, offer_id: int) -> dict[str, Any]:
    """Read an offer, its words and its thread."""
    offer, posting = session.get_one(Offer, offer_id), reading.posting_of(session, offer_id)
    return {
        "offer": offer,
        "shown": announced(offer, posting, offer.employer_name, offer.html),
        "state": STATES[offer.state],
        "thread": reading.thread(session, offer_id),
        "history": steps(reading.history(session, offer_id), for_employer=True),
        "closings": [("", "Choisissez…"), *CLOSINGS.items()],
        "words": request.form.get("words", ""),
        "links": links(offer.employer_id) if offer.employer_id else {},
        "address": absolute(url_for("public_offers.show", offer_id=offer_id)),
        **_may(offer, posting),
    }


def _may(offer: Offer, posting: Posting) -> dict[str, Any]:
    """Return what its employer may do of an offer now."""
    until = max(offer.closes_on or clock.today(), clock.today()) + expiry.EXTENSION
    return {
        "may_extend": offer.state == OfferState.PUBLISHED and posting.extensions < expiry.MOST_EXTENSIONS,
        "extended_to": date_fr(until),
        "may_reopen": expiry.may_reopen(offer, posting),
        "may_delete": offer.state == OfferState.DRAFT and posting.submitted_at is None,
        "asks_why": expiry.asks_why(offer, posting),
    }
