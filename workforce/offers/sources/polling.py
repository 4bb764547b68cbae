"""Polling a source: claim it, read it with no transaction open, note what it brought."""

from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import exists, func
from sqlmodel import Session, select

from workforce import clock, due, journal
from workforce.facts import FeedFailed
from workforce.feeds.failures import FetchFailed
from workforce.feeds.fetching import Fetched
from workforce.feeds.parsing import NotAFeed, ParseFailed
from workforce.offers.models import Feed
from workforce.offers.sources.keeping import keep
from workforce.offers.sources.kinds import KINDS
from workforce.offers.sources.public_service import files
from workforce.offers.sources.readings import Claimed, Reading, Unreadable
from workforce.offers.sources.withdrawing import follow_list

SOONEST, LATEST = timedelta(minutes=15), timedelta(hours=24)
HOST_BUSY = timedelta(seconds=5)  # Before asking again a host that another worker is speaking to.
TOLD_AFTER = 3  # Failures in a row before the operators are told.


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
    feed.leased_until = max(
        feed.leased_until or clock.now(), clock.now() + timedelta(seconds=KINDS[feed.kind].hold_seconds)
    )
    return Claimed(
        feed.id, feed.url, feed.etag, feed.last_modified, feed.body_digest, feed.kind, feed.keeps_all, feed.asked,
        feed.memory,
    )  # fmt: skip


def read(claimed: Claimed) -> Reading:
    """Read a source as its kind is read. Never raises for what the world does."""
    try:
        return KINDS[claimed.kind].read(claimed)
    except FetchFailed as error:
        return Reading(
            error=error.words_fr,
            status=error.status,
            retry_after=error.retry_after,
            is_gone=error.code == "gone",
        )
    except (NotAFeed, ParseFailed, Unreadable) as error:
        return Reading(error=error.words_fr, status=200)


def note(session: Session, claimed: Claimed, reading: Reading) -> None:
    """Write what a poll brought: offers, refusals, when to ask again; or the failure, in words."""
    feed = session.get_one(Feed, claimed.id, with_for_update=True, populate_existing=True)
    feed.polled_at, feed.status = clock.now(), reading.status
    feed.memory = feed.memory if reading.memory is None else dict(reading.memory)
    if reading.error:
        _note_failure(session, feed, reading)
    else:
        _note_what_came(session, feed, reading)
    if reading.sent_file is not None:
        files.forget(session, reading.sent_file)
    if files.waiting(session, feed.id) is not None:  # Sent while another was being read.
        feed.due_at = clock.now()


def _note_what_came(session: Session, feed: Feed, reading: Reading) -> None:
    changed = keep(session, feed, reading.parsed) if reading.parsed else False
    changed = follow_list(session, feed, reading) or changed
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
    fetched = reading.fetched or Fetched(200, b"", feed.url)
    feed.state, feed.last_error, feed.tries = "active", None, 0
    feed.claimed, feed.leased_until, feed.stuck_at = False, None, None
    feed.etag, feed.last_modified = fetched.etag or feed.etag, fetched.last_modified or feed.last_modified
    feed.body_digest = reading.digest or feed.body_digest
    _move(session, feed, fetched.permanent_url)
    feed.changed_at = clock.now() if changed else feed.changed_at
    factor = 0.5 if changed else 1.5
    asked = max(fetched.max_age or 0, (reading.parsed.ttl or 0) * 60 if reading.parsed else 0)
    seconds = max(feed.interval_seconds * factor, asked, SOONEST.total_seconds())
    feed.interval_seconds = reading.next_seconds or int(min(seconds, LATEST.total_seconds()))
    feed.due_at = clock.now() + timedelta(seconds=max(feed.interval_seconds, fetched.retry_after or 0))


def _move(session: Session, feed: Feed, url: str | None) -> None:
    """Follow a site that moved for good, unless its new address is another source of ours."""
    if url and not session.scalar(select(exists().where(Feed.url == url, Feed.id != feed.id))):  # type: ignore[arg-type]
        feed.url, feed.host = url, host_of(url)
