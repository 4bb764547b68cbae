"""Is it a feed? And if it is not, what is it? Pure."""

import re

_LEAD = re.compile(
    rb"^(?:\xef\xbb\xbf|\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^>\[]|\[.*?\])*>)+", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]{0,60})")
FEED_ROOTS = frozenset({"rss", "feed", "rdf", "channel"})

EMPTY = "Le site a répondu par un document vide."
WEB_PAGE = "Cette adresse donne une page web, pas un flux. Cherchez l'adresse du flux (RSS ou Atom) du site."
JSON_OTHER = "Ce document JSON n'est pas un flux JSON Feed."
BROKEN_JSON = "Ce document JSON est abîmé : il ne peut pas être lu."
PDF = "Cette adresse donne un fichier PDF, pas un flux."
ARCHIVE = "Cette adresse donne un fichier compressé, pas un flux."
PICTURE = "Cette adresse donne une image, pas un flux."
SOMETHING = "Ce document n'est pas un flux : ni RSS, ni Atom, ni JSON Feed."
_MAGIC = (
    (b"%PDF", PDF),
    (b"PK\x03\x04", ARCHIVE),
    (b"\x1f\x8b", ARCHIVE),
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
)


def root_element(document: bytes) -> str:
    """Return the name of the first element, in lower case and without its prefix, or an empty text."""
    head = document[:20_000]
    lead = _LEAD.match(head)
    found = _ROOT.match(head, lead.end() if lead else 0)
    return found[1].decode("ascii", "replace").rpartition(":")[2].lower() if found else ""


def is_json(document: bytes) -> bool:
    """Say whether the document looks like JSON."""
    return document.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}


def is_web_page(document: bytes) -> bool:
    """Say whether the document is an HTML page, whatever elements it has inside."""
    head = document[:2_000].lower()
    return root_element(document) in {"html", "head", "body"} or b"<!doctype html" in head


def other_file(document: bytes) -> str | None:
    """Return what file the document is, when its first bytes say that it is no text."""
    return next((words for mark, words in _MAGIC if document.startswith(mark)), None)


def why_not_a_feed(document: bytes) -> str:
    """Return what the document seems to be instead of a feed, in French."""
    if not document.strip():
        return EMPTY
    other = other_file(document)
    if other:
        return other
    if is_web_page(document):
        return WEB_PAGE
    root = root_element(document)
    if root and root not in FEED_ROOTS:
        return f"Ce document XML n'est pas un flux : il s'agit d'un autre export (élément racine « {root} »)."
    return SOMETHING
