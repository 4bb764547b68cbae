"""Rows written down in memory, then copied into PostgreSQL in one go, parents before children."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

from workforce import clock, tables

Row = dict[str, Any]


class Book:
    """The rows of every table, numbered from one in the order they were added."""

    def __init__(self, written_at: datetime) -> None:
        self.written_at = written_at
        self._rows: dict[str, list[Row]] = {}
        self._blanks: dict[str, Row] = {}

    def add(self, model: type[SQLModel], **values: Any) -> int:
        """Write a row down and return its id, or zero where the table has no number of its own."""
        table = str(model.__tablename__)
        if table not in self._blanks:
            self._blanks[table] = self._blank(model)
        assert values.keys() <= model.model_fields.keys(), (table, values.keys() - model.model_fields.keys())
        rows = self._rows.setdefault(table, [])
        rows.append({**self._blanks[table], "id": len(rows) + 1, **values})
        return int(rows[-1]["id"])

    def rows(self, model: type[SQLModel]) -> list[Row]:
        """Return the rows of a table; changing one changes what will be copied."""
        return self._rows.setdefault(str(model.__tablename__), [])

    def counts(self) -> dict[str, int]:
        """Return how many rows each table has."""
        return {table: len(rows) for table, rows in sorted(self._rows.items())}

    def copy_into(self, connection: Connection) -> None:
        """Copy everything, parents before children, then let the counters go on from there."""
        for table in tables.metadata.sorted_tables:
            if rows := self._rows.get(table.name):
                columns = [(c.name, _writer(c.type)) for c in table.columns]
                copy(connection, table.name, [name for name, _ in columns], (_line(row, columns) for row in rows))
                _count_on(connection, table.name, "id" in table.columns)

    def _blank(self, model: type[SQLModel]) -> Row:
        """Return what the model fills in by itself, dated from the book rather than from the clock."""
        fields = model.model_fields.items()
        made = {name: field.default_factory for name, field in fields if field.default_factory}
        plain = {name: field.default for name, field in fields if not field.default_factory and not field.is_required()}
        called = {name: self.written_at if call is clock.now else call() for name, call in made.items()}  # type: ignore[call-arg]
        return plain | called


def copy(connection: Connection, table: str, columns: list[str], lines: Iterable[Iterable[Any]]) -> None:
    """Send lines by COPY, on the transaction that SQLAlchemy has open."""
    raw = connection.connection.driver_connection
    names = ", ".join(f'"{name}"' for name in columns)
    with raw.cursor().copy(f'COPY "{table}" ({names}) FROM STDIN') as door:  # type: ignore[union-attr]
        for line in lines:
            door.write_row(line)


def _line(row: Row, columns: list[tuple[str, Callable[[Any], Any] | None]]) -> list[Any]:
    return [write(row[name]) if write else row[name] for name, write in columns]


def _writer(kind: Any) -> Callable[[Any], Any] | None:
    return _as_json if isinstance(kind, JSONB) else None


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _count_on(connection: Connection, table: str, has_id: bool) -> None:
    if not has_id:
        return
    counter = connection.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": f'"{table}"'})
    if counter:
        connection.execute(text(f"SELECT setval(:counter, (SELECT max(id) FROM \"{table}\"))"), {"counter": counter})  # noqa: S608 - a table of ours.
