"""A list of offers as RSS and as Atom, read back by feedparser and by our own reader of feeds."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import feedparser
import pytest

from workforce.feeds import parsing
from workforce.offers.syndication.lines import WINDOW, Channel, FeedKind, FeedLine
from workforce.offers.syndication.writing import TYPES, document
from workforce.offers.understanding.normalise import normalise

CHANGED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
CHANNEL = Channel(
    "Offres d’emploi : Var (83)", "Les offres publiées ici.", "https://passerelle.example/emplois?departement=83",
    "https://passerelle.example/emplois.rss?departement=83", CHANGED,
)  # fmt: skip
LINE = FeedLine(
    identity="https://passerelle.example/emplois/12",
    title="Médiatrice ou médiateur numérique <i>& Cie</i> « été »",
    link="https://passerelle.example/emplois/12",
    employer="Mairie d’Hyères & environs",
    published_at=datetime(2026, 11, 18, 8, 0, tzinfo=UTC),
    changed_at=CHANGED,
    place="Hyères (83)",
    trade="Médiation numérique",
    contract="CDD de 24 mois",
    pay="de 1 900 € à 2 100 € brut par mois",
    closes_on=date(2027, 1, 31),
    html="<p>Vous animez des ateliers &amp; accompagnez les habitants.</p>",
)
each_kind = pytest.mark.parametrize("kind", list(FeedKind))


@each_kind
def test_feedparser_reads_back_the_list_and_its_lines(kind):
    read = feedparser.parse(document(kind, CHANNEL, [LINE]))
    assert not read.bozo
    assert (read.feed.title, read.feed.link) == (CHANNEL.title, CHANNEL.page)
    assert read.feed.language == "fr" or kind is FeedKind.ATOM
    assert {link.href for link in read.feed.links if link.rel == "self"} == {CHANNEL.address}
    (entry,) = read.entries
    assert (entry.id, entry.link, entry.author) == (LINE.identity, LINE.link, LINE.employer)
    assert datetime(*entry.published_parsed[:6], tzinfo=UTC) == LINE.published_at
    assert [tag.term for tag in entry.tags] == ["Médiation numérique"]
    assert "Date limite de candidature : 31/01/2027" in entry.summary


@each_kind
def test_our_own_reader_and_normaliser_understand_what_we_say(kind):
    read = parsing.parse(document(kind, CHANNEL, [LINE]), CHANNEL.address, TYPES[kind])
    assert (read.title, read.refused, read.well_formed) == (CHANNEL.title, (), True)
    (entry,) = read.entries
    offer = normalise(entry)
    assert offer.identity == f"guid:{LINE.identity}"
    assert offer.link == LINE.link
    assert offer.title.startswith("Médiatrice ou médiateur numérique")
    assert offer.published_at == LINE.published_at
    assert (offer.employer, offer.departement, offer.commune) == (LINE.employer, "83", "Hyères")
    assert (offer.closes_on, offer.contract_kind, offer.contract_months) == (LINE.closes_on, "CDD", 24)
    assert offer.trade == "mediation"
    assert offer.kept


@each_kind
def test_titles_of_all_kinds_come_back_as_they_were(kind):
    titles = [
        "Médiateur & animateur",
        "L’été, c’est loin",
        "A < B",
        "« Élan » — suite…",
        "🙂 accueil",
        "x" * 150,
    ]
    lines = [replace(LINE, title=title, identity=f"urn:{n}") for n, title in enumerate(titles)]
    read = parsing.parse(document(kind, CHANNEL, lines), CHANNEL.address, TYPES[kind])
    assert [entry.guid for entry in read.entries] == [line.identity for line in lines]
    raw = feedparser.parse(document(kind, CHANNEL, lines), sanitize_html=False)
    assert [entry.title for entry in raw.entries] == titles


@each_kind
def test_a_feed_shows_the_first_hundred(kind):
    lines = [replace(LINE, identity=f"urn:{n}") for n in range(WINDOW + 20)]
    read = feedparser.parse(document(kind, CHANNEL, lines))
    assert [entry.id for entry in read.entries] == [f"urn:{n}" for n in range(WINDOW)]


@each_kind
def test_the_same_list_gives_the_same_bytes_and_another_gives_others(kind):
    once = document(kind, CHANNEL, [LINE])
    assert document(kind, CHANNEL, [LINE]) == once
    later = replace(LINE, changed_at=CHANGED + timedelta(hours=1))
    assert document(kind, CHANNEL, [later]) != once


@each_kind
def test_an_empty_list_is_a_feed_without_lines_that_never_tells_the_time_of_the_reading(kind):
    written = document(kind, CHANNEL, [])
    read = feedparser.parse(written)
    assert (read.bozo, read.entries, read.feed.title) == (False, [], CHANNEL.title)
    assert b"2026" in written
    assert document(kind, CHANNEL, []) == written
