"""Offers: the list that fits an adviser, one offer for whoever may read it, and how far the adviser would go."""

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from markupsafe import Markup
from sqlmodel import Session, select

from workforce import clock
from workforce.accounts import policy
from workforce.advisers import actions as advisers
from workforce.advisers.actions import SearchDraft
from workforce.database import transaction
from workforce.offers import listing
from workforce.offers.listing import OfferFilters, OfferLine
from workforce.offers.models import Feed, Offer
from workforce.offers.same import listing as twins
from workforce.offers.shown import badges, labels_shown
from workforce.refusals import Refused
from workforce.trainings import listing as trainings
from workforce.trainings.listing import SuggestionLine
from workforce.web import forms, htmx, offer_story
from workforce.web.access import actor, allow
from workforce.web.person import Person, person
from workforce.web.pressing import level_of_task
from workforce.wording import count_fr, date_fr, hours_fr, in_days_fr, money_fr, number_fr

pages = Blueprint("offers", __name__)
IN_ADDRESS = {
    "departement": "departement",
    "metier": "trade",
    "mots": "words",
}  # Name in the address → filter.
MOBILITIES = [
    ("commune", "Dans ma commune"),
    ("departement", "Dans mon département"),
    ("region", "Dans ma région"),
    ("national", "Partout en France"),
]
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
            return listing_page(session, person(session, adviser_id), refused.errors)
    flash("C’est noté : vos offres sont recherchées à nouveau, la liste change dans un instant.", "success")
    return htmx.go_to("adviser.offers", adviser_id=adviser_id)


def listing_page(session: Session, who: Person, errors: dict[str, str]) -> Response:
    """Answer the list of an adviser's offers."""
    return htmx.page("adviser/offers.html", 422 if errors else 200, errors=errors, **view(session, who))


def view(session: Session, who: Person) -> dict[str, Any]:
    """Return what the list of an adviser's offers shows."""
    filters, page = _asked()
    count = listing.count_of(session, who.id, filters)
    offset = min(page - 1, max(count - 1, 0) // listing.A_PAGE) * listing.A_PAGE
    lines = listing.matches_of(session, who.id, filters, offset)
    suggestions = trainings.suggestions_of(session, who.id) if any(line.missing for line in lines) else []
    places, trades = listing.choices_of(session, who.id)
    mobility, remote_ok = listing.search_of(session, who.id)
    return {
        "person": who,
        "count": count,
        "offers": [offer_words(line, suggestions) for line in lines],
        "filters": filters,
        "tags": [(words, _address(who, filters, without=name)) for name, words in _named(filters)],
        "place_choices": [("", "Tous les départements"), *places],
        "trade_choices": [("", "Tous les métiers"), *trades],
        "pagination": _pagination(who, filters, count, offset),
        "mobility": mobility,
        "remote_ok": remote_ok,
        "mobilities": MOBILITIES,
        "is_pending": listing.is_pending(session, who.id),
    }


def offer_words(line: OfferLine, suggestions: list[SuggestionLine]) -> dict[str, Any]:
    """Return an offer of the list: why it fits, what is missing, and the session that would bring it."""
    today = clock.today()
    return {
        "title": line.title,
        "href": url_for("offers.show", offer_id=line.id),
        "employer": line.employer,
        "place": line.place,
        "contract": line.contract,
        "closes": closing_words(line.closes_on, today),
        "fits": line.fits,
        "missing": [missing_words(one["what"], one["ccp"], suggestions) for one in line.missing],
        "on_dates": line.on_dates,
        "labels": badges(line.labels),
    }


def missing_words(what: str, ccp: str | None, suggestions: list[SuggestionLine]) -> dict[str, str]:
    """Return what is missing, with the first session that brings it."""
    found = next(
        (one for one in suggestions if ccp and one.is_takeable and one.session and _brings(one, ccp)), None
    )
    if found is None or found.session is None:
        return {"what": what, "session": "", "href": ""}
    starts = f"La session {found.body}, à partir du {date_fr(found.session.starts_on)}, l’apporte"
    return {"what": what, "session": starts, "href": url_for("trainings.show", session_id=found.session.id)}


def closing_words(day: Any, today: Any) -> dict[str, str] | None:
    """Say until when one can apply."""
    if day is None:
        return None
    return {
        "date": f"jusqu’au {date_fr(day)}",
        "iso": day.isoformat(),
        "distance": in_days_fr(day, today),
        "level": level_of_task(day, today),
    }


def _brings(one: SuggestionLine, ccp: str) -> bool:
    return any(code.endswith(f"-{ccp}") for code in one.ccp_codes)


def _asked() -> tuple[OfferFilters, int]:
    """Read the filters and the page from the address: what makes no sense there is left out."""
    words = {field: forms.clean(request.args.get(name, ""))[:80] for name, field in IN_ADDRESS.items()}
    page = request.args.get("page", 1, type=int)
    return OfferFilters(**words), page if 1 <= page <= 10_000 else 1


def _named(filters: OfferFilters) -> list[tuple[str, str]]:
    words = {
        "departement": listing.departement_fr(filters.departement),
        "metier": listing.trade_fr(filters.trade),
        "mots": f"« {filters.words} »",
    }
    return [(name, words[name]) for name in _given(filters)]


def _given(filters: OfferFilters) -> dict[str, str]:
    """Return the filters in force, as addresses name them."""
    given = filters.given()
    return {name: given[field] for name, field in IN_ADDRESS.items() if field in given}


def _address(who: Person, filters: OfferFilters, without: str = "", page: int = 1) -> str:
    kept: dict[str, Any] = {name: value for name, value in _given(filters).items() if name != without}
    if page > 1:
        kept["page"] = page
    return url_for("adviser.offers", adviser_id=who.id, **kept)


def _pagination(who: Person, filters: OfferFilters, count: int, offset: int) -> dict[str, str] | None:
    if count <= listing.A_PAGE:
        return None
    page, last = offset // listing.A_PAGE + 1, min(offset + listing.A_PAGE, count)
    return {
        "sentence": f"Offres {offset + 1} à {last} sur {number_fr(count)}",
        "previous": _address(who, filters, page=page - 1) if page > 1 else "",
        "following": _address(who, filters, page=page + 1) if last < count else "",
    }


def _offer_view(session: Session, offer_id: int) -> dict[str, Any]:
    offer, source = session.exec(
        select(Offer, Feed.title).outerjoin(Feed, Feed.id == Offer.feed_id).where(Offer.id == offer_id)  # type: ignore[arg-type]
    ).one()
    mine = actor().adviser_id
    decision = listing.decision_for(session, mine, offer) if mine else None
    suggestions = trainings.suggestions_of(session, mine) if mine and decision and decision.missing else []
    state, level = STATES.get(offer.state, ("", ""))
    return {
        "offer": offer,
        "html": Markup(offer.html),  # noqa: S704 - Sanitised at the door, when the offer came in.
        "facts": _facts(offer),
        "closes": closing_words(offer.closes_on, clock.today()),
        "state": state,
        "state_level": level,
        "closed": _closed(offer),
        "decision": decision,
        "missing": [missing_words(one.what, one.ccp, suggestions) for one in decision.missing]
        if decision
        else [],
        "labels": labels_shown(offer),
        "guesses": _guesses(offer),
        "story": offer_story.story(session, offer),
        "source": source or "",
        "back": url_for("adviser.offers", adviser_id=mine) if mine else "",
    }


def _facts(offer: Offer) -> list[tuple[str, str]]:
    """Return what an offer says, in words; what it does not say is left out."""
    open_to = {True: "oui", False: "non : fonctionnaires titulaires seulement", None: ""}[
        offer.open_to_contract_staff
    ]
    rows = [
        ("Employeur", offer.employer_name),
        ("Lieu", listing.place_fr(offer.commune, offer.departement, offer.remote)),
        ("Contrat", listing.contract_fr(offer.contract_kind, offer.length_months)),
        ("Ouvert aux contractuels", open_to),
        ("Salaire", _pay(offer)),
        ("Temps de travail", f"{hours_fr(offer.hours_per_week)} par semaine" if offer.hours_per_week else ""),
        ("Début", f"le {date_fr(offer.starts_on)}" if offer.starts_on else ""),
        ("Métier", listing.trade_fr(offer.family)),
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


def _guesses(offer: Offer) -> list[tuple[str, str]]:
    """Return what was understood by itself, with the words it was understood from."""
    return [
        (GUESSES.get(guess["field"], guess["field"]), guess["words"])
        for guess in offer.guesses
        if guess.get("words") and guess["field"] in GUESSES
    ]


def summary(count: int) -> str:
    """Say how many offers fit."""
    return count_fr(count, "offre")
