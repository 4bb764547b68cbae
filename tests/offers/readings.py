"""Reading a source in tests: entries as it lists them, kept as a poll keeps them."""

from datetime import UTC, datetime

from sqlmodel import select

from workforce import clock
from workforce.feeds.entries import ParsedEntry, ParsedFeed
from workforce.offers.models import Feed, Offer
from workforce.offers.sources import actions as sources
from workforce.offers.sources.bringing import Source, bring, shape_of
from workforce.offers.sources.keeping import Arrival, keep_all
from workforce.simulation import settle_inside

ADVERT = """<p>Employeur : Ville de Toulon</p><p>Lieu : Toulon (83)</p><p>Contrat : CDD de 12 mois, 1 900 € brut par mois.</p>
<p>Vous animez des ateliers dans les mairies annexes et accompagnez les habitants dans leurs démarches en ligne.</p>"""
DATED = "<p>Candidatures avant le 15 décembre 2026.</p>"


def source(session, number: int = 1, **values) -> Feed:
    feed = sources.add_feed(session, f"https://source{number}.exemple.fr/rss", title=f"Source {number}")
    feed.sqlmodel_update(values)
    session.flush()
    return feed


def entry(
    number: int = 1, title: str = "Médiateur numérique", html: str = ADVERT, link: str = "", **values
) -> ParsedEntry:
    return ParsedEntry(
        identity=f"guid:{number}",
        aliases=(),
        title=title,
        link=link or f"https://source.exemple.fr/offre/{number}",
        content_html=html,
        published_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
        guid=str(number),
        **values,
    )


def read(session, feed: Feed, *entries: ParsedEntry, deleted=(), settle: bool = True) -> dict[str, int]:
    """Keep a document of these entries, with all that follows; return the counts of the reading."""
    shape = shape_of(feed.keeps_all, feed.keep_phrases, feed.drop_phrases)
    parsed = ParsedFeed("Offres", "rss20", None, None, entries, deleted=deleted)
    brought = bring(parsed, Source(feed.id, shape, feed.seen or b""), clock.today())
    feed.counts, feed.seen = keep_all(session, [Arrival(feed.id, brought)])[feed.id].counts, brought.marks
    session.flush()
    if settle:
        settle_inside(session)
    session.expire_all()
    return feed.counts


def offer(session, number: int = 1) -> Offer:
    return session.exec(select(Offer).where(Offer.identity == f"guid:{number}")).one()
