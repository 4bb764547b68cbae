"""« Mes alertes »: what was sent to me, and my channels."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from sqlmodel import Session

from workforce.accounts import policy
from workforce.alerts import ledger, preferences, silences
from workforce.alerts.channels import KINDS
from workforce.alerts.models import Channel
from workforce.alerts.planning import MAIL
from workforce.alerts.preferences import ChannelDraft
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.web import forms, htmx
from workforce.web.access import actor, allow
from workforce.wording import date_fr, number_fr

pages = Blueprint("alerts", __name__)


@pages.get("/mes-alertes")
@allow(policy.signed_in)
def mine() -> Response:
    """Show the ledger and the channels."""
    with transaction() as session:
        return _page(session, {})


@pages.post("/mes-alertes/canaux")
@allow(policy.signed_in)
def add() -> Response:
    """Add a channel."""

    def act(session: Session) -> None:
        preferences.add_channel(session, actor().account_id, forms.read(ChannelDraft))

    return _change(act, "Le canal est ajouté. Envoyez un essai pour vérifier qu’il fonctionne.")


@pages.post("/mes-alertes/canaux/<int:channel_id>/pause")
@allow(policy.owns_channel)
def pause(channel_id: int) -> Response:
    """Pause a channel."""
    return _change(lambda session: preferences.pause_channel(session, channel_id), "Le canal est en pause.")


@pages.post("/mes-alertes/canaux/<int:channel_id>/reprise")
@allow(policy.owns_channel)
def resume(channel_id: int) -> Response:
    """Resume a channel."""
    return _change(lambda session: preferences.resume_channel(session, channel_id), "Le canal reprend.")


@pages.post("/mes-alertes/canaux/<int:channel_id>/retrait")
@allow(policy.owns_channel)
def remove(channel_id: int) -> Response:
    """Remove a channel."""
    done = "Le canal est retiré, son adresse est effacée."
    return _change(lambda session: preferences.remove_channel(session, channel_id), done)


@pages.post("/mes-alertes/canaux/<int:channel_id>/essai")
@allow(policy.owns_channel)
def test(channel_id: int) -> Response:
    """Send a test on one channel."""
    done = "L’essai part dans un instant. Ce qu’il devient s’inscrit dans le journal ci-dessous."
    return _change(lambda session: preferences.send_test(session, channel_id), done)


@pages.post("/mes-alertes/silences")
@allow(policy.signed_in)
def silence() -> Response:
    """Stop the letters of a subject."""
    done = "C’est noté : ces messages ne partent plus. Tout reste lisible dans vos pages."
    return _change(
        lambda session: silences.silence(session, actor().account_id, request.form.get("subject", "")), done
    )


@pages.post("/mes-alertes/silences/retrait")
@allow(policy.signed_in)
def hear_again() -> Response:
    """Let the letters of a subject come again."""
    return _change(
        lambda session: silences.hear_again(session, actor().account_id, request.form.get("subject", "")),
        "Ces messages reprennent.",
    )


def _change(act: Callable[[Session], object], done: str) -> Response:
    """Do one action and show the page; a mistake shows it too, with what was typed."""
    try:
        with transaction() as session:
            act(session)
    except Refused as refused:
        with transaction() as session:
            return _page(session, refused.errors)
    flash(done, "success")
    return htmx.go_to("alerts.mine")


def _page(session: Session, errors: dict[str, str]) -> Response:
    return htmx.page(
        "alerts/mine.html", 422 if errors else 200, errors=errors, typed=request.form, **_view(session)
    )


def _view(session: Session) -> dict[str, Any]:
    account_id, page = actor().account_id, request.args.get("page", 1, type=int)
    count = ledger.count_of(session, account_id)
    offset = min(max(page, 1) - 1, max(count - 1, 0) // ledger.A_PAGE) * ledger.A_PAGE
    return {
        "channels": [_channel(one) for one in preferences.channels_of(session, account_id)],
        "subjects": _subjects(silences.silences_of(session, account_id)),
        "locked": silences.LOCKED,
        "services": sorted(set(KINDS.values())),
        "lines": ledger.ledger_of(session, account_id, offset),
        "pagination": _pagination(count, offset),
    }


def _channel(one: Channel) -> dict[str, Any]:
    """Return a channel as the page shows it; its address stays sealed."""
    is_mail = one.kind == MAIL
    return {
        "id": one.id,
        "label": f"Courriel : {actor().email}" if is_mail else one.label,
        "service": "" if is_mail else KINDS.get(one.kind, one.kind),
        "is_paused": one.paused_at is not None,
        "is_locked": is_mail,
    }


def _subjects(silenced: Mapping[str, date | None]) -> list[dict[str, Any]]:
    """Return what can be switched, and how each stands."""
    return [
        {
            "code": one.code,
            "label": one.label,
            "is_silenced": one.code in silenced,
            "until": date_fr(until) if (until := silenced.get(one.code)) else "",
            "offer": f"Pas maintenant ({one.months} mois)" if one.months else "Ne plus recevoir",
        }
        for one in silences.SUBJECTS
    ]


def _pagination(count: int, offset: int) -> dict[str, str] | None:
    if count <= ledger.A_PAGE:
        return None
    page, last = offset // ledger.A_PAGE + 1, min(offset + ledger.A_PAGE, count)
    return {
        "sentence": f"Lignes {offset + 1} à {last} sur {number_fr(count)}",
        "previous": url_for("alerts.mine", page=page - 1) if page > 1 else "",
        "following": url_for("alerts.mine", page=page + 1) if last < count else "",
    }
