"""What a feed says, as plain values: the shape between the doors and the rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

Stated = tuple[
    str, str | int | bool | Decimal | date, str
]  # A field by our name, its value, the words of the source.


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One entry as its document has it, before anybody decides what it is worth."""

    guid: str = ""
    title: str = ""
    link: str = ""
    summary_html: str = ""
    content_html: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    categories: tuple[tuple[str, str], ...] = ()  # (domain, term)
    extras: Mapping[str, str] = field(default_factory=dict)  # job_listing_company, tt_city, author…
    flaw_fr: str = ""  # Why it cannot be taken, when its document shows it.


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """An accepted entry, with the identity it keeps from one poll to the next."""

    identity: str
    aliases: tuple[str, ...]  # Other names under which the same offer may have been seen before.
    title: str
    link: str
    summary_html: str = ""
    content_html: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    categories: tuple[tuple[str, str], ...] = ()
    extras: Mapping[str, str] = field(default_factory=dict)
    guid: str = ""
    base_url: str = ""  # What relative links inside the HTML start from.
    stated: tuple[Stated, ...] = ()  # What the source says in fields of its own: surer than any reading.


@dataclass(frozen=True, slots=True)
class RefusedEntry:
    """An entry that was not taken, and why."""

    identity: str
    title: str
    reason_fr: str


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed that was read."""

    title: str
    kind: str  # rss20, atom10, rss10, json11…
    hub: str | None  # The WebSub hub it names.
    ttl: int | None  # Minutes that the feed asks readers to wait.
    entries: tuple[ParsedEntry, ...]
    refused: tuple[RefusedEntry, ...] = ()
    warnings: tuple[str, ...] = ()
    well_formed: bool = True
    deleted: tuple[str, ...] = ()  # Identities of entries that the document says were taken back.
    is_over: bool = False  # The feed says that it will never change again.
