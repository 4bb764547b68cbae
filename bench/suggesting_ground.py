"""A house of many advisers and many sessions to come: the demonstration network, copied beside itself in the database."""

from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from bench import ground
from workforce import tables

APART = (
    10_000  # Between the ids of a copy and those of the next; more than the demonstration has of anything.
)
OF_ADVISERS = ("contract", "held_ccp", "assessment")
# What a copy must not share with what it was copied from.
OWN = {
    "adviser": {"email": "''", "last_name": "last_name || ' ' || copy"},
    "contract": {"renews_id": "NULL", "post_id": "NULL", "end_date": "end_date + (copy * 3 % 90)::integer", "due_at": "NULL"},
    "training_session": {
        "starts_on": "starts_on + shift", "ends_on": "ends_on + shift", "jury_on": "jury_on + shift",
        "enrol_by": "enrol_by + shift",
    },
}  # fmt: skip


def sessions(engine: Engine, number: int) -> None:
    """Leave exactly so many sessions to come, all of them open to enrolments some time."""
    with engine.begin() as connection:
        past = "starts_on <= :today OR withdrawn_at IS NOT NULL"
        connection.execute(text(f"DELETE FROM training_session WHERE {past}"), {"today": ground.TODAY})
        while (known := _count(connection, "training_session")) < number:
            copied = _columns("training_session", but={"id"})
            connection.execute(
                text(
                    f"INSERT INTO training_session ({', '.join(copied)}) SELECT {_values('training_session', copied)} "
                    "FROM (SELECT *, (7 * (id % 8))::integer AS shift FROM training_session ORDER BY id LIMIT :more) AS known"
                ),
                {"more": number - known},
            )


def advisers(engine: Engine, number: int) -> None:
    """Make so many advisers, with their contracts and what they hold and can do."""
    with engine.begin() as connection:
        first = _count(connection, "adviser")
        copies = number // first - 1
        for table, mine in (("adviser", "id"), *((table, "adviser_id") for table in OF_ADVISERS)):
            copied = _columns(table, but={"id", mine})
            connection.execute(
                text(
                    f"INSERT INTO {table} ({mine}, {', '.join(copied)}) "
                    f"SELECT {table}.{mine} + copy * {APART}, {_values(table, copied)} "
                    f"FROM {table} CROSS JOIN generate_series(1, :copies) AS copy WHERE {table}.{mine} < {APART}"
                ),
                {"copies": copies},
            )
        connection.execute(
            text("INSERT INTO training_plan (id) SELECT id FROM adviser ON CONFLICT DO NOTHING")
        )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as door:
        door.execute(text("VACUUM ANALYZE"))


def _count(connection: Connection, table: str) -> int:
    return int(connection.scalar(text(f"SELECT count(*) FROM {table}")))


def _columns(table: str, but: set[str]) -> list[str]:
    return [column.name for column in tables.metadata.tables[table].columns if column.name not in but]


def _values(table: str, columns: list[str]) -> str:
    return ", ".join(OWN.get(table, {}).get(name, name) for name in columns)
