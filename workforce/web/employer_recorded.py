"""What an employer recorded of contracts to come, a few days ago at most: it may be taken back."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from sqlmodel import Session, col, select

from workforce import clock
from workforce.advisers.models import Adviser
from workforce.advisers.naming import of_name
from workforce.contracts import undoing
from workforce.contracts.changes import UNDONE_WITHIN, Act
from workforce.contracts.decisions import initialled
from workforce.contracts.models import Contract, ContractChange
from workforce.web.access import actor
from workforce.wording import date_fr


def shown(session: Session, employer_id: int) -> list[dict[str, str]]:
    """Return the following contracts that this reader recorded and may still take back, the latest first."""
    rows = _renewals(session, Contract.employer_id == employer_id)
    reasons = undoing.why_not(session, [change for change, *_ in rows]) if rows else {}
    return [_line(*row) for row in rows if not reasons[row[0].id]]


def change_of(session: Session, former_id: int) -> ContractChange | None:
    """Return the change by which this reader recorded the contract that follows another; none where they did not."""
    rows = _renewals(session, Contract.renews_id == former_id)
    return rows[0][0] if rows else None


def _renewals(session: Session, which: Any) -> Sequence[Any]:
    columns: Any = (
        ContractChange, Contract.renews_id, Contract.start_date, Adviser.first_name, Adviser.last_name,
    )  # fmt: skip
    return session.execute(
        select(*columns)
        .join(Contract, col(Contract.id) == ContractChange.contract_id)
        .join(Adviser, col(Adviser.id) == Contract.adviser_id)
        .where(
            which, ContractChange.account_id == actor().account_id, ContractChange.act == Act.RENEWED,
            col(ContractChange.undone_at).is_(None), ContractChange.made_at > clock.now() - UNDONE_WITHIN,
        )
        .order_by(col(ContractChange.id).desc())
    ).all()  # fmt: skip


def _line(_change: ContractChange, former_id: int, start: Any, first: str, last: str) -> dict[str, str]:
    begins = f", à partir du {date_fr(start)}" if start else ""
    return {
        "words": f"Le contrat {of_name(initialled(first, last))}{begins}.",
        "action": url_for("employer.take_back", contract_id=former_id),
    }
