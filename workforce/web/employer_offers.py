"""An employer's offers: a draft, its preview, its review, its closing."""

from typing import Any

from flask import Response, flash, request, url_for
from sqlmodel import Session

from workforce import clock
from workforce.accounts import policy
from workforce.database import transaction
from workforce.employers.models import Employer
from workforce.offers import actions, posted
from workforce.offers.actions import CLOSINGS, OfferDraft
from workforce.offers.models import Offer
from workforce.offers.shown import CONTRACT_LABELS, REMOTE_LABELS, card
from workforce.offers.understanding.trades import FAMILIES
from workforce.refusals import Refused
from workforce.territories.departements import departements
from workforce.web import forms, htmx
from workforce.web.access import actor, allow
from workforce.web.employer import STATES, links, offer_line, pages

CHOICES = {
    "families": [("", "Choisissez…"), *((family.code, family.label_fr) for family in FAMILIES)],
    "contracts": [
        ("", "Choisissez…"),
        *((code, label[:1].upper() + label[1:]) for code, label in CONTRACT_LABELS.items()),
    ],
    "departements": [("", "Choisissez…"), *((one.code, one.label) for one in departements().values())],
    "periods": [("month", "par mois"), ("year", "par an"), ("hour", "par heure")],
    "remotes": [(code, label[:1].upper() + label[1:]) for code, label in REMOTE_LABELS.items()],
    "openings": [
        ("", "Non précisé"),
        ("1", "Oui, aussi aux contractuels"),
        ("0", "Non, réservé aux fonctionnaires"),
    ],
}


@pages.get("/structures/<int:employer_id>/offres")
@allow(policy.answers_for_employer)
def offers(employer_id: int) -> Response:
    """List the employer's offers."""
    with transaction() as session:
        found = posted.offers_of(session, employer_id)
    return htmx.page(
        "employer/offers.html", own_offers=[offer_line(one) for one in found], links=links(employer_id)
    )


@pages.get("/structures/<int:employer_id>/offres/nouvelle")
@allow(policy.answers_for_employer)
def new_offer(employer_id: int) -> Response:
    """Show the form of a new offer, the employer's own département already chosen."""
    with transaction() as session:
        employer = session.get_one(Employer, employer_id)
    values = {"departement": employer.departement, "commune": employer.commune}
    return form(
        values=values,
        action=url_for("employer.create_offer", employer_id=employer_id),
        back=links(employer_id)["offers"],
    )


@pages.post("/structures/<int:employer_id>/offres/nouvelle")
@allow(policy.answers_for_employer)
def create_offer(employer_id: int) -> Response:
    """Preview, keep or submit a new offer."""
    return keep(employer_id, None)


@pages.get("/offres/<int:offer_id>/modifier")
@allow(policy.answers_for_employer)
def edit_offer(offer_id: int) -> Response:
    """Show the form of a draft."""
    with transaction() as session:
        offer = session.get_one(Offer, offer_id)
    if offer.state not in ("draft", "refused"):
        flash("Cette offre ne se modifie plus : elle est en relecture, publiée ou close.", "warning")
        return htmx.go_to("employer.offer", offer_id=offer_id)
    return form(
        values=values_of(offer),
        action=url_for("employer.change_offer", offer_id=offer_id),
        back=_page_of(offer_id),
    )


@pages.post("/offres/<int:offer_id>/modifier")
@allow(policy.answers_for_employer)
def change_offer(offer_id: int) -> Response:
    """Preview, keep or submit a changed draft."""
    with transaction() as session:
        employer_id = session.get_one(Offer, offer_id).employer_id
    return keep(employer_id, offer_id)


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
    return act(offer_id, lambda rows: actions.submit(rows, offer_id), "Votre offre part en relecture.")


@pages.post("/offres/<int:offer_id>/clore")
@allow(policy.answers_for_employer)
def close_offer(offer_id: int) -> Response:
    """Close an offer, with a reason."""
    return act(
        offer_id,
        lambda rows: actions.close(rows, offer_id, request.form.get("reason", "")),
        "L’offre est close.",
    )


@pages.post("/offres/<int:offer_id>/message")
@allow(policy.answers_for_employer)
def answer_moderator(offer_id: int) -> Response:
    """Write to the moderators."""
    words = request.form.get("words", "")
    return act(
        offer_id,
        lambda rows: actions.write_note(rows, offer_id, words, actor().account_id),
        "Message ajouté.",
    )


def keep(employer_id: int | None, offer_id: int | None) -> Response:
    """Do what the pressed button says with the typed offer: show it, keep it, or keep and submit it."""
    step = request.form.get("step", "save")
    where = _where(employer_id, offer_id)
    try:
        draft = forms.read(OfferDraft)
        if step == "preview":
            return form(values=forms.typed(OfferDraft), preview=_preview(employer_id, draft), **where)
        kept = _save(employer_id, offer_id, draft, submit=step == "submit")
    except Refused as refused:
        return form(422, values=forms.typed(OfferDraft), errors=refused.errors, **where)
    flash("Votre offre part en relecture." if step == "submit" else "Brouillon enregistré.", "success")
    return htmx.go_to("employer.offer", offer_id=kept)


def form(status: int = 200, *, values: dict[str, Any], action: str, back: str, **more: Any) -> Response:
    """Answer the form of an offer."""
    shown = dict.fromkeys(OfferDraft.model_fields, "") | {"pay_period": "month", "remote": "none"} | values
    context = {"errors": {}, "preview": None} | more
    return htmx.page(
        "employer/offer_form.html", status, values=shown, action=action, back=back, choices=CHOICES, **context
    )


def values_of(offer: Offer) -> dict[str, Any]:
    """Return an offer as its form shows it."""
    values = {name: getattr(offer, name) for name in OfferDraft.model_fields if name != "text"}
    opening = {None: "", True: "1", False: "0"}[offer.open_to_contract_staff]
    said = {name: "" if value is None else value for name, value in values.items()}
    return said | {"text": offer.plain, "open_to_contract_staff": opening}


def file_of(session: Session, offer_id: int) -> dict[str, Any]:
    """Read an offer, its card and its thread."""
    offer = session.get_one(Offer, offer_id)
    return {
        "offer": offer,
        "card": card(offer),
        "state": STATES[offer.state],
        "thread": posted.thread(session, offer_id),
        "closings": [("", "Choisissez…"), *CLOSINGS.items()],
        "is_past": offer.closes_on is not None and offer.closes_on < clock.today(),
        "links": links(offer.employer_id) if offer.employer_id else {},
    }


def act(offer_id: int, action: Any, done: str) -> Response:
    """Do one thing to an offer and show its page; a mistake is shown on the same page."""
    try:
        with transaction() as session:
            action(session)
    except Refused as refused:
        with transaction() as session:
            return htmx.page("employer/offer.html", 422, errors=refused.errors, **file_of(session, offer_id))
    flash(done, "success")
    return htmx.go_to("employer.offer", offer_id=offer_id)


def _save(employer_id: int | None, offer_id: int | None, draft: OfferDraft, *, submit: bool) -> int:
    assert employer_id is not None
    with transaction() as session:
        offer = actions.save_draft(session, employer_id, draft, actor().account_id, offer_id)
        if submit:
            actions.submit(session, offer.id)
    return offer.id


def _preview(employer_id: int | None, draft: OfferDraft) -> dict[str, Any]:
    """Return the offer as readers would see it, without keeping anything."""
    with transaction() as session:
        name = session.get_one(Employer, employer_id).name
    return {"offer": draft, "card": card(draft), "employer_name": name, "html": actions.as_html(draft.text)}


def _where(employer_id: int | None, offer_id: int | None) -> dict[str, Any]:
    if offer_id:
        return {"action": url_for("employer.change_offer", offer_id=offer_id), "back": _page_of(offer_id)}
    return {
        "action": url_for("employer.create_offer", employer_id=employer_id),
        "back": url_for("employer.offers", employer_id=employer_id),
    }


def _page_of(offer_id: int) -> str:
    return url_for("employer.offer", offer_id=offer_id)
