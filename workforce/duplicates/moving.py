"""Taking rows from one record to another, and back: what was done is returned, as plain values, to be undone by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Table, delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, SQLModel

from workforce.database import rows_of
from workforce.duplicates.pointers import FOLLOWING, REMADE, Pointer, undeclared

Row = dict[str, Any]


class Moves:
    """What a merge did, in the order it was done."""

    def __init__(self) -> None:
        self.moved: dict[str, list[int]] = {}
        self.set_aside: dict[str, list[Row]] = {}
        self.changed: list[Row] = []

    def as_row(self) -> Row:
        """Return plain values."""
        return {"moved": self.moved, "set_aside": self.set_aside, "changed": self.changed}


def take_over(session: Session, kind: str, former_id: int, kept_id: int) -> Moves:
    """Take all that points to one record to another. Raises LookupError where nobody said what to do with a table."""
    forgotten = undeclared()
    if forgotten:
        raise LookupError(f"no rule for {', '.join(sorted(forgotten))}")
    moves = Moves()
    for pointer in FOLLOWING[kind]:
        _settle_twins(session, pointer, former_id, kept_id, moves)
        _move(session, pointer, former_id, kept_id, moves)
    for pointer in REMADE[kind]:
        table = pointer.model.__table__
        session.execute(delete(table).where(table.c[pointer.column] == former_id))
    return moves


def _settle_twins(session: Session, pointer: Pointer, former_id: int, kept_id: int, moves: Moves) -> None:
    """Where both have what the table allows once, settle by the rule and set one aside."""
    if not pointer.key:
        return
    kept, other = pointer.model.__table__.alias("kept"), pointer.model.__table__.alias("other")
    same = [kept.c[name].is_not_distinct_from(other.c[name]) for name in pointer.key]
    pairs = session.execute(
        select(func.to_jsonb(kept.table_valued()), func.to_jsonb(other.table_valued())).where(
            kept.c[pointer.column] == kept_id, other.c[pointer.column] == former_id, *same
        )
    ).all()
    for stays, goes in pairs:
        _name_anew(session, pointer, goes["id"], stays["id"], moves)
        set_aside(session, pointer.model.__table__, goes, moves)
        change(session, pointer.model.__table__, stays, pointer.rule(stays, goes), moves)


def _name_anew(session: Session, pointer: Pointer, former_id: int, kept_id: int, moves: Moves) -> None:
    """Have what names the row that goes name the one that stays."""
    for model, column in pointer.named_by:
        table = model.__table__
        for row in rows(session, table, table.c[column] == former_id):
            change(session, table, row, {column: kept_id}, moves)


def _move(session: Session, pointer: Pointer, former_id: int, kept_id: int, moves: Moves) -> None:
    table = pointer.model.__table__
    moved = update(table).where(table.c[pointer.column] == former_id).values({pointer.column: kept_id})
    ids = sorted(session.scalars(moved.returning(table.c.id)))
    if ids:
        moves.moved[pointer.name] = ids


def set_aside(session: Session, table: Table, row: Row, moves: Moves) -> None:
    """Take a row out of its table, and keep it whole."""
    session.execute(delete(table).where(table.c.id == row["id"]))
    moves.set_aside.setdefault(table.name, []).append(row)


def change(session: Session, table: Table, row: Row, values: Mapping[str, Any], moves: Moves) -> None:
    """Change some values of a row, given as JSON has them, and note what they were."""
    news = {name: value for name, value in values.items() if row[name] != value}
    if not news:
        return
    write(session, table, row["id"], news)
    before = {name: row[name] for name in news}
    moves.changed.append({"table": table.name, "id": row["id"], "before": before, "after": news})


def write(session: Session, table: Table, row_id: int, values: Mapping[str, Any]) -> None:
    """Write values given as JSON has them."""
    sent = rows_of(_Tabled(table), [{"id": row_id, **values}])
    named = {name: sent.c[name] for name in values}
    session.execute(update(table).where(table.c.id == sent.c.id).values(named))


class _Tabled:
    """A table, for what asks for a model."""

    def __init__(self, table: Table) -> None:
        self.__table__ = table


def rows(session: Session, table: Table, *which: ColumnElement[bool]) -> list[Row]:
    """Return rows as JSON has them."""
    one = table.alias("one")
    chosen = select(func.to_jsonb(one.table_valued())).where(one.c.id.in_(select(table.c.id).where(*which)))
    return list(session.scalars(chosen.order_by(one.c.id)))


def take_back(session: Session, kind: str, former_id: int, kept_id: int, record: Mapping[str, Any]) -> int:
    """Take what had moved back to where it came from, if it is still there. Return how many rows."""
    count = 0
    for pointer in FOLLOWING[kind]:
        table, ids = pointer.model.__table__, record["moved"].get(pointer.name, [])
        if ids:
            column = table.c[pointer.column]
            back = (
                update(table)
                .where(table.c.id.in_(ids), column == kept_id)
                .values({pointer.column: former_id})
            )
            count += len(session.scalars(back.returning(table.c.id)).all())
    return count


def put_back(session: Session, table: Table, lost: Sequence[Row]) -> int:
    """Write rows that were set aside, unless what they name is no more, or something took their place."""
    if not lost:
        return 0
    names = [name for name in lost[0] if name in table.c]
    sent = rows_of(_Tabled(table), [{name: row[name] for name in names} for row in lost])
    still = [
        _is_there(key, sent.c[key.parent.name]) for key in table.foreign_keys if key.parent.name in names
    ]
    again = insert(table).from_select(names, select(*(sent.c[name] for name in names)).where(*still), False)
    return len(session.scalars(again.on_conflict_do_nothing().returning(table.c.id)).all())


def _is_there(key: ForeignKey, value: ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(value.is_(None), exists().where(key.column == value))


def restore(session: Session, changed: Iterable[Mapping[str, Any]], *, links: bool) -> None:
    """Give values back to the rows that still have what the merge wrote: ties to other rows, or all the rest."""
    for one in changed:
        table = SQLModel.metadata.tables[one["table"]]
        found = rows(session, table, table.c.id == one["id"])
        names = [name for name in one["before"] if bool(table.c[name].foreign_keys) == links]
        same = {name: one["before"][name] for name in names if found and found[0][name] == one["after"][name]}
        if same:
            write(session, table, one["id"], same)
