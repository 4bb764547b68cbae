"""The door to feedgenerator: a list of offers as an RSS 2.0 or an Atom 1.0 document."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from feedgenerator import Atom1Feed, Rss201rev2Feed

from workforce.offers.syndication.lines import WINDOW, Channel, FeedKind, FeedLine, last_change

REREAD_MINUTES = 60  # How long a reader may do without asking again.


class _Rss(Rss201rev2Feed):  # type: ignore[misc]
    def latest_post_date(self) -> datetime:
        """Return when the list last changed: never the time of the reading."""
        changed_at: datetime = self.feed["changed_at"]
        return changed_at


class _Atom(Atom1Feed):  # type: ignore[misc]
    def latest_post_date(self) -> datetime:
        """Return when the list last changed: never the time of the reading."""
        changed_at: datetime = self.feed["changed_at"]
        return changed_at


WRITERS: dict[FeedKind, Any] = {FeedKind.RSS: _Rss, FeedKind.ATOM: _Atom}
TYPES = {
    FeedKind.RSS: "application/rss+xml; charset=utf-8",
    FeedKind.ATOM: "application/atom+xml; charset=utf-8",
}


def document(kind: FeedKind, channel: Channel, lines: Sequence[FeedLine]) -> bytes:
    """Return the document of a list: at most `WINDOW` lines, in the order given. Equal lists give equal bytes."""
    shown = lines[:WINDOW]
    feed = WRITERS[kind](
        title=channel.title, link=channel.page, description=channel.description, language="fr",
        feed_url=channel.address, ttl=REREAD_MINUTES, changed_at=last_change(channel, shown),
    )  # fmt: skip
    for line in shown:
        feed.add_item(**_item(line))
    written = BytesIO()
    feed.write(written, "utf-8")
    return written.getvalue()


def _item(line: FeedLine) -> dict[str, Any]:
    return {
        "title": line.title,
        "link": line.link,
        "description": line.body,
        "author_name": line.employer,
        "pubdate": line.published_at,
        "updateddate": line.changed_at,
        "unique_id": line.identity,
        "unique_id_is_permalink": False,
        "categories": (line.trade,) if line.trade else (),
    }
