"""The same network many times over, made by the database: what measuring needs."""

from typing import Any

from sqlalchemy import Column, func, literal, literal_column, text
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel, select

from workforce.advisers.models import Adviser
from workforce.contracts.models import Contract
from workforce.demo.book import count_on

SPREAD = 365  # Days over which the copies fall due: on one day, only a few are.


def load_copies(connection: Connection, advisers: int = 400_000) -> dict[str, int]:
    """Copy the loaded advisers and their contracts until there are so many advisers; return what was added.

    A copy has no address, no account, no past: it serves to weigh the tables, not to be told anything.
    Contracts fall due over the coming year as they would after a first look.
    """
    size = connection.scalar(text("SELECT max(id) FROM adviser")) or 0
    if not size:
        raise ValueError("Load the demonstration network first: there is nobody to copy.")
    times = max(0, -(-advisers // size) - 1)
    contracts = connection.scalar(text("SELECT max(id) FROM contract")) or 0
    added = {"adviser": _multiply(connection, Adviser, times, id=size, email=None)}
    shifted = {"id": contracts, "adviser_id": size, "renews_id": contracts, "due_at": None}
    added["contract"] = _multiply(connection, Contract, times, **shifted)
    connection.execute(text("ANALYZE adviser, contract"))
    return added


def _multiply(connection: Connection, model: type[SQLModel], times: int, **changed: int | None) -> int:
    """Insert every row again so many times, numbers shifted by the size of what they count."""
    table = model.metadata.tables[str(model.__tablename__)]
    columns = [_changed(column, changed) for column in table.columns]
    rows = select(*columns).select_from(table, text(f"generate_series(1, {int(times)}) AS copies(number)"))
    before = connection.scalar(select(func.count()).select_from(table)) or 0
    connection.execute(table.insert().from_select([column.name for column in table.columns], rows))
    count_on(connection, table.name)
    return before * times


def _changed(column: Column[Any], changed: dict[str, int | None]) -> Any:
    """Return what a copy holds in a column: the same, another number, no address, a due day of its own."""
    if column.name not in changed:
        return column
    if (shift := changed[column.name]) is not None:
        return column + literal_column("copies.number") * shift
    if column.name == "email":
        return literal("")
    return column + literal_column(
        f"make_interval(days => 1 + ({column.table.name}.id + copies.number) % {SPREAD})"
    )
