"""Reads a document to the offers that it brings, in a process of its own, which may be killed.

Run as `python -m workforce.offers.sources.reading`; `documents` has `apart` start it. Parsing, sanitising and
understanding happen here, so that whoever asked only has rows to write. It opens no file and no connection.

A document with much to understand is only read at first: its entries go back as they came, and come again to be understood.
"""

from contextlib import suppress
from datetime import date
from typing import Any

import msgspec

from workforce import answering
from workforce.feeds.entries import ParsedFeed
from workforce.feeds.hubs import topic_in
from workforce.feeds.identity import named
from workforce.feeds.reader import read
from workforce.feeds.shapes import NotAFeed, RawFeed
from workforce.offers.sources.answers import Answer, Entries, packed, unpacked_entries
from workforce.offers.sources.bringing import Source, as_shape, bring, fresh
from workforce.territories import communes

Question = dict[str, Any]


def answer(question: Question, document: bytes) -> Answer:
    """Return what a document brings, or entries that were read before; whatever else is raised concerns it alone."""
    if question["is_read"]:
        return _understood_later(question, document)
    try:
        feed = read(document, question["url"], question["charset"], question["max_entries"])
    except NotAFeed as error:
        return Answer(not_a_feed=error.words_fr)
    entries = Entries(feed, question["url"], topic_in(document, question["url"]))
    return _put_off(question, feed, entries) or _understood(question, entries)


def _put_off(question: Question, feed: RawFeed, entries: Entries) -> Answer | None:
    """Return the entries as they came, where more of them are to be understood than may be at once."""
    most = question["at_once"]
    if most is None or len(feed.entries) <= most:
        return None
    if question["seen"] and fresh(named(feed, question["url"]), _source(question)) <= most:
        return None
    with suppress(
        UnicodeEncodeError
    ):  # Halves of characters do not travel: what holds them is understood here.
        return Answer(entries=packed(entries), count=feed.count)
    return None


def _understood_later(question: Question, packed_before: bytes) -> Answer:
    """Return what entries that were read before bring; nothing at all where another version of this program packed them."""
    try:
        return _understood(question, unpacked_entries(packed_before))
    except msgspec.DecodeError:
        return Answer()


def _understood(question: Question, entries: Entries) -> Answer:
    parsed: ParsedFeed = named(entries.feed, entries.url)
    return Answer(bring(parsed, _source(question), date.fromisoformat(question["today"]), entries.topic))


def _source(question: Question) -> Source:
    return Source(question["id"], as_shape(question["shape"]), bytes.fromhex(question["seen"]))


if __name__ == "__main__":
    communes.read_now()  # No file is opened once documents arrive, and none pays for the table.
    answering.serve(answer, packed)
