"""What both readers make of the texts of a feed: one entry, the minutes to wait. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from workforce.feeds.entries import RawEntry

MAX_EXTRAS = 40
MAX_CATEGORIES = 100
MAX_EXTRA = 2_000  # Characters, of an extra, a title, an address.
MAX_TERM = 300  # Characters.
MAX_TEXT = 200_000  # Characters of HTML; what is kept in the end is far shorter.
MALFORMED = "Le document est mal formé ; il a été lu au mieux."
_KNOWN = frozenset(
    {
        "id", "guidislink", "title", "link", "links", "summary", "content", "published", "updated", "created",
        "tags", "href", "language", "comments", "rights", "expired", "image", "subtitle", "source",
    }
)  # fmt: skip
_ACTIVE = frozenset(
    {"javascript", "vbscript", "livescript", "data", "file", "blob", "about", "view-source", "jar"}
)
_UNSEEN = re.compile(r"[\s\x00-\x1f]+")  # Browsers do not see these inside a scheme.
_PERIODS = {"hourly": 60, "daily": 1_440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}  # Minutes.

ReadsDates = Callable[[str], datetime | None]


@dataclass(slots=True)
class Texts:
    """What a document says of one entry, word for word."""

    guid: str = ""
    title: str = ""
    link: str = ""
    summary: str = ""
    contents: list[str] = field(default_factory=list)
    dates: dict[str, str] = field(default_factory=dict)  # published, updated, created → its text.
    categories: list[tuple[str, str]] = field(default_factory=list)  # (domain, term)
    extras: Mapping[str, object] = field(default_factory=dict)  # Everything else; only texts are kept.


def entry_of(texts: Texts, instant: ReadsDates) -> RawEntry:
    """Return the entry that these texts make; `instant` reads its dates."""
    content = max((text.strip() for text in texts.contents), key=len, default="")[:MAX_TEXT]
    summary = texts.summary.strip()[:MAX_TEXT]
    dates = {name: instant(text) for name, text in texts.dates.items()}
    return RawEntry(
        guid=texts.guid.strip(),
        title=texts.title.strip()[:MAX_EXTRA],
        link=harmless(texts.link),
        summary_html="" if summary == content else summary,
        content_html=content,
        published_at=dates.get("published") or dates.get("created"),
        updated_at=dates.get("updated"),
        categories=tuple(
            (domain.strip()[:MAX_TERM], term.strip()[:MAX_TERM])
            for domain, term in texts.categories[:MAX_CATEGORIES]
        ),
        extras=_kept(texts.extras),
    )


def harmless(link: str) -> str:
    """Return a link, or nothing where following it would run or open something of its own.

    What leads elsewhere than to the web still tells entries apart; an offer only gets the addresses of the web.
    """
    bare = link.strip()
    if bare.startswith(("https://", "http://")) and len(bare) <= MAX_EXTRA:
        return bare
    scheme = _UNSEEN.sub("", bare[:100]).partition(":")[0].lower()
    return "" if scheme in _ACTIVE or len(bare) > MAX_EXTRA else bare


def _kept(extras: Mapping[str, object]) -> dict[str, str]:
    """Return the plain values that are not part of every feed: where job sites put company and place."""
    told = [(name, value) for name, value in extras.items() if name not in _KNOWN and isinstance(value, str)]
    short = [(name, value.strip()[:MAX_EXTRA]) for name, value in told[:MAX_EXTRAS]]
    return {name: value for name, value in short if value}


def minutes_to_wait(ttl: str, period: str, frequency: str) -> int | None:
    """Return the minutes that a feed asks for: RSS's ttl, else the syndication module's period."""
    if _is_count(ttl, 8):
        return int(ttl)
    length = _PERIODS.get(period.lower())
    times = int(frequency) if _is_count(frequency, 4) else 1
    return length // max(times, 1) if length else None


def _is_count(text: str, digits: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= digits


def first_hub(links: Iterable[tuple[str, str]]) -> str | None:
    """Return the WebSub hub among these links (rel, address), if the feed names one."""
    return next((address for rel, address in links if rel == "hub" and address), None)
