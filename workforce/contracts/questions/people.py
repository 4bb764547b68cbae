"""Who can be asked about a contract: those around it who came in at least once."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlmodel import Session

from workforce.contracts import audiences
from workforce.contracts.kinds import Party


def accounts_of(session: Session, contract_ids: Collection[int]) -> dict[int, dict[Party, set[int]]]:
    """Return the accounts that can be asked about these contracts, by party, in one query."""
    return audiences.around(session, contract_ids, audiences.EVERYBODY, audiences.CAME_IN)


def contracts_of_account(account_id: int, parties: Iterable[Party] = audiences.EVERYBODY) -> Any:
    """Return the query of the contracts that an account can be asked about, as one of these parties."""
    return audiences.contracts_of_account(account_id, parties, audiences.CAME_IN)
