"""What a reader says of an own offer: a message to its employer, or to the moderators that something is wrong."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, flash, request
from sqlmodel import Session

from workforce.accounts import policy
from workforce.database import transaction
from workforce.offers.posting import public, words
from workforce.offers.posting.words import MessageDraft, ReportDraft
from workforce.refusals import Refused
from workforce.web import forms, htmx, public_offers
from workforce.web.access import actor, allow

pages = Blueprint("offer_words", __name__)


@pages.post("/offres/<int:offer_id>/signaler")
@allow(policy.may_answer_offer)
def report(offer_id: int) -> Response:
    """Tell the moderators that something is wrong in an offer."""

    def act(rows: Session, me: int) -> None:
        words.report(rows, offer_id, forms.read(ReportDraft), me)

    return _say(offer_id, act, "Merci : une personne de la modération va relire cette offre.", "report")


@pages.post("/offres/<int:offer_id>/ecrire")
@allow(policy.may_answer_offer)
def write(offer_id: int) -> Response:
    """Send a message to the employer of an offer."""

    def act(rows: Session, me: int) -> None:
        words.write_to_employer(rows, offer_id, forms.read(MessageDraft), me)

    return _say(
        offer_id, act, "Votre message est parti. La structure vous répondra à votre adresse.", "message"
    )


def _say(offer_id: int, act: Callable[[Session, int], None], done: str, form: str) -> Response:
    """Do one thing and show the offer's page; a mistake shows it too, with what was typed."""
    try:
        with transaction() as session:
            act(session, actor().account_id)
    except Refused as refused:
        return _sent_back(offer_id, form, refused.errors)
    flash(done, "success")
    return htmx.go_to("public_offers.show", offer_id=offer_id)


def _sent_back(offer_id: int, form: str, errors: dict[str, str]) -> Response:
    with transaction() as session:
        found = public.one(session, offer_id)
        if found is None:
            abort(404)
        typed: dict[str, Any] = {**request.form.to_dict(), "form": form}
        return public_offers.page_of(found, 422, errors=errors, typed=typed)
