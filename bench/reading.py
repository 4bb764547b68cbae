"""Reading documents: our whole reading, its killable process included, beside feedparser; and whether the two agree."""

from pathlib import Path

import feedparser

from bench.figures import Amount, Line, side_by_side, timed
from bench.polling import ITEMS, feed
from workforce.feeds.fast.doubt import Unsure
from workforce.feeds.fast.reading import read_fast
from workforce.feeds.parsing import parse
from workforce.feeds.reader import instant, read_slowly
from workforce.feeds.repairs import repaired

URL = "https://offres.exemple.fr/flux"
CORPUS = Path(__file__).resolve().parents[1] / "tests/feeds/documents"
READINGS = 5  # Of one document in a measure.


def measure(*, small: bool) -> list[Line]:
    """Read a job site's feed, then the committed corpus."""
    runs = 3 if small else 9
    return [_whole_line(runs), _alone_line(runs), _corpus_line(runs)]


def _whole_line(runs: int) -> Line:
    document = feed(ITEMS)

    def ours() -> float:
        with timed() as watch:
            for _ in range(READINGS):
                assert len(parse(document, URL).entries) == ITEMS
        return watch.seconds

    ours()  # The reader's process starts once, not once a reading.
    return side_by_side(
        f"feed of {ITEMS} offers read ({len(document) // 1000} kB)", ours, lambda: _by_feedparser(document),
        Amount(ITEMS * READINGS, "per s"), against="feedparser.parse of the same bytes, in this process", n=runs,
        peer_amount=Amount(ITEMS, "per s"), note="ours goes to a process that may be killed and back, and names each offer",
    )  # fmt: skip


def _alone_line(runs: int) -> Line:
    document = feed(ITEMS)

    def ours() -> float:
        with timed() as watch:
            for _ in range(READINGS):
                assert read_fast(document, URL, "", 1_000, instant).count == ITEMS
        return watch.seconds

    return side_by_side(
        "the fast reader alone", ours, lambda: _by_feedparser(document), Amount(ITEMS * READINGS, "per s"),
        against="feedparser.parse of the same bytes", n=runs, peer_amount=Amount(ITEMS, "per s"),
    )  # fmt: skip


def _corpus_line(runs: int) -> Line:
    """Set both readers against each other on every document of the tests that feedparser reads."""
    documents = [repaired(path.read_bytes())[0] for path in sorted(CORPUS.iterdir())]
    taken = [document for document in documents if _is_taken(document)]
    entries = sum(read_slowly(document, URL, "", 1_000).count for document in taken)
    agreed = sum(_agree(document) for document in taken)
    assert agreed == len(taken), f"{len(taken) - agreed} documents are read otherwise"

    def ours() -> float:
        with timed() as watch:
            for document in taken:
                read_fast(document, URL, "", 1_000, instant)
        return watch.seconds

    def peer() -> float:
        with timed() as watch:
            for document in taken:
                read_slowly(document, URL, "", 1_000)
        return watch.seconds

    return side_by_side(
        f"test corpus: {agreed} of {len(taken)} documents agree", ours, peer, Amount(entries, "per s"), n=runs,
        against="feedparser as we use it: no sanitising, no relative links",
        note=f"{len(taken)} of {len(documents)} documents are plain enough for the fast reader; feedparser has the others",
    )  # fmt: skip


def _by_feedparser(document: bytes) -> float:
    with timed() as watch:
        assert len(feedparser.parse(document).entries) == ITEMS
    return watch.seconds


def _is_taken(document: bytes) -> bool:
    try:
        return bool(read_fast(document, URL, "", 1_000, instant).count)
    except Unsure:
        return False


def _agree(document: bytes) -> bool:
    return read_fast(document, URL, "", 1_000, instant) == read_slowly(document, URL, "", 1_000)
