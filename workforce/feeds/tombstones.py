"""Entries that a feed says it took back: the tombstones of Atom (RFC 6721). Pure."""

import html
import re

NAMESPACE = b"http://purl.org/atompub/tombstones/1.0"
MOST = 1_000  # Of one document.
_DELETED = re.compile(
    rb"<(?:[\w.-]{1,40}:)?deleted-entry\s(?:[^>]{0,2000}?\s)?ref\s*=\s*(?:\"([^\"]{1,2000})\"|'([^']{1,2000})')"
)


def taken_back(document: bytes) -> tuple[str, ...]:
    """Return the ids of the entries that the document says were deleted."""
    if NAMESPACE not in document:
        return ()
    found = [one[1] or one[2] for _, one in zip(range(MOST), _DELETED.finditer(document), strict=False)]
    return tuple(dict.fromkeys(html.unescape(one.decode("utf-8", "replace")).strip() for one in found))
