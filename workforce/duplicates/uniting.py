"""Making one record of two, and two of one again: the part that is the same for people, employers and contracts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Integer, Table, any_, cast, delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Session, SQLModel

from workforce.accounts.models import Membership
from workforce.alerts.models import Alert, Delivery
from workforce.duplicates import moving
from workforce.duplicates.models import Merge
from workforce.duplicates.moving import Moves, Row
from workforce.duplicates.pointers import FOLLOWING
from workforce.journal import Event
from workforce.refusals import Refused

Merges: Any = Merge
Alerts: Any = Alert
Members: Any = Membership
# What one record only may have: given up by the one that comes back if somebody else has taken it.
ONE_ONLY = {"adviser": ("email", "", ("network_id",)), "employer": ("siret", None, ())}


def table_of(kind: str) -> Table:
    """Return the table of a kind of record."""
    return SQLModel.metadata.tables[kind]


def unite(session: Session, merge: Merge, former: Row, values: Mapping[str, Any]) -> Moves:
    """Take one record into another, which takes these values; the caller keeps what was done."""
    table = table_of(merge.kind)
    moves = moving.take_over(session, merge.kind, merge.former_id, merge.kept_id)
    session.execute(delete(table).where(table.c.id == merge.former_id))
    (kept,) = moving.rows(session, table, table.c.id == merge.kept_id)
    moving.change(session, table, kept, values, moves)
    told = _speak_of(session, merge.kind, merge.former_id, merge.kept_id)
    merge.record = {"row": former, "told": told, **moves.as_row()}
    return moves


def part(session: Session, merge: Merge) -> None:
    """Bring back the record that was merged, with what came with it; what came afterwards stays."""
    record, kind = merge.record, merge.kind
    moving.restore(session, record["changed"], links=False)
    table = table_of(kind)
    if not moving.put_back(session, table, [_returning(session, kind, record["row"])]):
        raise Refused({"": "Cette fiche ne peut plus revenir : ce dont elle dépendait n’existe plus."})
    for name, lost in record["set_aside"].items():
        aside = SQLModel.metadata.tables[name]
        moving.put_back(session, aside, [_followed(session, aside, row) for row in lost])
    moving.take_back(session, kind, merge.former_id, merge.kept_id, record)
    moving.restore(session, record["changed"], links=True)
    _speak_again(session, kind, merge.former_id, record["told"])
    merge.record = {}


def successor(session: Session, kind: str, former_id: int) -> int | None:
    """Return the record that this one was merged into, if it was and still is."""
    kept = {"adviser": Merges.adviser_id, "employer": Merges.employer_id, "contract": Merges.contract_id}[
        kind
    ]
    found = select(kept).where(Merges.kind == kind, Merges.former_id == former_id, Merges.undone_at.is_(None))
    return session.scalar(found.order_by(Merges.id.desc()).limit(1))


def _returning(session: Session, kind: str, row: Row) -> Row:
    """Return a record as it comes back: what somebody else has taken since stays theirs."""
    row = _followed(session, table_of(kind), row)
    if kind not in ONE_ONLY:
        return row
    name, nothing, bounds = ONE_ONLY[kind]
    table = table_of(kind)
    same = [table.c[bound] == row[bound] for bound in bounds]
    taken = select(table.c.id).where(func.lower(table.c[name]) == (row[name] or "").lower(), *same)
    return {**row, name: nothing} if row[name] and session.scalar(taken.limit(1)) else row


def _followed(session: Session, table: Table, row: Row) -> Row:
    """Return a row that names, instead of what was merged since, what it was merged into."""
    for key in table.foreign_keys:
        name, kind = key.parent.name, key.column.table.name
        value = row.get(name)
        if kind in FOLLOWING and value and not _exists(session, kind, value):
            row = {**row, name: successor(session, kind, value)}
    return row


def _exists(session: Session, kind: str, row_id: int) -> bool:
    return session.scalar(select(table_of(kind).c.id).where(table_of(kind).c.id == row_id)) is not None


def _speak_of(session: Session, kind: str, former_id: int, kept_id: int) -> list[int]:
    """Have facts still to settle and alerts speak of the record that is kept. Return these alerts."""
    name = f"{kind}_id"
    former, kept = (
        cast(literal({name: former_id}, JSONB), JSONB),
        cast(literal({name: kept_id}, JSONB), JSONB),
    )
    events: Any = Event
    session.execute(
        update(Event)
        .where(events.due_at.is_not(None), events.payload.op("@>")(former))
        .values(payload=events.payload.op("||")(kept))
    )
    waiting = select(Delivery.alert_id).where(Delivery.due_at.is_not(None))  # type: ignore[call-overload, union-attr]
    mine = {
        "adviser": Alerts.account_id.in_(select(Members.account_id).where(Members.adviser_id == kept_id)),
        "employer": Alerts.account_id.in_(select(Members.account_id).where(Members.employer_id == kept_id)),
        "contract": Alerts.contract_id == kept_id,
    }[kind]
    about = update(Alert).where(or_(mine, Alerts.id.in_(waiting)), Alerts.subject.op("@>")(former))
    told = session.scalars(about.values(subject=Alerts.subject.op("||")(kept)).returning(Alerts.id))
    return sorted(told)


def _speak_again(session: Session, kind: str, former_id: int, alerts: list[int]) -> None:
    former = cast(literal({f"{kind}_id": former_id}, JSONB), JSONB)
    these = Alerts.id == any_(literal(alerts, ARRAY(Integer)))
    session.execute(update(Alert).where(these).values(subject=Alerts.subject.op("||")(former)))
