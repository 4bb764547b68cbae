"""« Flux »: an adviser's filtered list of offers at a secret address that readers of feeds ask, and that can be revoked."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, flash, request, session, url_for
from sqlmodel import Session
from werkzeug.datastructures import MultiDict

from workforce import clock
from workforce.accounts import policy
from workforce.database import transaction
from workforce.offers.search import addressing
from workforce.offers.search.addressing import Asked
from workforce.offers.syndication import actions, fitting
from workforce.offers.syndication.actions import FeedDraft, Kept
from workforce.offers.syndication.fitting import FittingLine
from workforce.offers.syndication.lines import FeedKind, FeedLine
from workforce.offers.words import trade_fr
from workforce.refusals import Refused
from workforce.web import forms, htmx
from workforce.web.access import actor, allow
from workforce.web.elapsed import ago
from workforce.web.syndication import absolute, feed_response
from workforce.wording import date_fr

pages = Blueprint("offer_feeds", __name__)
SHOWN_ONCE = "offer_feed"  # In the browser's session: the name and the token of the address just made.


@pages.get("/conseillers/<int:adviser_id>/offres/flux")
@allow(policy.owns_file)
def mine(adviser_id: int) -> Response:
    """Show the feeds, the form of a new one, and once the address just made."""
    made = session.pop(SHOWN_ONCE, None)
    with transaction() as rows:
        return _page(rows, adviser_id, {}, made)


@pages.post("/conseillers/<int:adviser_id>/offres/flux")
@allow(policy.owns_file)
def subscribe(adviser_id: int) -> Response:
    """Open a secret address for the list and its filters."""
    try:
        with transaction() as rows:
            draft = forms.read(FeedDraft)
            token = actions.subscribe(rows, actor().account_id, adviser_id, draft, _asked(request.form))
    except Refused as refused:
        with transaction() as rows:
            return _page(rows, adviser_id, refused.errors, None)
    session[SHOWN_ONCE] = {"name": draft.name, "token": token}
    flash("Le flux est créé. Copiez son adresse maintenant : elle ne sera plus affichée.", "success")
    return htmx.go_to("offer_feeds.mine", adviser_id=adviser_id)


@pages.post("/flux-offres/<int:offer_feed_id>/revocation")
@allow(policy.owns_file)
def revoke(offer_feed_id: int) -> Response:
    """Shut an address."""
    with transaction() as rows:
        actions.revoke(rows, offer_feed_id)
    flash("Le flux est révoqué : son adresse ne répond plus.", "success")
    return htmx.go_to("offer_feeds.mine", adviser_id=actor().adviser_id)


@pages.get("/flux-offres/<secret>.<kind>")
@allow(policy.anyone)
def read(secret: str, kind: str) -> Response:
    """Answer a list to whoever holds its address; 304 where nothing has changed."""
    with transaction() as rows:
        found = actions.read(rows, secret) if kind in tuple(FeedKind) else None
        if found is None:
            abort(404)
        lines = fitting.latest(rows, found.adviser_id, addressing.kept(found.filters))
    named: dict[str, Any] = {"adviser_id": found.adviser_id, **found.filters}
    page = url_for("adviser.offers", **named)
    return feed_response(kind, found.name, [feed_line(one) for one in lines], page=page, is_secret=True)


def feed_line(one: FittingLine) -> FeedLine:
    """Return an offer that fits as a feed says it: the page of Passerelle, where the rest is read."""
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


def _asked(sent: MultiDict[str, str]) -> Asked:
    """Return the filters that were sent, as addresses name them; the order of a feed is its own."""
    asked = addressing.asked_of(sent.getlist)
    return {name: values for name, values in asked.items() if name != "tri"}


def _page(rows: Session, adviser_id: int, errors: dict[str, str], made: dict[str, str] | None) -> Response:
    filters = _asked(request.form if request.method == "POST" else request.args)
    back: dict[str, Any] = {"adviser_id": adviser_id, **filters}
    return htmx.page(
        "adviser/offer_feeds.html",
        422 if errors else 200,
        errors=errors,
        adviser_id=adviser_id,
        typed=request.form,
        filters=filters,
        filter_words=_words(filters),
        kept=[_line(one) for one in actions.kept_of(rows, adviser_id)],
        made=_made(made) if made else None,
        back=url_for("adviser.offers", **back),
    )


def _line(one: Kept) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "filters": _words(one.filters),
        "made": date_fr(clock.paris_date(one.made_at)),
        "read": f"Lu {ago(one.read_at, clock.now())}." if one.read_at else "Aucun lecteur ne l’a encore lu.",
    }


def _words(filters: Mapping[str, Any]) -> str:
    """Say what a list is narrowed to."""
    asked = addressing.kept(filters)
    return addressing.words_of(asked) if asked else "Toutes les offres qui vous correspondent"


def _made(made: dict[str, str]) -> dict[str, str]:
    """Return the two addresses of a list, RSS and Atom."""
    addresses = {
        kind.value: absolute(url_for("offer_feeds.read", secret=made["token"], kind=kind.value))
        for kind in FeedKind
    }
    return {"name": made["name"], **addresses}
