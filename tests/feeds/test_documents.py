"""A committed corpus: each document shows one thing that feeds do, and readings.toml what it must be read as."""

import tomllib
from datetime import datetime
from pathlib import Path

import pytest

from tests.feeds.conftest import FEEDS, document
from workforce.feeds.entries import ParsedEntry
from workforce.feeds.parsing import NotAFeed, parse

URL = "https://site.example/flux/offres.xml"
READINGS = tomllib.loads((Path(__file__).parent / "readings.toml").read_text("utf-8"))


def as_told(entry: ParsedEntry) -> tuple[str, str, datetime | None]:
    return (entry.title, entry.link, entry.published_at or entry.updated_at)


def as_expected(row: list[str]) -> tuple[str, str, datetime | None]:
    title, link, moment = row
    return (title, link, datetime.fromisoformat(moment) if moment else None)


def test_every_document_has_its_reading():
    assert sorted(READINGS) == sorted(path.name for path in FEEDS.iterdir())
    assert len(READINGS) >= 60


@pytest.mark.parametrize("name", [name for name, told in READINGS.items() if "error" not in told])
def test_a_document_is_read_as_it_should(name):
    expected = READINGS[name]

    feed = parse(document(name), URL)

    assert (feed.kind, feed.title) == (expected["kind"], expected["title"])
    assert [as_told(entry) for entry in feed.entries] == [as_expected(row) for row in expected["entries"]]
    assert [entry.reason_fr for entry in feed.refused] == expected.get("refused", [])
    assert list(feed.warnings) == expected.get("warnings", [])
    assert len({entry.identity for entry in feed.entries}) == len(feed.entries)


@pytest.mark.parametrize("name", [name for name, told in READINGS.items() if "error" in told])
def test_what_is_no_feed_is_told_in_words(name):
    with pytest.raises(NotAFeed) as caught:
        parse(document(name), URL)

    assert caught.value.words_fr == READINGS[name]["error"]
