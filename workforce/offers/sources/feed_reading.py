"""Reading a feed: ask for it, and read what it says if that has changed."""

import hashlib

from workforce.feeds.fetching import fetch
from workforce.feeds.parsing import parse
from workforce.offers.sources.readings import Claimed, Reading
from workforce.settings import settings


def read(claimed: Claimed) -> Reading:
    """Fetch and parse a feed. Raises FetchFailed, NotAFeed or ParseFailed, with words."""
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
