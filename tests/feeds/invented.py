"""Feeds that nobody wrote, for hypothesis: every format, with what real ones hold and what none should."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from hypothesis import strategies as st

NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/", "content": "http://purl.org/rss/1.0/modules/content/",
    "atom": "http://www.w3.org/2005/Atom", "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "job_listing": "https://site.example/", "tt": "https://teamtailor.example/locations",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "a10": "http://www.w3.org/2005/Atom", "dcterms": "http://purl.org/dc/terms/", "discourse": "http://www.discourse.org/",
    "wfw": "http://wellformedweb.org/CommentAPI/", "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
}  # fmt: skip
DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())

words = st.one_of(
    st.sampled_from(
        ["", " ", "Médiateur numérique (H/F)", "a & b", "<p>Un <b>texte</b></p>", "l’été", "Ã©tÃ©", "été", "100 %", "]]",
        "&eacute;",
         "&#8217;", "2026-15918 - Intitulé", "\u00a0x\u3000", "🙂", "CDI;CDD", "\ttab\nligne\r\n", "a" * 300]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12),
)  # fmt: skip
dates = st.sampled_from(
    ["Tue, 01 Sep 2026 08:00:00 GMT", "Tue, 01 Sep 2026 10:00:00 +0200", "2026-09-01T08:00:00Z",
    "2026-09-01T08:00:00.5+02:00", "2026-09-01",
     "mar., 13 sept. 2022", "5 août 2026 à 14h30", "21/08/2026 09:39:24Z", "", "x", "0001-01-01T00:00:00Z",
     "01 Sep 26 08:00 Z", "20260901",
     "13-09-2026", "Thu, 31 Feb 2026 08:00:00 GMT", "9999-12-31T23:59:59-12:00", "1757721600", "Tue, 1 Sep 2026 8:0:0 EST"]
)  # fmt: skip
links = st.one_of(
    st.sampled_from(
        ["https://site.example/o/1", "http://site.example/o?a=1&b=2", "/o/2", "o/3?x", "?y=4", "#z", "//cdn.example/5", "",
        " https://x.example/ ",
         "HTTPS://X.example/A/../b", "javascript:alert(1)", "urn:uuid:1-2", "http://[", "https://x.example:80//a//b?",
         "mailto:a@b.example", "tag:a,2026:1"]
    ),
    words,
)  # fmt: skip


def element(
    name: str, value: str, attributes: dict[str, str] | None = None, *, as_cdata: bool = False
) -> str:
    said = "".join(f" {key}={quoteattr(held)}" for key, held in (attributes or {}).items())
    inside = f"<![CDATA[{value}]]>" if as_cdata and "]]>" not in value and value else escape(value)
    return f"<{name}{said}>{inside}</{name}>" if inside else f"<{name}{said}/>"


@st.composite
def of(
    draw: st.DrawFn, names: Sequence[str], values: st.SearchStrategy[str], *choices: dict[str, str]
) -> str:
    return element(
        draw(st.sampled_from(names)),
        draw(values),
        draw(st.sampled_from([{}, {}, {}, *choices])),
        as_cdata=draw(st.booleans()),
    )


titles = of(
    ["title", "title", "title", "dc:title", "media:title"],
    words,
    {"type": "html"},
    {"type": "text"},
    {"xml:lang": "fr"},
)
guids = of(
    ["guid", "id", "atom:id"],
    links,
    {"isPermaLink": "false"},
    {"isPermaLink": "true"},
    {"ispermalink": "False"},
)
text_links = of(["link", "link", "comments"], links)
leading_links = of(
    ["link", "atom:link", "a10:link"], st.just(""), {"href": "/o/1"}, {"href": "https://x.example/o/2", "rel": "alternate"},
    {"href": "o/3", "rel": "enclosure"}, {"href": "https://hub.example/", "rel": "hub"}, {"href": "u", "type": "text/html"},
    {"href": "v", "rel": "self"},
)  # fmt: skip
texts = of(
    ["description", "summary", "content:encoded", "content", "dc:description", "abstract"], words, {"type": "html"},
    {"type": "text/html"},
    {"type": "xhtml"}, {"mode": "escaped"},
)  # fmt: skip
moments = of(
    [
        "pubDate",
        "published",
        "updated",
        "dc:date",
        "issued",
        "modified",
        "created",
        "dcterms:modified",
        "a10:updated",
        "date",
    ],
    dates,
)
categories = of(
    ["category", "category", "dc:subject", "keywords"], words, {"domain": "emploi-territorial:secteurgeo"}, {"domain": "d"},
    {"term": "t"},
    {"term": "t", "scheme": "s", "label": "l"},
)  # fmt: skip
extras = of(
    ["job_listing:company", "job_listing:location", "job_listing:salary", "tt:city", "region", "salaire", "slash:comments",
    "discourse:topicPinned",
     "wfw:commentRss", "itunes:duration", "dc:format", "post-id", "expires_at", "x.y", "docs", "logo", "licence", "generator",
     "media:text", "foo:bar"],
    words, {"x": "1"}, {"lat": "1", "lon": "2"}, {"xml:lang": "fr"}, {"base": "/b/"},
)  # fmt: skip
people = st.one_of(
    of(["author", "dc:creator", "dc:publisher", "managingEditor", "webMaster"], words),
    st.builds(
        lambda name, email: f"<author>{element('name', name)}{element('email', email)}</author>", words, words
    ),
    st.builds(lambda name: f"<author> <name>{escape(name)}</name> <uri>u</uri></author>", words),
)
others = of(
    ["source", "image", "enclosure", "rights", "language", "expirationDate", "media:content", "media:thumbnail",
    "media:credit", "textInput", "tags"],
    words, {"url": "https://x.example/a.pdf", "type": "application/pdf"},
)  # fmt: skip
parts = st.one_of(
    titles,
    guids,
    text_links,
    leading_links,
    texts,
    moments,
    categories,
    extras,
    people,
    others,
    st.just("<!-- c -->"),
    st.just("\n"),
    st.just("mot"),
)
entries = st.lists(parts, max_size=9).map("".join)
of_feed = st.lists(
    st.one_of(
        titles, text_links, leading_links, categories, people,
        of(["ttl", "sy:updateFrequency"], st.sampled_from(["60", " 5 ", "", "x", "-1", "0", "99999999999"])),
        of(["sy:updatePeriod"], st.sampled_from(["hourly", " Daily ", "x", ""])),
        of(["description", "language", "generator", "lastBuildDate", "docs", "rating", "foo", "dc:language", "atom:updated",
        "copyright"], words),
        st.just("<image><url>u</url><title>I</title><link>l</link></image>"), st.just("<skipHours><hour>1</hour></skipHours>"),
    ),
    max_size=5,
).map("".join)  # fmt: skip


@st.composite
def feeds(draw: st.DrawFn) -> bytes:
    """Invent a document of any format, in any encoding."""
    items = draw(st.lists(entries, max_size=4))
    write = draw(st.sampled_from([_rss, _rss, _rss, _rdf, _atom]))
    text = write(draw, draw(of_feed), items)
    encoding = draw(
        st.sampled_from(["utf-8", "utf-8", "utf-8", "utf-8-sig", "iso-8859-1", "windows-1252", "utf-16"])
    )
    said = draw(st.sampled_from([encoding.removesuffix("-sig"), encoding.removesuffix("-sig"), "", "utf-8"]))
    head = f'<?xml version="1.0" encoding="{said}"?>\n' if said else ""
    return (head + text).encode(encoding, "xmlcharrefreplace")


def _rss(draw: st.DrawFn, head: str, items: list[str]) -> str:
    version = draw(
        st.sampled_from(
            [
                'version="2.0"',
                'version="0.91"',
                'version="0.92"',
                'version="2.0.1"',
                "",
                'xml:base="https://b.example/c/" version="2.0"',
            ]
        )
    )
    inside = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'<rss {version} {DECLARED} xmlns:foo="https://foo.example/"><channel>{head}{inside}</channel></rss>'
    )


def _rdf(draw: st.DrawFn, head: str, items: list[str]) -> str:
    home = draw(st.sampled_from(["http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"]))
    about = draw(st.sampled_from(["", ' rdf:about="https://x.example/9"', ' rdf:about=" rel "']))
    inside = "".join(f"<item{about}>{item}</item>" for item in items)
    return (
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="{home}" {DECLARED} xmlns:foo="https://foo.example/">'
        f'<channel rdf:about="https://x.example/">{head}</channel>{inside}</rdf:RDF>'
    )


def _atom(draw: st.DrawFn, head: str, items: list[str]) -> str:
    home = draw(
        st.sampled_from(
            [
                'xmlns="http://www.w3.org/2005/Atom"',
                'version="0.3" xmlns="http://purl.org/atom/ns#"',
                'version="0.3"',
                "",
            ]
        )
    )
    inside = "".join(f"<entry>{item}</entry>" for item in items)
    return f'<feed {home} {DECLARED} xmlns:foo="https://foo.example/">{head}{inside}</feed>'
