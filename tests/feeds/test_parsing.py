import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.feeds.conftest import document
from workforce import apart
from workforce.feeds import parsing
from workforce.feeds.parsing import READERS, NotAFeed, ParseFailed, ParseLimits, parse
from workforce.feeds.recognition import WEB_PAGE

URL = "https://site.example/flux/offres.xml"


def rss(*items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>T</title>{''.join(items)}</channel></rss>".encode()


def item(title: str = "Conseiller numérique", inside: str = "") -> str:
    return f"<item><title>{title}</title><link>https://site.example/1</link>{inside}</item>"


def test_a_departement_feed_is_read_whole():
    feed = parse(document("emploi_territorial.xml"), URL)

    offer = feed.entries[0]
    assert (feed.kind, feed.ttl, feed.well_formed, len(feed.entries)) == ("rss20", 60, True, 2)
    assert offer.identity == "guid:https://www.emploi-territorial.fr/:O079260901000111"
    assert offer.title == "CONSEILLER NUMÉRIQUE H/F"
    assert offer.published_at == datetime(2026, 9, 1, 9, 15, 56, tzinfo=UTC)
    assert offer.categories == (
        ("emploi-territorial:secteurgeo", "Niort"),
        ("emploi-territorial:collectivite", "COMMUNE DE NIORT"),
    )


def test_a_talentsoft_export_without_guids_is_named_by_its_links():
    feed = parse(document("talentsoft.xml"), URL)

    assert [entry.identity for entry in feed.entries] == [
        "link:https://recrutement.metropole.example/offre-de-emploi/emploi-mediateur_15918.aspx",
        "link:https://recrutement.metropole.example/offre-de-emploi/emploi-acheteur_15919.aspx",
    ]
    assert feed.entries[0].published_at == datetime(2026, 8, 21, 7, 39, 24, tzinfo=UTC)
    assert feed.entries[1].published_at is None
    assert feed.entries[0].categories[0] == ("", "Contrat de projet")


def test_what_job_sites_add_is_kept():
    feed = parse(document("wp_job_manager.xml"), URL)

    offer = feed.entries[0]
    assert (feed.hub, feed.ttl) == ("https://hub.example/", 30)
    assert offer.extras["job_listing_company"] == "La Fabrique du coin"
    assert offer.extras["job_listing_location"] == "Saint-Étienne (42)"
    assert offer.extras["job_listing_salary"] == "2 050 € brut mensuel"
    assert "<script>" in offer.content_html  # Made safe where offers are normalised, once.
    assert offer.summary_html == "Rejoignez un atelier ouvert à tous."


def test_a_forum_is_read():
    entry = parse(document("discourse.xml"), URL).entries[0]

    assert (entry.identity, entry.title) == (
        "guid:forum.example-topic-77",
        "[Offre] Formateur numérique à Lyon",
    )


def test_atom_is_read_and_its_relative_links_resolved():
    feed = parse(document("atom.xml"), URL)

    offer = feed.entries[0]
    assert (feed.kind, feed.hub) == ("atom10", "https://hub.example/atom")
    assert offer.link == "https://mjc.example/emplois/4/animateur.html"
    assert offer.published_at == datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
    assert offer.updated_at == datetime(2026, 9, 2, 10, 0, tzinfo=UTC)


def test_rdf_is_read():
    feed = parse(document("rdf.xml"), URL)

    assert (feed.kind, feed.entries[0].title) == ("rss10", "Responsable d'espace public numérique")
    assert feed.entries[0].updated_at == datetime(2026, 9, 3, 7, 0, tzinfo=UTC)


def test_a_json_feed_is_read_like_any_other():
    feed = parse(document("feed.json"), URL)

    offer = feed.entries[0]
    assert (feed.title, feed.kind, feed.hub) == ("Offres du hub", "json11", "https://hub.example/json")
    assert (offer.identity, offer.link) == (
        "link:https://hub-numerique.example/offres/12",
        "https://hub-numerique.example/offres/12",
    )
    assert offer.published_at == datetime(2026, 9, 4, 6, 0, tzinfo=UTC)
    assert offer.extras == {"author": "Le hub", "offre_ville": "Limoges"}
    assert offer.categories == (("", "coordination"),)
    assert [refused.reason_fr for refused in feed.refused] == [
        "L'entrée n'a ni titre, ni texte, ni lien : il n'y a rien à montrer.",
        "Cette entrée n'a pas la forme que demande JSON Feed.",
    ]


def json_feed(*items: str) -> bytes:
    said = '{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": '
    return f"{said}[{', '.join(items)}]}}".encode()


@pytest.mark.parametrize(
    "odd",
    [
        r'"id": "\ud800\u0000"', r'"title": "\udfff Un"', r'"tags": ["\ud800", 3, null, {}]', r'"_a": {"\ud800": "x"}',
        '"date_published": "1 janvier 0001"', '"date_published": "0001-01-01T00:00:00+05:00"', '"date_published": "31/12/9999"',
        '"date_modified": "9999-12-31T23:59:59-05:00"', '"url": "http://["', '"url": {"a": 1}', '"content_html": 1e999',
        '"authors": [[], "x", {"name": {}}]', '"title": "Un\ttitre\nbrut"', '"summary": ["x"]', '"author": "x"',
    ],
)  # fmt: skip
def test_an_odd_item_of_a_json_feed_spoils_no_other(odd):
    feed = parse(
        json_feed(
            '{"id": "1", "title": "Avant"}',
            f'{{"content_text": "Odd", {odd}}}',
            '{"id": "3", "title": "Après"}',
        ),
        URL,
    )

    assert [entry.title for entry in feed.entries if entry.title[:1] == "A"] == ["Avant", "Après"]
    assert (len(feed.entries), feed.refused) == (3, ())
    assert not any(entry.published_at for entry in feed.entries)


def test_what_is_far_too_long_in_a_json_feed_is_cut():
    many = ", ".join(['"tag"'] * 5_000)
    said = f'"title": "{"A" * 9_000}", "content_html": "{"B" * 300_000}", "tags": [{many}], "_a": {{"b": "{"C" * 9_000}"}}'
    (entry,) = parse(
        json_feed(f'{{"id": "1", "url": "https://site.example/{"d" * 9_000}", {said}}}'), URL
    ).entries

    assert (len(entry.title), len(entry.content_html), len(entry.categories)) == (2_000, 200_000, 100)
    assert (entry.link, len(entry.extras["a_b"])) == ("", 2_000)


def test_the_plain_text_of_a_json_feed_stays_plain():
    (entry,) = parse(json_feed(r'{"id": "1", "content_text": "Atelier <numérique>\n& accueil"}'), URL).entries

    assert entry.content_html == "<p>Atelier &lt;numérique&gt;</p><p>&amp; accueil</p>"


def test_a_json_feed_that_is_no_utf_8_is_read_as_its_site_says():
    body = json_feed('{"id": "1", "title": "Été"}').decode().encode("latin-1")

    assert parse(body, URL, "application/feed+json; charset=iso-8859-1").entries[0].title == "Été"
    assert parse(body, URL).entries[0].title == "\ufffdt\ufffd"


def test_the_dates_of_a_json_feed_may_be_written_as_those_of_others_are():
    said = {
        "2026-09-01": 22,
        "Tue, 04 Aug 2026 10:00:00 +0200": 8,
        "4 août 2026 à 10h30": 8,
        "2026-09-01T10:00:00": 8,
        "1788249600": None,
    }
    feed = parse(
        json_feed(*(f'{{"title": "A{n}", "date_published": "{one}"}}' for n, one in enumerate(said))),
        URL,
    )

    assert [one.published_at and one.published_at.hour for one in feed.entries] == list(said.values())


def test_only_a_hub_that_speaks_websub_is_kept():
    hubs = '{"type": "rssCloud", "url": "https://cloud.example/"}, {"type": "WebSub", "url": "https://hub.example/"}'
    body = json_feed().replace(b'"title": "T"', f'"hubs": [{hubs}]'.encode())

    assert parse(body, URL).hub == "https://hub.example/"


def test_french_dates_are_read():
    entries = {entry.title: entry.published_at for entry in parse(document("french_dates.xml"), URL).entries}

    assert entries == {
        "A": datetime(2022, 9, 13, 8, 0, tzinfo=UTC),
        "B": datetime(2022, 8, 1, 12, 30, tzinfo=UTC),
        "C": datetime(2022, 2, 4, 7, 15, tzinfo=UTC),
        "D": datetime(2022, 9, 13, 10, 0, tzinfo=UTC),
        "E": None,
        "F": None,
    }


@pytest.mark.parametrize("name", ["UT\xff8", "ISO-", "unicode_escape", "utf-7", "", "x" * 300, "rot13", "é"])
@pytest.mark.parametrize("said", ["", "unicode_escape", "utf-7", "rot13", "x"])
def test_an_encoding_that_nobody_writes_in_is_not_believed(name, said):
    declared = f"<?xml version='1.0' encoding='{name}'?>".encode("latin-1")
    body = declared + rss(item("Médiateur \\ud800 +2AA-"))

    assert parse(body, URL, f"text/xml; charset={said}").entries[0].title == "Médiateur \\ud800 +2AA-"


@pytest.mark.parametrize("name", ["windows_1252.xml", "utf_16.xml"])
def test_the_encoding_of_a_document_is_its_own(name):
    feed = parse(document(name), URL)

    assert (feed.title, feed.entries[0].title) == ("Œuvre sociale", "Conseiller numérique – 2 000 €")


def test_a_wrong_charset_from_the_site_does_not_spoil_utf_8():
    feed = parse(rss(item("Été")), URL, "text/xml; charset=iso-8859-1")

    assert feed.entries[0].title == "Été"


def test_the_charset_of_the_site_counts_when_the_document_says_nothing():
    body = rss(item("Été")).decode().encode("iso-8859-15")

    assert parse(body, URL, 'text/xml; charset="iso-8859-15"').entries[0].title == "Été"


def test_links_shared_by_all_items_do_not_confuse_them_and_nothing_is_dropped_silently():
    feed = parse(document("identities.xml"), URL)

    assert [entry.title for entry in feed.entries] == ["Offre un", "Offre deux"]
    assert [refused.reason_fr for refused in feed.refused] == [
        "La même entrée figure déjà plus haut dans ce flux.",
        "L'entrée n'a ni titre, ni texte, ni lien : il n'y a rien à montrer.",
    ]


def test_a_cut_document_gives_what_it_has_and_says_so():
    feed = parse(document("truncated.xml"), URL)

    assert feed.entries[0].title == "Médiateur numérique"
    assert not feed.well_formed
    assert feed.warnings == ("Le document est mal formé ; il a été lu au mieux.",)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (document("page.html"), WEB_PAGE),
        (document("other_export.xml"), "« offres »"),
        (b'{"offres": []}', "JSON"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [', "abîmé"),
        (b"[" * 200_000, "JSON"),
        (b"titre;lien\nFacteur;https://export.example/1\n", "tableau"),
        (b"", "vide"),
        (b" \n ", "vide"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04 ...", "compressé"),
        (b"\x89PNG\r\n", "image"),
        (b"Service indisponible", "simple texte"),
        (b"<?xml version='1.0'?><sitemapindex><sitemap/></sitemapindex>", "« sitemapindex »"),
    ],
)
def test_a_document_that_is_not_a_feed_is_told_and_never_taken_for_an_empty_one(body, words):
    with pytest.raises(NotAFeed) as caught:
        parse(body, URL)

    assert words in caught.value.words_fr


def test_a_feed_without_offers_is_a_feed():
    feed = parse(rss(), URL)

    assert (feed.title, feed.entries, feed.refused) == ("T", (), ())
    assert feed.warnings == ("Le flux ne contient aucune entrée pour le moment.",)


@pytest.mark.parametrize(
    "reference",
    ["&#xD800;", "&#xDFFF;", "&#55296;", "&#x110000;", "&#99999999999999;", "&#0;", "&#x1;", "&#xFFFF;"],
)
def test_a_reference_to_a_forbidden_character_does_not_stop_the_reading(reference):
    feed = parse(rss(item(f"Avant {reference} après")), URL)

    assert feed.entries[0].title.startswith("Avant ")
    assert feed.entries[0].title.endswith(" après")
    assert feed.warnings == ("Des caractères interdits en XML ont été remplacés.",)


def test_null_bytes_do_not_stop_the_reading():
    assert parse(rss(item("Un\x00 titre\x0b")), URL).entries[0].title == "Un titre"


def test_entities_do_not_swell():
    bomb = b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + step, b"&%c;" % (97 + step) * 10) for step in range(9)
    )

    feed = parse(
        b"<?xml version='1.0'?>" + bomb + b"]>" + rss(item("&j;")), URL, limits=ParseLimits(seconds=10)
    )

    assert len(feed.entries[0].title) < 100_000


def test_an_external_entity_is_not_opened(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("TRÈS SECRET")
    body = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file://{secret}">]>'.encode() + rss(
        item("a&x;b")
    )

    assert "SECRET" not in repr(parse(body, URL))


def test_deep_nesting_does_not_stop_the_reader():
    nested = "<a>" * 3_000 + "</a>" * 3_000

    assert parse(rss(item("Profond", nested)), URL).entries[0].title == "Profond"


def test_too_many_entries_are_told():
    feed = parse(
        rss(*(item(f"Offre {n}", f"<guid>{n}</guid>") for n in range(12))),
        URL,
        limits=ParseLimits(entries=10),
    )

    assert len(feed.entries) == 10
    assert [(one.title, one.reason_fr) for one in feed.refused] == [
        ("2 autres entrées", "Le flux contient 12 entrées : seules les 10 premières ont été lues.")
    ]


# feedparser takes time in the square of these; the second title has it read the document.
SLOW = rss(item("Lent", "<category>x</category>" * 60_000), "<title>Encore</title>")


def test_a_document_that_takes_too_long_is_left_and_the_next_one_is_read():
    started = time.monotonic()

    with pytest.raises(ParseFailed) as caught:
        parse(SLOW, URL, limits=ParseLimits(seconds=0.5))

    assert caught.value.code == "time"
    assert "trop de temps" in caught.value.words_fr
    assert time.monotonic() - started < 3
    assert parse(rss(item()), URL).entries[0].title == "Conseiller numérique"


def test_the_system_stops_a_reader_whose_asker_could_not():
    with pytest.raises(ParseFailed) as caught:
        parse(SLOW, URL, limits=ParseLimits(seconds=60, cpu_seconds=0))

    assert caught.value.code == "time"


def test_a_document_that_takes_too_much_memory_is_left_and_the_next_one_is_read():
    items = (item(f"Offre {n}", "<description>" + "x" * 900 + "</description>") for n in range(9_000))
    body = rss("<title>Encore</title>", *items)  # A second title has feedparser read the document.

    with pytest.raises(ParseFailed) as caught:
        parse(body, URL, limits=ParseLimits(memory_bytes=60_000_000))

    assert caught.value.code in {"memory", "broken"}
    assert parse(rss(item()), URL).entries[0].title == "Conseiller numérique"


def test_a_short_document_is_lent_less_memory_than_a_long_one(monkeypatch):
    lent = []
    real = READERS._asked
    monkeypatch.setattr(READERS, "_asked", lambda *given: lent.append(given[-1]) or real(*given))
    parse(rss(item()), URL)
    parse(rss(" " * 5_000_000, item()), URL)

    assert (100_000_000 < lent[0] < 101_000_000, lent[1]) == (True, ParseLimits().memory_bytes)


@pytest.mark.parametrize(("length", "most"), [(parsing.MOST_TOGETHER + 1, 1), (1_000, 2)])
def test_long_documents_are_read_one_at_a_time_and_short_ones_side_by_side(monkeypatch, length, most):
    under_way, seen = [], []
    real = READERS._asked

    def asked(*given):
        under_way.append(1)
        seen.append(len(under_way))
        time.sleep(0.2)
        under_way.pop()
        return real(*given)

    monkeypatch.setattr(READERS, "_asked", asked)
    with ThreadPoolExecutor(2) as threads:
        assert [feed.title for feed in threads.map(parse, [rss(" " * length)] * 2)] == ["T", "T"]
    assert max(seen) == most


def test_a_reader_that_dies_is_replaced():
    parse(rss(item()), URL)
    reader = READERS.idle().queue[-1]
    reader._process.kill()
    reader._process.wait()

    assert parse(rss(item()), URL).entries[0].title == "Conseiller numérique"
    assert reader not in READERS.idle().queue


def test_a_reader_is_kept_warm_however_large_its_asker_is():
    READERS.close()
    ballast = bytearray(os.urandom(1)) * 250_000_000
    parse(rss(item()), URL)
    first = READERS.idle().queue[-1]
    parse(rss(item()), URL)
    assert READERS.idle().queue[-1] is first
    assert len(ballast) == 250_000_000


def test_what_a_document_left_behind_takes_no_room_from_the_next():
    READERS.close()
    long = rss(*(item(f"<description>{'A' * 50_000}</description>") for _ in range(60)))
    for _ in range(3):
        parse(long, URL)
        parse(rss(item(), " " * 9_000_000), URL)
    status = [Path(f"/proc/{one._process.pid}/status") for one in READERS.idle().queue]
    kept = [one.read_text().partition("VmSize:")[2].split()[0] for one in status if one.exists()]
    assert all(int(one) < 80_000 for one in kept)  # Kibibytes, of the 137 000 that it may take.


def test_a_reader_is_kept_warm_and_replaced_after_many_documents(monkeypatch):
    READERS.close()
    parse(rss(item()), URL)
    first = READERS.idle().queue[-1]
    parse(rss(item()), URL)
    assert READERS.idle().queue[-1] is first

    monkeypatch.setattr(READERS, "documents_each", 3)
    parse(rss(item()), URL)

    assert READERS.idle().empty()
    assert not first.alive


def test_several_threads_read_at_once():
    def read(number: int) -> str:
        return parse(rss(item(f"Offre {number}")), URL).entries[0].title

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(read, range(20))) == [f"Offre {number}" for number in range(20)]


def test_a_reader_knows_nothing_of_our_environment(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "very secret indeed")
    READERS.close()
    parse(rss(item()), URL)
    pid = READERS.idle().queue[-1]._process.pid

    assert b"SECRET_KEY" not in Path(f"/proc/{pid}/environ").read_bytes()


def test_a_reader_ends_with_its_asker():
    READERS.close()
    parse(rss(item()), URL)
    reader = READERS.idle().get_nowait()

    reader.forget()

    assert reader._process.wait(timeout=5) == 0


def test_what_a_fork_copies_is_never_used():
    parse(rss(item()), URL)
    copied = READERS.idle().queue[-1]

    apart.forget()  # What a forked child does first.

    assert READERS.idle().empty()
    assert copied._process.stdin.closed
    assert parse(rss(item()), URL).entries[0].title == "Conseiller numérique"
    os.waitpid(copied._process.pid, 0)
