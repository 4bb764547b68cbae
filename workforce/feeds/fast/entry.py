"""One entry as the fast reader sees it: each element in turn, as feedparser takes it. Pure."""

from collections.abc import Callable, Mapping

from workforce.feeds.fast.addresses import unescaped
from workforce.feeds.fast.doubt import Unsure
from workforce.feeds.fields import MAX_EXTRAS, Texts

Attributes = Mapping[str, str]
Mend = Callable[[str], str]

_HARMLESS = frozenset({"xml:lang", "xml:space"})
_PLAIN_TYPES = frozenset({"text", "html", "text/plain", "text/html"})
_HTML_TYPES = frozenset({"html", "text/html", "xhtml", "application/xhtml+xml"})
_LINK_SAYS = frozenset({"href", "rel", "type", "title", "hreflang", "length"})
_COMPLETED = frozenset({"docs", "icon", "logo", "wfw_comment", "wfw_commentrss"})
_DATES = {
    "pubdate": "published", "published": "published", "issued": "published", "dcterms_issued": "published",
    "updated": "updated", "modified": "updated", "lastbuilddate": "updated", "dc_date": "updated",
    "dcterms_modified": "updated", "created": "created", "dcterms_created": "created",
}  # fmt: skip
NOTHING: Attributes = {}


def no_attribute(attributes: Attributes) -> None:
    """Be unsure of any attribute, but for a language."""
    if attributes and attributes.keys() - _HARMLESS:
        raise Unsure


def only_plain(attributes: Attributes) -> None:
    """Be unsure of texts that say anything but « text » or « HTML, escaped »."""
    for name, value in attributes.items():
        is_plain = name in _HARMLESS or (name, value) == ("mode", "escaped")
        if not is_plain and not (name == "type" and value.lower() in _PLAIN_TYPES):
            raise Unsure


class Draft:
    """An entry that is being read."""

    def __init__(self, guid: str, complete: Mend, mended: Mend) -> None:
        self.guid, self._complete, self._mended = guid, complete, mended
        self.link: str | None = None
        self.title = ""
        self.summary: str | None = None
        self._is_titled = self._has_content = False
        self._contents: list[str] = []
        self._dates: dict[str, str] = {}
        self._tags: list[list[str | None]] = []  # Term, scheme, label.
        self._seen_tags: set[tuple[str | None, ...]] = set()
        self._extras: dict[str, str | None] = {}

    def texts(self) -> Texts:
        """Return what was read."""
        if len(self._extras) > MAX_EXTRAS:
            raise Unsure  # Which ones are kept would hang on their order.
        return Texts(
            self.guid,
            self.title,
            self.link or "",
            self.summary or "",
            self._contents,
            self._dates,
            [(scheme or "", term or "") for term, scheme, _ in self._tags],
            self._extras,
        )

    def take(self, name: str, attributes: Attributes, text: str) -> None:
        """Take an element that has no element inside."""
        taker = TAKERS.get(name)
        if taker:
            taker(self, attributes, text.strip())
        elif name in _DATES:
            no_attribute(attributes)
            self._dates[_DATES[name]] = self._mended(text.strip())
        else:
            self._take_extra(name, attributes, text.strip())

    def sign(self, name: str, email: str) -> None:
        """Note an author whose name and address are elements of their own."""
        if not name or "author" in self._extras:
            raise Unsure  # feedparser mixes the names and addresses of several authors.
        self._extras["author"] = f"{name} ({email})" if email else name

    def _take_extra(self, name: str, attributes: Attributes, text: str) -> None:
        if name in SPECIAL:
            raise Unsure
        text = self._complete(text) if name in _COMPLETED else text
        self._extras[name] = None if attributes else self._mended(text)

    def take_title(self, attributes: Attributes, text: str) -> None:
        """Take the first title that says something."""
        only_plain(attributes)
        if not self._is_titled:
            self.title = self._mended(text)
        self._is_titled = self._is_titled or bool(text)

    def take_aside(self, _attributes: Attributes, _text: str) -> None:
        """Leave an image or a source: feedparser then takes the next title, whatever came before."""
        self._is_titled = False

    def take_link(self, attributes: Attributes, text: str) -> None:
        """Take the last link to a page."""
        if not attributes.keys() <= _LINK_SAYS or attributes.get("href") == "":
            raise Unsure
        if "href" not in attributes:
            self.link = unescaped(self._mended(self._complete(text)))
        elif _leads_to_page(attributes):
            self.link = self._complete(attributes["href"])

    def take_guid(self, attributes: Attributes, text: str) -> None:
        """Take the last guid; one that is an address stands for a missing link."""
        if not attributes.keys() <= {"ispermalink"}:
            raise Unsure
        is_link = attributes.get("ispermalink", "true") == "true"
        self.guid = self._mended(self._complete(text) if is_link else text)
        if is_link and self.link is None:
            self.link = self.guid

    def take_summary(self, attributes: Attributes, text: str) -> None:
        """Take the last summary, if there is but one or the content is known."""
        only_plain(attributes)
        if self.summary is not None and not self._has_content:
            raise Unsure  # feedparser takes a second one for the content.
        self.summary = self._mended(text)

    def take_content(self, attributes: Attributes, text: str) -> None:
        """Take a content; the first one stands for a missing summary."""
        only_plain(attributes)
        self._has_content = True
        self._contents.append(self._mended(text))
        if self.summary is None:
            self.summary = self._contents[-1]

    def take_author(self, attributes: Attributes, text: str) -> None:
        """Take the last author."""
        no_attribute(attributes)
        self._extras["author"] = self._mended(text)

    def take_publisher(self, attributes: Attributes, text: str) -> None:
        """Take the last publisher."""
        no_attribute(attributes)
        self._extras["publisher"] = self._mended(text)

    def take_category(self, attributes: Attributes, text: str) -> None:
        """Take a category, with feedparser's way of leaving out doubles."""
        scheme = attributes.get("scheme", attributes.get("domain"))
        self._add_tag(attributes.get("term"), scheme, attributes.get("label"))
        value = self._mended(text)
        if value and self._tags and not self._tags[-1][0]:
            self._seen_tags.discard(tuple(self._tags[-1]))
            self._tags[-1][0] = value
            self._seen_tags.add(tuple(self._tags[-1]))
        elif value:
            self._add_tag(value, None, None)

    def _add_tag(self, *tag: str | None) -> None:
        if any(tag) and tag not in self._seen_tags:
            self._seen_tags.add(tag)
            self._tags.append(list(tag))

    def ignore(self, _attributes: Attributes, _text: str) -> None:
        """Leave an element that feedparser keeps where nobody looks."""


def _leads_to_page(attributes: Attributes) -> bool:
    relation = attributes.get("rel", "alternate").lower()
    kind = attributes.get("type", "text/html").lower()
    return relation == "alternate" and kind in _HTML_TYPES


def means_something(name: str) -> bool:
    """Say whether feedparser does more with an element than keep its text under its name."""
    return name in SPECIAL or name in TAKERS or name in _DATES


TAKERS: dict[str, Callable[[Draft, Attributes, str], None]] = {
    "title": Draft.take_title, "dc_title": Draft.take_title,
    "link": Draft.take_link,
    "guid": Draft.take_guid, "id": Draft.take_guid,
    "description": Draft.take_summary, "summary": Draft.take_summary, "abstract": Draft.take_summary,
    "dc_description": Draft.take_summary,
    "content": Draft.take_content, "content_encoded": Draft.take_content, "fullitem": Draft.take_content,
    "author": Draft.take_author, "dc_creator": Draft.take_author, "dc_author": Draft.take_author,
    "webmaster": Draft.take_publisher, "dc_publisher": Draft.take_publisher,
    "category": Draft.take_category, "dc_subject": Draft.take_category, "keywords": Draft.take_category,
    "image": Draft.take_aside, "source": Draft.take_aside,
    "media_content": Draft.ignore, "media_thumbnail": Draft.ignore,
    "enclosure": Draft.ignore, "comments": Draft.ignore, "expirationdate": Draft.ignore,
    "rights": Draft.ignore, "copyright": Draft.ignore, "dc_rights": Draft.ignore,
    "language": Draft.ignore, "dc_language": Draft.ignore,
}  # fmt: skip
# Names that mean something to feedparser, and that this reader leaves to it.
SPECIAL = frozenset(
    {
        "body", "cc_license", "channel", "cloud", "contributor", "creativecommons_license", "dc_contributor",
        "dcterms_valid", "email", "entry", "feed", "feedburner_browserfriendly", "generator", "geom", "georss_box",
        "georss_line", "georss_point", "georss_polygon", "georss_where", "georssgeom", "gml_exterior", "gml_linearring",
        "gml_linestring", "gml_point", "gml_polygon", "gml_pos", "gml_poslist", "height", "homepage", "info", "item",
        "itunes_author", "itunes_block", "itunes_category", "itunes_email", "itunes_explicit", "itunes_image",
        "itunes_keywords", "itunes_link", "itunes_name", "itunes_owner", "itunes_subtitle", "itunes_summary",
        "managingeditor", "media_category", "media_credit", "media_description", "media_group",
        "media_keywords", "media_license", "media_player", "media_rating", "media_restriction",
        "media_title", "name", "newlocation", "psc_chapter", "psc_chapters", "subtitle", "tagline", "tags", "textinput",
        "uri", "url", "where", "width", "xhtml_body", "admin_generatoragent", "admin_errorreportsto",
        # And what its dictionaries call by another name, or use for themselves.
        "authors", "author_detail", "authors_detail", "category_detail", "contents", "contributors", "created_parsed", "date",
        "date_parsed", "description_detail", "enclosures", "entries", "expired", "expired_parsed", "guidislink", "href",
        "issued_parsed", "items", "license", "links", "modified_parsed", "publisher", "publisher_detail", "publishers",
        "published_parsed", "rights_detail", "source_detail", "subtitle_detail", "summary_detail", "tagline_detail",
        "copyright_detail", "title_detail", "updated_parsed", "image_detail", "validity", "validity_start",
        "validity_end", "svg", "math", "div", "base", "rss",
    }
)  # fmt: skip
