"""Addresses as feedparser completes them. Pure."""

import re
from collections.abc import Callable
from functools import partial
from urllib.parse import urljoin

from workforce.feeds.fast.doubt import Unsure

# An address that joins to itself, whatever it is joined to.
_WHOLE = re.compile(
    r"https?://[\w.-]+(?::\d+)?/(?:[\w./~%,:@+!*()-]*[\w/~%@+-])?(?:\?[\w./~%,:@+!*()=&-]+)?(?:#[\w./~%,:@+!*()=&-]+)?",
    re.ASCII,
)
_SLASHES = re.compile(r"^([A-Za-z][A-Za-z0-9+-.]*://)(/*)(.*?)")
_BASE = re.compile(r"https?://\S+", re.ASCII)
_AMPERSAND = re.compile(r"&([A-Za-z0-9_]+);")


def completing(url: str, base: str | None = None) -> Callable[[str], str]:
    """Return what completes the addresses of a document that came from `url` and says that it is at `base`."""
    start = _joined(url, url if base is None else base)
    if not all(_BASE.fullmatch(one) for one in (url, start) if one or base is not None):
        raise Unsure
    return partial(completed, start)


def completed(base: str, address: str) -> str:
    """Return an address as the document means it; an empty one stays so."""
    return address if not address or _WHOLE.fullmatch(address) else _joined(base, address)


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, _SLASHES.sub(r"\1\3", address))
    except ValueError:
        return ""


def unescaped(link: str) -> str:
    """Return a link whose ampersands were escaped once too often."""
    return _AMPERSAND.sub(r"&\g<1>", link.replace("&amp;", "&")) if "&" in link else link
