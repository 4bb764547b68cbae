"""What passes between the claim of a source, its reader and whoever notes what came. Pure values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workforce.feeds.entries import ParsedFeed
from workforce.feeds.fetching import Fetched


@dataclass(eq=False)
class Unreadable(Exception):
    """A source of another kind than a feed gave what cannot be read; the words say why, in French."""

    words_fr: str

    def __str__(self) -> str:
        """Return the words, which are the message."""
        return self.words_fr


@dataclass(frozen=True)
class Claimed:
    """What reading a source needs."""

    id: int
    url: str
    etag: str | None
    last_modified: str | None
    body_digest: str | None
    kind: str = "feed"
    keeps_all: bool = False
    asked: Mapping[str, str] = field(default_factory=dict)
    memory: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """What the world answered: a document, nothing new, or why not."""

    fetched: Fetched | None = None
    parsed: ParsedFeed | None = None
    digest: str | None = None
    error: str = ""
    status: int | None = None
    retry_after: int | None = None  # Seconds.
    is_gone: bool = False
    withdrawn: tuple[str, ...] = ()  # Identities that the source itself says it publishes no more.
    still_there: tuple[str, ...] = ()  # Identities that it publishes, without saying anything new of them.
    counts: Mapping[str, int] = field(
        default_factory=dict
    )  # What `parsed` does not hold: rows of another trade.
    memory: Mapping[str, Any] | None = None  # For the next reading, where it changes.
    next_seconds: int | None = None  # When to read again, where the source has a rhythm of its own.
    sent_file: int | None = None  # The file that was read, where somebody sent one.
