"""Answering a list of offers as a feed: what any page that lists offers calls."""

from collections.abc import Sequence
from hashlib import blake2b
from urllib.parse import urlsplit

from flask import Response, make_response, request

from workforce import clock
from workforce.offers.syndication.lines import Channel, FeedKind, FeedLine, last_change
from workforce.offers.syndication.writing import TYPES, document
from workforce.settings import settings

KEPT_SECONDS = 900  # For which a reader may do without asking again.


def feed_response(
    kind: str,
    title: str,
    lines: Sequence[FeedLine],
    *,
    page: str,
    description: str = "",
    is_secret: bool = False,
) -> Response:
    """Answer the offers of a list as RSS or Atom; 304 where nothing has changed.

    `kind`: "rss" or "atom". `page`: the path of the same list on screen. A secret list stays out of shared caches.
    """
    channel = Channel(
        title, description or title, absolute(page), absolute(_asked()), clock.midnight(clock.today())
    )
    written = document(FeedKind(kind), channel, lines)
    response = make_response(written)
    response.content_type = TYPES[FeedKind(kind)]
    response.headers["Cache-Control"] = f"{'private' if is_secret else 'public'}, max-age={KEPT_SECONDS}"
    response.set_etag(blake2b(written, digest_size=16).hexdigest())
    response.last_modified = last_change(channel, lines)
    if is_secret:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
    return response.make_conditional(request)  # type: ignore[return-value]


def absolute(path: str) -> str:
    """Return the whole address of one of our paths."""
    return settings().public_url.rstrip("/") + path


def _asked() -> str:
    """Return the path that was asked for, with its filters."""
    parts = urlsplit(request.full_path)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
