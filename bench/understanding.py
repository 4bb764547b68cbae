"""Understanding offers: what it costs beside feedparser's reading of the same entry, and how well each field is read."""

from datetime import date

import feedparser

from bench.figures import Amount, Line, side_by_side, timed
from bench.polling import SENTENCES, feed
from tests.offers import labelled
from workforce.feeds.entries import ParsedEntry
from workforce.offers.understanding.normalise import NormalisedOffer, normalise

FLOOR = 0.95  # Of the trade, for precision and for recall.
DAY = date(2026, 11, 20)
ELSEWHERE = "Au sein des espaces verts de la ville, vous entretenez les massifs, les arbres et les terrains de sport, en équipe."
PARAGRAPHS = 16  # About 2.4 kB of HTML.


def measure(*, small: bool) -> list[Line]:
    """Understand entries that differ, kept then dropped; then score the labelled set, part by part."""
    size = 100 if small else 1000
    return [
        _cost("kept", "Médiateur numérique", SENTENCES, size),
        _cost("dropped", "Jardinier", (ELSEWHERE,), size),
        *(_quality(part) for part in labelled.PARTS),
    ]


def _cost(name: str, title: str, sentences: tuple[str, ...], size: int) -> Line:
    turns = iter(range(100))
    document = feed(100)

    def ours() -> float:
        turn = next(turns)
        entries = [_entry(turn * size + number, title, sentences) for number in range(size)]
        with timed() as watch:
            offers = [normalise(entry, None, DAY) for entry in entries]
        assert {offer.kept for offer in offers} == {name == "kept"}
        return watch.seconds

    def peer() -> float:
        with timed() as watch:
            assert len(feedparser.parse(document).entries) == 100
        return watch.seconds

    normalise(
        _entry(-1, title, sentences), None, DAY
    )  # The table of communes is read once, not once an offer.
    return side_by_side(
        f"understand an offer of {len(_entry(0, title, sentences).content_html)} characters, {name}",
        ours, peer, Amount(size, "µs"), peer_amount=Amount(100, "µs"), n=5, against="feedparser's reading of one entry",
    )  # fmt: skip


def _entry(number: int, title: str, sentences: tuple[str, ...]) -> ParsedEntry:
    words = (
        f"<p>{number}. <strong>Mission</strong> : {sentences[n % len(sentences)]}</p>"
        for n in range(PARAGRAPHS)
    )
    return ParsedEntry(
        f"guid:{number}", (), f"{title} n° {number} H/F", f"https://offres.exemple.fr/{number}", "Toulon (83)", "".join(words),
        categories=(("", "Emploi"),),
    )  # fmt: skip


def _quality(part: str) -> Line:
    """Score a part of the labelled set: the line shows the trade, the note every field."""
    offers = labelled.offers(part)
    found = labelled.scores(offers, _understand)
    fields = ", ".join(f"{name} {score.precision:.3f}/{score.recall:.3f}" for name, score in found.items())
    trade = found["trade"]
    work, said = f"trade of {len(offers)} labelled offers, {part}", f"precision/recall: {fields}"
    return Line(
        work, "precision", trade.precision, FLOOR, FLOOR / trade.precision, len(offers), "the floor", said
    )


def _understand(entry: ParsedEntry, near: date) -> NormalisedOffer:
    return normalise(entry, None, near)
