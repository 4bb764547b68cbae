"""« Flux »: a filtered list of offers at a secret address that readers of feeds ask, and that can be revoked."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, flash, request, session, url_for
from sqlmodel import Session

from workforce import clock
from workforce.accounts import policy
from workforce.database import transaction
from workforce.offers.search import addressing
from workforce.offers.syndication import actions, listed
from workforce.offers.syndication.actions import FeedDraft, Kept
from workforce.offers.syndication.lines import FeedKind, FeedLine
from workforce.offers.syndication.listed import ListedOffer
from workforce.offers.words import trade_fr
from workforce.refusals import Refused
from workforce.web import forms, htmx
from workforce.web.access import actor, allow
from workforce.web.elapsed import ago
from workforce.web.syndication import absolute, feed_response
from workforce.wording import date_fr

pages = Blueprint("offer_feeds", __name__)
BUSY_SECONDS = "120"  # After which a reader may ask again when the database is too busy.
SHOWN_ONCE = "offer_feed"  # In the browser's session: the name and the token of the address just made.


@pages.get("/conseillers/<int:adviser_id>/offres/flux")
@allow(policy.owns_file)
def mine(adviser_id: int) -> Response:
    """Show an adviser their feeds, the form of a new one, and once the address just made."""
    return _shown(adviser_id)


@pages.post("/conseillers/<int:adviser_id>/offres/flux")
@allow(policy.owns_file)
def subscribe(adviser_id: int) -> Response:
    """Open a secret address for an adviser's list and its filters."""
    return _subscribe(adviser_id)


@pages.get("/offres/flux")
@allow(policy.signed_in)
def everywhere() -> Response:
    """Show somebody who is no adviser the same, for the list of all the published offers."""
    mine = actor().adviser_id
    if mine is None:
        return _shown(None)
    named: Any = request.args.to_dict(flat=False)
    return htmx.see(url_for("offer_feeds.mine", adviser_id=mine, **named))


@pages.post("/offres/flux")
@allow(policy.signed_in)
def subscribe_everywhere() -> Response:
    """Open a secret address for the list of all the published offers and its filters; an adviser's is their own list."""
    return _subscribe(actor().adviser_id)


@pages.post("/flux-offres/<int:offer_feed_id>/revocation")
@allow(policy.owns_offer_feed)
def revoke(offer_feed_id: int) -> Response:
    """Shut an address."""
    with transaction() as rows:
        actions.revoke(rows, offer_feed_id)
    flash("Le flux est révoqué : son adresse ne répond plus.", "success")
    return htmx.see(_page_of(actor().adviser_id))


@pages.get("/flux-offres/<secret>.<kind>")
@allow(policy.anyone)
def read(secret: str, kind: str) -> Response:
    """Answer a list to whoever holds its address; 304 where nothing has changed, never an empty list for want of time."""
    with transaction() as rows:
        found = actions.read(rows, secret) if kind in tuple(FeedKind) else None
        if found is None:
            abort(404)
        lines = listed.latest(rows, found.adviser_id, found.filters)
    if lines is None:
        return Response(status=503, headers={"Retry-After": BUSY_SECONDS})
    page = _list_of(found.adviser_id, found.filters)
    return feed_response(kind, found.name, [feed_line(one) for one in lines], page=page, is_secret=True)


def _shown(adviser_id: int | None) -> Response:
    made = session.pop(SHOWN_ONCE, None)
    with transaction() as rows:
        return _page(rows, adviser_id, {}, made)


def _subscribe(adviser_id: int | None) -> Response:
    try:
        with transaction() as rows:
            draft, asked = forms.read(FeedDraft), addressing.asked_of(request.form.getlist)
            filters = listed.filters_of(asked, has_fit=adviser_id is not None)
            token = actions.subscribe(rows, actor().account_id, adviser_id, draft, filters)
    except Refused as refused:
        with transaction() as rows:
            return _page(rows, adviser_id, refused.errors, None)
    session[SHOWN_ONCE] = {"name": draft.name, "token": token}
    flash("Le flux est créé. Copiez son adresse maintenant : elle ne sera plus affichée.", "success")
    return htmx.see(_page_of(adviser_id))


def feed_line(one: ListedOffer) -> FeedLine:
    """Return an offer of a list as a feed says it: the page of Passerelle, where the rest is read."""
    address = absolute(url_for("offers.show", offer_id=one.id))
    return FeedLine(
        identity=address,
        title=one.title,
        link=address,
        employer=one.employer,
        published_at=one.published_at,
        changed_at=one.changed_at,
        place=one.place,
        trade=trade_fr(one.family),
        contract=one.contract,
        closes_on=one.closes_on,
        html=one.html,
    )


def _page(
    rows: Session, adviser_id: int | None, errors: dict[str, str], made: dict[str, str] | None
) -> Response:
    asked = addressing.asked_of((request.form if request.method == "POST" else request.args).getlist)
    return htmx.page(
        "offers/feeds.html",
        422 if errors else 200,
        errors=errors,
        action=_page_of(adviser_id),
        typed=request.form,
        filters=asked,
        filter_words=_words(listed.filters_of(asked, has_fit=adviser_id is not None), adviser_id),
        kept=[_line(one, adviser_id) for one in actions.kept_of(rows, actor().account_id)],
        made=_made(made) if made else None,
        back=_list_of(adviser_id, asked),
    )


def _page_of(adviser_id: int | None) -> str:
    """Return the address of the page of somebody's feeds."""
    if adviser_id is None:
        return url_for("offer_feeds.everywhere")
    return url_for("offer_feeds.mine", adviser_id=adviser_id)


def _list_of(adviser_id: int | None, filters: Mapping[str, Any]) -> str:
    """Return the address of a list on screen, with its filters."""
    named: Any = dict(filters)
    if adviser_id is None:
        return url_for("offer_search.everywhere", **named)
    return url_for("adviser.offers", adviser_id=adviser_id, **named)


def _line(one: Kept, adviser_id: int | None) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "filters": _words(one.filters, adviser_id),
        "made": date_fr(clock.paris_date(one.made_at)),
        "read": f"Lu {ago(one.read_at, clock.now())}." if one.read_at else "Aucun lecteur ne l’a encore lu.",
    }


def _words(filters: Mapping[str, Any], adviser_id: int | None) -> str:
    """Say what a list holds: what fits its reader or all of it, and what it is narrowed to."""
    whole = (
        "Les offres qui vous correspondent" if listed.holds_fits(filters, adviser_id) else "Toutes les offres"
    )
    tags = [words for words, _ in addressing.tags_of(addressing.kept(filters))]
    return " : ".join([whole, ", ".join(tags)] if tags else [whole])


def _made(made: dict[str, str]) -> dict[str, str]:
    """Return the two addresses of a list, RSS and Atom."""
    addresses = {
        kind.value: absolute(url_for("offer_feeds.read", secret=made["token"], kind=kind.value))
        for kind in FeedKind
    }
    return {"name": made["name"], **addresses}
