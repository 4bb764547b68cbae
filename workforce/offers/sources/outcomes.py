"""What came of reading a source, as plain values. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workforce.offers.sources.bringing import Brought


@dataclass(eq=False)
class Unreadable(Exception):
    """A source of another kind than a feed gave what cannot be read; the words say why, in French."""

    words_fr: str

    def __str__(self) -> str:
        """Return the words, which are the message."""
        return self.words_fr


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site said beside the document: what to ask next time, and when."""

    etag: str | None = None
    last_modified: str | None = None
    max_age: int | None = None  # Seconds.
    retry_after: int | None = None  # Seconds.
    permanent_url: str | None = None
    final_url: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Landed:
    """A document that was read, with much to understand: what its site said, and its entries as they came."""

    answer: Answer
    digest: str
    status: int
    entries: bytes  # Packed; see `answers`.
    count: int  # Of the entries.


@dataclass(frozen=True, slots=True)
class Waiting:
    """A source that was led to a site where others were speaking: it is asked again in a moment."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the world answered: a document, nothing new, or why not."""

    answer: Answer = Answer()
    brought: Brought | None = None
    digest: str | None = None
    error: str = ""
    status: int | None = None
    retry_after: int | None = None  # Seconds, of a failure.
    is_gone: bool = False
    withdrawn: tuple[str, ...] = ()  # Identities that the source itself says it publishes no more.
    still_there: tuple[str, ...] = ()  # Identities that it publishes, without saying anything new of them.
    counts: Mapping[str, int] = field(
        default_factory=dict
    )  # What `brought` does not hold: rows of another trade.
    memory: Mapping[str, Any] | None = None  # For the next reading, where it changes.
    next_seconds: int | None = None  # When to read again, where the source has a rhythm of its own.
    sent_file: int | None = None  # The file that was read, where somebody sent one.
