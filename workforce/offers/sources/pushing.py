"""What hubs push: received by a web request as a row, read by workers like any document, kept beside what polls bring."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from workforce import clock, due, sealing
from workforce.feeds.parsing import NotAFeed, ParseFailed
from workforce.offers.models import Feed
from workforce.offers.sources import documents, rhythm, subscribing
from workforce.offers.sources.bringing import Brought, Source, shape_of
from workforce.offers.sources.documents import Document
from workforce.offers.sources.keeping import Arrival, keep_all
from workforce.offers.sources.models import FeedPush, FeedSubscription
from workforce.offers.sources.signatures import is_signed

LARGEST_PUSH = 5_000_000  # Bytes.
MOST_WAITING = 20  # Pushes of one source kept unread: beyond, the source is read whole instead.


@dataclass(frozen=True, slots=True)
class ClaimedPush:
    """A pushed document, and what its source already knows."""

    id: int
    document: Document
    source: Source


@dataclass(frozen=True, slots=True)
class ReadPush:
    """What a pushed document brought, or nothing where it could not be read."""

    brought: Brought | None = None


def receive(session: Session, token: str, body: bytes, content_type: str, signature: str) -> bool:
    """Take what a hub sends; say whether anybody here asked for it. What is not signed by the hub is left unread."""
    row = session.scalar(select(FeedSubscription).where(col(FeedSubscription.token) == token))
    if row is None or row.state == "leaving":
        return False
    if not is_signed(body, signature, sealing.unseal(row.secret)):
        return True
    row.pushed_at = clock.now()
    waiting = select(func.count()).select_from(FeedPush).where(col(FeedPush.feed_id) == row.feed_id)
    if (session.scalar(waiting) or 0) >= MOST_WAITING or not body.strip():
        subscribing.wake(session, row.feed_id)
        return True
    session.add(FeedPush(feed_id=row.feed_id, body=body, content_type=content_type[:200], due_at=clock.now()))
    return True


def claim(session: Session, push_id: int) -> ClaimedPush | None:
    """Claim a pushed document."""
    if not due.claim(session, FeedPush, [push_id]):
        return None
    push = session.get_one(FeedPush, push_id, populate_existing=True)
    feed = session.get_one(Feed, push.feed_id, populate_existing=True)
    source = Source(feed.id, shape_of(feed.keeps_all, feed.keep_phrases, feed.drop_phrases), feed.seen or b"")
    return ClaimedPush(push.id, Document(push.body, feed.url, push.content_type), source)


def read(claimed: ClaimedPush) -> ReadPush:
    """Read it, in a process that may be killed."""
    try:
        return ReadPush(documents.read(claimed.document, claimed.source, clock.today()))
    except (NotAFeed, ParseFailed):
        return ReadPush()


def note(session: Session, claimed: ClaimedPush, found: ReadPush) -> None:
    """Keep what is new in it; a document that says nothing readable has its source read whole."""
    push = session.get(FeedPush, claimed.id, with_for_update=True)
    if push is None:
        return
    feed = session.get_one(Feed, push.feed_id, with_for_update=True, populate_existing=True)
    if found.brought is None:
        subscribing.wake(session, feed.id)
    elif keep_all(session, [Arrival(feed.id, found.brought, is_whole=False)])[feed.id].changed:
        feed.changed_at = clock.now()
        feed.news_at = [*feed.news_at, clock.now()][-rhythm.NEWS_KEPT :]
    session.delete(push)
