"""Trainings suggested to many advisers, beside reading and writing the same rows without deciding anything."""

from sqlalchemy import Engine, text

from bench import ground, peers
from bench.figures import Amount, Line, side_by_side, timed
from workforce.database import transaction
from workforce.trainings import suggesting

BATCH = 50  # Advisers in a message, as the tick sends them.
PEOPLE, PEOPLE_WHEN_SMALL = 400, 20


def measure(*, small: bool) -> list[Line]:
    """Work out the suggestions of advisers taken all over the country."""
    with (
        ground.filled("bench_suggest", small=small) as engine,
        peers.plain(ground.address("bench_suggest")) as peer,
    ):
        with engine.connect() as connection:
            everybody = list(connection.scalars(text("SELECT id FROM adviser ORDER BY id")))
            sessions = connection.scalar(text("SELECT count(*) FROM training_session"))
        ids = everybody[:: max(1, len(everybody) // (PEOPLE_WHEN_SMALL if small else PEOPLE))]
        _suggested(engine, ids)  # What the peer writes again.
        return [
            side_by_side(
                f"trainings suggested, {sessions} sessions",
                lambda: _suggested(engine, ids),
                lambda: _copied(peer, ids),
                Amount(len(ids), "per s"),
                against="psycopg: the same suggestions deleted and written again, decided beforehand",
            )
        ]


def _suggested(engine: Engine, ids: list[int]) -> float:
    with engine.begin() as connection:
        connection.execute(text("UPDATE training_plan SET due_at = :now"), {"now": ground.NOW})
    with timed() as watch:
        for start in range(0, len(ids), BATCH):
            with transaction() as session:
                suggesting.suggest(session, ids[start : start + BATCH])
    return watch.seconds


def _copied(peer, ids: list[int]) -> float:
    with timed() as watch:
        for start in range(0, len(ids), BATCH):
            peers.rewrite(peer, "suggestion", ids[start : start + BATCH])
    return watch.seconds
