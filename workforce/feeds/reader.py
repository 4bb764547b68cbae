"""The feedparser door: reads one document after another in a process of its own, which may be killed.

Run as `python -m workforce.feeds.reader`; `parsing` has `apart` start it, feed it and kill it. It opens no file
and no connection: bytes come in on standard input, plain values go out on standard output.
"""

import io
from calendar import timegm
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from xml.sax import SAXException  # Only named: feedparser raises it.

import feedparser

from workforce import apart
from workforce.feeds.entries import RawEntry
from workforce.feeds.json_feed import read_json_feed
from workforce.feeds.recognition import is_json, is_web_page, other_file, why_not_a_feed
from workforce.feeds.repairs import repaired
from workforce.feeds.shapes import NotAFeed, RawFeed, packed
from workforce.feeds.tombstones import taken_back
from workforce.french_dates import believed, french_instant

MAX_EXTRAS = 40
MAX_EXTRA = 2_000  # Characters.
MALFORMED = "Le document est mal formé ; il a été lu au mieux."
_KNOWN = frozenset(
    {
        "id", "guidislink", "title", "link", "links", "summary", "content", "published", "updated", "created",
        "tags", "href", "language", "comments", "rights", "expired", "image", "subtitle", "source",
    }
)  # fmt: skip
_PERIODS = {"hourly": 60, "daily": 1_440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}  # Minutes.


def read(document: bytes, url: str, charset: str, max_entries: int) -> RawFeed:
    """Read a document as feedparser does, or raise `NotAFeed`."""
    if other_file(document):
        raise NotAFeed(why_not_a_feed(document))
    document, warnings = repaired(document)
    if is_json(document):
        return read_json_feed(document, url, max_entries)
    if is_web_page(document) or not document.strip():
        raise NotAFeed(why_not_a_feed(document))
    result = feedparser.parse(
        io.BytesIO(document),
        response_headers={"content-location": url, "content-type": _content_type(document, charset)},
        resolve_relative_uris=False,  # Done once, with the sanitising, when an offer is normalised.
        sanitize_html=False,
    )
    if not result.get("version"):
        raise NotAFeed(why_not_a_feed(document))
    return replace(_feed(result, warnings, max_entries), deleted=taken_back(document))


def _content_type(document: bytes, charset: str) -> str:
    """Return what the site says, unless the document itself proves it wrong."""
    if not charset:
        return "application/xml"
    try:
        document.decode("utf-8")
    except UnicodeDecodeError:
        return f"application/xml; charset={charset}"
    return "application/xml"


def _feed(result: Any, warnings: tuple[str, ...], max_entries: int) -> RawFeed:
    well_formed = not isinstance(result.get("bozo_exception"), SAXException)
    entries = result.entries
    return RawFeed(
        title=_text(result.feed.get("title")),
        kind=result.version,
        hub=_hub(result.feed),
        ttl=_ttl(result.feed),
        entries=tuple(_entry(entry) for entry in entries[:max_entries]),
        count=len(entries),
        warnings=warnings if well_formed else (*warnings, MALFORMED),
        well_formed=well_formed,
    )


def _hub(feed: Any) -> str | None:
    hubs = [link.get("href") for link in feed.get("links", ()) if link.get("rel") == "hub"]
    return next((hub for hub in hubs if hub), None)


def _ttl(feed: Any) -> int | None:
    """Return the minutes to wait: RSS's ttl, else the syndication module's period."""
    ttl = _text(feed.get("ttl"))
    if ttl.isdigit() and len(ttl) < 9:
        return int(ttl)
    period = _PERIODS.get(_text(feed.get("sy_updateperiod")).lower())
    frequency = _text(feed.get("sy_updatefrequency"))
    times = int(frequency) if frequency.isdigit() and 0 < len(frequency) < 5 else 1
    return period // max(times, 1) if period else None


def _entry(entry: Any) -> RawEntry:
    content = _content(entry)
    summary = _text(entry.get("summary"))
    return RawEntry(
        guid=_text(entry.get("id")),
        title=_text(entry.get("title")),
        link=_text(entry.get("link")),
        summary_html="" if summary == content else summary,
        content_html=content,
        published_at=_instant(entry, "published") or _instant(entry, "created"),
        updated_at=_instant(entry, "updated"),
        categories=tuple((_text(tag.get("scheme")), _text(tag.get("term"))) for tag in entry.get("tags", ())),
        extras=_extras(entry),
    )


def _content(entry: Any) -> str:
    texts = [_text(part.get("value")) for part in entry.get("content", ())]
    return max(texts, key=len, default="")


def _text(value: object) -> str:
    return value.strip().encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _instant(entry: Any, name: str) -> datetime | None:
    """Return the date that feedparser reads, else the one that a French reader would."""
    parsed = entry.get(f"{name}_parsed") if dict.__contains__(entry, f"{name}_parsed") else None
    if parsed is None:
        return french_instant(_text(entry.get(name))) if dict.__contains__(entry, name) else None
    try:
        return believed(datetime.fromtimestamp(timegm(parsed), UTC))
    except (ValueError, OverflowError, OSError):
        return None


def _extras(entry: Any) -> dict[str, str]:
    """Return the plain values that are not part of every feed: where job sites put company and place."""
    names = [name for name in entry if name not in _KNOWN and isinstance(entry[name], str)]
    values = {name: _text(entry[name])[:MAX_EXTRA] for name in names[:MAX_EXTRAS]}
    return {name: value for name, value in values.items() if value}


def answer(question: dict[str, Any], document: bytes) -> dict[str, Any]:
    """Read the document and return what to send back; whatever else feedparser raises concerns it alone."""
    try:
        return {"feed": packed(read(document, question["url"], question["charset"], question["max_entries"]))}
    except NotAFeed as error:
        return {"not_a_feed": error.words_fr}


if __name__ == "__main__":
    apart.serve(answer)
