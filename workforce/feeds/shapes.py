"""What passes between the process that reads a document and the one that asked for it. Pure."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

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


def packed(feed: RawFeed) -> dict[str, Any]:
    """Return the feed as values that JSON can hold."""
    content = asdict(feed)
    for entry in content["entries"]:
        for name in ("published_at", "updated_at"):
            entry[name] = entry[name].isoformat() if entry[name] else None
    return content


def unpacked(content: dict[str, Any]) -> RawFeed:
    """Return the feed that was packed."""
    entries = tuple(_entry(entry) for entry in content.pop("entries"))
    warnings, deleted = tuple(content.pop("warnings")), tuple(content.pop("deleted"))
    return RawFeed(entries=entries, warnings=warnings, deleted=deleted, **content)


def _entry(content: dict[str, Any]) -> RawEntry:
    for name in ("published_at", "updated_at"):
        content[name] = datetime.fromisoformat(content[name]) if content[name] else None
    content["categories"] = tuple((domain, term) for domain, term in content["categories"])
    return RawEntry(**content)
