"""A database of many offers, made and indexed in one go: what the search is measured on."""

from concurrent.futures import ProcessPoolExecutor
from datetime import datetime

import psycopg
from sqlalchemy import Engine

from bench.adverts import adverts
from workforce import clock
from workforce.offers.search.entries import entry_of

CHUNK = 20_000  # Offers that one process makes at a time.
OFFER = (
    "id", "title", "employer_name", "plain", "family", "departement", "commune", "contract_kind", "length_months", "pay_min",
    "hours_per_week", "remote", "open_to_contract_staff", "closes_on", "published_at",
)  # fmt: skip
FIXED = dict.fromkeys(("identity", "url", "html", "rome", "pay_period", "digest", "closing_reason"), "") | {
    "state": "published", "aliases": "{}", "guesses": "[]", "commune_code": "", "postal_code": "", "labels": "{}",
}  # fmt: skip


def fill(engine: Engine, count: int, now: datetime) -> None:
    """Copy so many offers with their entries, then index them: the tables are empty, their indexes wait until the end."""
    dsn = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(dsn, autocommit=True) as door:
        indexes = _indexes_put_off(door)
        door.execute("ALTER TABLE offer DISABLE TRIGGER USER")  # Their entries come with them.
        jobs = [(first, min(first + CHUNK - 1, count), count, now) for first in range(1, count + 1, CHUNK)]
        with ProcessPoolExecutor(2) as makers:
            for offers, entries in makers.map(_made, jobs):
                _copy(door, "offer", offers)
                _copy(door, "search_entry", entries)
        door.execute("ALTER TABLE offer ENABLE TRIGGER USER")
        door.execute("SET maintenance_work_mem = '768MB'")
        for statement in indexes:
            door.execute(statement)
        door.execute("VACUUM (ANALYZE) offer")
        door.execute("VACUUM (ANALYZE) search_entry")


def _indexes_put_off(door) -> list[str]:
    found = door.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('offer', 'search_entry') AND indexname NOT LIKE 'pk_%'"
    ).fetchall()
    for name, _ in found:
        door.execute(f'DROP INDEX "{name}"')
    return [statement for _, statement in found]


def _copy(door, table: str, made: tuple[list[str], str]) -> None:
    columns, lines = made
    with door.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        copy.write(lines)


def _made(job: tuple[int, int, int, datetime]):
    """Return what is copied into both tables for a range of offers."""
    offers, entries, columns = [], [], []
    moment = job[3].isoformat()
    for one in adverts(*job):
        row = (
            {name: getattr(one, name) for name in OFFER}
            | FIXED
            | {"created_at": moment, "changed_at": moment}
        )
        row["keeps"] = None
        del row["keeps"]
        offers.append("\t".join(map(_cell, row.values())))
        day = clock.paris_date(one.published_at)
        entry = {"id": one.id, "published_at": one.published_at, "found_at": one.published_at} | entry_of(
            one, day, day
        )
        entries.append("\t".join(map(_cell, entry.values())))
        columns = [list(row), list(entry)]
    return (columns[0], "\n".join(offers) + "\n"), (columns[1], "\n".join(entries) + "\n")


def _cell(value) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, list):
        return "{}"
    return str(value).replace("\\", "\\\\").replace("\n", "\\n").replace("\t", " ")
