"""From the bytes of a feed to the rows that it brings, through a reader that can be killed."""

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from workforce import apart
from workforce.apart_in_loop import LoopReaders
from workforce.feeds.parsing import WORDS, NotAFeed, ParseFailed, ParseLimits
from workforce.feeds.recognition import why_not_a_feed
from workforce.offers.sources.answers import Answer, unpacked
from workforce.offers.sources.bringing import Brought, Source

READERS = apart.Readers("workforce.offers.sources.reading", unpacked, documents_each=5_000)
LIMITS = ParseLimits(seconds=20, cpu_seconds=10)  # Less than a lone document gets: others wait behind it.
AT_ONCE = 8  # New entries that are understood as soon as they are read; more of them are kept first.


@dataclass(frozen=True, slots=True)
class Document:
    """A document as its site sent it."""

    body: bytes
    url: str  # Where it came from.
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Unfolded:
    """A document that was read, with much to understand: its entries as they came, packed, and how many."""

    entries: bytes
    count: int


def read(document: Document, source: Source, today: date, limits: ParseLimits = LIMITS) -> Brought:
    """Read and understand a document; raise `NotAFeed` or `ParseFailed` with words for the owner of the source."""
    question = _about(document, source, today, limits, at_once=None)
    brought = _judged(_ask(document.body, question, limits)).brought
    assert brought is not None
    return brought


def loop_readers() -> LoopReaders[Answer]:
    """Return readers for the event loop that calls this, to `begin` with."""
    return LoopReaders(READERS.module, unpacked, documents_each=READERS.documents_each)


async def begin(
    readers: LoopReaders[Answer], document: Document, source: Source, today: date
) -> Brought | Unfolded:
    """Read a document, and understand it where that is little work. Raises as `read` does."""
    question = _about(document, source, today, LIMITS, at_once=AT_ONCE)
    try:
        answer = _judged(await readers.ask(document.body, question, LIMITS))
    except apart.Unread as failure:
        raise ParseFailed(failure.code, WORDS[failure.code]) from None
    return answer.brought or Unfolded(answer.entries, answer.count)


def understand(entries: bytes, source: Source, today: date) -> Brought | None:
    """Understand what `begin` only read; None where another version of this program had. Raises `ParseFailed`."""
    return _ask(entries, _known(source, today) | {"is_read": True}, LIMITS).brought


def _about(
    document: Document, source: Source, today: date, limits: ParseLimits, *, at_once: int | None
) -> dict[str, Any]:
    if not document.body.strip():
        raise NotAFeed(why_not_a_feed(document.body))
    return _known(source, today) | {
        "is_read": False, "at_once": at_once, "url": document.url, "charset": _charset(document.content_type),
        "max_entries": limits.entries,
    }  # fmt: skip


def _judged(answer: Answer) -> Answer:
    if answer.not_a_feed:
        raise NotAFeed(answer.not_a_feed)
    return answer


def _known(source: Source, today: date) -> dict[str, Any]:
    return {
        "id": source.id, "shape": asdict(source.shape), "seen": source.seen.hex(), "today": today.isoformat(),
    }  # fmt: skip


def _ask(document: bytes, question: dict[str, Any], limits: ParseLimits) -> Answer:
    try:
        return READERS.ask(document, question, limits)
    except apart.Unread as failure:
        raise ParseFailed(failure.code, WORDS[failure.code]) from None


def _charset(content_type: str) -> str:
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", content_type, re.IGNORECASE)
    return found[1] if found else ""
