"""The feedparser door: reads one document after another in a process of its own, which may be killed.

Run as `python -m workforce.feeds.reader`; `parsing` has `apart` start it, feed it and kill it. It opens no file
and no connection: bytes come in on standard input, plain values go out on standard output.
"""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from xml.sax import SAXException  # Only named: feedparser raises it.

import feedparser
from feedparser.datetimes import _parse_date  # Its only reading of a date alone, the same for twenty years.

from workforce import answering
from workforce.feeds import dates
from workforce.feeds.entries import RawEntry
from workforce.feeds.fast.doubt import Unsure
from workforce.feeds.fast.reading import read_fast
from workforce.feeds.fields import MALFORMED, Texts, entry_of, first_hub, minutes_to_wait
from workforce.feeds.json_feed import read_json_feed
from workforce.feeds.recognition import (
    CUT,
    CUT_ENTRY,
    FEED_ROOTS,
    NO_ENTRY,
    is_cut,
    is_json,
    is_web_page,
    other_file,
    root_element,
    why_not_a_feed,
)
from workforce.feeds.repairs import honest_charset, repaired
from workforce.feeds.shapes import Answer, NotAFeed, RawFeed, packed
from workforce.feeds.tombstones import taken_back


def read(document: bytes, url: str, charset: str, max_entries: int) -> RawFeed:
    """Read a document as feedparser does, or raise `NotAFeed`."""
    if other_file(document):
        raise NotAFeed(why_not_a_feed(document))
    clean, warnings = repaired(document)
    charset = honest_charset(charset)
    if is_web_page(clean) or not clean.strip():
        raise NotAFeed(why_not_a_feed(clean))
    feed = (
        read_json_feed(clean, url, max_entries, charset)
        if is_json(clean)
        else _read_xml(clean, url, charset, max_entries)
    )
    empty = () if feed.count else (NO_ENTRY,)
    return replace(feed, warnings=(*warnings, *feed.warnings, *empty), deleted=taken_back(clean))


def _read_xml(document: bytes, url: str, charset: str, max_entries: int) -> RawFeed:
    """Read fast where that is sure to find what feedparser would, with feedparser elsewhere."""
    try:
        feed = read_fast(document, url, charset, max_entries, instant)
    except Unsure:
        feed = read_slowly(document, url, charset, max_entries)
    return feed if feed.well_formed and feed.count else _left_of(feed, document)


def _left_of(feed: RawFeed, document: bytes) -> RawFeed:
    """Return what there is in a doubtful document. Raises NotAFeed for something else, or the beginning of something."""
    if not feed.count and (root_element(document) not in FEED_ROOTS or feed.kind == "atom"):
        raise NotAFeed(why_not_a_feed(document))
    if feed.well_formed or not is_cut(document):
        return feed
    if feed.count <= 1:
        raise NotAFeed(CUT)
    whole, last = feed.entries[:-1], replace(feed.entries[-1], flaw_fr=CUT_ENTRY)
    return replace(feed, entries=(*whole, last)) if feed.count == len(feed.entries) else feed


def instant(text: str) -> datetime | None:
    """Return the instant that a date of a feed stands for, in UTC, if it can be believed."""
    return dates.instant(text, _parse_date)


def read_slowly(document: bytes, url: str, charset: str, max_entries: int) -> RawFeed:
    """Read a document with feedparser, which has the last word, or raise `NotAFeed`."""
    result = feedparser.parse(
        io.BytesIO(document),
        response_headers={"content-location": url, "content-type": _content_type(document, charset)},
        resolve_relative_uris=False,  # Done once, with the sanitising, when an offer is normalised.
        sanitize_html=False,
    )
    if not (result.get("version") or result.entries):
        raise NotAFeed(why_not_a_feed(document))
    return _feed(result, max_entries)


def _content_type(document: bytes, charset: str) -> str:
    """Return what the site says, unless the document itself proves it wrong."""
    if not charset:
        return "application/xml"
    try:
        document.decode("utf-8")
    except UnicodeDecodeError:
        return f"application/xml; charset={charset}"
    return "application/xml"


def _feed(result: Any, max_entries: int) -> RawFeed:
    well_formed = not isinstance(result.get("bozo_exception"), SAXException)
    entries, feed = result.entries, result.feed
    return RawFeed(
        title=_text(feed.get("title")).strip(),
        kind=result.get("version") or "cdf",  # The one format that feedparser reads without naming it.
        hub=first_hub((link.get("rel"), _text(link.get("href"))) for link in feed.get("links", ())),
        ttl=minutes_to_wait(*(_text(feed.get(n)) for n in ("ttl", "sy_updateperiod", "sy_updatefrequency"))),
        entries=tuple(_entry(entry) for entry in entries[:max_entries]),
        count=len(entries),
        warnings=() if well_formed else (MALFORMED,),
        well_formed=well_formed,
    )


def _entry(entry: Any) -> RawEntry:
    told = Texts(
        guid=_text(entry.get("id")),
        title=_text(entry.get("title")),
        link=_text(entry.get("link")),
        summary=_text(entry.get("summary")),
        contents=[_text(part.get("value")) for part in entry.get("content", ())],
        dates=dict(_dates(entry)),
        categories=[(_text(tag.get("scheme")), _text(tag.get("term"))) for tag in entry.get("tags", ())],
        extras={name: _text(value) for name, value in dict.items(entry) if isinstance(value, str)},
    )
    return entry_of(told, instant)


def _dates(entry: Any) -> Iterator[tuple[str, str]]:
    """Give the dates as they are written; feedparser lends one for another where it is asked politely."""
    for name in ("published", "updated", "created"):
        if dict.__contains__(entry, name):
            yield name, _text(entry.get(name))


def _text(value: object) -> str:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def answer(question: dict[str, Any], document: bytes) -> Answer:
    """Read the document and return what to send back; whatever else feedparser raises concerns it alone."""
    try:
        return Answer(read(document, question["url"], question["charset"], question["max_entries"]))
    except NotAFeed as error:
        return Answer(not_a_feed=error.words_fr)


if __name__ == "__main__":
    answering.serve(answer, packed)
