"""OPML: the lists of feeds that readers of feeds exchange, read where a hostile file can be killed, and written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from workforce import apart

READERS = apart.Readers("workforce.feeds.outline_reader")
COST = apart.Cost(seconds=30, cpu_seconds=20, memory_bytes=500_000_000)
TOO_HEAVY = "Ce fichier demande trop de temps ou de mémoire pour être lu : il est refusé."
BROKEN = "Ce fichier est trop abîmé pour être lu : exportez-le de nouveau depuis votre lecteur de flux."


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed as an OPML file lists it."""

    url: str
    title: str = ""
    headings: tuple[str, ...] = ()  # From the outermost to the innermost.
    number: int = 0  # Of its line in the file.


@dataclass(frozen=True, slots=True)
class Outlines:
    """An OPML file that was read."""

    title: str
    lines: tuple[Outline, ...]
    count: int  # Feeds in the file: more than `lines` when there were too many.


class NotOutlines(ValueError):
    """A file that is no OPML, or cannot be read; the text says why, in French."""


def read_outlines(document: bytes) -> Outlines:
    """Read an OPML file. Raises NotOutlines."""
    try:
        said = READERS.ask(document, {}, COST)
    except apart.Unread as failure:
        raise NotOutlines(BROKEN if failure.code == "broken" else TOO_HEAVY) from None
    if "refused" in said:
        raise NotOutlines(said["refused"])
    found = said["outlines"]
    lines = tuple(
        Outline(one["url"], one["title"], tuple(one["headings"]), one["number"]) for one in found["lines"]
    )
    return Outlines(found["title"], lines, found["count"])


def write_outlines(title: str, made_at: datetime, feeds: Iterable[Outline]) -> Iterator[str]:
    """Return the pieces of an OPML 2.0 file; the feeds come sorted by their first heading."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n<head>\n'
    yield f"<title>{escape(_allowed(title))}</title>\n<dateCreated>{format_datetime(made_at)}</dateCreated>\n"
    yield "</head>\n<body>\n"
    for heading, group in groupby(feeds, key=lambda one: one.headings[:1]):
        lines = (_line(one) for one in group)
        yield f"<outline text={_quoted(heading[0])}>\n" if heading else ""
        yield from lines
        yield "</outline>\n" if heading else ""
    yield "</body>\n</opml>\n"


def _line(one: Outline) -> str:
    name = _quoted(one.title or one.url)
    return f'<outline type="rss" text={name} title={name} xmlUrl={_quoted(one.url)}/>\n'


def _quoted(text: str) -> str:
    return quoteattr(_allowed(text))


def _allowed(text: str) -> str:
    """Return the text without the characters that XML cannot hold."""
    return "".join(one for one in text if one in "\t\n\r" or (one >= " " and one not in "\ufffe\uffff"))
