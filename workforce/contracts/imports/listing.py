"""Reading imports for their pages: plain rows, a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, String, cast, column, func, select, true
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlmodel import Session, col

from workforce.accounts.models import Account
from workforce.advisers.models import Adviser
from workforce.contracts.imports.limits import MAX_ROWS
from workforce.contracts.imports.models import Import, ImportRow
from workforce.contracts.models import Contract
from workforce.employers.models import Employer


@dataclass(frozen=True)
class ImportLine:
    """An import, without its file."""

    id: int
    network_id: int
    account_id: int | None
    sender: str | None
    filename: str
    kind: str
    state: str
    refusal: str
    stated_on: date
    rows_total: int
    rows_done: int
    counts: dict[str, int]
    made_at: datetime
    last_error: str | None
    stuck_at: datetime | None
    columns: list[list[str]]
    absent: int


@dataclass(frozen=True)
class RowLine:
    """A row of a file: what it brings or brought, or why not."""

    number: int
    outcome: str
    detail: str
    errors: list[str]
    faults: dict[str, str]
    said: list[list[str]]
    cells: dict[str, Any]
    doubtful: bool
    edited: bool
    who: str


@dataclass(frozen=True)
class Absent:
    """Somebody at work here whom a file does not name."""

    id: int
    first_name: str
    last_name: str
    employer: str | None
    end: date | None


FIELDS = (
    "id", "network_id", "account_id", "filename", "kind", "state", "refusal", "stated_on", "rows_total",
    "rows_done", "counts", "made_at", "last_error", "stuck_at", "columns",
)  # fmt: skip
ROW_FIELDS = (
    "number", "outcome", "detail", "errors", "faults", "said", "cells", "doubtful", "edited",
)  # fmt: skip
DOUBTFUL = "doubtful"  # Asked for as an outcome is: the rows to look at twice.
COLUMNS = tuple(getattr(Import, name) for name in FIELDS)
# The tables as the queries below name them: columns, not the values of a row.
Files: Any = Import
Rows: Any = ImportRow
People: Any = Adviser
Contracts: Any = Contract
Employers: Any = Employer


def imports_of(
    session: Session, network_id: int, account_id: int | None, offset: int, limit: int
) -> list[ImportLine]:
    """Return the imports of a network, those of one sender where one is given, the latest first."""
    found = _lines().where(*_which(network_id, account_id)).order_by(Files.id.desc())
    return [ImportLine(**row._asdict()) for row in session.execute(found.offset(offset).limit(limit))]


def count_of(session: Session, network_id: int, account_id: int | None) -> int:
    """Count the imports of a network."""
    return session.scalar(select(func.count()).select_from(Files).where(*_which(network_id, account_id))) or 0


def one(session: Session, import_id: int) -> ImportLine:
    """Return one import."""
    return ImportLine(**session.execute(_lines().where(Files.id == import_id)).one()._asdict())


def rows_of(session: Session, import_id: int, which: str, offset: int, limit: int) -> list[RowLine]:
    """Return rows of one outcome, or those to look at twice, in the order of the file."""
    read = [Rows.data[name].as_string() for name in ("first_name", "last_name", "post_ref")]
    typed = [Rows.cells[name].as_string() for name in ("Prénom", "Nom", "ID Poste")]
    pairs = (func.coalesce(one, other) for one, other in zip(read, typed, strict=True))
    wanted = select(*(getattr(Rows, name) for name in ROW_FIELDS), func.concat_ws(" ", *pairs).label("who"))
    rows = wanted.where(Rows.import_id == import_id, _rows(which)).order_by(Rows.number)
    return [RowLine(**row._asdict()) for row in session.execute(rows.offset(offset).limit(limit))]


def count_rows(session: Session, import_id: int, which: str) -> int:
    """Count rows of one outcome, or those to look at twice."""
    counted = select(func.count()).select_from(Rows).where(Rows.import_id == import_id, _rows(which))
    return session.scalar(counted) or 0


def outcome_of(session: Session, import_id: int, number: int) -> str:
    """Return the outcome of a row; nothing where there is no such row."""
    found = select(Rows.outcome).where(Rows.import_id == import_id, Rows.number == min(number, MAX_ROWS + 1))
    return session.scalar(found) or ""


def changes_of(session: Session, import_id: int) -> list[tuple[str, int]]:
    """Count the changes of a file, field by field, the most frequent first."""
    said = (
        func.jsonb_array_elements(Rows.said).table_valued(column("value", JSONB), name="one").render_derived()
    )
    name = said.c.value[0].as_string()
    counted = select(name, func.count()).select_from(Rows).join(said, true())
    changes = counted.where(Rows.import_id == import_id, func.jsonb_array_length(said.c.value) == 3)
    rows = session.execute(changes.group_by(name).order_by(func.count().desc(), name))
    return [(str(field), int(number)) for field, number in rows]


def absent_people(session: Session, import_id: int, offset: int, limit: int) -> list[Absent]:
    """Return the people whom the file does not name, with the contract that they have here."""
    told = (
        func.jsonb_array_elements_text(Files.absent)
        .table_valued(column("id", String), name="told")
        .render_derived()
    )
    wanted = (
        select(cast(told.c.id, Integer)).select_from(Files).join(told, true()).where(Files.id == import_id)
    )
    last = func.coalesce(Contracts.termination_date, Contracts.end_date)
    # One line a person: the contract that ends last.
    people = (
        select(
            People.id,
            People.first_name,
            People.last_name,
            Employers.name.label("employer"),
            last.label("end"),
        )
        .ext(distinct_on(People.last_name, People.first_name, People.id))
        .outerjoin(Contracts, (Contracts.adviser_id == People.id) & Contracts.cancelled_at.is_(None))
        .outerjoin(Employers, Employers.id == Contracts.employer_id)
        .where(People.id.in_(wanted))
        .order_by(People.last_name, People.first_name, People.id, last.desc().nulls_first())
    )
    return [Absent(**row._asdict()) for row in session.execute(people.offset(offset).limit(limit))]


def _rows(which: str) -> Any:
    return Rows.doubtful if which == DOUBTFUL else Rows.outcome == which


def _lines() -> Any:
    absent = func.jsonb_array_length(Files.absent).label("absent")
    return select(*COLUMNS, absent, col(Account.name).label("sender")).outerjoin(
        Account, col(Account.id) == Files.account_id
    )


def _which(network_id: int, account_id: int | None) -> list[Any]:
    mine = [Files.network_id == network_id]
    return mine if account_id is None else [*mine, Files.account_id == account_id]
