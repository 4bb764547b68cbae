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


class Page:
    """The rows of one table, and what its model fills in by itself."""

    def __init__(self, model: type[SQLModel], written_at: datetime) -> None:
        fields = model.model_fields
        made = {name: field.default_factory for name, field in fields.items() if field.default_factory}
        self.table = str(model.__tablename__)
        self.names = frozenset(fields)
        self.rows: list[Row] = []
        self.blank: Row = {
            **{
                name: field.default
                for name, field in fields.items()
                if name not in made and not field.is_required()
            },
            **{name: written_at if make is clock.now else make() for name, make in made.items()},  # type: ignore[call-arg]
        }

    def add(self, values: Row) -> int:
        """Write a row down under the next number, unless it brings its own."""
        assert values.keys() <= self.names, (self.table, values.keys() - self.names)
        row = {**self.blank, "id": len(self.rows) + 1, **values}
        self.rows.append(row)
        return int(row["id"])


class Book:
    """The rows of every table, dated from the book rather than from the clock."""

    def __init__(self, written_at: datetime) -> None:
        self._written_at = written_at
        self._pages: dict[type[SQLModel], Page] = {}

    def add(self, model: type[SQLModel], **values: Any) -> int:
        """Write a row down and return its id."""
        return self._page(model).add(values)

    def rows(self, model: type[SQLModel]) -> list[Row]:
        """Return the rows of a table; changing one changes what will be copied."""
        return self._page(model).rows

    def counts(self) -> dict[str, int]:
        """Return how many rows each table has."""
        return {
            page.table: len(page.rows) for page in sorted(self._pages.values(), key=lambda page: page.table)
        }

    def copy_into(self, connection: Connection) -> None:
        """Copy everything, parents before children, then let the counters go on from there."""
        pages = {page.table: page.rows for page in self._pages.values()}
        for table in tables.metadata.sorted_tables:
            if rows := pages.get(table.name):
                columns = [(c.name, _writer(c.type)) for c in table.columns]
                copy(
                    connection,
                    table.name,
                    [name for name, _ in columns],
                    (_line(row, columns) for row in rows),
                )
                if "id" in table.columns:
                    count_on(connection, table.name)

    def _page(self, model: type[SQLModel]) -> Page:
        if model not in self._pages:
            self._pages[model] = Page(model, self._written_at)
        return self._pages[model]


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


def count_on(connection: Connection, table: str) -> None:
    """Let the table's own counter, where it has one, go on after the highest number."""
    counter = connection.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": f'"{table}"'})
    if counter:
        highest = f'(SELECT max(id) FROM "{table}")'  # noqa: S608 - a table of ours.
        connection.execute(text(f"SELECT setval(:counter, {highest})"), {"counter": counter})
