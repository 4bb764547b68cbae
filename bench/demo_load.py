"""Print how long the demonstration network takes to load: the median of three into empty databases."""

import os
import statistics
import time
from datetime import date

from sqlalchemy import create_engine, make_url, text

from workforce import tables
from workforce.demo.load import load

TODAY = date(2026, 11, 22)
NAME = "bench_demo_load"


def seconds_to_load(url: str) -> float:
    """Load into a database made for this and dropped afterwards."""
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    fresh = create_engine(make_url(url).set(database=NAME))
    with server.connect() as door:
        door.execute(text(f"DROP DATABASE IF EXISTS {NAME}"))
        door.execute(text(f"CREATE DATABASE {NAME}"))
        try:
            tables.metadata.create_all(fresh)
            return timed_load(fresh)
        finally:
            fresh.dispose()
            door.execute(text(f"DROP DATABASE IF EXISTS {NAME}"))


def timed_load(engine) -> float:
    """Load and commit once, and return the seconds it took."""
    began = time.perf_counter()
    with engine.begin() as connection:
        load(connection, TODAY)
    return time.perf_counter() - began


def main() -> None:
    """Measure on the server of DATABASE_URL."""
    runs = [seconds_to_load(os.environ["DATABASE_URL"]) for _ in range(3)]
    each = ", ".join(f"{run:.2f}" for run in runs)
    print(f"demo load, 4 000 advisers: {statistics.median(runs):.2f} s (median of {each})")


if __name__ == "__main__":
    main()
