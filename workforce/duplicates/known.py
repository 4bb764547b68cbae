"""Reading, of many records at once, what likeness is judged by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Integer, any_, func, literal, select
from sqlmodel import Session

from workforce.accounts.models import Account, Membership
from workforce.advisers.models import Adviser
from workforce.contracts.models import Contract
from workforce.duplicates.resemblance import PersonFacts, Spell, StructureFacts
from workforce.employers.models import Employer

People: Any = Adviser
Contracts: Any = Contract
Employers: Any = Employer
Members: Any = Membership
PERSON = ("id", "first_name", "last_name", "email", "phone", "commune", "departement")
STRUCTURE = ("id", "name", "siret", "external_id", "commune", "postal_code", "departement")


def people(session: Session, ids: Collection[int]) -> dict[int, PersonFacts]:
    """Return these people, in three queries whatever their number."""
    accounts, spells = _accounts(session, ids), _spells(session, ids)
    rows = session.execute(select(*(getattr(People, name) for name in PERSON)).where(_among(People.id, ids)))
    return {
        row.id: PersonFacts(**row._asdict(), accounts=tuple(accounts[row.id]), spells=tuple(spells[row.id]))
        for row in rows
    }


def structures(session: Session, ids: Collection[int]) -> dict[int, StructureFacts]:
    """Return these employers."""
    rows = session.execute(
        select(*(getattr(Employers, name) for name in STRUCTURE)).where(_among(Employers.id, ids))
    )
    return {row.id: StructureFacts(**row._asdict()) for row in rows}


def _among(column: Any, ids: Collection[int]) -> ColumnElement[bool]:
    """Compare with any number of ids, sent as one value."""
    these: ColumnElement[bool] = column == any_(literal(sorted(ids), ARRAY(Integer)))
    return these


def _accounts(session: Session, ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    held = select(Members.adviser_id, Account.email).join(Account, Account.id == Members.account_id)  # type: ignore[call-overload]
    for adviser_id, email in session.execute(
        held.where(_among(Members.adviser_id, ids)).order_by(Members.id)
    ):
        found[adviser_id].append(email)
    return found


def _spells(session: Session, ids: Collection[int]) -> dict[int, list[Spell]]:
    found: dict[int, list[Spell]] = defaultdict(list)
    last_day = func.coalesce(Contracts.termination_date, Contracts.end_date)
    rows = session.execute(
        select(Contracts.adviser_id, Contracts.employer_id, Contracts.start_date, last_day)
        .where(_among(Contracts.adviser_id, ids), Contracts.cancelled_at.is_(None))
        .order_by(Contracts.id)
    )
    for adviser_id, employer_id, start, end in rows:
        found[adviser_id].append(Spell(employer_id, start, end))
    return found
