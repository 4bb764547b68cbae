"""An offer as its operator keeps it: each field with the words it came from, its corrections, its sources, its history."""

from collections.abc import Callable

from flask import Response, abort, flash, request, url_for
from sqlmodel import Session

from workforce.accounts import policy
from workforce.database import transaction
from workforce.offers.corrections import actions, drafts, reading
from workforce.offers.fields import BY_NAME, OfferField
from workforce.offers.models import Offer
from workforce.offers.same import deciding
from workforce.refusals import Refused
from workforce.web import htmx, offer_views
from workforce.web.access import actor, allow
from workforce.web.operator import pages


@pages.get("/exploitation/offres/<int:offer_id>")
@allow(policy.is_operator)
def offer_file(offer_id: int) -> Response:
    """Show an offer field by field, where it was read, what changed, who corrected it."""
    return _file(offer_id)


@pages.post("/exploitation/offres/<int:offer_id>/separation")
@allow(policy.is_operator)
def separate_offer(offer_id: int) -> Response:
    """Take an offer out of those it is one with."""
    me = actor().account_id
    done = "C’est fait : cette offre est de nouveau montrée à part, et rien ne la réunira plus toute seule à l’autre."
    return _change(offer_id, lambda session: deciding.separate(session, offer_id, me), done)


@pages.get("/exploitation/offres/<int:offer_id>/champs/<field_name>")
@allow(policy.is_operator)
def correct_field(offer_id: int, field_name: str) -> Response:
    """Show the form that corrects one field."""
    field = _field(field_name)
    with transaction() as session:
        offer = session.get_one(Offer, offer_id)
        values = drafts.as_typed(field, field.of(offer.model_dump()))
        return _form(session, offer, field, values, {})


@pages.post("/exploitation/offres/<int:offer_id>/champs/<field_name>")
@allow(policy.is_operator)
def save_correction(offer_id: int, field_name: str) -> Response:
    """Write a correction; a mistake is shown beside its input."""
    field, me = _field(field_name), actor().account_id
    typed = {one.column: request.form.get(one.column, "").replace("\x00", "") for one in field.inputs}
    try:
        with transaction() as session:
            actions.correct(session, offer_id, field_name, typed, me)
    except Refused as refused:
        with transaction() as session:
            return _form(session, session.get_one(Offer, offer_id), field, typed, refused.errors)
    flash(f"C’est corrigé : « {field.label} » restera ainsi, quoi que dise la source.", "success")
    return htmx.go_to("operator.offer_file", offer_id=offer_id)


@pages.post("/exploitation/offres/<int:offer_id>/champs/<field_name>/garder")
@allow(policy.is_operator)
def keep_correction(offer_id: int, field_name: str) -> Response:
    """Keep a correction though the source has changed its word."""
    name = _field(field_name).name
    return _change(
        offer_id, lambda session: actions.keep(session, offer_id, name), "La correction est gardée."
    )


@pages.post("/exploitation/offres/<int:offer_id>/champs/<field_name>/source")
@allow(policy.is_operator)
def give_up_correction(offer_id: int, field_name: str) -> Response:
    """Show again what the source says."""
    name, me = _field(field_name).name, actor().account_id
    done = "La correction est retirée : l’offre montre ce que dit sa source."
    return _change(offer_id, lambda session: actions.give_up(session, offer_id, name, me), done)


def _field(name: str) -> OfferField:
    field = BY_NAME.get(name)
    if field is None or not field.inputs:
        abort(404)
    return field


def _change(offer_id: int, action: Callable[[Session], object], done: str) -> Response:
    try:
        with transaction() as session:
            action(session)
    except Refused as refused:
        return _file(offer_id, 422, refused.errors)
    flash(done, "success")
    return htmx.go_to("operator.offer_file", offer_id=offer_id)


def _file(offer_id: int, status: int = 200, errors: dict[str, str] | None = None) -> Response:
    with transaction() as session:
        shown = offer_views.file(session, session.get_one(Offer, offer_id))
    return htmx.page("operator/offer.html", status, errors=errors or {}, **shown)


def _form(
    session: Session, offer: Offer, field: OfferField, values: dict[str, str], errors: dict[str, str]
) -> Response:
    held = [one for one in reading.corrections_of(session, offer.id) if one.ended_at is None]
    shown = next(one for one in reading.understood(offer, held) if one.field.name == field.name)
    return htmx.page(
        "operator/correct.html",
        422 if errors else 200,
        title=offer.title,
        label=field.label,
        words=shown.words,
        said=offer_views.source_says(shown),
        inputs=[offer_views.typed(one, values[one.column]) for one in field.inputs],
        action=url_for("operator.save_correction", offer_id=offer.id, field_name=field.name),
        back=url_for("operator.offer_file", offer_id=offer.id),
        errors=errors,
    )
