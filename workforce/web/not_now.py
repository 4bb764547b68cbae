"""« Pas maintenant »: trainings put off for six months, by a button of the page or by the link of a letter."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, request
from sqlmodel import Session

from workforce.accounts import policy
from workforce.alerts import silences
from workforce.database import transaction
from workforce.web import htmx
from workforce.web.access import actor, allow
from workforce.web.answers import kept_secret
from workforce.wording import date_fr

pages = Blueprint("not_now", __name__)
PUT_OFF = "C’est noté : plus aucune formation ne vous est proposée par message avant six mois."
HEARD_AGAIN = "C’est noté : les formations qui vous conviennent vous sont proposées à nouveau."


@pages.get("/pas-maintenant/<token>")
@allow(policy.anyone)
def show(token: str) -> Response:
    """Say how things stand; nothing is done until a button is pressed."""
    with transaction() as session:
        account_id = silences.by_token(session, token)
        until = silences.silences_of(session, account_id).get(silences.TRAININGS) if account_id else None
    known = account_id is not None
    found = htmx.page("not_now/show.html", 200 if known else 410, token=token if known else "", until=until)
    return kept_secret(found)


@pages.post("/pas-maintenant/<token>")
@allow(policy.anyone)
def decide(token: str) -> Response:
    """Put trainings off, or let them come again, by the link of a letter."""
    with transaction() as session:
        account_id = silences.by_token(session, token)
        if account_id is not None:
            _act(session, account_id)
    return kept_secret(htmx.go_to("not_now.show", token=token))


@pages.post("/formations/pas-maintenant")
@allow(policy.is_adviser)
def decide_here() -> Response:
    """Put trainings off, or let them come again, from the page of suggestions."""
    with transaction() as session:
        is_put_off = _act(session, actor().account_id)
    flash(PUT_OFF if is_put_off else HEARD_AGAIN, "success")
    return htmx.go_to("adviser.trainings", adviser_id=actor().adviser_id)


def view(session: Session) -> dict[str, Any]:
    """Return until when the reader put trainings off; None where they did not."""
    until: date | None = silences.silences_of(session, actor().account_id).get(silences.TRAININGS)
    return {"put_off_until": date_fr(until) if until else ""}


def _act(session: Session, account_id: int) -> bool:
    is_put_off = request.form.get("again") != "1"
    act = silences.silence if is_put_off else silences.hear_again
    act(session, account_id, silences.TRAININGS)
    return is_put_off
