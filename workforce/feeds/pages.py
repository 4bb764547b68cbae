"""What a web page says of the feeds of its site, read where a hostile page can be killed."""

import re
from dataclasses import dataclass

from workforce import apart

READERS = apart.Readers("workforce.feeds.page_reader")
COST = apart.Cost(seconds=10, cpu_seconds=5, memory_bytes=400_000_000)
UNREADABLE = "La page de ce site est trop abîmée, ou trop lourde, pour être lue."


@dataclass(frozen=True, slots=True)
class Link:
    """A <link> of a page, or one of its <a>: only `href` and `title` are filled for the latter."""

    href: str
    title: str = ""
    rel: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class WebPage:
    """What a page says of itself, and where it leads."""

    title: str = ""
    base: str = ""  # What its relative links start from, where it says so.
    generator: str = ""  # The program that made it, where it says so.
    links: tuple[Link, ...] = ()
    anchors: tuple[Link, ...] = ()


class UnreadablePage(ValueError):
    """A page that could not be read within its limits; the text says so, in French."""


def read_page(document: bytes, content_type: str = "") -> WebPage:
    """Read a page. Raises UnreadablePage."""
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", content_type, re.IGNORECASE)
    try:
        said = READERS.ask(document, {"charset": charset[1] if charset else ""}, COST)["page"]
    except apart.Unread:
        raise UnreadablePage(UNREADABLE) from None
    anchors = tuple(Link(one["href"], one["text"]) for one in said["anchors"])
    links = tuple(Link(**one) for one in said["links"])
    return WebPage(said["title"], said["base"], said["generator"], links, anchors)
