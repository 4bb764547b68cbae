"""Undoing what was done to a contract, and showing what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Response, flash, url_for
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from workforce import clock
from workforce.accounts import policy
from workforce.accounts.models import Account
from workforce.contracts import changes, undoing
from workforce.contracts.changes import Act
from workforce.contracts.consequences import Consequences
from workforce.contracts.models import Contract, ContractChange
from workforce.database import transaction
from workforce.employers.models import Employer
from workforce.refusals import Refused
from workforce.rehearsal import rehearse
from workforce.web import htmx
from workforce.web.access import actor, allow
from workforce.web.contracts import pages
from workforce.web.person import Person, person
from workforce.wording import moment_fr

JUST_NOW = timedelta(minutes=15)


@dataclass(frozen=True)
class ChangeLine:
    """One thing done to a contract, as its page shows it."""

    contract_id: int
    employer: str
    words: str
    said: str  # Who did it, when.
    undone: str  # Who undid it, when; empty while it stands.
    undo_href: str  # Empty where it can no longer be undone.
    is_gone: bool  # The contract itself was undone.
    is_just_done: bool  # By this reader, a moment ago.


@pages.post("/modifications/<int:change_id>/annulation")
@allow(policy.may_change_contract)
def undo(change_id: int) -> Response:
    """Put a contract back as it was."""
    with transaction() as session:
        who = person(session, _adviser_of(session, change_id))
    try:
        with transaction() as session:
            found = _undo(session, change_id, who)
        flash(f"La modification est annulée. {found.after} {found.alerts.sentence}", "success")
    except Refused as refused:
        flash(str(refused), "error")
    return htmx.go_to("adviser.contract", adviser_id=who.id)


def view(session: Session, who: Person) -> dict[str, Any]:
    """Return what the page of contracts shows of changes: what was just done, then all, contract by contract."""
    found = lines(session, who)
    return {
        "just_done": next((one for one in found if one.is_just_done and one.undo_href), None),
        "changes": _by_contract(found),
    }


def lines(session: Session, who: Person) -> list[ChangeLine]:
    """Return what was done to the contracts of a person, undone ones included, the latest first. In six queries."""
    author, undoer = aliased(Account), aliased(Account)
    rows = session.exec(
        select(ContractChange, Employer.name, col(Contract.cancelled_at), col(author.name), col(undoer.name))  # type: ignore[call-overload]
        .join(Contract, col(Contract.id) == ContractChange.contract_id)
        .join(Employer, col(Employer.id) == Contract.employer_id)
        .outerjoin(author, col(author.id) == ContractChange.account_id)
        .outerjoin(undoer, col(undoer.id) == ContractChange.undone_by)
        .where(Contract.adviser_id == who.id)
        .order_by(col(ContractChange.id).desc())
    ).all()
    reasons = undoing.why_not(session, [row[0] for row in rows])
    return [_line(*row, may_undo=not reasons[row[0].id]) for row in rows]


def _by_contract(found: Sequence[ChangeLine]) -> dict[int, list[ChangeLine]]:
    """Return changes by contract; 0 gathers those of contracts that are no more."""
    grouped: dict[int, list[ChangeLine]] = {}
    for one in found:
        grouped.setdefault(0 if one.is_gone else one.contract_id, []).append(one)
    return grouped


def _undo(session: Session, change_id: int, who: Person) -> Consequences:
    def act(rows: Session) -> None:
        undoing.undo(rows, change_id, actor().account_id)

    return rehearse(session, who.id, act, lambda _: True, who.of_whom).consequences


def _adviser_of(session: Session, change_id: int) -> int:
    mine = select(Contract.adviser_id).join(ContractChange, col(ContractChange.contract_id) == Contract.id)
    return session.exec(mine.where(ContractChange.id == change_id)).one()


def _line(
    change: ContractChange,
    employer: str,
    cancelled_at: datetime | None,
    author: str | None,
    undoer: str | None,
    *,
    may_undo: bool,
) -> ChangeLine:
    is_own = change.account_id == actor().account_id
    return ChangeLine(
        contract_id=change.contract_id,
        employer=employer,
        words=changes.sentence(Act(change.act), change.before, change.after),
        said=_said("fait", author, change.made_at),
        undone=_said("annulé", undoer, change.undone_at) if change.undone_at else "",
        undo_href=url_for("contracts.undo", change_id=change.id) if may_undo else "",
        is_gone=cancelled_at is not None,
        is_just_done=is_own and clock.now() - change.made_at <= JUST_NOW,
    )


def _said(verb: str, name: str | None, at: datetime) -> str:
    by = f" par {name}" if name else ""
    return f"{verb} le {moment_fr(at)}{by}"
