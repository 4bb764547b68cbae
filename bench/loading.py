"""The demonstration network into an empty database, beside a bare COPY of the very same rows."""

from sqlalchemy import Engine, text

from bench import ground
from bench.figures import Amount, Line, side_by_side, timed
from workforce import tables
from workforce.demo.load import load

Dump = dict[str, bytes]  # Table → its rows, as COPY writes them.
BY_ITSELF = {"offer_indexing"}  # The database fills it as offers come.


def measure(*, small: bool) -> list[Line]:
    """Load with our program, and copy what it loaded."""
    dump = _dump(small=small)
    rows = sum(lines.count(b"\n") for lines in dump.values())
    people = dump["adviser"].count(b"\n")
    line = side_by_side(
        f"demonstration of {people} advisers loaded",
        lambda: _load(small=small),
        lambda: _copy(dump),
        Amount(unit="s"),
        against=f"COPY of the same {rows} rows, ready made",
        note="ours invents the people, their contracts, deadlines and alerts before it copies them",
    )
    return [line]


def _load(*, small: bool) -> float:
    with ground.empty("bench_load") as engine, timed() as watch, engine.begin() as connection:
        load(connection, ground.TODAY, small=small)
    return watch.seconds


def _copy(dump: Dump) -> float:
    with ground.empty("bench_copy") as engine, timed() as watch, engine.begin() as connection:
        for table, lines in dump.items():
            with connection.connection.driver_connection.cursor().copy(f'COPY "{table}" FROM STDIN') as door:
                door.write(lines)
        connection.execute(text("ANALYZE"))
    return watch.seconds


def _dump(*, small: bool) -> Dump:
    with ground.filled("bench_dump", small=small) as engine:
        names = [table.name for table in tables.metadata.sorted_tables if table.name not in BY_ITSELF]
        return {name: _lines(engine, name) for name in names}


def _lines(engine: Engine, table: str) -> bytes:
    sent = f'COPY "{table}" TO STDOUT'
    with engine.connect() as connection, connection.connection.driver_connection.cursor().copy(sent) as door:
        return b"".join(door)
