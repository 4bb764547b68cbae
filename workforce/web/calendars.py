"""« Calendrier »: the deadlines in one's own calendar, by a secret address that can be revoked."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, request, session, url_for
from sqlmodel import Session

from workforce import clock, sealing
from workforce.accounts import policy
from workforce.calendars import actions, feed, writing
from workforce.calendars.actions import Kept, SubscriptionDraft
from workforce.calendars.feed import Feed
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.settings import settings
from workforce.web import forms, htmx
from workforce.web.access import actor, allow
from workforce.web.elapsed import ago
from workforce.wording import date_fr

pages = Blueprint("calendars", __name__)
SHOWN_ONCE = "calendar"  # In the browser's session: the name and the token of the address just made.
KEPT_SECONDS = 900  # For which a calendar may do without asking again.


@pages.get("/calendriers")
@allow(policy.signed_in)
def mine() -> Response:
    """Show the subscriptions, and once the address just made."""
    made = session.pop(SHOWN_ONCE, None)
    with transaction() as rows:
        return _page(rows, {}, made)


@pages.post("/calendriers")
@allow(policy.signed_in)
def subscribe() -> Response:
    """Open a secret address."""

    def act(rows: Session) -> None:
        draft = forms.read(SubscriptionDraft)
        _show_once(draft.name, actions.subscribe(rows, actor().account_id, draft))

    return _change(act, "Le calendrier est créé. Copiez son adresse maintenant : elle ne sera plus affichée.")


@pages.post("/calendriers/<int:subscription_id>/remplacement")
@allow(policy.owns_calendar)
def replace(subscription_id: int) -> Response:
    """Give a subscription another address."""
    return _change(
        lambda rows: _show_once(
            actions.name_of(rows, subscription_id), actions.replace(rows, subscription_id)
        ),
        "L’adresse est remplacée : l’ancienne ne répond plus. Copiez la nouvelle maintenant.",
    )


@pages.post("/calendriers/<int:subscription_id>/revocation")
@allow(policy.owns_calendar)
def revoke(subscription_id: int) -> Response:
    """Shut an address."""
    done = "Le calendrier est révoqué : son adresse ne répond plus."
    return _change(lambda rows: actions.revoke(rows, subscription_id), done)


@pages.get("/calendriers/<secret>.ics")
@allow(policy.anyone)
def read(secret: str) -> Response:
    """Answer a calendar to whoever holds its address; 304 where nothing has changed."""
    with transaction() as rows:
        found = feed.read(rows, secret)
    if found is None:
        abort(404)
    return _calendar(found)


def _calendar(found: Feed) -> Response:
    response = make_response()
    response.set_etag(found.mark)
    response.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    if not request.if_none_match.contains(found.mark):
        response.set_data(writing.calendar_text(found.name, _house(), found.entries))
        response.content_type = "text/calendar; charset=utf-8"
        response.headers["Content-Disposition"] = 'inline; filename="passerelle.ics"'
    return response.make_conditional(request)  # type: ignore[return-value]


def _house() -> str:
    """Return what tells this installation's events from another's, whatever its address becomes."""
    return f"{sealing.digest('calendar')[:12]}.passerelle"


def _show_once(name: str, token: str) -> None:
    session[SHOWN_ONCE] = {"name": name, "token": token}


def _change(act: Callable[[Session], object], done: str) -> Response:
    """Do one action and show the page; a mistake shows it too, with what was typed."""
    try:
        with transaction() as rows:
            act(rows)
    except Refused as refused:
        with transaction() as rows:
            return _page(rows, refused.errors, None)
    flash(done, "success")
    return htmx.go_to("calendars.mine")


def _page(rows: Session, errors: dict[str, str], made: dict[str, str] | None) -> Response:
    account_id = actor().account_id
    choices = actions.choices_of(rows, account_id)
    return htmx.page(
        "calendars/mine.html",
        422 if errors else 200,
        errors=errors,
        typed=request.form,
        choices=actions.shown(choices),
        kept=[_line(one) for one in actions.kept_of(rows, account_id)],
        made=_made(made) if made else None,
    )


def _line(one: Kept) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "label": one.label,
        "made": date_fr(clock.paris_date(one.made_at)),
        "read": f"Lu {ago(one.read_at, clock.now())}." if one.read_at else "Aucun agenda ne l’a encore lu.",
    }


def _made(made: dict[str, str]) -> dict[str, str]:
    """Return the two forms of an address: to copy, and to hand to the calendar of this machine."""
    path = url_for("calendars.read", secret=made["token"])
    address = settings().public_url.rstrip("/") + path
    return {"name": made["name"], "address": address, "webcal": "webcal://" + address.partition("://")[2]}
