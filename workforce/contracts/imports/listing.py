"""Reading imports for their pages: plain rows, a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from workforce.accounts.models import Account
from workforce.contracts.imports.models import Import, ImportRow


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


@dataclass(frozen=True)
class RowLine:
    """A row of a file: what it brings or brought, or why not."""

    number: int
    outcome: str
    detail: str
    errors: list[str]
    who: str


FIELDS = (
    "id", "network_id", "account_id", "filename", "kind", "state", "refusal", "stated_on", "rows_total",
    "rows_done", "counts", "made_at", "last_error", "stuck_at",
)  # fmt: skip
COLUMNS = tuple(getattr(Import, name) for name in FIELDS)
# The tables as the queries below name them: columns, not the values of a row.
Files: Any = Import
Rows: Any = ImportRow


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


def rows_of(session: Session, import_id: int, outcome: str, offset: int, limit: int) -> list[RowLine]:
    """Return rows of one outcome, in the order of the file."""
    read = [Rows.data[name].as_string() for name in ("first_name", "last_name", "post_ref")]
    typed = [Rows.data["cells"][name].as_string() for name in ("Prénom", "Nom", "ID Poste")]
    who = func.concat_ws(" ", *read, *typed).label("who")
    wanted = select(Rows.number, Rows.outcome, Rows.detail, Rows.errors, who)
    rows = wanted.where(Rows.import_id == import_id, Rows.outcome == outcome).order_by(Rows.number)
    return [RowLine(**row._asdict()) for row in session.execute(rows.offset(offset).limit(limit))]


def _lines() -> Any:
    return select(*COLUMNS, col(Account.name).label("sender")).outerjoin(
        Account, col(Account.id) == Files.account_id
    )


def _which(network_id: int, account_id: int | None) -> list[Any]:
    mine = [Files.network_id == network_id]
    return mine if account_id is None else [*mine, Files.account_id == account_id]
