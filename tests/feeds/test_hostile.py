"""Documents that mean harm: each gives a clear note or a clean entry, and the next one is read as if nothing had been."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.feeds.storm import STORM, item, outcome, rss
from workforce.feeds.parsing import ParseLimits, parse
from workforce.feeds.recognition import is_web_page, root_element, why_not_a_feed

ROOT = Path(__file__).parents[2]
URL = "https://site.example/flux"


@pytest.mark.slow
def test_a_storm_is_weathered_under_a_flat_ceiling():
    said = subprocess.run(
        [sys.executable, "-m", "tests.feeds.storm"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=600,
    )
    report = json.loads(said.stdout)

    assert report["landed"] == len(STORM), report["told"]  # Every good document between them.
    assert report["worst"] - report["idle"] <= 150  # Mebibytes, our process and its reader together.
    assert report["after"] - report["idle"] <= 60
    for name, told in report["told"].items():
        assert told.endswith(".") or told[0].isdigit(), name


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nested entities", "1 + 0"), ("an external entity", "1 + 0"), ("an external document type", "1 + 0"),
        ("a parameter entity", "1 + 0"),
        ("100 000 categories", "1 + 0"), ("100 000 items", "1000 + 1"), ("a title of 5 MB", "1 + 0"),
        ("10 MB of blanks", "0 + 0"), ("5 MB of zeros", "1 + 0"),
        ("2 000 comments first", "1 + 0"), ("UTF-32", "1 + 0"), ("UTF-8 cut everywhere", "1 + 0"), ("a link of 1 MB", "1 + 0"),
        ("gzip inside", "Cette adresse donne un fichier compressé, pas un flux."), ("a wrong encoding", "1 + 0"),
        ("an open CDATA", "Le document est coupé avant la fin de sa première entrée : rien n'a pu y être lu."),
        ("JSON 500 000 deep", "Ce document JSON est abîmé : il ne peut pas être lu."),
        ("a JSON number of 1 MB", "Ce document JSON est abîmé : il ne peut pas être lu."),
        ("10 000 brackets in a document type", "Ce document n'est pas un flux : ni RSS, ni Atom, ni JSON Feed."),
    ],
)  # fmt: skip
def test_a_hostile_document_costs_a_sentence_or_gives_a_clean_entry(name, told):
    assert (
        outcome(STORM[name](), ParseLimits()) == told
    )  # What a worker grants: no machine is too slow for it.


def test_what_is_far_too_long_is_cut():
    long = "A" * 300_000
    inside = (
        f"<description>{long}</description><author>{long}</author>"
        + "<category>c</category>" * 3
        + "".join(f"<category domain='{long[:400]}'>{n}</category>" for n in range(300))
    )
    (entry,) = parse(
        rss(f"<item><title>{long}</title><link>https://site.example/{long}</link>{inside}</item>"), URL
    ).entries

    assert (len(entry.title), entry.link, len(entry.summary_html), len(entry.extras["author"])) == (
        2_000,
        "",
        200_000,
        2_000,
    )
    assert (len(entry.categories), len(entry.categories[-1][0])) == (100, 300)


@pytest.mark.parametrize("link", ["javascript:alert(1)", " JavaScript:alert(1)", "java&#10;script:alert(1)",
"data:text/html,x", "vbscript:x",
                                  "file:///etc/passwd", "view-source:https://x.example/",
                                  "blob:https://x.example/1"])  # fmt: skip
@pytest.mark.parametrize(
    "write", ["<link>{}</link>", "<guid>{}</guid>", "<guid isPermaLink='true'>{}</guid>",
    "<a:link xmlns:a='http://www.w3.org/2005/Atom' href='{}'/>"]
)  # fmt: skip
def test_a_link_that_runs_or_opens_something_is_no_link(link, write):
    (entry,) = parse(rss(f"<item><title>Un</title>{write.format(link)}</item>"), URL).entries

    assert entry.link == ""


def test_html_inside_an_entry_does_not_make_a_page_of_its_feed():
    page = "<![CDATA[<!DOCTYPE html><html><head></head><body><p>Texte</p></body></html>]]>"

    assert parse(rss(item("Un", f"<description>{page}</description>")), URL).entries[0].title == "Un"


@pytest.mark.parametrize(
    "beginning",
    [b"<!-- -->" * 2_000, b"<?a?>" * 4_000, b"<!DOCTYPE" + b"[]" * 9_000, b" " * 20_000, b"<!--" * 5_000],
)
def test_the_beginning_of_a_document_is_looked_at_once(beginning):
    started = time.process_time()
    root_element(beginning), is_web_page(beginning), why_not_a_feed(beginning)

    assert time.process_time() - started < 0.5


def test_a_mail_or_a_name_in_front_of_a_site_does_not_pass_for_it():
    (entry,) = parse(
        rss("<item><title>Un</title><link>https://ville.example@mal.example/offre-12</link></item>"), URL
    ).entries

    assert entry.identity == "link:https://mal.example/offre-12"
