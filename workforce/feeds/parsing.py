"""From bytes to entries, through a reader that can be killed: no document can hang or fill the caller."""

import re
from dataclasses import dataclass
from typing import Any

from workforce import apart
from workforce.feeds.entries import ParsedFeed
from workforce.feeds.identity import named
from workforce.feeds.recognition import why_not_a_feed
from workforce.feeds.shapes import NotAFeed, RawFeed, unpacked

__all__ = ["READERS", "NotAFeed", "ParseFailed", "ParseLimits", "parse"]

READERS = apart.Readers("workforce.feeds.reader", unpacked)

MOST_TOGETHER = 1_200_000  # Bytes of documents that are read side by side.
WORDS = {
    "time": "La lecture du document a pris trop de temps : il a été écarté.",
    "memory": "La lecture du document demandait trop de mémoire : il a été écarté.",
    "broken": "Le document est trop abîmé pour être lu.",
}


@dataclass(eq=False)
class ParseFailed(Exception):
    """A document that could not be read within its limits: a code for the program, words for the person."""

    code: str
    words_fr: str

    def __str__(self) -> str:
        """Return the words, which are the message."""
        return self.words_fr


@dataclass(frozen=True, slots=True)
class ParseLimits(apart.Cost):
    """What reading one document may cost, and bring."""

    memory_bytes: int = 140_000_000  # An idle reader has 58; 5 MB of offers take 80 more, read either way.
    entries: int = 1_000

    def memory_for(self, length: int) -> int:
        """Return the bytes that a document of this length may take: what offers never need is not lent to what is hostile."""
        return min(self.memory_bytes, 100_000_000 + 15 * length)

    def is_alone(self, length: int) -> bool:
        """Say whether a document is so long that two of them would take too much memory."""
        return length > MOST_TOGETHER


def parse(
    document: bytes, url: str = "", content_type: str = "", limits: ParseLimits | None = None
) -> ParsedFeed:
    """Read a document; raise `NotAFeed` or `ParseFailed` with words for the owner of the source."""
    if not document.strip():
        raise NotAFeed(why_not_a_feed(document))
    return named(_read(document, url, content_type, limits or ParseLimits()), url)


def _question(url: str, content_type: str, limits: ParseLimits) -> dict[str, Any]:
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", content_type, re.IGNORECASE)
    return {"url": url, "charset": charset[1] if charset else "", "max_entries": limits.entries}


def _read(document: bytes, url: str, content_type: str, limits: ParseLimits) -> RawFeed:
    try:
        reply = READERS.ask(document, _question(url, content_type, limits), limits)
    except apart.Unread as failure:
        raise ParseFailed(failure.code, WORDS[failure.code]) from None
    if reply.feed is None:
        raise NotAFeed(reply.not_a_feed)
    return reply.feed
