"""The fast reader: one pass of expat, the engine under feedparser, over a document whose every part is foreseen.

It reads RSS 0.9 to 2.0, RDF and Atom as feedparser does, or raises Unsure at the first thing that it does not know to read
alike: a document type, an element inside a text, a base address, a namespace with rules of its own… Nothing is
skipped and nothing is guessed. It opens no file and no connection, and keeps nothing between two documents. Pure.
"""

import codecs
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple
from xml.parsers import expat

from workforce.feeds.entries import RawEntry
from workforce.feeds.fast.addresses import completing
from workforce.feeds.fast.doubt import Unsure
from workforce.feeds.fast.entry import (
    NOTHING,
    Attributes,
    Draft,
    means_something,
    no_attribute,
    only_plain,
)
from workforce.feeds.fast.mending import mending
from workforce.feeds.fast.names import RDF, XML, Names
from workforce.feeds.fields import ReadsDates, entry_of, first_hub, minutes_to_wait
from workforce.feeds.shapes import RawFeed

_DECLARATION = re.compile(
    rb"""<\?xml[ \t]+version=(["'])1\.0\1(?:[ \t]+encoding=(["'])([A-Za-z0-9._-]{3,20})\2)?"""
    rb"""(?:[ \t]+standalone=(["'])(?:yes|no)\4)?[ \t]*\?>"""
)
_NARROW = frozenset({"us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252"})
_UNICODE = frozenset({"utf-8", "utf8"})
# Windows' own characters taken for Unicode's: feedparser puts them right, after having read the whole.
_MISTAKEN = (re.compile(rb"\xc2[\x80-\x9f]"), re.compile(rb"&#(?:0*1[2-5]\d|[xX]0*[89][0-9a-fA-F]);"))
_DOCTYPE = re.compile(rb"<!\s*(?:doctype|entity)", re.IGNORECASE)
_VERSIONS = {"0.91": "rss091u", "0.92": "rss092", "0.93": "rss093", "0.94": "rss094"}
_ATOM_VERSIONS = {"0.1": "atom01", "0.2": "atom02", "0.3": "atom03"}


def read_fast(document: bytes, url: str, charset: str, max_entries: int, reads_date: ReadsDates) -> RawFeed:
    """Read a document as feedparser would, or raise Unsure. `charset` is what the site says that it is."""
    text = _in_unicode(document, charset)
    if any(mistaken.search(text) for mistaken in _MISTAKEN):
        raise Unsure
    reading = _Reading(text, url, max_entries, reads_date)
    try:
        reading.parser.Parse(text, True)
        return reading.feed()
    except expat.ExpatError:
        raise Unsure from None
    finally:
        vars(
            reading
        ).clear()  # Its parser and its places refer to it: the document would stay until garbage is looked for.


def _in_unicode(document: bytes, charset: str) -> bytes:
    """Return the document in UTF-8 and without a declaration, where there is one way only to read its bytes.

    Bytes that are no UTF-8 stop expat. Those that are say more than the site does.
    """
    body = document.removeprefix(codecs.BOM_UTF8)
    encoding, rest = _declared(body)
    if encoding in _UNICODE:
        return rest
    if encoding not in _NARROW or charset or len(body) < len(document):
        raise Unsure
    try:
        return rest.decode(encoding).encode()
    except UnicodeDecodeError:
        raise Unsure from None


def _declared(body: bytes) -> tuple[str, bytes]:
    """Return the encoding that a document says it has, and what follows the declaration."""
    if not body.startswith(b"<?xml"):
        return "utf-8", body
    declared = _DECLARATION.match(body)
    if not declared:
        raise Unsure
    rest = body[declared.end() :]
    if rest.find(b"encoding=", 0, rest.find(b"\n") + 1 or None) >= 0:
        raise Unsure  # feedparser looks for it to the end of the line.
    return (declared[3] or b"utf-8").decode().lower(), rest


class _Place(NamedTuple):
    """Where the reader is: what an element means if it begins here, and what to do when the place ends."""

    begin: Callable[[str, Attributes], "_Place"]
    end: Callable[[str], None]


def _refuse(_name: str, _attributes: Attributes) -> _Place:
    raise Unsure


def _done(_text: str) -> None:
    """Do nothing when a place ends."""


# What may stand inside these, in a feed; feedparser keeps it apart from what is ours.
_INSIDE = {
    "image": {"title", "link", "url", "description", "width", "height"},
    "textinput": {"title", "link", "description", "name"},
    "items": {"rdf_seq"}, "rdf_seq": {"rdf_li"},
    "skiphours": {"hour"}, "skipdays": {"day"},
    "author": {"name", "email", "uri", "url"}, "contributor": {"name", "email", "uri", "url"},
    "itunes_owner": {"itunes_name", "itunes_email"}, "itunes_category": {"itunes_category"},
}  # fmt: skip
_ASIDE = frozenset(
    {
        "id", "guid", "description", "subtitle", "tagline", "language", "dc_language", "copyright", "rights", "dc_rights",
        "managingeditor", "webmaster", "author", "dc_creator", "dc_publisher", "pubdate", "lastbuilddate", "updated",
        "modified", "published", "issued", "created", "dc_date", "category", "dc_subject", "generator", "docs", "cloud",
        "icon", "logo", "url", "image", "textinput", "items", "skiphours", "skipdays", "contributor", "info",
        "itunes_owner", "itunes_category", "itunes_image", "itunes_author", "itunes_explicit", "itunes_block",
        "itunes_keywords", "admin_errorreportsto", "admin_generatoragent",
    }
)  # fmt: skip
_OF_PLACES = frozenset({"rdf:about", "xml:lang", "xml:space"})
_COUNTED = frozenset({"ttl", "sy_updateperiod", "sy_updatefrequency"})


class _Reading:
    """One document, from its first byte to its last."""

    def __init__(self, text: bytes, url: str, max_entries: int, reads_date: ReadsDates) -> None:
        self._text, self._max_entries, self._reads_date = text, max_entries, reads_date
        self._url, self._complete = url, completing(url)
        self._mended = mending(text)
        self._names = Names()
        self._places = [_Place(self._root, _done)]
        self._pieces: list[str] = []
        self._entries: list[RawEntry] = []
        self._count = 0
        self._title: str | None = None
        self._told: dict[str, str] = {}  # ttl, sy_updateperiod… of the feed.
        self._links: list[tuple[str, str]] = []  # Relation and address.
        self._kind = ""
        self._draft = Draft("", self._complete, self._mended)
        self._name, self._attributes = "", NOTHING
        self._author: dict[str, str] = {}
        self._channels = 0
        self._leaf = _Place(_refuse, self._end_leaf)
        self.parser = self._new_parser()

    def feed(self) -> RawFeed:
        """Return what was read."""
        period, frequency = (self._told.get(f"sy_update{name}", "") for name in ("period", "frequency"))
        return RawFeed(
            title=(self._title or "").strip(),
            kind=self._kind,
            hub=first_hub(self._links),
            ttl=minutes_to_wait(self._told.get("ttl", ""), period, frequency),
            entries=tuple(self._entries),
            count=self._count,
        )

    def _new_parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate("utf-8", " ", intern={})
        parser.namespace_prefixes = True
        parser.buffer_text = True
        parser.buffer_size = 65_536
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._pieces.append
        parser.StartNamespaceDeclHandler = self._names.declare
        parser.StartDoctypeDeclHandler = self._doctype
        return parser

    def _doctype(self, *_arguments: object) -> None:
        raise Unsure

    def _start(self, given: str, attributes: dict[str, str]) -> None:
        said = NOTHING
        if attributes:
            said = _plain(attributes)
            if "base" in said and len(self._places) > 1:
                raise Unsure
        self._places.append(self._places[-1].begin(self._names[given], said))
        self._pieces.clear()

    def _end(self, _given: str) -> None:
        self._places.pop().end("".join(self._pieces))
        self._pieces.clear()

    def _root(self, name: str, attributes: Attributes) -> _Place:
        if _DOCTYPE.search(self._text, 0, self.parser.CurrentByteIndex):
            raise Unsure
        if "base" in attributes:
            self._complete = completing(self._url, attributes["base"])
        self._kind = _kind(name, self._names.version, attributes.get("version", ""))
        within = {"rss": self._in_rss, "rdf_rdf": self._in_rdf, "feed": self._in_atom}
        return _Place(within[name], _done)

    def _in_rss(self, name: str, attributes: Attributes) -> _Place:
        return self._channel(name, attributes)

    def _in_rdf(self, name: str, attributes: Attributes) -> _Place:
        if name == "item":
            return self._begin_entry(attributes)
        if name in {"image", "textinput"}:
            return self._aside(name, attributes)
        return self._channel(name, attributes)

    def _channel(self, name: str, attributes: Attributes) -> _Place:
        self._channels += 1
        if name != "channel" or self._channels > 1 or attributes.keys() - _OF_PLACES:
            raise Unsure
        return _Place(self._in_channel, _done)

    def _in_channel(self, name: str, attributes: Attributes) -> _Place:
        return self._begin_entry(attributes) if name == "item" else self._of_feed(name, attributes)

    def _in_atom(self, name: str, attributes: Attributes) -> _Place:
        return self._begin_entry(attributes) if name == "entry" else self._of_feed(name, attributes)

    def _of_feed(self, name: str, attributes: Attributes) -> _Place:
        """Begin an element of the feed itself."""
        if name in _ASIDE:
            return self._aside(name, attributes)
        if name == "link":
            self._links.append((attributes.get("rel", "").lower(), self._hub_address(attributes)))
            return _Place(_refuse, _done)
        self._name = name
        if name == "title":
            only_plain(attributes)
            return _Place(_refuse, self._end_title)
        if name not in _COUNTED:
            return self._unknown(name, attributes)
        no_attribute(attributes)
        return _Place(_refuse, self._end_counted)

    def _unknown(self, name: str, attributes: Attributes) -> _Place:
        if means_something(name):
            raise Unsure
        return self._aside(name, attributes)

    def _hub_address(self, attributes: Attributes) -> str:
        if (attributes and "href" not in attributes) or attributes.keys() & {"url", "uri"}:
            raise Unsure
        return self._complete(attributes.get("href", ""))

    def _end_title(self, text: str) -> None:
        if self._title is not None:
            raise Unsure
        self._title = self._mended(text.strip())

    def _end_counted(self, text: str) -> None:
        self._told[self._name] = self._mended(text.strip())

    def _aside(self, name: str, _attributes: Attributes) -> _Place:
        """Pass over an element and what may be inside."""
        allowed = _INSIDE.get(name, set())

        def begin(inner: str, attributes: Attributes) -> _Place:
            if inner not in allowed:
                raise Unsure
            return self._aside(inner, attributes)

        return _Place(begin, _done)

    def _begin_entry(self, attributes: Attributes) -> _Place:
        if attributes.keys() - _OF_PLACES:
            raise Unsure
        self._count += 1
        self._draft = Draft(attributes.get("rdf:about", ""), self._complete, self._mended)
        return _Place(self._in_entry, self._end_entry)

    def _in_entry(self, name: str, attributes: Attributes) -> _Place:
        self._name, self._attributes = name, attributes
        if name != "author":
            return self._leaf
        no_attribute(attributes)
        self._author = {}
        return _Place(self._in_author, self._end_author)

    def _end_leaf(self, text: str) -> None:
        self._draft.take(self._name, self._attributes, text)

    def _in_author(self, name: str, _attributes: Attributes) -> _Place:
        if name not in _INSIDE["author"] or "".join(self._pieces).strip() or name in self._author:
            raise Unsure
        return _Place(_refuse, lambda text: self._author.update({name: text.strip()}))

    def _end_author(self, text: str) -> None:
        if not self._author:
            self._draft.take("author", NOTHING, text)
        elif text.strip():
            raise Unsure
        else:
            self._draft.sign(self._author.get("name", ""), self._author.get("email", ""))

    def _end_entry(self, _text: str) -> None:
        if self._count <= self._max_entries:
            self._entries.append(entry_of(self._draft.texts(), self._reads_date))


def _plain(attributes: Mapping[str, str]) -> Attributes:
    """Return the attributes by their names in small letters. Raises Unsure where a prefix could hide one."""
    plain = {_attribute(name): value for name, value in attributes.items()}
    if len(plain) < len(attributes):
        raise Unsure
    return plain


def _attribute(name: str) -> str:
    if " " not in name:
        return name.lower()
    uri, local, *_ = name.split(" ")
    if uri == RDF:
        return f"rdf:{local.lower()}"
    if uri == XML and local in {"lang", "space", "base"}:
        return local if local == "base" else f"xml:{local}"
    raise Unsure


def _kind(name: str, version: str, said: str) -> str:
    """Return the format, as feedparser names it."""
    if name == "rss" and not version.startswith("rss"):
        return _VERSIONS.get(said) or ("rss20" if said.startswith("2.") else "rss")
    if name == "feed":
        return version or _ATOM_VERSIONS.get(said, "atom")
    if name in {"rss", "rdf_rdf"} and version:
        return version
    raise Unsure
