"""Documents that mean harm, by what they try, and a program that reads them all between good ones and weighs itself.

Run as `python -m tests.feeds.storm`: it prints the memory of this process and of its reader, idle and at the worst, in
mebibytes, and what became of each document.
"""

import contextlib
import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from workforce.feeds.parsing import READERS, NotAFeed, ParseFailed, ParseLimits, parse

LIMITS = ParseLimits(seconds=20, cpu_seconds=0)  # The system counts one more.
URL = "https://site.example/flux"
SECOND_TITLE = "<title>Encore</title>"  # Has feedparser read the document, not the fast reader.


def rss(*items: str, before: str = "") -> bytes:
    return f"{before}<rss version='2.0'><channel><title>T</title>{''.join(items)}</channel></rss>".encode()


def item(title: str = "Médiateur numérique", inside: str = "") -> str:
    return f"<item><title>{title}</title><link>https://site.example/offres/12</link>{inside}</item>"


def nested_entities() -> bytes:
    steps = each(9, lambda n: f"<!ENTITY {chr(98 + n)} '" + f"&{chr(97 + n)};" * 10 + "'>")
    return rss(item("&j;"), before=f'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">{steps}]>')


def each(count: int, write: Callable[[int], str]) -> str:
    return "".join(map(write, range(count)))


# What it tries → the document, written when it is read.
STORM: dict[str, Callable[[], bytes]] = {
    "nested entities": nested_entities,
    "one long entity, often": lambda: rss(item("&a;" * 20_000), before=f"<!DOCTYPE r [<!ENTITY a '{'A' * 100_000}'>]>"),
    "an external entity": lambda: rss(item("&x;"), before='<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "an external document type": lambda: rss(item(), before='<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">'),
    "a parameter entity": lambda: rss(item(), before='<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]>'),
    "elements 100 000 deep": lambda: rss(item("x", "<a>" * 100_000 + "</a>" * 100_000)),
    "elements 100 000 deep, never closed": lambda: b"<rss><channel>" + b"<a>" * 100_000,
    "100 000 attributes": lambda: rss(item("x", "<x" + each(100_000, lambda n: f" a{n}='1'") + "/>")),
    "100 000 categories": lambda: rss(item("x", each(100_000, lambda n: f"<category>{n}</category>"))),
    "100 000 categories for feedparser": lambda: rss(SECOND_TITLE, item("x", each(100_000,
    lambda n: f"<category>{n}</category>"))),
    "100 000 different elements": lambda: rss(item("x", each(100_000, lambda n: f"<n{n}/>"))),
    "30 000 namespaces": lambda: rss(item("x", each(30_000, lambda n: f"<p{n}:a xmlns:p{n}='u{n}'/>"))),
    "100 000 items": lambda: rss(each(100_000, lambda n: item(str(n), f"<guid>{n}</guid>"))),
    "100 000 items for feedparser": lambda: rss(SECOND_TITLE, each(100_000, lambda n: item(str(n)))),
    "200 000 items never closed": lambda: b"<rss><channel>" + b"<item><description>" * 200_000,
    "a title of 5 MB": lambda: rss(item("A" * 5_000_000)),
    "a title of 5 MB for feedparser": lambda: rss(SECOND_TITLE, item("A" * 5_000_000)),
    "10 MB of blanks": lambda: rss(" " * 10_000_000),
    "5 MB of zeros": lambda: rss(item("\0" * 5_000_000)),
    "2 MB of « < »": lambda: b"<" * 2_000_000,
    "500 000 « & »": lambda: rss(item("&" * 500_000)),
    "an open CDATA": lambda: b"<rss><channel><item><title><![CDATA[" + b"x" * 5_000_000,
    "10 000 brackets in a document type": lambda: b"<!DOCTYPE" + b"[]" * 10_000 + rss(),
    "2 000 comments first": lambda: b"<!-- -->" * 2_000 + rss(item()),
    "gzip inside": lambda: gzip.compress(rss(item())),
    "half of UTF-16": lambda: b"\xff\xfe" + b"<\x00" * 1_000_000,
    "UTF-32": lambda: rss(item("A" * 500_000)).decode().encode("utf-32"),
    "UTF-8 cut everywhere": lambda: rss(item("é" * 100_000)).replace(b"\xa9", b""),
    "a wrong encoding": lambda: b"<?xml version='1.0' encoding='utf-8'?>" + rss(item("été")).decode().encode("utf-16-le"),
    "references to no character": lambda: rss(item("&#xD800;&#x110000;&#0;&#99999999999;" * 5_000)),
    "JSON 500 000 deep": lambda: b'{"version":"https://jsonfeed.org/version/1.1","items":' + b"[" * 500_000,
    "2 000 000 JSON items": lambda: b'{"version":"https://jsonfeed.org/version/1.1","items":[' + b"{}," * 2_000_000 + b"{}]}",
    "a JSON number of 1 MB": lambda: b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":' + b"9" * 1_000_000 + b"}]}",
    "a long author": lambda: rss(SECOND_TITLE, item("x", f"<author>{'a@' * 50_000}</author>")),
    "a date of 1 MB": lambda: rss(item("x", f"<pubDate>{'1 ' * 500_000}</pubDate>")),
    "a link of 1 MB": lambda: rss(f"<item><title>x</title><link>https://site.example/{'a' * 1_000_000}</link></item>"),
}  # fmt: skip


def outcome(document: bytes, limits: ParseLimits = LIMITS) -> str:
    """Read a document as the worker does; return the words of what happened, or how many entries landed."""
    try:
        feed = parse(document, URL, limits=limits)
    except (NotAFeed, ParseFailed) as error:
        return error.words_fr
    return f"{len(feed.entries)} + {len(feed.refused)}"


def weight() -> int:
    """Return the memory of this process and of its readers, in mebibytes."""
    readers = [reader._process.pid for reader in list(READERS.idle().queue)]
    children = Path("/proc/self/task").glob("*/children")
    running = {int(pid) for told in children for pid in told.read_text().split()} | set(readers)
    return sum(map(_resident, ["self", *map(str, running)]))


def _resident(pid: str) -> int:
    with contextlib.suppress(OSError, IndexError):
        told = Path(f"/proc/{pid}/status").read_text()
        return int(told.split("VmRSS:")[1].split()[0]) // 1024
    return 0


@contextlib.contextmanager
def watched() -> Iterator[list[int]]:
    """Weigh again and again."""
    weights, stopping = [weight()], threading.Event()

    def watch() -> None:
        while not stopping.wait(0.02):
            weights.append(weight())

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    yield weights
    stopping.set()
    thread.join()


def run() -> dict[str, Any]:
    """Read every document between good ones."""
    good = rss(item())
    assert outcome(good) == "1 + 0"
    idle, told, landed, began = weight(), {}, 0, time.monotonic()
    with watched() as weights:
        for name, write in STORM.items():
            told[name] = outcome(write())
            landed += outcome(good) == "1 + 0"
    return {
        "idle": idle,
        "worst": max(weights),
        "after": weight(),
        "landed": landed,
        "told": told,
        "seconds": time.monotonic() - began,
    }


if __name__ == "__main__":
    print(json.dumps(run(), ensure_ascii=False, indent=1))  # noqa: T201 - What it is for.
