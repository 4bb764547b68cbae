"""Writing what an import changed: a constant number of statements for each kind of row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import func, select, update
from sqlmodel import Session

from workforce import journal
from workforce.advisers.models import Adviser
from workforce.contracts import desk
from workforce.contracts.imports.entries import (
    AdviserEntry,
    ContractEntry,
    ConventionEntry,
    EmployerEntry,
    Entry,
    PostEntry,
)
from workforce.contracts.imports.register import Register
from workforce.contracts.models import Contract, Convention, DateClaim, Post
from workforce.database import insert_rows, rows_of
from workforce.employers.models import Employer
from workforce.facts import AdviserPlaced, ContractProlonged, ContractSigned, Fact

PLACE = frozenset({"commune", "postal_code", "departement"})
E = TypeVar("E", bound=Entry)
Columns = Callable[[E], dict[str, Any]]


def write(
    session: Session, register: Register, network_id: int, account_id: int | None, now: datetime
) -> None:
    """Write new and changed entries, what was said of dates, the deadlines that follow, and the facts."""
    funded = [one for one in register.conventions.values() if one.id is None or one.changes]
    placed = [one for one in register.advisers if one.id is not None and one.changes & PLACE]
    _write(session, Employer, register.employers, employer_columns, {"created_at": now})
    _write(
        session, Adviser, register.advisers, adviser_columns, {"created_at": now, "network_id": network_id}
    )
    _write(session, Post, list(register.posts.values()), post_columns, {"created_at": now})
    _write(session, Convention, list(register.conventions.values()), convention_columns, {})
    signed = [one for one in register.contracts if one.id is None]
    moved = [one for one in register.contracts if one.id is not None and one.changes]
    _write(session, Contract, register.contracts, contract_columns, {"created_at": now, "due_at": now})
    _look_again(session, moved, now)
    _funded_anew(session, funded, now)
    _claim(session, register.contracts, account_id)
    keys = {(one.adviser.id, one.employer.id) for one in (*signed, *moved)}
    desk.refresh(session, [(adviser, employer) for adviser, employer in keys if adviser and employer])
    journal.record_all(
        session,
        [
            *map(_signed, signed),
            *(_prolonged(one) for one in moved if "end_date" in one.changes),
            *(AdviserPlaced(one.id) for one in placed if one.id),
        ],
    )


def employer_columns(entry: EmployerEntry) -> dict[str, Any]:
    """Return an employer as its table holds it."""
    return {
        "name": entry.name, "sector": str(entry.sector), "kind": entry.kind, "siret": entry.siret,
        "external_id": entry.external_id, "commune": entry.commune, "postal_code": entry.postal_code,
        "departement": entry.departement,
    }  # fmt: skip


def adviser_columns(entry: AdviserEntry) -> dict[str, Any]:
    """Return an adviser as its table holds it."""
    return {
        "first_name": entry.first_name, "last_name": entry.last_name, "email": entry.email,
        "phone": entry.phone, "commune": entry.commune, "postal_code": entry.postal_code,
        "departement": entry.departement,
    }  # fmt: skip


def post_columns(entry: PostEntry) -> dict[str, Any]:
    """Return a post as its table holds it."""
    return {
        "external_id": entry.external_id, "employer": entry.employer.id, "kind": entry.kind,
        "state": entry.state, "vacated_date": entry.vacated_date,
    }  # fmt: skip


def convention_columns(entry: ConventionEntry) -> dict[str, Any]:
    """Return a convention as its table holds it."""
    return {
        "post": entry.post.id, "kind": entry.kind, "end_date": entry.end_date,
        "contract_end_date": entry.contract_end_date, "source": entry.source, "stated_on": entry.stated_on,
    }  # fmt: skip


def contract_columns(entry: ContractEntry) -> dict[str, Any]:
    """Return a contract as its table holds it."""
    return {
        "adviser": entry.adviser.id, "employer": entry.employer.id, "kind": str(entry.kind),
        "start_date": entry.start_date, "end_date": entry.end_date,
        "post": entry.post.id if entry.post else None,
        "renews": entry.renews.id if entry.renews else None,
    }  # fmt: skip


# Entries name other entries; tables hold their ids.
REFERENCES = {"adviser": "adviser_id", "employer": "employer_id", "post": "post_id", "renews": "renews_id"}


def _write(
    session: Session, model: Any, entries: Sequence[E], columns: Columns[E], fixed: dict[str, Any]
) -> None:
    """Insert what is new and give it its id; update, in what is known, the fields that changed."""
    new = [entry for entry in entries if entry.id is None]
    if new:
        rows = [
            {"id": row_id, **_named(columns(entry)), **fixed}
            for row_id, entry in zip(_ids(session, model, len(new)), new, strict=True)
        ]
        session.execute(insert_rows(model, rows))
        for entry, row in zip(new, rows, strict=True):
            entry.id, entry.changes = row["id"], entry.changes & {"renews"}  # The former one may be as new.
    changed: dict[frozenset[str], list[E]] = {}
    for entry in entries:
        if entry.changes:
            changed.setdefault(frozenset(entry.changes), []).append(entry)
    for fields, group in changed.items():
        _update(session, model, fields, [{"id": entry.id, **columns(entry)} for entry in group])


def _ids(session: Session, model: Any, number: int) -> Sequence[int]:
    """Take so many ids of a table, so that rows are written under ids that are known already."""
    following = func.nextval(func.pg_get_serial_sequence(model.__tablename__, "id"))
    return session.scalars(select(following).select_from(func.generate_series(1, number))).all()


def _update(session: Session, model: Any, fields: Iterable[str], rows: Sequence[dict[str, Any]]) -> None:
    names = {name: REFERENCES.get(name, name) for name in fields}
    sent = rows_of(model, [{"id": row["id"], **{names[name]: row[name] for name in names}} for row in rows])
    changed = update(model).where(model.id == sent.c.id)
    session.connection().execute(changed.values({column: sent.c[column] for column in names.values()}))


def _named(columns: dict[str, Any]) -> dict[str, Any]:
    return {REFERENCES.get(name, name): value for name, value in columns.items()}


def _look_again(session: Session, moved: Sequence[ContractEntry], now: datetime) -> None:
    """Have the watch look at the contracts whose dates moved."""
    if moved:
        ids = [one.id for one in moved]
        again = update(Contract).where(Contract.id.in_(ids))  # type: ignore[attr-defined]
        session.connection().execute(again.values(due_at=now, leased_until=None))


def _funded_anew(session: Session, conventions: Sequence[ConventionEntry], now: datetime) -> None:
    """Have the watch look at the contracts whose post is funded until another day."""
    posts = {one.post.id for one in conventions}
    if posts:
        again = update(Contract).where(Contract.post_id.in_(posts))  # type: ignore[union-attr]
        session.connection().execute(again.values(due_at=now, leased_until=None))


def _claim(session: Session, contracts: Sequence[ContractEntry], account_id: int | None) -> None:
    """Keep what was said, each word once, at the latest day it was said."""
    rows = [
        {
            "contract_id": one.id, "field": field, "value": claim.value, "source": str(claim.source),
            "stated_on": claim.stated_on, "recorded_at": claim.recorded_at, "account_id": account_id,
        }
        for one in contracts
        for field, claim in one.new_claims
    ]  # fmt: skip
    if not rows:
        return
    words = {(row["contract_id"], row["field"], row["value"], row["source"]): row for row in rows}
    said = insert_rows(DateClaim, list(words.values()))
    again = said.on_conflict_do_update(
        constraint="uq_date_claim_contract_id_field_value_source",
        set_={"stated_on": said.excluded.stated_on, "recorded_at": said.excluded.recorded_at},
        where=DateClaim.stated_on < said.excluded.stated_on,
    )
    session.connection().execute(again)


def _signed(contract: ContractEntry) -> Fact:
    assert contract.id is not None
    assert contract.adviser.id is not None
    return ContractSigned(contract.id, contract.adviser.id, contract.renews.id if contract.renews else None)


def _prolonged(contract: ContractEntry) -> Fact:
    assert contract.id is not None
    assert contract.adviser.id is not None
    return ContractProlonged(contract.id, contract.adviser.id, contract.former_end, contract.end_date)
