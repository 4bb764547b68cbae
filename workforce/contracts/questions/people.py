"""Who can be asked about a contract: accounts that came in at least once, by what they are to it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import and_, literal, or_, select, union
from sqlmodel import Session

from workforce.accounts.models import Account, Membership
from workforce.advisers.models import Adviser
from workforce.contracts.kinds import Party
from workforce.contracts.models import Contract

# The tables as the queries name them: columns, not the values of a row.
Accounts: Any = Account
Advisers: Any = Adviser
Contracts: Any = Contract
Members: Any = Membership

TIES = {
    Party.ADVISER: and_(Members.role == "adviser", Members.adviser_id == Contracts.adviser_id),
    Party.EMPLOYER: and_(Members.role == "employer", Members.employer_id == Contracts.employer_id),
    Party.COORDINATOR: and_(
        Members.role == "coordinator",
        Members.network_id == Advisers.network_id,
        or_(Members.departement.is_(None), Members.departement == Advisers.departement),
    ),
}


def accounts_of(session: Session, contract_ids: Collection[int]) -> dict[int, dict[Party, set[int]]]:
    """Return the accounts that can be asked about these contracts, by party, in one query."""
    found: dict[int, dict[Party, set[int]]] = defaultdict(lambda: defaultdict(set))
    rows = session.execute(union(*(_tied(party, tie, contract_ids) for party, tie in TIES.items())))
    for contract_id, party, account_id in rows:
        found[contract_id][Party(party)].add(account_id)
    return found


def contracts_of_account(account_id: int, parties: Iterable[Party] = tuple(Party)) -> Any:
    """Return the query of the contracts that an account can be asked about, as one of these parties."""
    return union(*(_tied(party, TIES[party]).where(Members.account_id == account_id) for party in parties))


def _tied(party: Party, tie: Any, contract_ids: Collection[int] | None = None) -> Any:
    query = (
        select(Contracts.id, literal(str(party)).label("party"), Members.account_id)
        .join(Advisers, Advisers.id == Contracts.adviser_id)
        .join(Members, tie)
        .join(Accounts, Accounts.id == Members.account_id)
        .where(Accounts.disabled_at.is_(None), Accounts.last_seen_at.is_not(None))
    )
    return query if contract_ids is None else query.where(Contracts.id.in_(contract_ids))
