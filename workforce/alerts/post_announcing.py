"""Who is told that a subsidised post stands empty: its employer, and the coordinators of whoever left it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session

from workforce import clock
from workforce.accounts.models import Account, Membership
from workforce.advisers.models import Adviser
from workforce.alerts.planning import announce
from workforce.contracts.kinds import Party
from workforce.contracts.models import Contract
from workforce.contracts.vacancy import FRESH, REFILL_STEPS
from workforce.facts import PostRefillNear, PostVacated

KIND = "post_to_refill"
Accounts: Any = Account
Memberships: Any = Membership
Advisers: Any = Adviser
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
    is_own = party is Party.EMPLOYER
    people = _employer(session, fact.employer_id) if is_own else _coordinators(session, fact.post_id)
    occasion = f"post:{fact.post_id}:{fact.refill_by}:{party}:{step}"
    announce(session, people, KIND, occasion, {"post_id": fact.post_id, "audience": party, **days})


def _employer(session: Session, employer_id: int) -> Sequence[int]:
    return session.scalars(_open_accounts(Memberships.employer_id == employer_id)).all()


def _coordinators(session: Session, post_id: int) -> Sequence[int]:
    """Return who coordinates the last person known on the post."""
    last = (
        select(Contracts.adviser_id)
        .where(Contracts.post_id == post_id, Contracts.cancelled_at.is_(None))
        .order_by(Contracts.start_date.desc().nulls_last(), Contracts.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    theirs = select(Advisers.network_id, Advisers.departement).where(Advisers.id == last).subquery()
    return session.scalars(
        _open_accounts(Memberships.role == "coordinator")
        .join(theirs, theirs.c.network_id == Memberships.network_id)
        .where(or_(Memberships.departement.is_(None), Memberships.departement == theirs.c.departement))
    ).all()


def _open_accounts(which: Any) -> Any:
    return (
        select(Memberships.account_id)
        .join(Accounts, Accounts.id == Memberships.account_id)
        .where(which, Accounts.disabled_at.is_(None))
        .distinct()
    )
