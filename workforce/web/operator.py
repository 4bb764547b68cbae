"""The operators' first page: does it all run, what waits, what is stuck."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from sqlmodel import Session

from workforce import backlog, clock, due, pulse
from workforce.accounts import policy
from workforce.alerts import outgoing
from workforce.alerts.sending import has_local_mailbox
from workforce.backlog import Waiting
from workforce.database import transaction
from workforce.offers.posting import reading as posted
from workforce.offers.sources import listing as feeds
from workforce.refusals import Refused
from workforce.web import htmx
from workforce.web.access import allow
from workforce.web.elapsed import ago
from workforce.wording import count_fr, list_fr, number_fr, plural_fr

pages = Blueprint("operator", __name__)

SHOWN = 5  # Lines of a block on the first page.
STUCK_SHOWN = 50
WORK_LABELS = {
    "activity_file": "Exports d’activités à lire",
    "attachment": "Photos à préparer",
    "chore": "Tâches de chaque jour",
    "contract": "Contrats à surveiller",
    "delivery": "Alertes à envoyer",
    "discovery": "Sites où chercher des flux",
    "duplicate_search": "Doublons à chercher",
    "event": "Faits à traiter",
    "feed": "Sources à lire",
    "feed_landing": "Sources lues, à comprendre",
    "feed_push": "Nouveautés reçues à lire",
    "feed_subscription": "Abonnements aux sources à tenir",
    "import": "Imports à lire",
    "inquiry": "Questions à poser",
    "offer_comparison": "Offres à comparer",
    "offer_indexing": "Offres à ranger pour la recherche",
    "page_check": "Pages d’offres à regarder",
    "job_search": "Recherches à rapprocher",
    "outline_import": "Fichiers OPML à lire",
    "post": "Postes à regarder",
    "calendar_upkeep": "Calendriers à tenir à jour",
    "rules_sweep": "Échéances à recalculer",
    "session_feed": "Listes de sessions à demander",
    "session_file": "Listes de sessions à lire",
    "saved_search": "Recherches enregistrées à relire",
    "training_plan": "Formations à proposer",
    "training_session": "Rappels des sessions",
    "enrolment": "Places à proposer à la suite",
    "planet_light": "Lumières des trois planètes",
    "planet_invitation": "Invitations aux sessions possibles",
}
PART_LABELS = {"tick": "l’horloge", "worker": "l’exécution des travaux"}


@pages.get("/exploitation")
@allow(policy.is_operator)
def home() -> Response:
    """Show whether it all runs, and what waits for somebody."""
    with transaction() as session:
        return htmx.page("operator/home.html", **around(session))


@pages.get("/exploitation/travaux")
@allow(policy.is_operator)
def work() -> Response:
    """List what waits, table by table, and the rows that were tried too often."""
    return _work(200, {})


@pages.post("/exploitation/travaux/reessayer")
@allow(policy.is_operator)
def revive() -> Response:
    """Make a stuck row due again."""
    try:
        with transaction() as session:
            _revive(session, request.form.get("table", ""), request.form.get("row", 0, int))
    except Refused as refused:
        return _work(422, refused.errors)
    flash("C’est reparti : le travail est repris dans un instant.", "success")
    return htmx.go_to("operator.work")


def around(session: Session) -> dict[str, Any]:
    """Read the operators' first page."""
    now = clock.now()
    waiting, silent = backlog.backlog(session), pulse.silent(session)
    states, sent = feeds.count_by_state(session), outgoing.count_lately(session)
    failed = outgoing.count_by_state(session)["failed"]
    to_review = posted.count_to_review(session)
    broken, stuck = states.get("failing", 0) + states.get("gone", 0), sum(one.stuck for one in waiting)
    return {
        "headline": headline(silent, broken + stuck + failed),
        "statements_of_house": statements(to_review, stuck, failed, broken),
        "feeds": [feed_line(one, now) for one in feeds.feed_lines(session, limit=SHOWN)],
        "to_review": [review_line(one, now) for one in posted.offers_to_review(session, SHOWN)],
        "work_waiting": [
            (WORK_LABELS.get(one.name, one.name), waiting_words(one, now))
            for one in waiting
            if one.due or one.in_hand or one.stuck
        ],
        "deliveries_of_day": [
            (outgoing.STATE_LABELS[state][0].capitalize(), number_fr(n)) for state, n in sent.items()
        ],
        "links": links(),
    }


def headline(silent: dict[str, datetime], troubles: int) -> dict[str, str]:
    """Say in one sentence whether the platform runs."""
    if silent:
        parts = list_fr([PART_LABELS.get(name, name) for name in sorted(silent)])
        since = ago(min(silent.values()), clock.now())
        text = f"Plus aucun signe de vie : {parts} (dernier signe {since})."
        return {"text": text, "level": "overdue", "word": "à l’arrêt"}
    if troubles:
        text = f"Tout tourne ; {count_fr(troubles, 'point demande', 'points demandent')} votre attention."
        return {"text": text, "level": "plan", "word": "à regarder"}
    return {"text": "Tout fonctionne.", "level": "calm", "word": "en marche"}


def statements(to_review: int, stuck: int, failed: int, broken: int) -> list[dict[str, Any]]:
    """Return number, sentence and action for each thing that may wait for somebody."""
    rows = [
        (
            to_review,
            plural_fr(to_review, "offre à relire", "offres à relire"),
            "Relire",
            "operator.moderation",
            "plan",
        ),
        (
            broken,
            plural_fr(broken, "source en échec", "sources en échec"),
            "Voir les sources",
            "operator.feeds",
            "urgent",
        ),
        (
            failed,
            plural_fr(failed, "envoi en échec", "envois en échec"),
            "Voir les envois",
            "operator.deliveries",
            "urgent",
        ),
        (
            stuck,
            plural_fr(stuck, "travail bloqué", "travaux bloqués"),
            "Débloquer",
            "operator.work",
            "urgent",
        ),
    ]
    return [
        {
            "number": number_fr(number),
            "sentence": sentence,
            "label": label if number else "",
            "href": url_for(endpoint),
            "level": level if number else "calm",
        }
        for number, sentence, label, endpoint, level in rows
    ]


def links() -> dict[str, str]:
    """Return the addresses of the operators' pages."""
    names = {"sources": "feeds", "moderation": "moderation", "deliveries": "deliveries", "work": "work"}
    mailbox = url_for("operator.mailbox") if has_local_mailbox() else ""
    return {name: url_for(f"operator.{page}") for name, page in names.items()} | {"mailbox": mailbox}


def feed_line(one: feeds.FeedLine, now: datetime) -> dict[str, Any]:
    """Return a source as its lists say it."""
    return {
        "id": one.id,
        "name": one.name,
        "href": url_for("operator.feed", feed_id=one.id),
        "state": one.label,
        "level": one.level,
        "last": ago(one.polled_at, now) or "jamais",
        "next": next_words(one.due_at, now),
        "brought": brought_words(one.counts),
        "error": one.error,
        "paused": one.state == "paused",
        "retry": url_for("operator.retry_feed", feed_id=one.id),
        "pause": url_for("operator.pause_feed", feed_id=one.id),
    }


def next_words(due_at: datetime | None, now: datetime) -> str:
    """Say when a row is worked on next."""
    if due_at is None:
        return "aucun prévu"
    return "dans un instant" if due_at <= now else ago(due_at, now)


def brought_words(counts: dict[str, int]) -> str:
    """Say what the last reading of a source brought."""
    if not counts:
        return "—"
    words = [
        ("new", "nouvelle"),
        ("updated", "mise à jour", "mises à jour"),
        ("withdrawn", "retirée par la source", "retirées par la source"),
        ("unchanged", "inchangée"),
        ("refused", "écartée"),
    ]
    said = [count_fr(counts[name], *forms) for name, *forms in words if counts.get(name)]
    return list_fr(said) or ("rien de nouveau" if counts.get("entries") else "aucune entrée pour le moment")


def review_line(one: posted.PostedOffer, now: datetime) -> dict[str, Any]:
    """Return an offer that waits for a moderator as its lists say it."""
    href = url_for("operator.review", offer_id=one.id)
    return {
        "title": one.title,
        "href": href,
        "author": one.employer_name,
        "waiting": ago(one.waits_since, now),
        "reports": one.reports,
    }


def waiting_words(one: Waiting, now: datetime) -> str:
    """Say how much of a table waits."""
    words = [count_fr(one.due, "en attente", "en attente")]
    words += [f"la plus ancienne {ago(one.oldest, now)}"] if one.oldest and one.due else []
    words += [count_fr(one.in_hand, "en cours", "en cours")] if one.in_hand else []
    words += [
        f"{number_fr(one.stuck)} bloquée{'s' if one.stuck > 1 else ''}" if one.stuck else "aucune bloquée"
    ]
    return ", ".join(words)


def _work(status: int, errors: dict[str, str]) -> Response:
    now = clock.now()
    with transaction() as session:
        waiting, rows = backlog.backlog(session), backlog.stuck_rows(session, STUCK_SHOWN)
        beats = pulse.beats(session)
    stuck = [(one, WORK_LABELS.get(one.table, one.table), ago(one.since, now)) for one in rows]
    parts = [(PART_LABELS.get(name, name).capitalize(), ago(at, now)) for name, at in beats.items()]
    work = [(WORK_LABELS.get(one.name, one.name), waiting_words(one, now)) for one in waiting]
    return htmx.page("operator/work.html", status, errors=errors, stuck=stuck, work_waiting=work, parts=parts)


def _revive(session: Session, table: str, row_id: int) -> None:
    model = backlog.waiting_tables().get(table)
    row = session.get(model, row_id) if model else None
    if row is None or row.stuck_at is None:
        raise Refused({"": "Ce travail n’est plus bloqué."})
    if table == "delivery":
        outgoing.retry(session, row_id)
    else:
        due.revive(session, model, row_id)
