"""From the bytes of a feed to the rows that it brings, through a reader that can be killed."""

import re
from dataclasses import asdict, dataclass
from datetime import date

from workforce import apart
from workforce.feeds.parsing import WORDS, NotAFeed, ParseFailed, ParseLimits
from workforce.feeds.recognition import why_not_a_feed
from workforce.offers.sources.bringing import Brought, Source, unpacked

READERS = apart.Readers("workforce.offers.sources.reading", unpacked, documents_each=1_000)
LIMITS = ParseLimits(seconds=20, cpu_seconds=10)  # Less than a lone document gets: others wait behind it.


@dataclass(frozen=True, slots=True)
class Document:
    """A document as its site sent it."""

    body: bytes
    url: str  # Where it came from.
    content_type: str = ""


def read(document: Document, source: Source, today: date, limits: ParseLimits = LIMITS) -> Brought:
    """Read a document; raise `NotAFeed` or `ParseFailed` with words for the owner of the source."""
    if not document.body.strip():
        raise NotAFeed(why_not_a_feed(document.body))
    question = {
        "url": document.url, "charset": _charset(document.content_type), "max_entries": limits.entries,
        "id": source.id, "shape": asdict(source.shape), "seen": source.seen.hex(), "today": today.isoformat(),
    }  # fmt: skip
    try:
        reply = READERS.ask(document.body, question, limits)
    except apart.Unread as failure:
        raise ParseFailed(failure.code, WORDS[failure.code]) from None
    if reply.brought is None:
        raise NotAFeed(reply.not_a_feed)
    return reply.brought


def _charset(content_type: str) -> str:
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", content_type, re.IGNORECASE)
    return found[1] if found else ""
