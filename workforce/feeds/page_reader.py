"""Reads one web page after another in a process of its own, which may be killed: which feeds does it name?

Run as `python -m workforce.feeds.page_reader`; `pages` has `apart` start it, feed it and kill it.
"""

import re
from html.parser import HTMLParser
from typing import Any

from workforce import answering
from workforce.feeds.repairs import honest_charset, narrowed

MAX_LINKS = 300  # Kept of each sort: the first ones are those that a page shows first.
MAX_TEXT = 200  # Characters.
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)


class _Page(HTMLParser):
    """Collects what a page says of itself and where it leads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title, self.base, self.generator = "", "", ""
        self.links: list[dict[str, str]] = []  # <link>: rel, type, href, title.
        self.anchors: list[dict[str, str]] = []  # <a>: href, text.
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element by its name."""
        values = {name: (value or "").strip()[:2_000] for name, value in attrs}
        if tag == "link" and len(self.links) < MAX_LINKS:
            self.links.append({name: values.get(name, "") for name in ("rel", "type", "href", "title")})
        elif tag == "a" and values.get("href") and len(self.anchors) < MAX_LINKS:
            self.anchors.append({"href": values["href"], "text": values.get("title", "")[:MAX_TEXT]})
        elif tag == "base":
            self.base = self.base or values.get("href", "")
        elif tag == "meta" and values.get("name", "").lower() == "generator":
            self.generator = values.get("content", "")[:MAX_TEXT]
        self._inside = tag if tag in {"title", "a"} else self._inside

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        self._inside = "" if tag == self._inside else self._inside

    def handle_data(self, data: str) -> None:
        """Note the words of the title and of links."""
        if self._inside == "title" and len(self.title) < MAX_TEXT:
            self.title += data
        elif self._inside == "a" and self.anchors and len(self.anchors[-1]["text"]) < MAX_TEXT:
            self.anchors[-1]["text"] += data


def read(document: bytes, charset: str) -> dict[str, Any]:
    """Read a page, whatever its markup."""
    page = _Page()
    page.feed(_decoded(document, charset))
    page.close()
    anchors = [{**one, "text": _plain(one["text"])} for one in page.anchors]
    return {
        "title": _plain(page.title),
        "base": page.base,
        "generator": page.generator,
        "links": page.links,
        "anchors": anchors,
    }


def _decoded(document: bytes, charset: str) -> str:
    """Decode as the site says, else as the page says, else as UTF-8, else as Windows does in France."""
    narrow = narrowed(document)
    declared = _DECLARED.search(narrow[:4_000])
    for name in (charset, declared[1].decode("ascii") if declared else "", "utf-8-sig"):
        if not honest_charset(name):
            continue
        try:
            return narrow.decode(name)
        except (LookupError, ValueError):
            continue
    return narrow.decode("windows-1252", "replace")


def _plain(text: str) -> str:
    return re.sub(r"[\s\x00-\x1f]+", " ", text).strip()[:MAX_TEXT]


def answer(question: dict[str, Any], document: bytes) -> dict[str, Any]:
    """Read the page and return what to send back."""
    return {"page": read(document, question["charset"])}


if __name__ == "__main__":
    answering.serve(answer)
