"""Duplicates: the pairs to compare, the comparison, the merge and its undoing."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from sqlmodel import Session

from workforce.accounts import policy
from workforce.database import transaction
from workforce.duplicates import choosing, comparing, merging, pairs
from workforce.duplicates.listing import Scope
from workforce.duplicates.models import Duplicate, Merge
from workforce.refusals import Refused
from workforce.web import duplicate_lists, duplicate_views, htmx
from workforce.web.access import actor, allow

pages = Blueprint("duplicates", __name__)

KINDS = {"personnes": "adviser", "structures": "employer"}


@pages.get("/reseaux/<int:network_id>/doublons")
@allow(policy.coordinates_network)
def network(network_id: int) -> Response:
    """List the people of a network who may be recorded twice."""
    bounds = policy.departements_followed(actor(), network_id)
    with transaction() as session:
        shown = duplicate_lists.view(session, Scope("adviser", network_id, bounds))
    home = (url_for("coordinator.home", network_id=network_id), "Mon réseau")
    return htmx.page("duplicates/list.html", tabs=[], home=home, **shown)


@pages.get("/exploitation/doublons")
@allow(policy.is_operator)
def everywhere() -> Response:
    """List the structures, or the people of any network, that may be recorded twice."""
    asked = request.args.get("genre", "structures")
    kind = KINDS.get(asked, "employer")
    with transaction() as session:
        shown = duplicate_lists.view(session, Scope(kind), genre=asked if asked in KINDS else "")
        tabs = duplicate_lists.tabs(session, kind)
    home = (url_for("operator.home"), "Exploitation")
    return htmx.page("duplicates/list.html", tabs=tabs, home=home, **shown)


@pages.get("/doublons/<int:duplicate_id>")
@allow(policy.may_settle_duplicate)
def compare(duplicate_id: int) -> Response:
    """Show two records side by side; a pair that was decided leads to the decision."""
    try:
        return _comparison(duplicate_id, {}, 200)
    except Refused as refused:
        flash(refused.errors[""], "message")
    return _decision(duplicate_id)


@pages.post("/doublons/<int:duplicate_id>/reunion")
@allow(policy.may_settle_duplicate)
def merge(duplicate_id: int) -> Response:
    """Make one record of the two."""
    sides = {
        field.name: request.form.get(field.name, "") for kind in choosing.FIELDS.values() for field in kind
    }
    seen, opens = request.form.get("seen", ""), request.form.get("opens", None, int)
    try:
        with transaction() as session:
            made = merging.merge(session, duplicate_id, sides, seen, actor().account_id, opens=opens)
    except Refused as refused:
        return _again(duplicate_id, refused)
    flash("C’est fait : les deux fiches n’en font plus qu’une.", "success")
    return htmx.go_to("duplicates.merged", merge_id=made.id)


@pages.post("/doublons/<int:duplicate_id>/refus")
@allow(policy.may_settle_duplicate)
def refuse(duplicate_id: int) -> Response:
    """Note that these are two: never asked again."""
    me = actor().account_id
    done = "C’est noté : ces deux fiches restent séparées, et la question ne sera plus posée."
    return _decide(duplicate_id, lambda session: pairs.refuse(session, duplicate_id, me), done)


@pages.post("/doublons/<int:duplicate_id>/reprise")
@allow(policy.may_settle_duplicate)
def reopen(duplicate_id: int) -> Response:
    """Take back a refusal."""
    done = "Ces deux fiches sont de nouveau à comparer."
    return _decide(duplicate_id, lambda session: pairs.reopen(session, duplicate_id), done)


@pages.get("/fusions/<int:merge_id>")
@allow(policy.may_settle_duplicate)
def merged(merge_id: int) -> Response:
    """Show what a merge did, what is left to check, and how to undo it."""
    return _merge_page(merge_id, {}, 200)


@pages.post("/fusions/<int:merge_id>/annulation")
@allow(policy.may_settle_duplicate)
def undo(merge_id: int) -> Response:
    """Part what was merged."""
    try:
        with transaction() as session:
            merging.undo(session, merge_id, actor().account_id)
    except Refused as refused:
        return _merge_page(merge_id, refused.errors, 422)
    flash("La fusion est défaite : chaque fiche a retrouvé ce qui était à elle.", "success")
    return htmx.go_to("duplicates.merged", merge_id=merge_id)


def _comparison(duplicate_id: int, errors: dict[str, str], status: int) -> Response:
    with transaction() as session:
        found = comparing.compare(session, duplicate_id, duplicate_views.networks(actor()))
        shown = duplicate_views.comparison(found)
    links = {"list": _list_of(shown["network_id"])}
    return htmx.page("duplicates/compare.html", status, errors=errors, links=links, **shown)


def _again(duplicate_id: int, refused: Refused) -> Response:
    """Show the comparison again with what was wrong; where there is nothing left to compare, the list."""
    try:
        return _comparison(duplicate_id, refused.errors, 422)
    except Refused as settled:
        flash(settled.errors[""], "error")
    return _decision(duplicate_id)


def _decide(duplicate_id: int, action: Callable[[Session], None], done: str) -> Response:
    try:
        with transaction() as session:
            action(session)
        flash(done, "success")
    except Refused as refused:
        flash(refused.errors[""], "error")
    with transaction() as session:
        network_id = session.get_one(Duplicate, duplicate_id).network_id
    return htmx.see(_list_of(network_id))


def _decision(duplicate_id: int) -> Response:
    """Go to what became of a pair: its merge, else the list."""
    with transaction() as session:
        pair = session.get_one(Duplicate, duplicate_id)
        made = pairs.merge_of(session, duplicate_id)
    return htmx.go_to("duplicates.merged", merge_id=made) if made else htmx.see(_list_of(pair.network_id))


def _merge_page(merge_id: int, errors: dict[str, str], status: int) -> Response:
    with transaction() as session:
        made = session.get_one(Merge, merge_id)
        shown: dict[str, Any] = duplicate_views.merge(session, made, actor())
    links = {"list": _list_of(made.network_id), "undo": url_for("duplicates.undo", merge_id=merge_id)}
    return htmx.page("duplicates/merge.html", status, errors=errors, links=links, **shown)


def _list_of(network_id: int | None) -> str:
    """Return the list that the reader comes from."""
    if network_id in duplicate_views.networks(actor()):
        return url_for("duplicates.network", network_id=network_id)
    return url_for("duplicates.everywhere", genre="personnes" if network_id else None)
