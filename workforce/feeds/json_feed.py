"""Reading a JSON Feed (versions 1 and 1.1) into the same shape as any other feed. Pure."""

import html
import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from workforce.feeds import dates
from workforce.feeds.entries import RawEntry
from workforce.feeds.fields import MAX_EXTRA, Texts, entry_of
from workforce.feeds.recognition import BROKEN_JSON, JSON_OTHER
from workforce.feeds.shapes import NotAFeed, RawFeed
from workforce.french_dates import PARIS, believed

NOT_AN_ITEM = "Cette entrée n'a pas la forme que demande JSON Feed."


def read_json_feed(document: bytes, url: str, max_entries: int, charset: str = "") -> RawFeed:
    """Read a JSON Feed, or say why the document is not one. `charset` counts where the bytes are no UTF-8."""
    try:
        # Not strict: bare tabs and line ends in a text are taken.
        content = json.loads(_decoded(document, charset), strict=False)
    except (ValueError, RecursionError):
        raise NotAFeed(BROKEN_JSON) from None
    if not isinstance(content, dict) or "jsonfeed.org/version/" not in str(content.get("version")):
        raise NotAFeed(JSON_OTHER)
    items = _list(content.get("items"))
    base = _text(content.get("home_page_url")) or url
    return RawFeed(
        title=_text(content.get("title")),
        kind="json" + _text(content["version"]).rpartition("/")[2].replace(".", ""),
        hub=_hub(content),
        ttl=None,
        entries=tuple(_entry(item, url, base) for item in items[:max_entries]),
        count=len(items),
        is_over=content.get("expired") is True,
    )


def _decoded(document: bytes, charset: str) -> str:
    for name in ("utf-8-sig", charset):
        with suppress(ValueError, LookupError):
            return document.decode(name)
    return document.decode("utf-8-sig", "replace")


def _entry(item: object, url: str, base: str) -> RawEntry:
    if not isinstance(item, dict):
        return RawEntry(title=_text(item)[:MAX_EXTRA], flaw_fr=NOT_AN_ITEM)
    link = _text(item.get("url")) or _text(item.get("external_url"))
    return entry_of(
        Texts(
            guid=_text(item.get("id")),
            title=_text(item.get("title")),
            link=_joined(base if base.startswith("http") else url, link),
            summary=_paragraphs(_text(item.get("summary"))),
            contents=[_text(item.get("content_html")) or _paragraphs(_text(item.get("content_text")))],
            dates={
                "published": _text(item.get("date_published")),
                "updated": _text(item.get("date_modified")),
            },
            categories=[("", _text(tag)) for tag in _list(item.get("tags")) if isinstance(tag, str)],
            extras=_extras(item),
        ),
        _instant,
    )


def _paragraphs(text: str) -> str:
    """Return a plain text as HTML, a paragraph a line: its signs « < » begin no tag."""
    return "".join(
        f"<p>{html.escape(line.strip(), quote=False)}</p>" for line in text.splitlines() if line.strip()
    )


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link) if link else ""
    except ValueError:
        return ""


def _extras(item: dict[str, Any]) -> dict[str, str]:
    """Return the plain values of the item's extensions (`_name`) and its author."""
    found = {"author": _author(item)}
    for name, value in item.items():
        if name.startswith("_") and isinstance(value, dict):
            found |= {_text(f"{name[1:]}_{key}"): _text(inner) for key, inner in value.items()}
    return {name: value for name, value in found.items() if value}


def _author(item: dict[str, Any]) -> str:
    authors = [item.get("author"), *_list(item.get("authors"))]
    return next((_text(author.get("name")) for author in authors if isinstance(author, dict)), "")


def _hub(content: dict[str, Any]) -> str | None:
    """Return the hub of WebSub; those of other kinds speak otherwise."""
    hubs = [hub for hub in _list(content.get("hubs")) if isinstance(hub, dict)]
    hubs = [hub for hub in hubs if _text(hub.get("type")).lower() in {"", "websub"}]
    return next((_text(hub.get("url")) for hub in hubs if hub.get("url")), None)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    """Return a plain value as a text that anybody can hold: JSON may write null characters and halves of others."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ""
    return str(value).replace("\x00", "").encode("utf-8", "replace").decode().strip()


def _instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return dates.instant(text, lambda _text: None)
    try:
        return believed((instant if instant.tzinfo else instant.replace(tzinfo=PARIS)).astimezone(UTC))
    except OverflowError:
        return None
