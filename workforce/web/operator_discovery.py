"""Looking for the feeds of a site: what was found so far, and the choice of what to follow."""

from typing import Any

from flask import Response, flash, request, url_for
from sqlmodel import SQLModel

from workforce.accounts import policy
from workforce.database import transaction
from workforce.offers.sources.discovery import actions, listing
from workforce.offers.sources.discovery.candidates import ORIGINS
from workforce.offers.sources.discovery.listing import Found, View
from workforce.refusals import Refused
from workforce.web import forms, htmx
from workforce.web.access import allow
from workforce.web.operator import pages
from workforce.web.operator_adding import me, site_form
from workforce.wording import count_fr, number_fr


class ChoiceDraft(SQLModel):
    """The feeds that were chosen."""

    chosen: list[int] = []
    keeps_all: bool = False


@pages.post("/exploitation/sources/recherches")
@allow(policy.is_operator)
def look_for_feeds() -> Response:
    """Have the feeds of a site looked for."""
    typed = forms.clean(request.form.get("address", ""))
    try:
        with transaction() as session:
            one = actions.look(session, typed, me())
    except Refused as refused:
        return site_form(422, refused.errors, {"address": typed})
    return htmx.go_to("operator.discovery", discovery_id=one.id)


@pages.get("/exploitation/sources/recherches/<int:discovery_id>")
@allow(policy.is_operator)
def discovery(discovery_id: int) -> Response:
    """Show what was found so far."""
    return _showing(discovery_id)


@pages.post("/exploitation/sources/recherches/<int:discovery_id>")
@allow(policy.is_operator)
def follow_found(discovery_id: int) -> Response:
    """Follow the feeds that were chosen."""
    try:
        draft = forms.read(ChoiceDraft)
        with transaction() as session:
            added = actions.follow(
                session, discovery_id, draft.chosen, keeps_all=draft.keeps_all, account_id=me()
            )
    except Refused as refused:
        return _showing(discovery_id, 422, refused.errors)
    flash(
        f"{count_fr(len(added), 'source ajoutée', 'sources ajoutées')} : lecture dans un instant.", "success"
    )
    return htmx.go_to("operator.feed", feed_id=added[0]) if len(added) == 1 else htmx.go_to("operator.feeds")


def _showing(discovery_id: int, status: int = 200, errors: dict[str, str] | None = None) -> Response:
    with transaction() as session:
        one = listing.view(session, discovery_id)
    return htmx.page(
        "operator/discovery.html",
        status,
        errors=errors or {},
        one=one,
        here=url_for("operator.discovery", discovery_id=discovery_id),
        headline=headline(one),
        progress=f"{number_fr(one.tried)} sur {count_fr(one.total, 'adresse essayée', 'adresses essayées')}",
        feeds=[_feed_line(found) for found in one.feeds],
        others=[_other_line(found) for found in one.others],
        chosen=request.form.getlist("chosen"),
        keeps_all=bool(request.form.get("keeps_all")),
        can_follow=any(found.feed_id is None for found in one.feeds),
    )


def headline(one: View) -> str:
    """Say in one sentence what was found."""
    found = count_fr(len(one.feeds), "flux trouvé", "flux trouvés")
    if one.is_working:
        return f"Recherche en cours : {found} pour le moment."
    if one.is_stuck:
        return "La recherche est arrêtée par une panne."
    return f"{found}." if one.feeds else "Aucun flux trouvé."


def _feed_line(found: Found) -> dict[str, Any]:
    return {
        "id": found.id,
        "title": found.title or found.url,
        "url": found.url,
        "origin": ORIGINS[found.origin],
        "kept": f"{number_fr(found.kept) if found.kept else 'rien'} du métier",
        "entries": f"sur {count_fr(found.entries, 'élément')}" if found.entries else "vide pour le moment",
        "level": "calm" if found.kept else "info",
        "examples": found.examples,
        "followed": url_for("operator.feed", feed_id=found.feed_id) if found.feed_id else "",
    }


def _other_line(found: Found) -> dict[str, str]:
    words = "Le même flux qu’à une autre adresse." if found.outcome == "same" else found.words
    return {"url": found.url, "origin": ORIGINS[found.origin], "words": words}
