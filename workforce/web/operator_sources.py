"""The operators' sources of offers: reading again, pausing, and what each one brought."""

from typing import Any

from flask import Response, flash, request, url_for
from sqlmodel import Session

from workforce import clock
from workforce.accounts import policy
from workforce.database import transaction
from workforce.offers.models import Feed, Offer
from workforce.offers.sources import actions, claiming, landing, subscribing
from workforce.offers.sources import listing as feeds
from workforce.offers.sources.listing import FeedLine
from workforce.offers.sources.models import FeedSubscription
from workforce.offers.sources.public_service import files
from workforce.web import htmx, operator_kinds, paging, source_states
from workforce.web.access import allow
from workforce.web.elapsed import ago
from workforce.web.employer import STATES
from workforce.web.operator import brought_words, feed_line, next_words, pages
from workforce.wording import count_fr, number_fr

PER_PAGE, REFUSED_PER_PAGE = 25, 50
BEING_READ = {"state": "en cours d’analyse", "level": "info"}  # Whatever its state was before.
FILTERS = {"": "Toutes", "failing": "En échec", "paused": "En pause"}


@pages.get("/exploitation/sources", endpoint="feeds")
@allow(policy.is_operator)
def list_feeds() -> Response:
    """List the sources, those that need somebody first."""
    return listing()


@pages.get("/exploitation/sources/<int:feed_id>")
@allow(policy.is_operator)
def feed(feed_id: int) -> Response:
    """Show what a source brought, what was not kept and why, and how it is read."""
    return showing(
        feed_id, errors={"file": files.TOO_BIG} if request.args.get("refus") == "trop-lourd" else {}
    )


@pages.post("/exploitation/sources/<int:feed_id>/reessayer")
@allow(policy.is_operator)
def retry_feed(feed_id: int) -> Response:
    """Have a source read now."""
    return changed(feed_id, actions.read_again, "La source est relue dans un instant.")


@pages.post("/exploitation/sources/<int:feed_id>/pause")
@allow(policy.is_operator)
def pause_feed(feed_id: int) -> Response:
    """Stop reading a source."""
    return changed(feed_id, actions.pause, "La source est en pause ; ses offres restent en ligne.")


def showing(feed_id: int, status: int = 200, errors: dict[str, str] | None = None) -> Response:
    """Answer the page of a source."""
    with transaction() as session:
        return htmx.page("operator/feed.html", status, errors=errors or {}, **file_of(session, feed_id))


def changed(feed_id: int, action: Any, done: str) -> Response:
    """Do one thing to a source, and go back to where it was asked."""
    with transaction() as session:
        action(session, feed_id)
    flash(done, "success")
    if request.form.get("from") == "list":
        return htmx.go_to("operator.feeds")
    return htmx.go_to("operator.feed", feed_id=feed_id)


def _arriving(entries: int) -> str:
    if not entries:
        return ""
    return f"{count_fr(entries, 'annonce lue', 'annonces lues')}, en cours d’analyse : ce qui est gardé paraît dans un instant."


def listing() -> Response:
    """Answer the list of sources."""
    now, state = clock.now(), request.args.get("etat", "")
    state = state if state in FILTERS else ""
    with transaction() as session:
        counts = feeds.count_by_state(session)
        total = _total(counts, state)
        page = paging.page(total, PER_PAGE, "source", etat=state)
        lines = feeds.feed_lines(session, state, limit=PER_PAGE, offset=page.offset)
    return htmx.page(
        "operator/feeds.html",
        feeds=[feed_line(one, now) for one in lines],
        tabs=[
            (f"{label} ({_total(counts, key)})", url_for("operator.feeds", etat=key or None), key == state)
            for key, label in FILTERS.items()
        ],
        page=page,
    )


def file_of(session: Session, feed_id: int) -> dict[str, Any]:
    """Read one source, its latest offers and what it brought that was not kept."""
    now, row = clock.now(), session.get_one(Feed, feed_id)
    waiting = landing.waiting_entries(session, feed_id)
    line = FeedLine(
        row.id,
        row.name,
        row.address,
        row.state,
        row.polled_at,
        row.due_at,
        row.counts,
        row.last_error or "",
    )
    told = feeds.count_refused(session, feed_id)
    untold = row.counts.get("refused", 0) - told
    page = paging.page(told, REFUSED_PER_PAGE, "élément", "operator.feed", _anchor="refused")
    return {
        "feed": feed_line(line, now) | (BEING_READ if waiting else {}),
        "url": row.address,
        "arriving": _arriving(waiting),
        "brought": brought_words(row.counts),
        "offers": [_offer_line(one) for one in feeds.brought(session, feed_id)],
        "refused": feeds.refused_items(session, feed_id, limit=REFUSED_PER_PAGE, offset=page.offset),
        "refused_page": page,
        "untold": f"Et {number_fr(untold)} de plus, sans le détail." if untold > 0 else "",
        "rules": url_for("operator.rules", feed_id=feed_id),
        "outage": source_states.outage_words(row, now),
        "quiet": source_states.quiet_words(claiming.quiet_until(session, row.host), now),
        "conditions": conditions(row, line, subscribing.of_feed(session, feed_id)),
        "kind": operator_kinds.about(row),
    }


def conditions(row: Feed, line: FeedLine, subscription: FeedSubscription | None) -> list[tuple[str, str]]:
    """Say how a source is read."""
    now = clock.now()
    asked = [name for name, value in (("ETag", row.etag), ("Last-Modified", row.last_modified)) if value]
    return [
        ("Dernière lecture", ago(row.polled_at, now) or "jamais"),
        ("Prochaine lecture", next_words(line.due_at, now)),
        ("Rythme", source_states.rhythm_words(row, subscription)),
        ("Avis de nouveauté (WebSub)", source_states.hub_words(subscription, now)),
        ("Dernière réponse du site", f"HTTP {row.status}" if row.status else "aucune"),
        ("Dernière nouveauté", ago(row.changed_at, now) or "aucune"),
        (
            "Relecture seulement si elle a changé",
            " et ".join(asked) or "le site ne le permet pas : le contenu est comparé",
        ),
        (
            "Ce qui est gardé",
            _kept_words(row),
        ),
        ("Dernière panne signalée", source_states.last_outage_words(row, now)),
        ("Essais manqués de suite", str(row.tries)),
    ]


def _kept_words(row: Feed) -> str:
    words = "toutes ses offres" if row.keeps_all else "les offres du métier, d’après leurs mots"
    mine = len(row.keep_phrases) + len(row.drop_phrases)
    return f"{words}, et {count_fr(mine, 'expression')} à vous" if mine else words


def _offer_line(one: Offer) -> dict[str, Any]:
    state, level = STATES[one.state]
    where = ", ".join(word for word in (one.employer_name, one.commune or one.departement) if word)
    file = url_for("operator.offer_file", offer_id=one.id)
    return {"title": one.title, "file": file, "url": one.url, "where": where, "state": state, "level": level}


def _total(counts: dict[str, int], state: str) -> int:
    if state == "failing":
        return counts.get("failing", 0) + counts.get("gone", 0)
    return counts.get(state, 0) if state else sum(counts.values())
