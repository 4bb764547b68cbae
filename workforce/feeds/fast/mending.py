"""Texts whose UTF-8 was taken for Latin-1 and encoded again: feedparser puts them right, and so do we. Pure."""

import re
from collections.abc import Callable

# Two letters that could be one of UTF-8, together or with something between them that disappears.
_SUSPECT = re.compile(rb"\xc3[\x82-\xb4](?:\xc2[\xa0-\xbf]|<[!?]|\]\]>)")


def mending(text: bytes) -> Callable[[str], str]:
    """Return what puts right the texts of a document; where nothing in it is suspect, they stay as they are."""
    return mended if b"&#" in text or _SUSPECT.search(text) else str


def mended(text: str) -> str:
    """Return the text; where its UTF-8 was taken for Latin-1 and encoded again, as it was before."""
    if text.isascii():
        return text
    try:
        return text.encode("iso-8859-1").decode("utf-8")
    except UnicodeError:
        return text
