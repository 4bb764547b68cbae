"""Is it a feed? And if it is not, what is it? Pure."""

import re

# What may stand before the first element. Possessive: a hostile beginning is read once, not in every way there is.
_BLANKS = rb"\xef\xbb\xbf|\s+|<\?.*?\?>|<!--.*?-->"
_LEAD = re.compile(
    rb"(?>" + _BLANKS + rb"|<!DOCTYPE[^>\[]*+(?:\[[^\]]*+\][^>\[]*+)?+>)++", re.DOTALL | re.IGNORECASE
)
_HTML = re.compile(rb"(?>" + _BLANKS + rb")*+<!doctype\s+html", re.DOTALL | re.IGNORECASE)
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
TABLE = "Ce document est un tableau (CSV), pas un flux."
PLAIN = "Ce document est un simple texte, pas un flux."
CUT = "Le document est coupé avant la fin de sa première entrée : rien n'a pu y être lu."
NO_ENTRY = "Le flux ne contient aucune entrée pour le moment."
CUT_ENTRY = "Le document est coupé dans cette entrée : elle est incomplète."
_OTHERS = {
    "opml": "une liste d'abonnements (OPML)", "urlset": "un plan de site", "sitemapindex": "un plan de site",
    "svg": "une image SVG", "envelope": "une réponse SOAP", "definitions": "la description d'un service (WSDL)",
    "schema": "un schéma XML", "plist": "un réglage d'application", "kml": "une carte (KML)", "gpx": "un tracé (GPX)",
    "opensearchdescription": "la description d'un moteur de recherche", "error": "un message d'erreur",
    "workbook": "un classeur", "office": "un document bureautique",
}  # fmt: skip
_WEB_PAGE = frozenset({"html", "head", "body"})
_WEB_ELEMENTS = _WEB_PAGE | {
    "title", "meta", "link", "script", "style", "div", "p", "span", "a", "br", "img", "table", "form", "h1", "h2",
    "h3", "main", "header", "nav", "b", "font", "center", "section", "article", "ul",
}  # fmt: skip
_OPENINGS = (b"<item>", b"<item ", b"<entry>", b"<entry ", b"<channel>", b"<feed ")
_CLOSINGS = (b"</item>", b"</entry>", b"</channel>", b"</feed>")
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
    return root_element(document) in _WEB_PAGE or bool(_HTML.match(document[:20_000]))


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
    root = root_element(document)
    if is_web_page(document) or root in _WEB_ELEMENTS:
        return WEB_PAGE
    if root in _OTHERS:
        return f"Ce document n'est pas un flux : c'est {_OTHERS[root]} (élément racine « {root} »)."
    if root and root not in FEED_ROOTS:
        return f"Ce document XML n'est pas un flux : il s'agit d'un autre export (élément racine « {root} »)."
    return SOMETHING if b"<" in document[:2_000] else _sort_of_text(document)


def _sort_of_text(document: bytes) -> str:
    """Return what a document without any markup is."""
    lines = document[:20_000].splitlines()[:2]
    separated = any(lines[0].count(mark) and lines[-1].count(mark) for mark in (b";", b"\t", b","))
    if b"\x00" in document[:2_000]:
        return SOMETHING
    return TABLE if len(lines) > 1 and separated else PLAIN


def is_cut(document: bytes) -> bool:
    """Say whether an XML document stops inside one of its entries."""
    return max(map(document.rfind, _OPENINGS)) > max(map(document.rfind, _CLOSINGS))
