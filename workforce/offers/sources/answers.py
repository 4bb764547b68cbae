"""What passes between the process that reads documents and the one that asked it to. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import msgspec

from workforce.feeds.shapes import RawFeed
from workforce.offers.sources.bringing import Brought


@dataclass(frozen=True, slots=True)
class Entries:
    """What a document said, as it came: all that understanding it starts from."""

    feed: RawFeed
    url: str  # Where it came from.
    topic: str | None  # The address under which its hub knows it.


@dataclass(frozen=True, slots=True)
class Answer:
    """What a document brought; or its entries, packed, where much is to be understood; or what it is instead, in French."""

    brought: Brought | None = None
    entries: bytes = b""
    count: int = 0  # Of the entries.
    not_a_feed: str = ""


packed: Callable[[Answer | Entries], bytes] = msgspec.msgpack.Encoder().encode
_answer = msgspec.msgpack.Decoder(Answer)
_entries = msgspec.msgpack.Decoder(Entries)


def unpacked(reply: bytes) -> Answer:
    """Return the answer that was packed. Raises ValueError for anything else."""
    try:
        answer = _answer.decode(reply)
    except msgspec.DecodeError as error:
        raise ValueError from error
    for row in answer.brought.offers if answer.brought else ():
        for name in ("starts_on", "closes_on"):
            row[name] = date.fromisoformat(row[name]) if row[name] else None
    return answer


def unpacked_entries(packed_before: bytes) -> Entries:
    """Return the entries that were packed. Raises msgspec.DecodeError for anything else."""
    return _entries.decode(packed_before)
