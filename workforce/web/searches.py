"""« Mes recherches »: the searches a person keeps, how often their news are told, and the link that stops them."""

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from sqlmodel import Session

from workforce import clock
from workforce.accounts import policy
from workforce.database import transaction
from workforce.offers.search import addressing, saving
from workforce.offers.search.news import MOST_COUNTED
from workforce.offers.search.rhythms import RHYTHMS, Rhythm
from workforce.offers.search.saving import SavedCard, SavedSearchDraft
from workforce.refusals import Refused
from workforce.web import forms, htmx
from workforce.web.access import actor, allow
from workforce.wording import count_fr, date_fr, moment_fr

pages = Blueprint("searches", __name__)


@pages.get("/recherches")
@allow(policy.signed_in)
def mine() -> Response:
    """Show the kept searches, and what is new in each."""
    with transaction() as session:
        return _page(session, {})


@pages.post("/recherches")
@allow(policy.signed_in)
def save() -> Response:
    """Keep the search of a list, in one tap."""
    asked = addressing.asked_of(request.form.getlist)
    try:
        with transaction() as session:
            kept = saving.save(session, actor().account_id, asked)
    except Refused as refused:
        with transaction() as session:
            return _page(session, refused.errors)
    flash(
        f"« {kept.name} » est dans vos recherches. Ses nouveautés : {RHYTHMS[Rhythm(kept.rhythm)]}.",
        "success",
    )
    return htmx.go_to("searches.mine")


@pages.post("/recherches/<int:search_id>")
@allow(policy.owns_search)
def change(search_id: int) -> Response:
    """Name a search, and say how often its news are told."""
    try:
        with transaction() as session:
            saving.change(session, search_id, forms.read(SavedSearchDraft))
    except Refused as refused:
        with transaction() as session:
            return _page(session, refused.errors, search_id)
    flash("C’est noté.", "success")
    return htmx.go_to("searches.mine")


@pages.post("/recherches/<int:search_id>/lecture")
@allow(policy.owns_search)
def read(search_id: int) -> Response:
    """Open the results of a search: what is new is new no more."""
    with transaction() as session:
        asked, _ = saving.look(session, search_id)
    named: Any = asked | {"tri": ["date"]}
    return htmx.go_to("offer_search.everywhere", **named)


@pages.post("/recherches/<int:search_id>/retrait")
@allow(policy.owns_search)
def forget(search_id: int) -> Response:
    """Let a search go."""
    with transaction() as session:
        name = saving.forget(session, search_id)
    flash(f"« {name} » n’est plus dans vos recherches.", "success")
    return htmx.go_to("searches.mine")


@pages.get("/recherches/arret/<token>")
@allow(policy.anyone)
def stopping(token: str) -> Response:
    """Ask whether the letters of a search are to stop: reading does nothing."""
    with transaction() as session:
        found = saving.by_token(session, token)
        name, is_stopped = (found.name, found.rhythm == Rhythm.NONE) if found else ("", False)
    return htmx.page(
        "searches/stop.html", 200 if found else 410, search_name=name, token=token, is_stopped=is_stopped
    )


@pages.post("/recherches/arret/<token>")
@allow(policy.anyone)
def stop(token: str) -> Response:
    """Stop the letters of a search, by the link of one of them."""
    with transaction() as session:
        saving.stop(session, token)
    return htmx.go_to("searches.stopping", token=token)


def _page(session: Session, errors: dict[str, str], refused_id: int | None = None) -> Response:
    cards = saving.cards_of(session, actor().account_id)
    return htmx.page(
        "searches/mine.html",
        422 if errors else 200,
        errors=errors,
        refused_id=refused_id,
        searches=[_card(one, refused_id) for one in cards],
        rhythms=list(RHYTHMS.items()),
        list_href=url_for("offer_search.everywhere"),
    )


def _card(one: SavedCard, refused_id: int | None) -> dict[str, Any]:
    """Return a card; what was typed wrong in it is shown again."""
    typed = (
        forms.typed(SavedSearchDraft) if one.id == refused_id else {"name": one.name, "rhythm": one.rhythm}
    )
    many = f"plus de {MOST_COUNTED - 1}" if one.news >= MOST_COUNTED else ""
    news = f"{many} nouvelles offres" if many else count_fr(one.news, "nouvelle offre", "nouvelles offres")
    return {
        "id": one.id,
        "name": one.name,
        "filters": addressing.words_of(one.asked),
        "rhythm": RHYTHMS[Rhythm(one.rhythm)],
        "typed": typed,
        "news": news if one.news else "",
        "since": date_fr(clock.paris_date(one.seen_at)),
        "next": moment_fr(one.due_at) if one.due_at else "",
        "has_mistake": one.id == refused_id,
    }
