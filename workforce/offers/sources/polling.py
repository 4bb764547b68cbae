"""Polling a feed: claim it, read it with no transaction open, note what it brought."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import exists, func
from sqlmodel import Session, select

from workforce import clock, due, journal
from workforce.facts import FeedFailed
from workforce.feeds.entries import ParsedFeed
from workforce.feeds.failures import FetchFailed
from workforce.feeds.fetching import Fetched, fetch
from workforce.feeds.parsing import NotAFeed, ParseFailed, parse
from workforce.offers.models import Feed
from workforce.offers.sources.keeping import keep
from workforce.settings import settings

SOONEST, LATEST = timedelta(minutes=15), timedelta(hours=24)
HOST_BUSY = timedelta(seconds=5)  # Before asking again a host that another worker is speaking to.
IS_OVER = "La source dit qu’elle ne publiera plus rien : ses offres restent jusqu’à leur date."
TOLD_AFTER = 3  # Failures in a row before the operators are told.


@dataclass(frozen=True)
class Claimed:
    """What reading a feed needs."""

    id: int
    url: str
    etag: str | None
    last_modified: str | None
    body_digest: str | None


@dataclass(frozen=True)
class Reading:
    """What the world answered: a document, nothing new, or why not."""

    fetched: Fetched | None = None
    parsed: ParsedFeed | None = None
    digest: str | None = None
    error: str = ""
    status: int | None = None
    retry_after: int | None = None  # Seconds.
    is_gone: bool = False


def host_of(url: str) -> str:
    """Return the host and port that a feed lives on."""
    parts = urlsplit(url)
    return f"{(parts.hostname or '').lower()}:{parts.port or (443 if parts.scheme == 'https' else 80)}"


def claim(session: Session, feed_id: int) -> Claimed | None:
    """Claim a feed, unless another worker is speaking to its host: then it waits its turn."""
    feed = session.get(Feed, feed_id)
    if feed is None:
        return None
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(feed.host))))
    others = (Feed.host == feed.host, Feed.id != feed.id)
    busy = exists().where(*others, Feed.claimed, Feed.leased_until > clock.now())  # type: ignore[arg-type, operator]
    if session.scalar(select(busy)):
        due.settle(session, Feed, [feed_id], again_at=clock.now() + HOST_BUSY)
        return None
    if not due.claim(session, Feed, [feed_id]):
        return None
    return Claimed(feed.id, feed.url, feed.etag, feed.last_modified, feed.body_digest)


def read(claimed: Claimed) -> Reading:
    """Fetch and parse a feed. Never raises for what the world does."""
    try:
        fetched = fetch(
            claimed.url, claimed.etag, claimed.last_modified, allowed_hosts=settings().feed_hosts_allowed
        )
        if fetched.unchanged:
            return Reading(fetched, status=fetched.status)
        digest = hashlib.sha256(fetched.body).hexdigest()
        if digest == claimed.body_digest:
            return Reading(fetched, digest=digest, status=fetched.status)
        parsed = parse(fetched.body, fetched.final_url, fetched.content_type)
        return Reading(fetched, parsed, digest, status=fetched.status)
    except FetchFailed as error:
        return Reading(
            error=error.words_fr,
            status=error.status,
            retry_after=error.retry_after,
            is_gone=error.code == "gone",
        )
    except (NotAFeed, ParseFailed) as error:
        return Reading(error=error.words_fr, status=200)


def note(session: Session, claimed: Claimed, reading: Reading) -> None:
    """Write what a poll brought: offers, refusals, when to ask again; or the failure, in words."""
    feed = session.get_one(Feed, claimed.id, with_for_update=True, populate_existing=True)
    feed.polled_at, feed.status = clock.now(), reading.status
    if reading.error:
        _note_failure(session, feed, reading)
        return
    changed = keep(session, feed, reading.parsed) if reading.parsed else False
    _note_success(session, feed, reading, changed)


def _note_failure(session: Session, feed: Feed, reading: Reading) -> None:
    feed.last_error, feed.state = reading.error, "gone" if reading.is_gone else "failing"
    feed.claimed, feed.leased_until = False, None
    wait = max(timedelta(seconds=reading.retry_after or 0), _backoff(feed.tries))
    feed.due_at = None if reading.is_gone else clock.now() + min(wait, 7 * LATEST)
    if feed.tries == TOLD_AFTER or reading.is_gone:
        journal.record(session, FeedFailed(feed.id, reading.error))


def _backoff(tries: int) -> timedelta:
    return min(SOONEST * 2 ** max(0, min(tries, 10) - 1), LATEST)  # type: ignore[no-any-return]


def _note_success(session: Session, feed: Feed, reading: Reading, changed: bool) -> None:
    assert reading.fetched is not None
    fetched = reading.fetched
    feed.state, feed.last_error, feed.tries = "active", None, 0
    feed.claimed, feed.leased_until, feed.stuck_at = False, None, None
    feed.etag, feed.last_modified = fetched.etag or feed.etag, fetched.last_modified or feed.last_modified
    feed.body_digest = reading.digest or feed.body_digest
    _move(session, feed, fetched.permanent_url)
    feed.changed_at = clock.now() if changed else feed.changed_at
    factor = 0.5 if changed else 1.5
    asked = max(fetched.max_age or 0, (reading.parsed.ttl or 0) * 60 if reading.parsed else 0)
    seconds = max(feed.interval_seconds * factor, asked, SOONEST.total_seconds())
    feed.interval_seconds = int(min(seconds, LATEST.total_seconds()))
    feed.due_at = clock.now() + timedelta(seconds=max(feed.interval_seconds, fetched.retry_after or 0))
    if reading.parsed and reading.parsed.is_over:
        feed.state, feed.last_error, feed.due_at = "gone", IS_OVER, None


def _move(session: Session, feed: Feed, url: str | None) -> None:
    """Follow a site that moved for good, unless its new address is another source of ours."""
    if url and not session.scalar(select(exists().where(Feed.url == url, Feed.id != feed.id))):  # type: ignore[arg-type]
        feed.url, feed.host = url, host_of(url)
