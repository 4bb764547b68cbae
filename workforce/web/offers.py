"""Offers: one offer for whoever may read it, how a line of a list says it, and how far an adviser would go."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, flash, url_for
from markupsafe import Markup
from sqlmodel import Session, select

from workforce import clock
from workforce.accounts import policy
from workforce.advisers import actions as advisers
from workforce.advisers.actions import SearchDraft
from workforce.database import transaction
from workforce.offers.corrections import holding
from workforce.offers.corrections.reading import standing_guesses
from workforce.offers.fields import CORRECTABLE
from workforce.offers.models import Feed, Offer
from workforce.offers.posting.own_labels import own_labels
from workforce.offers.posting.reading import posting_of
from workforce.offers.same import listing as twins
from workforce.offers.shown import labels_shown
from workforce.offers.words import contract_fr, place_fr, trade_fr
from workforce.refusals import Refused
from workforce.web import forms, htmx, offer_gap, offer_search, offer_story
from workforce.web.access import actor, allow
from workforce.web.offer_lines import closing_words
from workforce.web.person import person
from workforce.wording import date_fr, hours_fr, money_fr

pages = Blueprint("offers", __name__)
PERIODS = {"hour": "de l’heure", "month": "par mois", "year": "par an"}
LEVELS = {
    3: "niveau 3 (CAP, BEP)", 4: "niveau 4 (bac)", 5: "niveau 5 (bac + 2)", 6: "niveau 6 (bac + 3 ou 4)", 7: "niveau 7 (bac + 5)",
    8: "niveau 8 (doctorat)",
}  # fmt: skip
STATES = {
    "draft": ("Brouillon : seule votre structure le voit.", "info"),
    "in_review": ("En relecture : pas encore visible des conseillers.", "plan"),
    "refused": ("À corriger : cette offre n’est pas publiée.", "urgent"),
}
GUESSES = {
    "trade": "Métier", "contract_kind": "Contrat", "contract_months": "Durée", "weekly_hours": "Temps de travail",
    "part_time": "Temps partiel", "remote": "Télétravail", "open_to_contract_staff": "Ouvert aux contractuels",
    "closes_on": "Date limite", "starts_on": "Début", "employer": "Employeur", "departement": "Département",
    "commune": "Commune", "reference": "Référence", "postal_code": "Code postal", "pay_low": "Salaire", "level": "Niveau demandé",
    "rome": "Code ROME",
}  # fmt: skip


@pages.get("/offres/<int:offer_id>")
@allow(policy.may_see_offer)
def show(offer_id: int) -> Response:
    """Show one offer, and what it is to the adviser who reads it; a copy leads to the one that is shown."""
    with transaction() as session:
        kept = twins.shown_instead(session, offer_id)
        if kept:
            return htmx.go_to("offers.show", offer_id=kept)
        return htmx.page("offers/offer.html", **_offer_view(session, offer_id))


@pages.post("/conseillers/<int:adviser_id>/mobilite")
@allow(policy.owns_file)
def change_search(adviser_id: int) -> Response:
    """Note how far the adviser would go."""
    try:
        with transaction() as session:
            advisers.change_search(session, adviser_id, forms.read(SearchDraft))
    except Refused as refused:
        with transaction() as session:
            return offer_search.page(session, person(session, adviser_id), refused.errors)
    flash("C’est noté : vos offres sont recherchées à nouveau, la liste change dans un instant.", "success")
    return htmx.go_to("adviser.offers", adviser_id=adviser_id)


def _offer_view(session: Session, offer_id: int) -> dict[str, Any]:
    offer, source = session.exec(
        select(Offer, Feed.title).outerjoin(Feed, Feed.id == Offer.feed_id).where(Offer.id == offer_id)  # type: ignore[arg-type]
    ).one()
    mine = actor().adviser_id
    state, level = STATES.get(offer.state, ("", ""))
    posting = posting_of(session, offer.id) if offer.employer_id else None
    corrected = {one.field for one in holding.in_force(session, [offer.id]).get(offer.id, ())}
    guesses = standing_guesses(offer, corrected)
    return {
        "offer": offer,
        "html": Markup(offer.html),  # noqa: S704 - Sanitised at the door, when the offer came in.
        "facts": _facts(offer, posting.pay_scale if posting else ""),
        "closes": closing_words(offer.closes_on, clock.today()),
        "state": state,
        "state_level": level,
        "closed": _closed(offer),
        **offer_gap.view(session, mine, offer, guesses),
        "labels": own_labels(offer, posting) if posting else labels_shown(offer, guesses),
        "guesses": _guesses(guesses),
        "corrected": [field.label for field in CORRECTABLE if field.name in corrected],
        "story": offer_story.story(session, offer),
        "source": source or "",
        "back": url_for("adviser.offers", adviser_id=mine) if mine else "",
    }


def _facts(offer: Offer, pay_scale: str) -> list[tuple[str, str]]:
    """Return what an offer says, in words; what it does not say is left out. `pay_scale`: as its own employer names it."""
    open_to = {True: "oui", False: "non : fonctionnaires titulaires seulement", None: ""}[
        offer.open_to_contract_staff
    ]
    rows = [
        ("Employeur", offer.employer_name),
        ("Lieu", place_fr(offer.commune, offer.departement, offer.remote)),
        ("Contrat", contract_fr(offer.contract_kind, offer.length_months)),
        ("Ouvert aux contractuels", open_to),
        ("Salaire", ", ".join(part for part in (_pay(offer), pay_scale and f"selon {pay_scale}") if part)),
        ("Temps de travail", f"{hours_fr(offer.hours_per_week)} par semaine" if offer.hours_per_week else ""),
        ("Début", f"le {date_fr(offer.starts_on)}" if offer.starts_on else ""),
        ("Métier", trade_fr(offer.family)),
        ("Code ROME", " ou ".join(offer.rome.split())),
        ("Niveau demandé", LEVELS.get(offer.level or 0, "")),
    ]
    return [(term, words) for term, words in rows if words]


def _pay(offer: Offer) -> str:
    if offer.pay_min is None or offer.pay_max is None:
        return ""
    low, high = money_fr(offer.pay_min), money_fr(offer.pay_max)
    amount = low if low == high else f"de {low} à {high}"
    gross = {True: "brut", False: "net", None: ", sans dire si c’est brut ou net"}[offer.pay_gross]
    return f"{amount} {gross} {PERIODS.get(offer.pay_period, '')}".replace(" ,", ",").strip()


def _closed(offer: Offer) -> str:
    """Say that an offer is closed, since when and why."""
    if offer.state != "closed":
        return ""
    since = f" depuis le {date_fr(clock.paris_date(offer.closed_at))}" if offer.closed_at else ""
    reason = f" : {offer.closing_reason[0].lower()}{offer.closing_reason[1:]}" if offer.closing_reason else ""
    return f"Cette offre est close{since}{reason}."


def _guesses(guesses: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return what was understood by itself, with the words it was understood from."""
    return [
        (GUESSES[guess["field"]], guess["words"])
        for guess in guesses
        if guess.get("words") and guess["field"] in GUESSES
    ]
