"""The operators' pairs of offers: one opening or two? What was joined by itself is shown too, and taken back."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, url_for
from sqlmodel import Session

from workforce import clock
from workforce.accounts import policy
from workforce.database import transaction
from workforce.offers import words
from workforce.offers.same import deciding, listing
from workforce.offers.same.listing import Line, Side
from workforce.refusals import Refused
from workforce.web import duplicate_lists, htmx, paging
from workforce.web.access import actor, allow
from workforce.web.duplicate_lists import sentence
from workforce.web.elapsed import ago
from workforce.web.offer_story import HERE
from workforce.web.operator import pages
from workforce.wording import date_fr, list_fr

PER_PAGE = 8  # Pairs: each shows two adverts.
DECIDED = {"joined": "Réunies", "apart": "Deux offres différentes"}


@pages.get("/exploitation/offres-en-double")
@allow(policy.is_operator)
def twins() -> Response:
    """List the pairs that wait, and what was decided."""
    return _page()


@pages.post("/exploitation/offres-en-double/<int:twin_id>/reunion")
@allow(policy.is_operator)
def join_twins(twin_id: int) -> Response:
    """Make the two offers one."""
    me = actor().account_id
    done = "C’est fait : l’offre n’est plus montrée qu’une fois."
    return _decide(lambda session: deciding.join(session, twin_id, me), done)


@pages.post("/exploitation/offres-en-double/<int:twin_id>/refus")
@allow(policy.is_operator)
def set_twins_apart(twin_id: int) -> Response:
    """Note that these are two offers."""
    me = actor().account_id
    done = "C’est noté : ces deux offres restent séparées, et la question ne sera plus posée."
    return _decide(lambda session: deciding.set_apart(session, twin_id, me), done)


@pages.post("/exploitation/offres-en-double/<int:twin_id>/reprise")
@allow(policy.is_operator)
def reopen_twins(twin_id: int) -> Response:
    """Take back a decision that two offers are two."""
    return _decide(
        lambda session: deciding.reopen(session, twin_id), "Ces deux offres sont de nouveau à comparer."
    )


def _decide(action: Callable[[Session], object], done: str) -> Response:
    try:
        with transaction() as session:
            action(session)
    except Refused as refused:
        return _page(422, refused.errors)
    flash(done, "success")
    return htmx.go_to("operator.twins")


def _page(status: int = 200, errors: dict[str, str] | None = None) -> Response:
    with transaction() as session:
        page = paging.page(listing.count(session), PER_PAGE, "paire")
        shown = {
            "page": page,
            "pairs": [_pair(one) for one in listing.proposed(session, page.offset, PER_PAGE)],
            "decided": [_decision(one) for one in listing.decided(session)],
            "tabs": duplicate_lists.tabs(session, "offer"),
        }
    return htmx.page("operator/twins.html", status, errors=errors or {}, **shown)


def _pair(one: Line) -> dict[str, Any]:
    return {
        "sides": [_side(side) for side in one.sides],
        "reasons": sentence(list_fr(one.reasons)),
        "doubts": list_fr(one.doubts),
        "join": url_for("operator.join_twins", twin_id=one.id),
        "refuse": url_for("operator.set_twins_apart", twin_id=one.id),
    }


def _side(one: Side) -> dict[str, Any]:
    facts = [
        one.employer or "Employeur non précisé",
        words.place_fr(one.commune, one.departement, ""),
        words.contract_fr(one.contract_kind, one.length_months),
        f"jusqu’au {date_fr(one.closes_on)}" if one.closes_on else "sans date limite",
    ]
    return {
        "title": one.title,
        "href": url_for("operator.offer_file", offer_id=one.id),
        "source": one.source or HERE,
        "address": one.url,
        "facts": facts,
        "excerpt": one.excerpt,
    }


def _decision(one: Line) -> dict[str, Any]:
    is_apart = one.state == "apart"
    return {
        "titles": list(dict.fromkeys(side.title for side in one.sides)),
        "sources": [side.source or HERE for side in one.sides],
        "words": DECIDED[one.state],
        "when": ago(one.decided_at, clock.now()),
        "who": one.who or "Passerelle",
        "reasons": sentence(list_fr(one.reasons)) if one.reasons and not is_apart else "",
        "href": url_for("operator.offer_file", offer_id=one.sides[1].id),
        "reopen": url_for("operator.reopen_twins", twin_id=one.id) if is_apart else "",
    }
