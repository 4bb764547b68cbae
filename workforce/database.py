"""PostgreSQL: one engine a process, one transaction an entry point."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec
from psycopg.types.json import Jsonb
from sqlalchemy import (
    ARRAY,
    JSON,
    CheckConstraint,
    ColumnElement,
    DateTime,
    Engine,
    FromClause,
    String,
    any_,
    bindparam,
    cast,
    column,
    create_engine,
    func,
    literal,
    make_url,
    select,
)
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.engine import Connection
from sqlmodel import Field, Session, SQLModel

from workforce.settings import settings

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = (
    NAMING  # Before any table is declared: constraints are named as they attach.
)
_binds: list[Engine | Connection] = []
A_PAGE = 60.0  # Seconds that one statement of a page may take: whoever asked has long gone.


def connect(url: str | None = None, *, patience: float | None = None, **options: Any) -> Engine:
    """Make this database the one that every transaction of the process uses.

    `patience` is how many seconds one statement may take: beyond, it raises OperationalError, and holds nobody any more.
    """
    place = make_url(url or settings().database_url)
    if patience is not None:  # The address may have options of its own: they stay.
        own = place.query.get("options", "")
        place = place.update_query_dict(
            {"options": f"{own} -c statement_timeout={int(patience * 1_000)}".strip()}
        )
    engine = create_engine(place, pool_pre_ping=True, json_deserializer=msgspec.json.decode, **options)
    use(engine)
    return engine


def use(bind: Engine | Connection) -> None:
    """Send every transaction of the process to this engine, or to one connection that a test rolls back."""
    _binds[:] = [bind]


def bind() -> Engine | Connection:
    """Return what transactions run on; whoever did not say how to connect has the patience of a page."""
    return _binds[0] if _binds else connect(patience=A_PAGE)


@contextmanager
def transaction() -> Iterator[Session]:
    """Open one transaction: all that happens inside is saved, or none of it."""
    mode: Any = "create_savepoint" if isinstance(bind(), Connection) else "conditional_savepoint"
    with Session(bind(), expire_on_commit=False, join_transaction_mode=mode) as session, session.begin():
        yield session


def rows_of(model: Any, rows: Sequence[Mapping[str, Any]]) -> FromClause:
    """Return these rows as a table of the types of the model's columns, for a statement that takes any number of them.

    The rows travel as one JSON value: the statement is written and prepared once, whatever their number.
    """
    columns = [column(name, model.__table__.c[name].type) for name in rows[0]]
    sent = bindparam(None, msgspec.json.encode(rows, enc_hook=str).decode(), String, unique=True)
    return (
        func.json_to_recordset(cast(sent, JSON))
        .table_valued(*columns, name="sent")
        .render_derived(with_types=True)
    )


def insert_rows(model: Any, rows: Sequence[Mapping[str, Any]]) -> Insert:
    """Return the statement that inserts these rows, all with the same names, in one go: ready for `on_conflict`."""
    return insert(model).from_select(list(rows[0]), select(*rows_of(model, rows).c), include_defaults=False)


def among(column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """Say that a column holds one of these values. They travel as one array: the statement is the same, whatever their number."""
    one: Any = column
    return one == any_(literal(list(values), ARRAY(one.type)))  # type: ignore[no-any-return]


def copy_bytes(session: Session, model: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Copy these rows in as `copy_rows` does, in PostgreSQL's own format: bytes go as they are, not as letters."""
    columns, dialect = _columns(model, rows), session.get_bind().dialect
    with _copying(session, model, columns, "(FORMAT BINARY)") as copy:
        copy.set_types([column.type.compile(dialect).lower() for column in columns])
        for row in rows:
            copy.write_row(list(row.values()))


def copy_rows(session: Session, model: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Copy these rows in, all with the same names: the fastest way that PostgreSQL has, without defaults nor conflicts."""
    columns = _columns(model, rows)
    held = [column.name for column in columns if isinstance(column.type, JSON)]
    with _copying(session, model, columns) as copy:
        for row in rows:
            as_json = {name: Jsonb(row[name], msgspec.json.encode) for name in held}
            copy.write_row(list({**row, **as_json}.values()))


def _columns(model: Any, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    return [model.__table__.c[name] for name in rows[0]]


@contextmanager
def _copying(session: Session, model: Any, columns: Sequence[Any], how: str = "") -> Iterator[Any]:
    names = ", ".join(f'"{column.name}"' for column in columns)
    driver: Any = session.connection().connection.driver_connection
    asked = f'COPY "{model.__table__.name}" ({names}) FROM STDIN {how}'
    with driver.cursor() as cursor, cursor.copy(asked) as copy:
        yield copy


def key() -> Any:
    """Declare a primary key that the database counts."""
    return Field(default=None, primary_key=True)


def instant(**options: Any) -> Any:
    """Declare an aware instant, empty unless told otherwise."""
    return Field(default=None, sa_type=DateTime(timezone=True), **options)


def moment(now: Any) -> Any:
    """Declare an aware instant that is filled by `now` when the row is made."""
    return Field(default_factory=now, sa_type=DateTime(timezone=True), nullable=False)


def one_of(column: str, choices: Iterable[str]) -> CheckConstraint:
    """Declare that a column holds one of these words."""
    words = ", ".join(f"'{choice}'" for choice in choices)
    return CheckConstraint(f"{column} IN ({words})", name=column)
