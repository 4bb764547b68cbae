"""What a calendar reads at its secret address: the events of one role, as it stands at that very moment."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, update
from sqlmodel import Session

from workforce import clock, sealing
from workforce.accounts.models import Account, Membership
from workforce.advisers.models import Adviser
from workforce.alerts.links import link
from workforce.calendars import sessions
from workforce.calendars.entries import SHOWN, Entry
from workforce.calendars.models import CalendarEvent, Subscription
from workforce.contracts.decisions import initialled
from workforce.contracts.kinds import Party
from workforce.contracts.models import Contract, Post

PAST_SHOWN = timedelta(days=92)
CANCELLED_SHOWN = timedelta(days=42)  # Long enough for every calendar to hear of it.
MOST = 4000  # Events of one feed, the nearest to today: about 2 MB.
NOTED_EVERY = timedelta(hours=1)
Events: Any = CalendarEvent
Subscriptions: Any = Subscription
Memberships: Any = Membership
Accounts: Any = Account
Contracts: Any = Contract
Advisers: Any = Adviser
Posts: Any = Post


@dataclass(frozen=True)
class Feed:
    """A calendar: its name and its events. `mark` changes when anything in it does."""

    name: str
    entries: tuple[Entry, ...]

    @property
    def mark(self) -> str:
        """Return a digest of all that the calendar says."""
        said = repr((self.name, self.entries)).encode()
        return blake2b(said, digest_size=16).hexdigest()


def read(session: Session, token: str) -> Feed | None:
    """Return the calendar of a token; None for one that is unknown or revoked, whose role or account is no more."""
    found = session.execute(
        select(Subscriptions, Memberships)
        .join(Memberships, Memberships.id == Subscriptions.membership_id)
        .join(Accounts, Accounts.id == Memberships.account_id)
        .where(
            Subscriptions.digest == sealing.digest(token),
            Subscriptions.revoked_at.is_(None),
            Accounts.disabled_at.is_(None),
        )
    ).first()
    if found is None:
        return None
    subscription, membership = found
    _note_reading(session, subscription)
    days = sessions.entries_of(session, membership)
    if membership.role == sessions.TRAINER:
        return Feed(subscription.name, tuple(days))
    return Feed(subscription.name, (*_entries(session, membership), *days))


def _note_reading(session: Session, one: Subscription) -> None:
    if one.read_at is None or one.read_at < clock.now() - NOTED_EVERY:
        noted = update(Subscription).where(Subscription.id == one.id)  # type: ignore[arg-type]
        session.execute(noted.values(read_at=clock.now()), execution_options={"synchronize_session": False})


def _entries(session: Session, membership: Membership) -> list[Entry]:
    reader, today = Party(membership.role), clock.today()
    rows = session.execute(
        select(
            Events.uid, Events.family, Events.party, Events.label, Events.due_date, Events.source, Events.indicative,
            Events.sequence, Events.made_at, Events.changed_at, Events.cancelled_at, Advisers.id.label("adviser"),
            Advisers.first_name, Advisers.last_name,
            func.coalesce(Contracts.employer_id, Posts.employer_id).label("employer"),
        )
        .outerjoin(Contracts, Contracts.id == Events.contract_id)
        .outerjoin(Advisers, Advisers.id == Contracts.adviser_id)
        .outerjoin(Posts, Posts.id == Events.post_id)
        .where(
            _scope(membership),
            or_(Events.party == reader, Events.family.in_(SHOWN[reader])),
            Events.due_date >= today - PAST_SHOWN,
            or_(Events.cancelled_at.is_(None), Events.cancelled_at > clock.now() - CANCELLED_SHOWN),
        )
        .order_by(func.abs(Events.due_date - today), Events.id)
        .limit(MOST)
    )  # fmt: skip
    return [_entry(row, reader) for row in rows]


def _scope(membership: Membership) -> ColumnElement[bool]:
    """Return what a role may see: one's own contracts, an employer's, a network's within its départements."""
    if membership.role == Party.ADVISER and membership.adviser_id:
        return and_(Contracts.adviser_id == membership.adviser_id, Events.post_id.is_(None))
    if membership.role == Party.EMPLOYER and membership.employer_id:
        return and_(func.coalesce(Posts.employer_id, Contracts.employer_id) == membership.employer_id)
    if membership.role == Party.COORDINATOR and membership.network_id:
        here = (
            Advisers.departement == membership.departement
            if membership.departement
            else Advisers.id.is_not(None)
        )
        return and_(Advisers.network_id == membership.network_id, here)
    return false()


def _entry(row: Any, reader: Party) -> Entry:
    return Entry(
        uid=row.uid,
        family=row.family,
        label=row.label,
        day=row.due_date,
        person=""
        if reader is Party.ADVISER or not row.last_name
        else initialled(row.first_name, row.last_name),
        source=row.source,
        indicative=row.indicative,
        sequence=row.sequence,
        made_at=row.made_at,
        changed_at=row.changed_at,
        is_cancelled=row.cancelled_at is not None,
        address=_address(row, reader),
        rings=row.party == reader and reader is not Party.COORDINATOR,
    )


def _address(row: Any, reader: Party) -> str:
    """Return the page where the detail is read, once signed in."""
    if reader is Party.EMPLOYER:
        return link("employer.home", row.employer)
    return link("adviser.contract", row.adviser) if row.adviser else link("alerts.mine")
