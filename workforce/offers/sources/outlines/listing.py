"""The lines of an OPML file as a page shows them; the sources of the house as one leaves with it."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from workforce import clock
from workforce.addresses import shown
from workforce.feeds.outlines import Outline, write_outlines
from workforce.offers.models import Feed
from workforce.offers.sources.outlines.models import OutlineLine
from workforce.settings import settings

ORDER = ("refused", "new", "repeated", "known")  # What needs somebody first.


def lines(session: Session, import_id: int, offset: int, limit: int) -> Sequence[OutlineLine]:
    """Return lines of a file, those that are refused first."""
    rank = func.array_position(list(ORDER), col(OutlineLine.outcome))
    mine = select(OutlineLine).where(OutlineLine.import_id == import_id)
    return session.exec(mine.order_by(rank, col(OutlineLine.id)).offset(offset).limit(limit)).all()


def as_outlines(session: Session) -> Iterator[str]:
    """Return the pieces of an OPML file of every feed, in order of name; the other kinds of source are no feeds."""
    rows = session.execute(
        select(Feed.url, Feed.title).where(Feed.kind == "feed").order_by(func.lower(Feed.title), col(Feed.id))
    )
    feeds = [Outline(shown(url), title) for url, title in rows]
    return write_outlines(f"{settings().product_name} : sources d’offres", clock.now(), feeds)
