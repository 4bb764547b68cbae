"""Having a source read at once, whatever had stopped it."""

from sqlmodel import Session

from workforce import clock, due
from workforce.offers.models import Feed


def wake(session: Session, feed: Feed) -> None:
    """Have a source read now."""
    feed.state = "active" if feed.state in ("paused", "gone") else feed.state
    session.flush()
    due.settle(session, Feed, [feed.id], again_at=clock.now())
