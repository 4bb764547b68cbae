"""Who is around a contract: the accounts of its adviser, of its employer, of those who coordinate them."""

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

EVERYBODY = tuple(Party)
TIES = {
    Party.ADVISER: and_(Members.role == "adviser", Members.adviser_id == Contracts.adviser_id),
    Party.EMPLOYER: and_(Members.role == "employer", Members.employer_id == Contracts.employer_id),
    Party.COORDINATOR: and_(
        Members.role == "coordinator",
        Members.network_id == Advisers.network_id,
        or_(Members.departement.is_(None), Members.departement == Advisers.departement),
    ),
}
CAME_IN = Accounts.last_seen_at.is_not(None)


def around(
    session: Session, contract_ids: Collection[int], parties: Iterable[Party] = EVERYBODY, *which: Any
) -> dict[int, dict[Party, set[int]]]:
    """Return the open accounts around these contracts, by party, in one query; `which` narrows them further."""
    found: dict[int, dict[Party, set[int]]] = defaultdict(lambda: defaultdict(set))
    ties = (_tied(party, *which).where(Contracts.id.in_(contract_ids)) for party in parties)
    for contract_id, party, account_id in session.execute(union(*ties)):
        found[contract_id][Party(party)].add(account_id)
    return found


def contracts_of_account(account_id: int, parties: Iterable[Party] = EVERYBODY, *which: Any) -> Any:
    """Return the query of the contracts that an account is around, as one of these parties."""
    return union(*(_tied(party, *which).where(Members.account_id == account_id) for party in parties))


def _tied(party: Party, *which: Any) -> Any:
    return (
        select(Contracts.id, literal(str(party)).label("party"), Members.account_id)
        .join(Advisers, Advisers.id == Contracts.adviser_id)
        .join(Members, TIES[party])
        .join(Accounts, Accounts.id == Members.account_id)
        .where(Accounts.disabled_at.is_(None), *which)
    )
