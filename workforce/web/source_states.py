"""How a source is read, in words: its state, its rhythm and why, what its site asked, what its hub does."""

from datetime import datetime, timedelta

from workforce import clock
from workforce.offers.models import Feed
from workforce.offers.sources.models import FeedSubscription
from workforce.offers.sources.rhythm import Rhythm, rhythm
from workforce.web.elapsed import ago
from workforce.wording import count_fr, moment_fr

UNTIL_THEN = "Les offres déjà reçues restent en ligne ; les autres sources continuent."


def outage_words(feed: Feed, now: datetime) -> str:
    """Say since when a source fails and what comes next; nothing for one that is well."""
    if feed.state == "gone":
        return f"Elle n’est plus lue : son site l’a supprimée. {UNTIL_THEN} « Réessayer » la relit une fois."
    if not feed.last_error:
        return ""
    since = f"En échec depuis le {moment_fr(feed.failing_since)}" if feed.failing_since else "En échec"
    following = f" ; prochain essai {ago(feed.due_at, now)}" if feed.due_at and feed.due_at > now else ""
    told = (
        " Les personnes qui exploitent la plateforme ont été prévenues, une seule fois."
        if feed.told_at
        else ""
    )
    return f"{since} ({count_fr(feed.tries, 'essai', 'essais')} de suite){following}.{told} {UNTIL_THEN}"


def quiet_words(until: datetime | None, now: datetime) -> str:
    """Say until when the whole site asked for quiet."""
    if until is None:
        return ""
    return f"Le site prie d’attendre : aucune de ses sources n’est lue avant le {moment_fr(until)} ({ago(until, now)})."


def rhythm_words(feed: Feed, subscription: FeedSubscription | None) -> str:
    """Say how often a source is read, and why."""
    found = _rhythm(feed, subscription)
    every = f"toutes les {length_words(timedelta(seconds=feed.interval_seconds))}"
    return f"{every} : {_reason(found, feed)}"


def _rhythm(feed: Feed, subscription: FeedSubscription | None) -> Rhythm:
    return rhythm(
        feed.news_at,
        timedelta(seconds=feed.gap_seconds) if feed.gap_seconds else None,
        feed.polled_at or clock.now(),
        asked=timedelta(seconds=feed.asked_seconds or 0),
        pushed=_is_pushed(subscription),
        since=feed.created_at,
    )


def _reason(found: Rhythm, feed: Feed) -> str:
    if found.reason == "asked":
        return "le site le demande"
    if found.reason == "pushed":
        return "un relais prévient dès qu’il y a du nouveau"
    if found.reason == "own":
        gap = (
            f" (environ toutes les {length_words(timedelta(seconds=feed.gap_seconds))})"
            if feed.gap_seconds
            else ""
        )
        return f"c’est d’après ce qu’elle publie{gap}"
    return "son rythme n’est pas encore connu"


def length_words(length: timedelta) -> str:
    """Return what follows « toutes les »: `45 min`, `heures`, `6 h` or `3 jours`."""
    minutes = round(length.total_seconds() / 60)
    if minutes == 60:
        return "heures"
    if minutes < 120:
        return f"{minutes} min"
    return f"{round(minutes / 60)} h" if minutes < 48 * 60 else f"{round(minutes / 1440)} jours"


def last_outage_words(feed: Feed, now: datetime) -> str:
    """Say when the last outage that was told ended."""
    if feed.told_at:
        return "en cours"
    return f"terminée {ago(feed.recovered_at, now)}" if feed.recovered_at else "aucune"


def hub_words(subscription: FeedSubscription | None, now: datetime) -> str:
    """Say whether a hub tells us what is new."""
    if subscription is None:
        return "la source n’en propose pas"
    if _is_pushed(subscription):
        last = f" ; dernier signe {ago(subscription.pushed_at, now)}" if subscription.pushed_at else ""
        return f"actif jusqu’au {moment_fr(subscription.expires_at or now)}{last}"
    words = {
        "asked": "demandé, le relais n’a pas encore répondu",
        "active": "échu, redemandé",
        "refused": f"refusé par le relais. {subscription.reason}".strip(),
        "leaving": "arrêt demandé",
    }
    return words[subscription.state]


def _is_pushed(subscription: FeedSubscription | None) -> bool:
    return bool(
        subscription
        and subscription.state == "active"
        and subscription.expires_at
        and subscription.expires_at > clock.now()
    )
