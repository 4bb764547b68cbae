"""Access: each route declares the rule that opens it; this module asks `policy` and shuts everything else."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from workforce.accounts import actions as accounts
from workforce.accounts import policy
from workforce.accounts.policy import Actor, Place
from workforce.database import transaction
from workforce.web import moved
from workforce.web.places import PLACES, place_of

Rule = Callable[[Any, Place], bool]
View = TypeVar("View", bound=Callable[..., Any])


def allow(rule: Rule) -> Callable[[View], View]:
    """Declare who may enter a route. The ids in its address say which thing the rule is held against."""

    def mark(view: View) -> View:
        view.access = rule  # type: ignore[attr-defined]
        return view

    return mark


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    """Return the rule that a route declares."""
    return getattr(app.view_functions[endpoint], "access", None)


def guard(app: Flask) -> None:
    """Put the guard at the door. Raises LookupError for a route that declares no rule, or names two things."""
    app.view_functions["static"].access = policy.anyone  # type: ignore[union-attr]
    open_doors = sorted(
        rule.endpoint for rule in app.url_map.iter_rules() if rule_of(app, rule.endpoint) is None
    )
    if open_doors:
        raise LookupError(f"routes without access rule: {', '.join(open_doors)}")
    doubtful = sorted(
        rule.endpoint for rule in app.url_map.iter_rules() if len(rule.arguments & PLACES.keys()) > 1
    )
    if doubtful:
        raise LookupError(
            f"routes that name two things, so that one could hide the other: {', '.join(doubtful)}"
        )
    app.before_request(check)


def check() -> ResponseReturnValue | None:
    """Let in, send to sign-in, or say 404: a stranger does not learn that a thing exists."""
    g.actor = None
    rule = rule_of(current_app, request.endpoint) if request.endpoint else policy.anyone
    if request.endpoint == "static":
        return None
    g.actor = _who()
    if rule is policy.anyone:
        return None
    if g.actor is None:
        return redirect(
            url_for("sign_in.ask", next=request.full_path if request.method == "GET" else None), 303
        )
    if not _may(rule, g.actor):
        return (moved.to_what_was_kept(rule, g.actor) if rule else None) or abort(404)
    return None


def actor() -> Actor:
    """Return who is asking. Only inside a route that somebody had to sign in for."""
    assert isinstance(g.actor, Actor)
    return g.actor


def place() -> Place:
    """Return what the address names, as the rule of its route was held against. Only inside such a route."""
    assert isinstance(g.place, Place)
    return g.place


def _who() -> Actor | None:
    browser = session.get("browser")
    if not browser:
        return None
    with transaction() as rows:
        return accounts.actor(rows, browser)


def _may(rule: Rule | None, who: Actor) -> bool:
    if rule is None:
        return False
    place: Place | None = Place()
    if request.view_args:
        with transaction() as rows:
            place = g.place = place_of(rows, request.view_args)
    return place is not None and rule(who, place)
