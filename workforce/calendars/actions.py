"""Making, replacing and revoking the secret addresses that calendars read."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, update
from sqlmodel import Field, Session, SQLModel, col, select

from workforce import clock, journal, sealing
from workforce.accounts.models import Membership
from workforce.calendars.entries import SHOWN
from workforce.calendars.models import Subscription
from workforce.calendars.sessions import TRAINER
from workforce.employers.models import Employer
from workforce.facts import CalendarOpened
from workforce.refusals import Refused
from workforce.territories.departements import departement
from workforce.territories.models import Network
from workforce.trainings.sessions.models import TrainingBody

MOST = 10  # Addresses that one person may have open at once.


class SubscriptionDraft(SQLModel):
    """A calendar as a person asks for it."""

    name: str = Field(min_length=2, max_length=60)
    membership_id: int


@dataclass(frozen=True)
class Choice:
    """A role that has deadlines, and the words that say whose."""

    membership_id: int
    label: str


@dataclass(frozen=True)
class Kept:
    """A subscription as its owner reads it; the address is shown only when it is made."""

    id: int
    name: str
    label: str
    made_at: datetime
    read_at: datetime | None


def choices_of(session: Session, account_id: int) -> list[Choice]:
    """Return the roles of an account that have deadlines."""
    rows = session.exec(
        select(Membership, Network.name, func.coalesce(Employer.name, TrainingBody.name))
        .outerjoin(Network, col(Network.id) == Membership.network_id)
        .outerjoin(Employer, col(Employer.id) == Membership.employer_id)
        .outerjoin(TrainingBody, col(TrainingBody.id) == Membership.body_id)
        .where(Membership.account_id == account_id, col(Membership.role).in_([*SHOWN, TRAINER]))
        .order_by(col(Membership.id))
    )
    return [Choice(one.id, _label(one, network or "", employer or "")) for one, network, employer in rows]


def kept_of(session: Session, account_id: int) -> list[Kept]:
    """Return the open subscriptions of an account, the last made first."""
    labels = {choice.membership_id: choice.label for choice in choices_of(session, account_id)}
    rows = session.exec(
        select(Subscription)
        .where(col(Subscription.membership_id).in_(list(labels)), col(Subscription.revoked_at).is_(None))
        .order_by(col(Subscription.made_at).desc(), col(Subscription.id).desc())
    )
    return [Kept(one.id, one.name, labels[one.membership_id], one.made_at, one.read_at) for one in rows]


def subscribe(session: Session, account_id: int, draft: SubscriptionDraft) -> str:
    """Open a secret address; return its token, that nobody can find again. Raises Refused."""
    if draft.membership_id not in {choice.membership_id for choice in choices_of(session, account_id)}:
        raise Refused({"membership_id": "Choisissez ce que le calendrier doit montrer."})
    kept = kept_of(session, account_id)
    if len(kept) >= MOST:
        raise Refused(
            {"": f"Vous avez déjà {MOST} calendriers ouverts : révoquez-en un avant d’en créer un autre."}
        )
    if draft.name.lower() in {one.name.lower() for one in kept}:
        raise Refused({"name": "Vous avez déjà un calendrier de ce nom : choisissez-en un autre."})
    token = secrets.token_urlsafe(32)
    session.add(Subscription(**draft.model_dump(), digest=sealing.digest(token)))
    journal.record(session, CalendarOpened(draft.membership_id))
    return token


def replace(session: Session, subscription_id: int) -> str:
    """Give a subscription another address: the former one answers no more. Return the new token."""
    token = secrets.token_urlsafe(32)
    _change(session, subscription_id, digest=sealing.digest(token), read_at=None)
    return token


def revoke(session: Session, subscription_id: int) -> None:
    """Shut an address for good."""
    _change(session, subscription_id, revoked_at=clock.now())


def name_of(session: Session, subscription_id: int) -> str:
    """Return the name that a person gave to a subscription."""
    return session.get_one(Subscription, subscription_id).name


def _change(session: Session, subscription_id: int, **values: object) -> None:
    mine = update(Subscription).where(
        col(Subscription.id) == subscription_id, col(Subscription.revoked_at).is_(None)
    )
    if not session.execute(mine.values(**values).returning(col(Subscription.id))).all():
        raise Refused({"": "Ce calendrier est déjà révoqué."})


def _label(one: Membership, network: str, employer: str) -> str:
    """Say whose deadlines a role shows."""
    if one.role == "adviser":
        return "Mes échéances"
    if one.role == "employer":
        return f"Les décisions de {employer}"
    if one.role == TRAINER:
        return f"Les sessions de {employer}"
    return f"L’équipe : {network}, {_place(one.departement)}"


def _place(code: str | None) -> str:
    found = departement(code) if code else None
    return found.label if found else code or "tout le réseau"


def shown(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    """Return the choices of the form."""
    return [(str(choice.membership_id), choice.label) for choice in choices]
