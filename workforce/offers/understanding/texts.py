"""Making the HTML of strangers safe, once, and plain where plain text is wanted. Pure."""

import html
import re
from urllib.parse import urljoin, urlsplit, urlunsplit

import nh3

from workforce.addresses import plain_place

TAGS = {
    "p", "br", "ul", "ol", "li", "dl", "dt", "dd", "strong", "b", "em", "i", "h3", "h4", "h5", "h6",
    "blockquote", "a", "table", "thead", "tbody", "tr", "th", "td", "hr", "pre", "code", "sub", "sup",
    "div", "span",
}  # fmt: skip
GONE_WITH_CONTENT = {
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "svg",
    "math",
    "noscript",
    "template",
    "form",
}
MAX_HTML = 60_000  # Characters of HTML kept.
MAX_TEXT = 20_000  # Characters of plain text kept.
MAX_TITLE = 200
MAX_TAGS = 5_000  # Beyond, markup is noise, and cleaning it takes time in the square of its depth.

# What a tag leaves between two words of the plain text; a tag that is not named leaves nothing.
_GAPS = dict.fromkeys(
    (
        "p", "br", "ul", "ol", "li", "dl", "dt", "dd", "h3", "h4", "h5", "h6", "blockquote", "table", "tr", "hr", "pre", "div",
    ),
    "\n",
)  # fmt: skip
_GAPS |= {f"/{name}": gap for name, gap in _GAPS.items()} | {"/td": " ", "/th": " "}
_TAG = re.compile(r"<[^<>]*>")
_TITLE_TAG = re.compile(
    r"</?(?:b|i|u|em|strong|span|a|p|br|div|font|sup|sub|small|big|h[1-6]|img|mark|code)(?:\s[^<>]*|\s*/)?>",
    re.IGNORECASE,
)
_TITLE_CODE = re.compile(r"<(script|style|svg)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
# Characters that change the order or hide themselves: a title could read as something else. And halves of characters.
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


_CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=GONE_WITH_CONTENT,
    attributes={},
    link_rel="nofollow noopener",
    strip_comments=True,
)  # Made once: it serves every text that holds no link.


def safe_html(markup: str, base_url: str = "") -> str:
    """Return the HTML with a short list of tags and no attribute but the http(s) address of links."""
    source = _HIDDEN.sub("", markup)[: 2 * MAX_HTML]
    if source.count("<") > MAX_TAGS:
        source = _TAG.sub(" ", source)
    cleaned = _with_links(source, base_url) if "<a" in source or "<A" in source else _CLEANER.clean(source)
    if "&" in source:
        cleaned = _HIDDEN.sub("", cleaned)  # Once more: a reference (&rlm;, &#x202E;) is a character now.
    return cleaned if len(cleaned) <= MAX_HTML else _only_words(cleaned)


def _with_links(source: str, base_url: str) -> str:
    def only_web(tag: str, attribute: str, value: str) -> str | None:
        if (tag, attribute) == ("a", "href"):
            return web_address(value, base_url) or None
        return value if attribute == "rel" else None  # The one that is added to every link.

    return nh3.clean(
        source,
        tags=TAGS,
        clean_content_tags=GONE_WITH_CONTENT,
        attributes={"a": {"href"}},
        attribute_filter=only_web,
        url_schemes={"http", "https"},
        link_rel="nofollow noopener",
        strip_comments=True,
    )


def _only_words(cleaned: str) -> str:
    """Return the words of a text that is too long to keep with its markup."""
    words = shortened(words_of(cleaned), MAX_HTML // 7)  # An escaped character takes up to six.
    return f"<p>{html.escape(words)}</p>".replace("\n", "<br>")


def web_address(link: str, base_url: str = "") -> str:
    """Return the absolute address of a link if it leads to the web, else an empty text."""
    try:
        absolute = urljoin(base_url, link.strip())
        parts = urlsplit(absolute)
        place = plain_place(parts)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not place:
        return ""
    return absolute if place == parts.netloc else urlunsplit(parts._replace(netloc=place))


def visible(text: str) -> str:
    """Return a text without the characters that turn it around or hide themselves."""
    return text if text.isprintable() else _HIDDEN.sub("", text)


def plain_text(markup: str) -> str:
    """Return what the HTML says, a line a paragraph."""
    if "<" in markup or "&" in markup:
        return text_of(safe_html(markup))
    source = _HIDDEN.sub("", markup)[: 2 * MAX_HTML]
    return text_of(source.replace("\r\n", "\n").replace("\r", "\n"))


def text_of(cleaned: str) -> str:
    """Return what HTML that is safe already says, a line a paragraph."""
    return shortened(words_of(cleaned), MAX_TEXT)


def words_of(cleaned: str) -> str:
    """Return the words of safe HTML, where no sign « < » is anything but the start of a tag."""
    first, *rest = cleaned.split("<")
    parts = [first]
    for piece in rest:
        tag, _, words = piece.partition(">")
        parts += (_GAPS.get(tag.partition(" ")[0], ""), words)
    spaced = "".join(parts)
    if "&" in spaced:
        spaced = html.unescape(spaced)
    return "\n".join(line for raw in spaced.split("\n") if (line := " ".join(raw.split())))


def plain_title(title: str) -> str:
    """Return a title without markup, entities or hidden characters, on one line."""
    bare = html.unescape(_without_tags(title)) if "&" in title else title
    return shortened(" ".join(_HIDDEN.sub("", _without_tags(bare)).split()), MAX_TITLE)


def _without_tags(title: str) -> str:
    return _TITLE_TAG.sub(" ", _TITLE_CODE.sub(" ", title)) if "<" in title else title


def shortened(text: str, limit: int) -> str:
    """Return the text cut at a word, with an ellipsis, when it is too long."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:.-") + "…"
