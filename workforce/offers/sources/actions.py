"""Adding a source, having it read at once, pausing it."""

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from workforce import clock, due
from workforce.addresses import UnsafeUrl, endpoint
from workforce.offers.models import Feed
from workforce.offers.sources import subscribing
from workforce.offers.sources.claiming import host_of
from workforce.refusals import Refused


def add_feed(
    session: Session, url: str, *, keeps_all: bool = False, title: str = "", account_id: int | None = None
) -> Feed:
    """Add a source by its address, due now. Raises Refused for an address that cannot be one, or is there already."""
    url = url.strip()
    try:
        endpoint(url)
    except UnsafeUrl as error:
        raise Refused({"url": f"L’adresse du flux n’est pas valable. {error}".strip()}) from error
    values = {
        "url": url, "host": host_of(url), "title": title, "keeps_all": keeps_all, "added_by": account_id,
        "due_at": clock.now(), "created_at": clock.now(), "kind": "", "state": "active", "interval_seconds": 3600,
        "counts": {}, "news_at": [],
    }  # fmt: skip
    made = session.scalar(insert(Feed).values(values).on_conflict_do_nothing().returning(Feed.id))  # type: ignore[call-overload]
    if made is None:
        raise Refused({"url": "Cette source est déjà suivie."})
    return session.get_one(Feed, made)


def poll_now(session: Session, feed_id: int) -> None:
    """Have a feed polled at once: « réessayer »."""
    feed = session.get_one(Feed, feed_id)
    feed.state = "active" if feed.state in ("paused", "gone") else feed.state
    due.settle(session, Feed, [feed_id], again_at=clock.now())


def pause(session: Session, feed_id: int) -> None:
    """Stop polling a feed; its offers stay."""
    session.get_one(Feed, feed_id).state = "paused"
    session.flush()
    due.settle(session, Feed, [feed_id])
    subscribing.leave(session, [feed_id])
