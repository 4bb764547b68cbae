"""Deciding of an offer that comes to its end, by the link alone: GET shows, POST acts. The link is the key."""

from typing import Any

from flask import Blueprint, Response, request, url_for
from sqlmodel import Session

from workforce.accounts import policy
from workforce.database import transaction
from workforce.offers.posting import expiry
from workforce.offers.posting.expiry import Opened
from workforce.offers.posting.reasons import CLOSINGS
from workforce.offers.posting.states import OfferState
from workforce.refusals import Refused
from workforce.web import htmx
from workforce.web.access import allow
from workforce.web.answers import kept_secret
from workforce.wording import date_fr

pages = Blueprint("offer_ends", __name__)


@pages.get("/offre-a-terme/<token>")
@allow(policy.anyone)
def show(token: str) -> Response:
    """Show where the offer stands, and what can be decided; nothing is done until a button is pressed."""
    with transaction() as session:
        return kept_secret(_page(session, token, {}))


@pages.post("/offre-a-terme/<token>")
@allow(policy.anyone)
def decide(token: str) -> Response:
    """Prolong, close, reopen, or say why it is over; the same click again changes nothing."""
    try:
        with transaction() as session:
            found = expiry.opened(session, token)
            if found is not None:
                _act(session, found)
    except Refused as refused:
        with transaction() as session:
            return kept_secret(_page(session, token, refused.errors))
    return kept_secret(htmx.go_to("offer_ends.show", token=token))


def _act(session: Session, found: Opened) -> None:
    """Do what the pressed button says."""
    offer_id, me = found.offer.id, found.account_id
    if request.form.get("step") == "extend":
        expiry.extend(session, offer_id, me, found.told_for)
    elif request.form.get("step") == "reopen":
        expiry.reopen(session, offer_id, me)
    elif not found.is_moot or found.offer.state == OfferState.CLOSED:
        expiry.close(session, offer_id, request.form.get("reason", ""), me)


def _page(session: Session, token: str, errors: dict[str, str]) -> Response:
    found = expiry.opened(session, token)
    if found is None:
        return htmx.page("answers/gone.html", 410)
    return htmx.page("answers/offer_end.html", 422 if errors else 200, errors=errors, **_about(found, token))


def _about(found: Opened, token: str) -> dict[str, Any]:
    """Return what the page says: where the offer stands, and the choices that are still open."""
    offer, posting = found.offer, found.posting
    is_out = offer.state == OfferState.PUBLISHED
    closes_on = offer.closes_on or found.told_for
    is_asked = is_out and closes_on == found.told_for
    return {
        "token": token,
        "offer": offer,
        "closes_on": closes_on,
        "is_out": is_out,
        "is_prolonged": is_out and closes_on != found.told_for,
        "may_extend": is_asked and posting.extensions < expiry.MOST_EXTENSIONS,
        "may_close": is_asked,
        "may_reopen": expiry.may_reopen(offer, posting),
        "asks_why": expiry.asks_why(offer, posting),
        "until": date_fr(closes_on + expiry.EXTENSION),
        "closings": list(CLOSINGS.items()),
        "reason": request.form.get("reason", ""),
        "space": url_for("employer.offer", offer_id=offer.id),
    }
