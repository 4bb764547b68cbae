"""A feed of 100 offers from a loopback site: a first poll end to end, then one that brings nothing."""

import os
from itertools import count
from urllib.parse import urlsplit

import feedparser
from sqlalchemy import text

from bench import ground, outside, peers
from bench.figures import Amount, Line, side_by_side, timed
from workforce.database import transaction

ITEMS = 100
POLLS = 40  # Unchanged polls in a measure: one alone is too short to time.
SENTENCES = (
    "Au sein du service de la médiation numérique, vous accueillez les habitants et vous les accompagnez dans leurs démarches.",
    "Vous préparez et animez des ateliers collectifs : prise en main d’un ordinateur, messagerie, usages du téléphone.",
    "Vous travaillez avec les partenaires du territoire : France services, médiathèque, centre social, mission locale.",
    "Poste à pourvoir pour une durée de 24 mois, 35 heures par semaine, de 2 050 € à 2 300 € bruts par mois.",
)


def measure(*, small: bool) -> list[Line]:
    """Poll for real, beside the parse alone and beside a bare conditional GET."""
    document = feed(ITEMS)
    with outside.site(document) as url, ground.empty("bench_poll"):
        os.environ["FEED_HOSTS_ALLOWED"] = urlsplit(url).netloc  # Before the settings are read.
        numbers = count(1)
        _first_poll(f"{url}/warm-up")  # The reader's process starts once, not once a poll.
        return [
            side_by_side(
                f"first poll of a feed of {ITEMS} offers ({len(document) // 1000} kB)",
                lambda: _first_poll(f"{url}/{next(numbers)}"),
                lambda: _parse(document),
                Amount(unit="ms"),
                n=3 if small else 7,
                against="feedparser.parse of the same bytes, nothing else",
                note="ours fetches, parses in a process that may be killed, sanitises, normalises and writes the offers",
            ),
            _unchanged_line(f"{url}/unchanged", 5 if small else POLLS),
        ]


def feed(items: int) -> bytes:
    """Write a feed as a French job site does: WordPress, with the whole advert."""
    body = "".join(_item(number) for number in range(items))
    head = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    return f"{head}<channel><title>Offres</title><link>https://offres.exemple.fr/</link>{body}</channel></rss>".encode()


def _item(number: int) -> str:
    paragraphs = "".join(f"<p>{number}. <strong>Mission</strong> : {SENTENCES[n % 4]}</p>" for n in range(16))
    return (
        f"<item><title>Médiateur numérique n° {number} H/F</title><link>https://offres.exemple.fr/offre/{number}</link>"
        f'<guid isPermaLink="false">offre-{number}</guid><pubDate>Fri, 20 Nov 2026 08:{number % 60:02}:00 +0000</pubDate>'
        f"<category>Numérique</category><description>Médiateur numérique, Toulon (83)</description>"
        f"<content:encoded><![CDATA[{paragraphs}]]></content:encoded></item>"
    )


def _first_poll(url: str) -> float:
    feed_id = _added(url)
    with timed() as watch:
        _poll(feed_id)
    with transaction() as session:
        known = session.execute(
            text("SELECT count(*) FROM offer WHERE feed_id = :id"), {"id": feed_id}
        ).scalar()
    assert known == ITEMS, f"{known} offers written"
    return watch.seconds


def _parse(document: bytes) -> float:
    with timed() as watch:
        assert len(feedparser.parse(document).entries) == ITEMS
    return watch.seconds


def _unchanged_line(url: str, polls: int) -> Line:
    feed_id, browser = _added(url), peers.Browser()
    _poll(feed_id)

    def ours() -> float:
        total = 0.0
        for _ in range(polls):
            _make_due(feed_id)
            with timed() as watch:
                _poll(feed_id)
            total += watch.seconds
        assert _status(feed_id) == (304, None)
        return total

    def peer() -> float:
        with timed() as watch:
            for _ in range(polls):
                browser.unchanged(url, outside.ETAG)
        return watch.seconds

    against = "urllib3, one kept connection: the 304 alone"
    return side_by_side("poll that brings nothing (304)", ours, peer, Amount(polls, "per s"), against=against)


def _added(url: str) -> int:
    from workforce.offers.sources.actions import add_feed  # noqa: PLC0415 - After the environment is set.

    with transaction() as session:
        return add_feed(session, url, keeps_all=True).id


def _poll(feed_id: int) -> None:
    """Do what the actor does."""
    from workers import running  # noqa: PLC0415 - After the environment is set.
    from workforce.offers.models import Feed  # noqa: PLC0415
    from workforce.offers.sources import polling  # noqa: PLC0415

    running.outside(Feed, [feed_id], polling.claim, polling.read, polling.note)


def _status(feed_id: int) -> tuple[int, str | None]:
    with transaction() as session:
        row = session.execute(
            text("SELECT status, last_error FROM feed WHERE id = :id"), {"id": feed_id}
        ).one()
    return row.status, row.last_error


def _make_due(feed_id: int) -> None:
    with transaction() as session:
        session.execute(
            text("UPDATE feed SET due_at = :now WHERE id = :id"), {"now": ground.NOW, "id": feed_id}
        )
