"""Every deadline of every contract again, as after a change of the rules: by batches, beside a bare rewriting of the rows."""

from collections.abc import Iterator
from itertools import pairwise

import psycopg
from sqlalchemy import Engine, text

from bench import peers
from bench.figures import Amount, Line, side_by_side, timed
from workforce.contracts import sweep
from workforce.database import transaction

PARTS = 3  # The whole house is recomputed once, in so many measures.


def line(engine: Engine, peer: psycopg.Connection) -> Line:
    """Recompute the whole house once, part by part, each beside the same rows read, deleted and copied back."""
    with engine.connect() as connection:
        contracts, last = connection.execute(
            text("SELECT count(*), max(adviser_id) FROM contract WHERE cancelled_at IS NULL")
        ).one()
    ours, theirs = _parts(last), _parts(last)
    spent: list[float] = []
    found = side_by_side(
        f"deadlines recomputed, per contract of {contracts}",
        lambda: _recomputed(next(ours), spent),
        lambda: _rewritten(peer, next(theirs)),
        Amount(contracts // PARTS, "µs"),
        against="psycopg: the same rows read, deleted and copied back",
        n=PARTS,
    )
    return Line(**{**vars(found), "note": f"all {contracts} contracts: {sum(spent):.1f} s"})


def _parts(last: int) -> Iterator[tuple[int, int]]:
    bounds = [last * part // PARTS for part in range(PARTS + 1)]
    yield from pairwise(bounds)


def _recomputed(part: tuple[int, int], spent: list[float]) -> float:
    above, upto = part
    with timed() as watch:
        for start in range(above, upto, sweep.BATCH):
            with transaction() as session:
                sweep.apply(session, start, min(start + sweep.BATCH, upto))
    spent.append(watch.seconds)
    return watch.seconds


def _rewritten(peer: psycopg.Connection, part: tuple[int, int]) -> float:
    above, upto = part
    with timed() as watch:
        for start in range(above, upto, sweep.BATCH):
            peers.rewrite_deadlines(peer, start, min(start + sweep.BATCH, upto))
    return watch.seconds
