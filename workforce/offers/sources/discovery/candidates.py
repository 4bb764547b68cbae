"""Which addresses of a site may be a feed, the likeliest first. Pure.

The page says it best (`<link rel="alternate">`); then the program that made it, whose feeds are always at the same
place; then links that look like feeds; then the places where feeds usually are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

from workforce.addresses import UnsafeUrl, endpoint
from workforce.feeds.pages import Link, WebPage

MOST = 10  # Addresses tried after the first one, which may be asked twice: twelve requests in all.
ORIGINS = {  # Why an address is tried, as the page says it.
    "typed": "l’adresse que vous avez donnée",
    "declared": "la page l’annonce",
    "program": "l’emplacement habituel du logiciel du site",
    "link": "un lien de la page",
    "usual": "un emplacement courant",
}
FEED_TYPES = re.compile(
    r"^application/(?:rss|atom|rdf|feed)\+(?:xml|json)$|^(?:text|application)/(?:xml|rss)$", re.IGNORECASE
)
FEED_WORDS = re.compile(r"\brss\b|\batom\b|\bflux\b|\bfeed\b|syndication", re.IGNORECASE)
FEED_ADDRESS = re.compile(
    r"(?:/feed/?$|/rss(?:/|\.xml|\.php|\.aspx)?$|/atom(?:\.xml)?$|\.rss$|\.atom$|feed\.(?:xml|json)$|offerRss\.ashx|[?&](?:feed|format|type)=(?:rss|atom|job_feed|rss2|feed))",
    re.IGNORECASE,
)
COMMENTS = re.compile(r"comments?/feed|commentaires", re.IGNORECASE)
JOBS = re.compile(r"emploi|offre|recrut|job|carri|poste", re.IGNORECASE)
USUAL = (
    "/feed/",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/feed.json",
    "/latest.rss",
    "/?feed=job_feed",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be a feed, and why."""

    url: str
    origin: str


@dataclass(frozen=True, slots=True)
class Program:
    """A program that makes sites, how its pages betray it, and where it puts its feeds."""

    marks: re.Pattern[str]  # Looked for in the generator, then in the addresses of the page.
    paths: tuple[str, ...]


PROGRAMS = (
    Program(re.compile(r"wordpress|wp-content|wp-json", re.IGNORECASE), ("/?feed=job_feed", "/feed/")),
    Program(
        re.compile(r"talentsoft|/handlers/|offre-de-emploi", re.IGNORECASE),
        ("/handlers/offerRss.ashx?LCID=1036",),
    ),
    Program(re.compile(r"discourse", re.IGNORECASE), ("/latest.rss",)),
    Program(re.compile(r"nodebb", re.IGNORECASE), ("/recent.rss", "/latest.rss")),
    Program(re.compile(r"drupal|/sites/default/files", re.IGNORECASE), ("/rss.xml",)),
    Program(re.compile(r"spip", re.IGNORECASE), ("/spip.php?page=backend",)),
    Program(re.compile(r"joomla", re.IGNORECASE), ("/?format=feed&type=rss",)),
    Program(re.compile(r"typo3", re.IGNORECASE), ("/?type=9818", "/rss.xml")),
)


def first_address(typed: str) -> str:
    """Return the address to ask first for what was typed, with or without its scheme. Raises UnsafeUrl."""
    plain = re.sub(r"^feed:(?://)?", "", typed.strip(), flags=re.IGNORECASE)
    if not re.match(r"[a-z][a-z0-9+.-]*://", plain, re.IGNORECASE):
        plain = f"https://{plain.lstrip('/')}"
    place = endpoint(plain)
    if "." not in place.host and ":" not in place.host:
        raise UnsafeUrl("Écrivez l'adresse du site en entier, par exemple www.ville.fr.")
    return place.private_url


def without_tls(url: str) -> str:
    """Return the same address without TLS: some old sites have none."""
    return f"http://{url.removeprefix('https://')}" if url.startswith("https://") else ""


def candidates(page: WebPage, url: str) -> tuple[Candidate, ...]:
    """Return what to try after this page, at most MOST addresses, without repetition."""
    base = _absolute(page.base, url) or url
    found = [
        *(Candidate(one, "declared") for one in _sorted_by_trade(_declared(page, base))),
        *(Candidate(one, "program") for one in _of_program(page, url)),
        *(Candidate(one, "link") for one in _sorted_by_trade(_linked(page, base))),
        *(Candidate(_at_root(url, path), "usual") for path in USUAL),
    ]
    kept: dict[str, Candidate] = {}
    for one in found:
        if _is_askable(one.url) and _face(one.url) != _face(url):
            kept.setdefault(_face(one.url), one)
    return tuple(kept.values())[:MOST]


def usual_candidates(url: str) -> tuple[Candidate, ...]:
    """Return what to try where the first address gave no page."""
    return candidates(WebPage(), url)


def _declared(page: WebPage, base: str) -> Iterator[tuple[str, Link]]:
    for link in page.links:
        is_alternate = "alternate" in link.rel.lower().split() and FEED_TYPES.match(
            link.type.partition(";")[0].strip()
        )
        address = _absolute(link.href, base) if is_alternate or link.rel.lower() == "feed" else ""
        if address and not COMMENTS.search(address):
            yield address, link


def _of_program(page: WebPage, url: str) -> Iterator[str]:
    traces = " ".join([page.generator, *(one.href for one in (*page.links, *page.anchors)[:80])])
    for program in PROGRAMS:
        if program.marks.search(traces):
            yield from (_at_root(url, path) for path in program.paths)


def _linked(page: WebPage, base: str) -> Iterator[tuple[str, Link]]:
    for link in page.anchors:
        address = _absolute(link.href, base)
        if (
            address
            and not COMMENTS.search(address)
            and (FEED_ADDRESS.search(address) or FEED_WORDS.search(link.title))
        ):
            yield address, link


def _sorted_by_trade(links: Iterator[tuple[str, Link]]) -> list[str]:
    """Return the addresses, those that speak of jobs first."""
    found = sorted(links, key=lambda one: not JOBS.search(f"{one[0]} {one[1].title}"))
    return [address for address, _ in found]


def _absolute(href: str, base: str) -> str:
    """Return the whole address of a link of the web, without its fragment; empty for any other."""
    try:
        parts = urlsplit(urljoin(base, re.sub(r"^feed:", "", href.strip())))
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return ""
    return urlunsplit(parts._replace(fragment=""))


def _at_root(url: str, path: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{path}"


def _is_askable(url: str) -> bool:
    try:
        endpoint(url)
    except UnsafeUrl:
        return False
    return True


def _face(url: str) -> str:
    """Return what two addresses of one document share: neither scheme nor last slash count."""
    return url.partition("://")[2].rstrip("/").lower()
