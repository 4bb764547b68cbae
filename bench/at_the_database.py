"""Time at the database: from each statement sent to its answer, and the processor's time of the server's own process."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event


@dataclass
class AtTheDatabase:
    """Seconds so far. `processor` leaves out what other programs take from a busy machine; 0 where it cannot be read."""

    waited: float = 0.0
    processor: float = 0.0


@contextmanager
def at_the_database(engine: Engine) -> Iterator[AtTheDatabase]:
    """Add up the time of every statement that goes through an engine meanwhile."""
    spent = AtTheDatabase()
    started: list[tuple[float, float]] = []

    def before(_: Any, cursor: Any, *__: Any) -> None:
        started.append((time.perf_counter(), _processor(cursor)))

    def after(_: Any, cursor: Any, *__: Any) -> None:
        began, used = started.pop()
        spent.waited += time.perf_counter() - began
        spent.processor += _processor(cursor) - used

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    try:
        yield spent
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "after_cursor_execute", after)


def _processor(cursor: Any) -> float:
    """Return the seconds that the server's process has been on a processor, as Linux counts them on the same machine."""
    said = Path(f"/proc/{cursor.connection.info.backend_pid}/schedstat")
    return int(said.read_text().split()[0]) / 1e9 if said.exists() else 0.0
