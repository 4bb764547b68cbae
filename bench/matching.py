"""Offers matched with many advisers, beside reading and writing the same rows without deciding anything."""

from sqlalchemy import Engine, text

from bench import ground, peers
from bench.figures import Amount, Line, side_by_side, timed
from workforce.database import transaction
from workforce.offers.matches import keeping as matches

BATCH = 20  # Advisers in a message, as the tick sends them.
PEOPLE, PEOPLE_WHEN_SMALL = 200, 20


def measure(*, small: bool) -> list[Line]:
    """Match the published offers with advisers taken all over the country."""
    with (
        ground.filled("bench_match", small=small) as engine,
        peers.plain(ground.address("bench_match")) as peer,
    ):
        with engine.connect() as connection:
            everybody = list(connection.scalars(text("SELECT id FROM adviser ORDER BY id")))
            offers = connection.scalar(text("SELECT count(*) FROM offer WHERE state = 'published'"))
        ids = everybody[:: max(1, len(everybody) // (PEOPLE_WHEN_SMALL if small else PEOPLE))]
        _matched(engine, ids)  # What the peer writes again.
        return [
            side_by_side(
                f"advisers matched with {offers} offers",
                lambda: _matched(engine, ids),
                lambda: _copied(peer, ids),
                Amount(len(ids), "per s"),
                against="psycopg: the same matches deleted and written again, decided beforehand",
            )
        ]


def _matched(engine: Engine, ids: list[int]) -> float:
    with engine.begin() as connection:
        connection.execute(text("UPDATE job_search SET due_at = :now"), {"now": ground.NOW})
    with timed() as watch:
        for start in range(0, len(ids), BATCH):
            with transaction() as session:
                matches.match_searches(session, ids[start : start + BATCH])
    return watch.seconds


def _copied(peer, ids: list[int]) -> float:
    with timed() as watch:
        for start in range(0, len(ids), BATCH):
            peers.rewrite(peer, "match", ids[start : start + BATCH])
    return watch.seconds
