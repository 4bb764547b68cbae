"""Which hub tells what is new in a feed, and under which address it knows the feed (WebSub, section 4). Pure."""

import re
from collections.abc import Sequence
from urllib.parse import urljoin

from workforce.addresses import UnsafeUrl, endpoint

HEAD = 8_000  # Bytes of a document in which its own address stands.
_LINK = re.compile(r"<([^<>]{1,2000})>((?:\s*;\s*[\w*-]+\s*=\s*(?:\"[^\"]*\"|[^\s;,]+))*)")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,]+))", re.IGNORECASE)
_ELEMENT = re.compile(rb"<(?:[A-Za-z][\w.-]{0,20}:)?link\b([^<>]{1,3000})/?>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"\b(rel|href)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)


def linked(headers: Sequence[str], relation: str, base_url: str) -> str | None:
    """Return the first address that Link headers (RFC 8288) give for a relation."""
    for header in headers:
        for target, parameters in _LINK.findall(header):
            found = _REL.search(parameters)
            if found and relation in (found[1] or found[2] or "").lower().split():
                return web_url(target, base_url)
    return None


def topic_in(document: bytes, base_url: str) -> str | None:
    """Return the address that a document gives as its own (`rel="self"`)."""
    for attributes in _ELEMENT.findall(document[:HEAD]):
        given = {name.lower(): one or other for name, one, other in _ATTRIBUTE.findall(attributes)}
        if given.get(b"rel", b"").lower() == b"self" and given.get(b"href"):
            return web_url(given[b"href"].decode("utf-8", "replace").replace("&amp;", "&"), base_url)
    return None


def web_url(target: str, base_url: str) -> str | None:
    """Return an absolute address of the web, or nothing."""
    try:
        absolute = urljoin(base_url, target.strip())
        endpoint(absolute)
    except (ValueError, UnsafeUrl):
        return None
    return absolute
