"""Reading handover sheets: the one of a contract, its versions, those that are open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from workforce.accounts.models import Account
from workforce.advisers.models import Adviser
from workforce.contracts import intents
from workforce.contracts.decisions import initialled
from workforce.contracts.models import Contract, Convention, Post
from workforce.employers.models import Employer
from workforce.handovers.models import Handover, HandoverVersion
from workforce.handovers.sections import Known

STAYS_OPEN = timedelta(days=60)  # After the end: what was not passed on yet still may be.
VERSIONS_SHOWN = 30
Handovers: Any = Handover
Versions: Any = HandoverVersion
Contracts: Any = Contract
People: Any = Adviser
Employers: Any = Employer
Accounts: Any = Account
Posts: Any = Post
Conventions: Any = Convention


@dataclass(frozen=True)
class Version:
    """What the sheet said once."""

    number: int
    sections: dict[str, str]
    is_aside: bool
    by: str  # Empty for the sheet as it was started.
    saved_at: datetime


@dataclass(frozen=True)
class About:
    """The contract that a sheet is about."""

    contract_id: int
    adviser_id: int
    employer_id: int
    person: str
    employer: str
    last_day: date | None


@dataclass(frozen=True)
class Open:
    """A sheet to fill or to read, as a list says it."""

    contract_id: int
    person: str
    last_day: date
    is_written: bool  # Somebody has saved it at least once.


def about(session: Session, contract_id: int) -> About:
    """Return who leaves whom, and when."""
    row = session.execute(
        select(
            Contracts.adviser_id, Contracts.employer_id, People.first_name, People.last_name, Employers.name,
            func.least(Contracts.termination_date, Contracts.end_date),
        )
        .join(People, People.id == Contracts.adviser_id)
        .join(Employers, Employers.id == Contracts.employer_id)
        .where(Contracts.id == contract_id)
    ).one()  # fmt: skip
    adviser_id, employer_id, first, last, employer, last_day = row
    return About(contract_id, adviser_id, employer_id, f"{first} {last}", employer, last_day)


def known(session: Session, contract_id: int) -> Known:
    """Return what a sheet starts from."""
    row = session.execute(
        select(
            Employers.name, Employers.commune, func.least(Contracts.termination_date, Contracts.end_date),
            Contracts.post_id, Posts.external_id,
            select(func.max(Conventions.end_date)).where(Conventions.post_id == Posts.id).scalar_subquery(),
        )
        .join(Employers, Employers.id == Contracts.employer_id)
        .outerjoin(Posts, Posts.id == Contracts.post_id)
        .where(Contracts.id == contract_id)
    ).one()  # fmt: skip
    employer, commune, last_day, post_id, number, funded = row
    follower, begins = _follower(session, post_id, last_day)
    said = intents.latest(session, [contract_id]).get(contract_id)
    intent = said.sentence if said else ""
    return Known(employer, commune, last_day, number or "", funded, follower, begins, intent)


def _follower(session: Session, post_id: int | None, last_day: date | None) -> tuple[str, date | None]:
    if post_id is None or last_day is None:
        return "", None
    row = session.execute(
        select(People.first_name, People.last_name, Contracts.start_date)
        .join(People, People.id == Contracts.adviser_id)
        .where(
            Contracts.post_id == post_id, Contracts.start_date > last_day, Contracts.cancelled_at.is_(None)
        )
        .order_by(Contracts.start_date)
        .limit(1)
    ).first()
    return (initialled(row[0], row[1]), row[2]) if row else ("", None)


def versions(session: Session, contract_id: int) -> list[Version]:
    """Return the last versions of a sheet, the latest first."""
    rows = session.execute(
        select(Versions.number, Versions.sections, Versions.is_aside, Accounts.name, Versions.saved_at)
        .join(Handovers, Handovers.id == Versions.handover_id)
        .outerjoin(Accounts, Accounts.id == Versions.account_id)
        .where(Handovers.contract_id == contract_id)
        .order_by(Versions.number.desc())
        .limit(VERSIONS_SHOWN)
    )
    return [Version(number, texts, aside, by or "", at) for number, texts, aside, by, at in rows]


def version(session: Session, contract_id: int, number: int) -> Version | None:
    """Return one version of a sheet."""
    row = session.execute(
        select(Versions.number, Versions.sections, Versions.is_aside, Accounts.name, Versions.saved_at)
        .join(Handovers, Handovers.id == Versions.handover_id)
        .outerjoin(Accounts, Accounts.id == Versions.account_id)
        .where(Handovers.contract_id == contract_id, Versions.number == number)
    ).first()
    return Version(row[0], row[1], row[2], row[3] or "", row[4]) if row else None


def open_of_employer(session: Session, employer_id: int, today: date) -> list[Open]:
    """Return the sheets of an employer's departures, the nearest first."""
    return _open(session, Contracts.employer_id == employer_id, today)


def open_of_contracts(session: Session, contract_ids: Collection[int], today: date) -> list[Open]:
    """Return the open sheets among these contracts."""
    return _open(session, Contracts.id.in_(list(contract_ids)), today)


def _open(session: Session, which: Any, today: date) -> list[Open]:
    last_day = func.least(Contracts.termination_date, Contracts.end_date)
    written = (
        select(Versions.id)
        .where(Versions.handover_id == Handovers.id, Versions.account_id.is_not(None))
        .exists()
    )
    rows = session.execute(
        select(Contracts.id, People.first_name, People.last_name, last_day, written)
        .join(Handovers, Handovers.contract_id == Contracts.id)
        .join(People, People.id == Contracts.adviser_id)
        .where(which, Contracts.cancelled_at.is_(None), last_day >= today - STAYS_OPEN)
        .order_by(last_day, Contracts.id)
    )
    return [Open(one, initialled(first, last), end, is_written) for one, first, last, end, is_written in rows]
