"""What passes between the process that reads a document and the one that asked for it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from workforce.feeds.entries import RawEntry


class NotAFeed(ValueError):
    """The document is not a feed; the text says what it is instead, in French."""

    @property
    def words_fr(self) -> str:
        """Return the words for the page of the source."""
        return str(self)


@dataclass(frozen=True, slots=True)
class RawFeed:
    """A document that was read, before its entries have an identity."""

    title: str
    kind: str
    hub: str | None
    ttl: int | None  # Minutes.
    entries: tuple[RawEntry, ...]
    count: int  # Entries in the document: more than `entries` when there were too many.
    warnings: tuple[str, ...] = ()
    well_formed: bool = True
    deleted: tuple[str, ...] = ()  # Guids of entries that the document says were taken back.
    is_over: bool = False  # The feed says that it will never change again.


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reader sends back: a feed, or what the document is instead, in French."""

    feed: RawFeed | None = None
    not_a_feed: str = ""


packed: Callable[[Answer], bytes] = msgspec.msgpack.Encoder().encode
_typed = msgspec.msgpack.Decoder(Answer)


def unpacked(reply: bytes) -> Answer:
    """Return the answer that was packed. Raises ValueError for anything else: each field has its type, or there is none."""
    try:
        return _typed.decode(reply)
    except msgspec.DecodeError as error:
        raise ValueError from error
