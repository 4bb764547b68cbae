"""Reads a document to the offers that it brings, in a process of its own, which may be killed.

Run as `python -m workforce.offers.sources.reading`; `documents` has `apart` start it. Parsing, sanitising and
understanding happen here, so that whoever asked only has rows to write. It opens no file and no connection.
"""

from datetime import date
from typing import Any

from workforce import apart
from workforce.feeds.hubs import topic_in
from workforce.feeds.identity import named
from workforce.feeds.reader import read
from workforce.feeds.shapes import NotAFeed
from workforce.offers.sources.bringing import Answer, Source, as_shape, bring, packed
from workforce.territories import communes


def answer(question: dict[str, Any], document: bytes) -> Answer:
    """Read the document and return what it brings; whatever else is raised concerns it alone."""
    try:
        raw = read(document, question["url"], question["charset"], question["max_entries"])
    except NotAFeed as error:
        return Answer(not_a_feed=error.words_fr)
    parsed = named(raw, question["url"])
    source = Source(question["id"], as_shape(question["shape"]), bytes.fromhex(question["seen"]))
    topic = topic_in(document, question["url"])
    return Answer(bring(parsed, source, date.fromisoformat(question["today"]), topic))


if __name__ == "__main__":
    communes.read_now()  # No file is opened once documents arrive, and none pays for the table.
    apart.serve(answer, packed)
