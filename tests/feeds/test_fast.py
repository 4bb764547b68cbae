"""The fast reader and feedparser, side by side: where the first is sure, they say the same, to the letter."""

from datetime import UTC, datetime

import pytest
from feedparser.mixin import _FeedParserMixin
from feedparser.util import FeedParserDict
from hypothesis import HealthCheck, given, settings

from tests.feeds.conftest import FEEDS, document
from tests.feeds.invented import feeds
from workforce.feeds.fast import names
from workforce.feeds.fast.doubt import Unsure
from workforce.feeds.fast.entry import means_something
from workforce.feeds.fast.reading import read_fast
from workforce.feeds.reader import instant, read_slowly
from workforce.feeds.repairs import repaired
from workforce.feeds.shapes import RawFeed

URL = "https://site.example/flux/offres.xml"
DOCUMENTS = sorted(path.name for path in FEEDS.iterdir())
# What most French sources send is read fast; what is broken or unusual is left to feedparser.
FAST = {
    "atom.xml", "atom_03.xml", "atom_links.xml", "discourse.xml", "drupal.xml", "emploi_territorial.xml", "french_dates.xml",
    "iso_8859_1.xml", "iso_8859_15.xml", "nodebb.xml", "rdf.xml", "rss_090.xml", "rss_091.xml", "rss_092.xml",
    "rss_10_dublin_core.xml", "spip.xml", "talentsoft.xml", "talentsoft_a10.xml", "tribe_of_extras.xml", "utf_16.xml",
    "utf_8_bom.xml", "windows_1252.xml", "wordpress.xml", "wp_job_manager.xml",
}  # fmt: skip


def fast(body: bytes, url: str = URL, charset: str = "", most: int = 1_000) -> RawFeed:
    return read_fast(repaired(body)[0], url, charset, most, instant)


def slow(body: bytes, url: str = URL, charset: str = "", most: int = 1_000) -> RawFeed:
    return read_slowly(repaired(body)[0], url, charset, most)


def told(feed: RawFeed) -> tuple[object, ...]:
    """Return all that a feed says, the order of its fields included."""
    return (feed, [list(entry.extras) for entry in feed.entries])


def rss(inside: str, head: str = "", attributes: str = "version='2.0'") -> bytes:
    return f"<rss {attributes}><channel><title>T</title>{head}<item>{inside}</item></channel></rss>".encode()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_both_readers_say_the_same_of_every_document_that_the_fast_one_takes(name):
    try:
        found = fast(document(name))
    except Unsure:
        assert name not in FAST
        return
    assert told(found) == told(slow(document(name)))


@pytest.mark.parametrize("name", sorted(FAST))
def test_what_french_sources_send_is_read_fast(name):
    assert fast(document(name)).count


@pytest.mark.parametrize(
    "inside",
    [
        "<title>Un</title><title>Deux</title>", "<title/><title>Deux</title>", "<title>Un</title><dc:title>Deux</dc:title>",
        "<title>Un</title><image>x</image><title>Deux</title>",
        "<title>Un</title><source url='u'>S</source><title>Deux</title>",
        "<link>a</link><link/>", "<guid>g</guid><link>l</link>", "<guid>g</guid>", "<link/><guid>https://x.example/1</guid>",
        "<guid isPermaLink='True'>g</guid>", "<guid>a</guid><guid isPermaLink='false'>b</guid>", "<guid></guid>",
        "<link>https://x.example/?a=1&amp;amp;b=2&amp;copy;=3</link>", "<link> \n https://x.example/ a </link>",
        "<link>http:////x.example/a/../b</link>", "<link>HTTP://X.example</link>", "<link>https://x.example?</link>",
        "<link>http://[</link>", "<link>#x</link>", "<link>../../x</link>", "<link>mailto:a@b.example</link>",
        "<atom:link href='/o/1'/>", "<atom:link href='/o/1' rel='edit'/>", "<atom:link href='/o/1' type='text/plain'/>",
        "<atom:link href='/o/1' TYPE='TEXT/HTML' REL='ALTERNATE'/>", "<link>a</link><atom:link rel='enclosure' href='/x'/>",
        "<description>A</description><content:encoded>B</content:encoded>",
        "<content:encoded>B</content:encoded><description>A</description><description>C</description>",
        "<content:encoded>B</content:encoded><content:encoded>BBB</content:encoded>", "<description/>", "<content:encoded/>",
        "<description type='text'>A</description>", "<summary>A</summary>", "<abstract>A</abstract>",
        "<category>a</category><category>a</category><category domain='d'>a</category><category domain='d'>a</category>",
        "<category domain='d'/><category>a</category>", "<category domain='d'/><category domain='d'/>", "<category/>",
        "<category term='t' scheme='s' label='l'>x</category>", "<category>  </category>", "<dc:subject>s</dc:subject>",
        "<author>a@b.example (Awa)</author><dc:creator>Bruno</dc:creator>", "<author/>", "<dc:publisher>p</dc:publisher>",
        "<author><name>Awa</name><email>a@b.example</email></author>", "<author> <name>Awa</name> <uri>u</uri> </author>",
        "<pubDate>Tue, 01 Sep 2026 08:00:00 GMT</pubDate><pubDate>x</pubDate>", "<dc:date>2026-09-01</dc:date>",
        "<published>2026-09-01T08:00:00Z</published><created>2026-08-01T08:00:00Z</created>", "<created>2026</created>",
        "<place>A</place><place x='1'>B</place>", "<place x='1'>B</place><place>A</place>", "<place>A</place><place/>",
        "<zzz:a xmlns:zzz='https://z.example/'>1</zzz:a>", "<a xmlns='https://z.example/'>1</a>", "<DC:Format>f</DC:Format>",
        "<docs>d</docs><icon>i</icon><logo>/l</logo><wfw:commentRss>c</wfw:commentRss>", "<comments>c</comments>",
        "<language>fr</language><rights>r</rights><expirationDate>2026-09-01</expirationDate><enclosure url='u'>t</enclosure>",
        "<media:content url='u'/><media:thumbnail url='u'/><media:text>t</media:text>", "texte <title>Un</title> perdu",
        "<title>Ã‰tÃ© Ã©tÃ©</title>", "<title>\u00e9t\u00e9 ’</title>", "<title>\u00c3\u00a9</title>",
        "<title><![CDATA[a]]>b<!-- c -->d</title>",
        "<title>\u3000x\u00a0</title>", "<title xml:lang='fr'>Un</title>", "<place xml:lang='fr'>Un</place>",
        "<guid isPermaLink='false'>x</guid><link>l</link><guid>y</guid>", "<x-y.z>1</x-y.z>",
        "<itunes:duration>3</itunes:duration>",
        "<title type='html'>&lt;b&gt;x</title>", "<content>a</content><content>b</content>", "<fullitem>a</fullitem>",
    ],
)  # fmt: skip
def test_both_read_every_element_alike(inside):
    spaces = (
        "version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:atom='http://www.w3.org/2005/Atom' "
        "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:wfw='http://wellformedweb.org/CommentAPI/' "
        "xmlns:media='http://search.yahoo.com/mrss/' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' "
        "xmlns:DC='http://purl.org/dc/elements/1.1/'"
    )
    body = rss(inside, attributes=spaces)

    assert told(fast(body)) == told(slow(body))


@pytest.mark.parametrize(
    "body",
    [
        rss("<title>a<b>c</b></title>"), rss("<title>&nbsp;</title>"), rss("<title>\u0085</title>"),
        rss("<title>&#146;</title>"),
        rss("<title type='xhtml'>a</title>"), rss("<description mode='base64'>YQ==</description>"),
        rss("<link xml:base='/x/'>a</link>"),
        rss("<place base='/x/'>a</place>"), rss("<date>2026-09-01</date>"),
        rss("<description>a</description><description>b</description>"),
        rss("<media:title xmlns:media='http://search.yahoo.com/mrss/'>t</media:title>"), rss("<links>x</links>"),
        rss("<license>x</license>"),
        rss("<author><name>a</name></author><author><name>b</name></author>"),
        rss("<author><email>a@b.example</email></author>"),
        rss("<item><title>a</title></item>"), rss("", "<title>deux</title>"), rss("", "<source>x</source>"), rss("",
        "<image><b/></image>"),
        rss("<p:title xmlns:p='http://search.yahoo.com/mrss/'>a</p:title>"), rss("<p:a xmlns:p='a'/><p:a xmlns:p='b'/>"),
        rss("<content:a xmlns:content='http://purl.org/dc/elements/1.1/'/>"), rss("<link href=''/>"),
        rss("<link a:href='x' xmlns:a='u'/>"),
        b"<!DOCTYPE rss>" + rss(""), b"<?xml version='1.1'?>" + rss(""), b"<?xml version='1.0' encoding='utf-16'?>" + rss(""),
        b"<?xml version='1.0' encoding='utf-8'?><?x encoding='iso-8859-1'?>" + rss(""),
        b"<?xml version='1.0' encoding='us-ascii'?>" + rss("\u00e9"),
        b"<rss version='2.0'><item/></rss>", b"<rss version='2.0'><channel/><channel/></rss>", b"<export/>", b"", b"x",
        rss("")[:-3],
        rss("\u00e9").decode().encode("iso-8859-1"), b"<feed><entry/></feed><feed/>", rss("<psc:chapters xmlns:psc='x'/>"),
    ],
)  # fmt: skip
def test_what_might_be_read_otherwise_is_left_to_feedparser(body):
    with pytest.raises(Unsure):
        fast(body)


def test_a_charset_of_the_site_is_believed_by_both_when_the_document_is_no_utf_8():
    body = rss("<title>\u00e9</title>").decode().encode("iso-8859-1")

    with pytest.raises(Unsure):
        fast(body, charset="iso-8859-1")
    assert told(fast(rss("<title>\u00e9</title>"), charset="iso-8859-1")) == told(
        slow(rss("<title>\u00e9</title>"), charset="iso-8859-1")
    )


@pytest.mark.parametrize("url", ["", "http://x.example", "https://x.example/a/b/?c=d#e"])
def test_both_complete_addresses_alike(url):
    body = rss("<link>y</link><guid>/z</guid>")

    assert told(fast(body, url)) == told(slow(body, url))


@pytest.mark.parametrize("base", ["https://b.example/c/", "/c/", "c/", "//b.example", "."])
def test_both_know_where_a_document_says_it_is(base):
    body = rss("<link>y</link>", attributes=f"version='2.0' xml:base='{base}'")

    assert told(fast(body)) == told(slow(body))


def test_a_base_that_is_no_address_of_the_web_is_left_to_feedparser():
    with pytest.raises(Unsure):
        fast(rss("<link>y</link>", attributes="version='2.0' xml:base='javascript:x'"))


def test_entries_beyond_the_limit_are_counted_by_both():
    body = b"<rss version='2.0'><channel>" + b"<item><title>a</title></item>" * 7 + b"</channel></rss>"

    found = fast(body, most=3)

    assert (found.count, len(found.entries)) == (7, 3)
    assert told(found) == told(slow(body, most=3))


def test_every_name_that_feedparser_handles_is_known():
    handled = {
        name.split("_", 2)[2] for name in dir(_FeedParserMixin) if name.startswith(("_start_", "_end_"))
    }
    renamed = {
        name
        for pair in FeedParserDict.keymap.items()
        for side in pair
        for name in ([side] if isinstance(side, str) else side)
    }

    assert [
        name for name in sorted(handled | renamed) if name == name.lower() and not means_something(name)
    ] == []


def test_every_namespace_that_feedparser_knows_is_known():
    known = {uri.lower(): prefix.lower() for uri, prefix in _FeedParserMixin.namespaces.items() if uri}

    assert {uri: names._PREFIX_OF.get(uri) for uri in known} == known


def test_a_date_is_read_alike_wherever_it_comes_from():
    assert instant("Tue, 01 Sep 2026 10:00:00 +0200") == datetime(2026, 9, 1, 8, tzinfo=UTC)


@given(feeds())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_both_readers_say_the_same_of_feeds_that_nobody_wrote(body):
    try:
        found = fast(body)
    except Unsure:
        return
    assert told(found) == told(slow(body))
