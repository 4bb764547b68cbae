"""A database of many offers, made and indexed in one go: what the search is measured on.

Offers are many, their texts are fewer (`adverts.TEXTS`): the words of each text are read once, and an entry is those of its
title and place beside them. Rows are copied straight in, and the indexes and keys built once everything is there.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

import psycopg
from sqlalchemy import Engine

from bench.adverts import Advert, adverts, texts
from bench.figures import timed
from workforce import clock
from workforce.offers.search.entries import GAP, TEXT, entry_of, vector
from workforce.offers.search.language import placed
from workforce.offers.search.synonyms import groups_in

TABLES = ("offer", "search_entry")
CHUNK = 10_000  # Offers that one process makes and copies at a time.
MAKERS = 2  # Processes.
START = 40  # Place of the first word of a text: after the longest title and place.
OFFER = (
    "id", "title", "employer_name", "plain", "family", "departement", "commune", "contract_kind", "length_months", "pay_min",
    "hours_per_week", "remote", "open_to_contract_staff", "closes_on", "published_at", "latitude",
    "longitude",
)  # fmt: skip
FIXED = dict.fromkeys(("identity", "url", "html", "rome", "pay_period", "digest", "closing_reason"), "") | {
    "state": "published", "aliases": "{}", "guesses": "[]", "commune_code": "", "postal_code": "", "labels": "{}",
}  # fmt: skip
PUT_OFF = """
SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', conrelid::regclass, conname),
       format('ALTER TABLE %I ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE contype = 'f' AND conrelid IN ('offer'::regclass, 'search_entry'::regclass)
UNION ALL
SELECT format('DROP INDEX %I', indexname), indexdef FROM pg_indexes
WHERE tablename IN ('offer', 'search_entry') AND indexname NOT LIKE 'pk_%'
"""


def fill(engine: Engine, count: int, now: datetime) -> float:
    """Copy so many offers with their entries into empty tables, then index them. Return the seconds it took."""
    dsn = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with timed() as watch, psycopg.connect(dsn, autocommit=True) as door:
        waiting = door.execute(PUT_OFF).fetchall()
        for statement, _ in waiting:
            door.execute(statement)
        door.execute("ALTER TABLE offer DISABLE TRIGGER USER")  # Their entries come with them.
        for table in TABLES:
            door.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = off)")
        jobs = [
            (dsn, (first, min(first + CHUNK - 1, count), count, now)) for first in range(1, count + 1, CHUNK)
        ]
        texts()  # Made once: the makers are born with them.
        with ProcessPoolExecutor(MAKERS) as makers:
            list(makers.map(_copied, jobs))
        door.execute("ALTER TABLE offer ENABLE TRIGGER USER")
        door.execute("SET maintenance_work_mem = '1GB'")
        for _, statement in reversed(waiting):
            door.execute(statement)
        for table in TABLES:
            door.execute(f"ALTER TABLE {table} RESET (autovacuum_enabled)")
            door.execute(f"VACUUM (ANALYZE) {table}")
    return watch.seconds


def entry(one: Advert) -> dict[str, Any]:
    """Return an offer's entry as the product writes it, but that its text begins at a fixed place."""
    day = clock.paris_date(one.published_at)
    said = entry_of(replace(one, plain=""), day, day)
    said["words"] += f" {_read(one.plain)}"  # PostgreSQL puts together what is said twice.
    return {"id": one.id, "published_at": one.published_at, "found_at": one.published_at} | said


@cache  # As many as `adverts.TEXTS`.
def _read(plain: str) -> str:
    """Return the words of a text at their places, in PostgreSQL's form, with the names of the trade."""
    words = [(lexeme, START + GAP + place) for lexeme, place in placed(plain)]
    return vector(((words, TEXT),), [f"group:{code}" for code, _ in groups_in(words)])


def _copied(job: tuple[str, tuple[int, int, int, datetime]]) -> None:
    """Make the offers of a range, and copy them and their entries."""
    dsn, wanted = job
    made = list(adverts(*wanted))
    moment = wanted[3].isoformat()
    offers = (
        {name: getattr(one, name) for name in OFFER} | FIXED | {"created_at": moment, "changed_at": moment}
        for one in made
    )
    with psycopg.connect(dsn) as door:
        _copy(door, "offer", offers)
        _copy(door, "search_entry", map(entry, made))


def _copy(door: psycopg.Connection, table: str, rows: Iterator[dict[str, Any]]) -> None:
    lines = list(rows)
    with door.cursor().copy(f"COPY {table} ({', '.join(lines[0])}) FROM STDIN") as copy:
        copy.write("".join("\t".join(map(_cell, line.values())) + "\n" for line in lines))


def _cell(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "{}"
    return str(value).replace("\\", "\\\\").replace("\n", "\\n").replace("\t", " ")
