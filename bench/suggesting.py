"""Trainings suggested to everybody of a house, beside statements that read the same rows and write as many suggestions."""

from collections.abc import Callable, Iterator, Sequence

import psycopg
from sqlalchemy import Engine, text

from bench import ground, peers, suggesting_ground
from bench.figures import Amount, Line, side_by_side, timed
from workforce.database import transaction
from workforce.trainings import suggesting

BATCH = 500  # Advisers in a message, as the tick sends them.
PARTS = 3  # Measures, each of other people, taken all over the house.
MOST = 2000  # People of one measure.
SESSIONS, SESSIONS_WHEN_SMALL = 2000, 60
MANY = 25  # Times the demonstration network, in the larger house.
READ = """
    SELECT adviser.id, adviser.departement, adviser.commune, contract.kind, contract.end_date, held.codes
    FROM adviser LEFT JOIN contract ON contract.adviser_id = adviser.id AND contract.cancelled_at IS NULL
    LEFT JOIN LATERAL (SELECT array_agg(ccp_code) AS codes FROM held_ccp WHERE adviser_id = adviser.id) AS held ON true
    WHERE adviser.id = ANY(%s)
"""
SHOWN = (
    "SELECT adviser_id, session_id, ccp_code, place, fit, decision FROM suggestion WHERE adviser_id = ANY(%s)"
)
SETTLED = "UPDATE training_plan SET due_at = NULL, computed_at = %s WHERE id = ANY(%s)"


def measure(*, small: bool) -> list[Line]:
    """Work everybody's suggestions out in a house as it is, then in one many times as large."""
    with (
        ground.filled("bench_suggest", small=small) as engine,
        peers.plain(ground.address("bench_suggest")) as peer,
    ):
        suggesting_ground.sessions(engine, SESSIONS_WHEN_SMALL if small else SESSIONS)
        suggesting_ground.advisers(engine, len(_everybody(engine)))
        lines = _lines(engine, peer)
        suggesting_ground.advisers(engine, len(_everybody(engine)) * (3 if small else MANY))
        return lines + _lines(engine, peer)


def _lines(engine: Engine, peer: psycopg.Connection) -> list[Line]:
    ids = _everybody(engine)
    step = max(PARTS, len(ids) // MOST)
    parts = [ids[start::step] for start in range(PARTS)]
    note = f"three times {len(parts[0])} advisers, of all over the house"
    amount = Amount(len(parts[0]), "µs")
    suggested, again = _rounds(parts), _rounds(parts)
    written, unchanged = _rounds(parts), _rounds(parts)
    return [
        side_by_side(
            f"trainings suggested anew, per adviser of {len(ids)}",
            lambda: _suggested(engine, next(suggested), anew=True),
            lambda: _floor(peer, next(written), _rewritten),
            amount,
            against="psycopg: the same rows read, the same suggestions deleted and written again, one statement each",
            n=PARTS,
            note=note,
        ),
        side_by_side(
            f"trainings suggested, nothing new, per adviser of {len(ids)}",
            lambda: _suggested(engine, next(again), anew=False),
            lambda: _floor(peer, next(unchanged), _read),
            amount,
            against="psycopg: the same rows read, the same suggestions read",
            n=PARTS,
            note=note,
        ),
    ]


def _everybody(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT id FROM adviser ORDER BY id")))


def _rounds(parts: list[list[int]]) -> Iterator[list[int]]:
    yield from parts


def _batches(ids: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield list(ids[start : start + BATCH])


def _suggested(engine: Engine, ids: list[int], *, anew: bool) -> float:
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE training_plan SET due_at = :now WHERE id = ANY(:ids)"),
            {"now": ground.NOW, "ids": ids},
        )
        if anew:
            connection.execute(
                text("UPDATE training_plan SET digest = '' WHERE id = ANY(:ids)"), {"ids": ids}
            )
    with timed() as watch:
        for batch in _batches(ids):
            with transaction() as session:
                suggesting.suggest(session, batch)
    return watch.seconds


def _floor(
    peer: psycopg.Connection, ids: list[int], work: Callable[[psycopg.Connection, list[int]], None]
) -> float:
    peer.execute("CREATE TEMP TABLE IF NOT EXISTS decided (LIKE suggestion)")
    peer.execute("TRUNCATE decided")
    peer.execute("INSERT INTO decided SELECT * FROM suggestion WHERE adviser_id = ANY(%s)", [ids])
    peer.execute("CREATE INDEX IF NOT EXISTS decided_of ON decided (adviser_id)")
    peer.commit()
    with timed() as watch:
        for batch in _batches(ids):
            peer.execute(READ, [batch]).fetchall()
            work(peer, batch)
            peer.execute(SETTLED, [ground.NOW, batch])
            peer.commit()
    return watch.seconds


def _rewritten(peer: psycopg.Connection, ids: list[int]) -> None:
    peer.execute("DELETE FROM suggestion WHERE adviser_id = ANY(%s)", [ids])
    peer.execute("INSERT INTO suggestion SELECT * FROM decided WHERE adviser_id = ANY(%s)", [ids])


def _read(peer: psycopg.Connection, ids: list[int]) -> None:
    peer.execute(SHOWN, [ids]).fetchall()
