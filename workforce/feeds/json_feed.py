"""Reading a JSON Feed (versions 1 and 1.1) into the same shape as any other feed. Pure."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from workforce.feeds.entries import RawEntry
from workforce.feeds.fields import harmless
from workforce.feeds.recognition import BROKEN_JSON, JSON_OTHER
from workforce.feeds.shapes import NotAFeed, RawFeed
from workforce.french_dates import PARIS, believed, french_instant

MAX_EXTRAS = 40
NOT_AN_ITEM = "Cette entrée n'a pas la forme que demande JSON Feed."


def read_json_feed(document: bytes, url: str, max_entries: int) -> RawFeed:
    """Read a JSON Feed, or say why the document is not one."""
    try:
        content = json.loads(document.decode("utf-8-sig", "replace"))
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


def _entry(item: object, url: str, base: str) -> RawEntry:
    if not isinstance(item, dict):
        return RawEntry(title=_text(item), flaw_fr=NOT_AN_ITEM)
    link = _text(item.get("url")) or _text(item.get("external_url"))
    return RawEntry(
        guid=_text(item.get("id")),
        title=_text(item.get("title")),
        link=harmless(_joined(base if base.startswith("http") else url, link)),
        summary_html=_text(item.get("summary")),
        content_html=_text(item.get("content_html")) or _text(item.get("content_text")),
        published_at=_instant(item.get("date_published")),
        updated_at=_instant(item.get("date_modified")),
        categories=tuple(("", tag) for tag in _list(item.get("tags")) if isinstance(tag, str)),
        extras=_extras(item),
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
            found |= {f"{name[1:]}_{key}": _text(inner) for key, inner in value.items()}
    return {name: value for name, value in list(found.items())[:MAX_EXTRAS] if value}


def _author(item: dict[str, Any]) -> str:
    authors = [item.get("author"), *_list(item.get("authors"))]
    return next((_text(author.get("name")) for author in authors if isinstance(author, dict)), "")


def _hub(content: dict[str, Any]) -> str | None:
    hubs = [hub for hub in _list(content.get("hubs")) if isinstance(hub, dict)]
    return next((_text(hub.get("url")) for hub in hubs if hub.get("url")), None)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _instant(value: object) -> datetime | None:
    text = _text(value)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return french_instant(text)
    try:
        return believed((instant if instant.tzinfo else instant.replace(tzinfo=PARIS)).astimezone(UTC))
    except OverflowError:
        return None
