"""Who is told that a subsidised post stands empty: its employer, and the coordinators of whoever left it."""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from workforce import clock
from workforce.accounts.models import Account, Membership
from workforce.alerts.planning import announce
from workforce.contracts import audiences
from workforce.contracts.kinds import Party
from workforce.contracts.models import Contract
from workforce.contracts.vacancy import FRESH, REFILL_STEPS
from workforce.facts import PostRefillNear, PostVacated

KIND = "post_to_refill"
Accounts: Any = Account
Memberships: Any = Membership
Contracts: Any = Contract


def announce_vacancy(session: Session, fact: PostVacated) -> None:
    """Tell that a post has just been left; an old departure is no news, only its delay is told."""
    if clock.today() - fact.vacated_on <= FRESH:
        for party in REFILL_STEPS:
            _announce(session, fact, party, "left")


def announce_refill(session: Session, fact: PostRefillNear) -> None:
    """Tell those whose ladder has this step that the delay runs out."""
    for party, steps in REFILL_STEPS.items():
        if fact.milestone in steps:
            _announce(session, fact, party, str(fact.milestone))


def _announce(session: Session, fact: PostVacated | PostRefillNear, party: Party, step: str) -> None:
    days = {"vacated_on": fact.vacated_on.isoformat(), "refill_by": fact.refill_by.isoformat()}
    occasion = f"post:{fact.post_id}:{fact.refill_by}:{party}:{step}"
    announce(
        session,
        _people(session, fact, party),
        KIND,
        occasion,
        {"post_id": fact.post_id, "audience": party, **days},
    )


def _people(session: Session, fact: PostVacated | PostRefillNear, party: Party) -> set[int]:
    """Return whose post it is, or who coordinates the last person known on it."""
    if party is Party.EMPLOYER:
        return set(session.scalars(_open_accounts(Memberships.employer_id == fact.employer_id)))
    last = session.scalar(_last_contract(fact.post_id))
    return audiences.around(session, [last], [party])[last][party] if last else set()


def _last_contract(post_id: int) -> Any:
    return (
        select(Contracts.id)
        .where(Contracts.post_id == post_id, Contracts.cancelled_at.is_(None))
        .order_by(Contracts.start_date.desc().nulls_last(), Contracts.id.desc())
        .limit(1)
    )


def _open_accounts(which: Any) -> Any:
    return (
        select(Memberships.account_id)
        .join(Accounts, Accounts.id == Memberships.account_id)
        .where(which, Accounts.disabled_at.is_(None))
        .distinct()
    )
