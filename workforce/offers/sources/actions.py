"""Adding a source, having it read at once, pausing it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from workforce import clock, due
from workforce.addresses import UnsafeUrl, endpoint
from workforce.offers.models import Feed
from workforce.offers.sources import due_now, subscribing
from workforce.offers.sources.bringing import DIGEST
from workforce.offers.sources.claiming import host_of
from workforce.offers.sources.kinds import KINDS
from workforce.refusals import Refused

UNLIKE_ANY = bytes(
    DIGEST + 1
)  # The mark of no entry: all that a source says is judged again, what it no longer says is noticed.


def add_feed(
    session: Session, url: str, *, keeps_all: bool = False, title: str = "", account_id: int | None = None
) -> Feed:
    """Add a feed by its address, due now. Raises Refused for an address that cannot be one, or is there already."""
    asked = {"url": url, "keeps_all": "1" if keeps_all else ""}
    return add_source(session, "feed", asked, title=title, account_id=account_id)


def add_source(
    session: Session, code: str, asked: Mapping[str, str], *, title: str = "", account_id: int | None = None
) -> Feed:
    """Add a source of this kind, due now. Raises Refused, on the fields of its form."""
    described = KINDS[code].describe({name: value.strip() for name, value in asked.items()})
    first = KINDS[code].fields[0].name
    try:
        endpoint(described.url)
    except UnsafeUrl as error:
        raise Refused({first: f"L’adresse du flux n’est pas valable. {error}".strip()}) from error
    values = new_feed(described.url, title or described.title, account_id) | {
        "keeps_all": described.keeps_all, "kind": code, "asked": described.asked,
    }  # fmt: skip
    made = session.scalar(insert(Feed).values(values).on_conflict_do_nothing().returning(Feed.id))  # type: ignore[call-overload]
    if made is None:
        raise Refused({first: "Cette source est déjà suivie."})
    return session.get_one(Feed, made)


def new_feed(url: str, title: str, account_id: int | None) -> dict[str, Any]:
    """Return the row of a new source, due now: for statements that insert many."""
    return {
        "url": url, "host": host_of(url), "title": title[:200], "keeps_all": False, "added_by": account_id,
        "due_at": clock.now(), "created_at": clock.now(), "kind": "feed", "state": "active", "interval_seconds": 3600,
        "counts": {}, "news_at": [], "asked": {}, "memory": {},
    }  # fmt: skip


def poll_now(session: Session, feed_id: int) -> None:
    """Have a feed polled at once: « réessayer »."""
    due_now.wake(session, session.get_one(Feed, feed_id))


def pause(session: Session, feed_id: int) -> None:
    """Stop polling a feed; its offers stay."""
    session.get_one(Feed, feed_id).state = "paused"
    session.flush()
    due.settle(session, Feed, [feed_id])
    subscribing.leave(session, [feed_id])


def read_again(session: Session, feed_id: int) -> None:
    """Have a feed polled at once, and all it says judged again though it has not changed: « relire maintenant »."""
    forget_document(session.get_one(Feed, feed_id))
    poll_now(session, feed_id)


def forget_document(feed: Feed) -> None:
    """Forget what the last document was, so that the next one is read and judged even if it is the same."""
    feed.etag, feed.last_modified, feed.body_digest, feed.seen = None, None, None, UNLIKE_ANY
