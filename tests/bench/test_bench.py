"""Every bench runs and prints its lines. What they say of speed is for `make bench`, on a quiet machine."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXPECTED = {
    "demo": ("demonstration of",),
    "tick": ("lease of 10 due", "whole tick", "watch, per contract", "deadlines recomputed, per contract"),
    "read": ("offers read", "fast reader alone", "documents agree"),
    "poll": ("first poll of a feed of 100 offers", "poll that brings nothing (304)"),
    "understand": (
        "understand an offer of",
        "characters, dropped",
        "labelled offers, tuned",
        "labelled offers, held out",
    ),
    "collect": (
        "first read of",
        "that have not changed (304)",
        "with one new offer each",
        "per new offer",
    ),
    "list": ("coordinator's list of", "the same page beside the whole list", "the same page of"),
    "events": ("facts recorded, then settled",),
    "letters": ("letters about an end, by mail",),
    "suggest": ("trainings suggested anew", "trainings suggested, nothing new"),
    "match": ("advisers matched with",),
    "search": ("a faceted search of", "beside the index alone", "entries of offers written", "kept searches"),
    "whole list": ("a list of",),
    "same": ("new offers compared among",),
    "import": ("of a workbook compared", "of a workbook written", "of a CSV sent again written"),
}

ONCE = {"whole list"}  # It fills a house that is empty: what it does, it does once.


def bench(*options: str) -> str:
    command = [sys.executable, "-m", "bench", "--small", *options]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=300).stdout


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPECTED)
def test_a_bench_sets_our_figure_beside_a_peers(name):
    report = json.loads(bench("--only", name, "--json"))
    (found,) = report["benches"]
    assert found["name"] == name
    assert found["peak_mb"] > 0
    for work in EXPECTED[name]:
        lines = [line for line in found["lines"] if work in line["work"]]
        assert lines, f"no line about {work}"
        for line in lines:
            assert min(line["ours"], line["peer"], line["ratio"]) > 0
            assert line["n"] >= (1 if name in ONCE else 3)
            assert line["against"]


def test_the_report_is_a_table_to_read():
    from bench.__main__ import in_words  # noqa: PLC0415 - Only this test reads it.

    line = {
        "work": "letters",
        "unit": "per s",
        "ours": 1234.5,
        "peer": 98.76,
        "ratio": 0.08,
        "n": 3,
        "against": "smtplib",
        "note": "all of it",
    }
    report = {
        "machine": {"cores": 2, "python": "3.11"}, "load": {"before": 0.1, "after": 1.9}, "seconds": 7, "small": False,
        "benches": [{"name": "letters", "peak_mb": 99, "seconds": 7, "lines": [line]}],
    }  # fmt: skip
    words = in_words(report)
    assert "letters  1 234  98.8  per s   0.08  3  smtplib" in words
    assert "letters 99 MB (7 s)" in words
    assert "letters: all of it" in words


def test_every_bench_has_its_test():
    from bench.one import BENCHES  # noqa: PLC0415

    assert set(EXPECTED) == set(BENCHES)
