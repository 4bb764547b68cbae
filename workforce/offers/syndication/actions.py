"""Making and revoking the secret addresses at which a filtered list of offers is read, and reading them."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Field, Session, SQLModel, col, select

from workforce import clock, sealing
from workforce.accounts.models import Account, Membership
from workforce.offers.syndication.models import OfferFeed
from workforce.refusals import Refused

MOST = 10  # Addresses that one person may have open at once.
NOTED_EVERY = timedelta(hours=1)
Feeds: Any = OfferFeed


class FeedDraft(SQLModel):
    """A feed as a person asks for it."""

    name: str = Field(min_length=2, max_length=60)


@dataclass(frozen=True)
class Kept:
    """A feed as its owner reads it; the address is shown only when it is made."""

    id: int
    name: str
    filters: Mapping[str, Any]
    made_at: datetime
    read_at: datetime | None


@dataclass(frozen=True)
class Read:
    """What a good address opens: the adviser whose list it is, if any, and its filters."""

    name: str
    adviser_id: int | None
    filters: Mapping[str, Any]


def kept_of(session: Session, account_id: int) -> list[Kept]:
    """Return the open feeds of a person, the last made first."""
    rows = session.exec(
        select(OfferFeed)
        .join(Membership, col(Membership.id) == OfferFeed.membership_id)
        .where(Membership.account_id == account_id, col(OfferFeed.revoked_at).is_(None))
        .order_by(col(OfferFeed.made_at).desc(), col(OfferFeed.id).desc())
    )
    return [Kept(one.id, one.name, one.filters, one.made_at, one.read_at) for one in rows]


def subscribe(
    session: Session, account_id: int, adviser_id: int | None, draft: FeedDraft, filters: Mapping[str, Any]
) -> str:
    """Open a secret address for a list and its filters; return its token, that nobody can find again. Raises Refused.

    `adviser_id`: whose list it is; without one, that of all the published offers, read in the name of any role held.
    """
    kept = kept_of(session, account_id)
    if len(kept) >= MOST:
        raise Refused({"": f"Vous avez déjà {MOST} flux ouverts : révoquez-en un avant d’en créer un autre."})
    if draft.name.lower() in {one.name.lower() for one in kept}:
        raise Refused({"name": "Vous avez déjà un flux de ce nom : choisissez-en un autre."})
    mine = select(Membership.id).where(
        Membership.account_id == account_id, col(Membership.adviser_id).is_not_distinct_from(adviser_id)
    )
    role = session.exec(mine.order_by(col(Membership.id))).first()
    if role is None:
        raise Refused({"": "Votre compte n’a plus de rôle ici : il n’y a pas de liste à suivre."})
    token = secrets.token_urlsafe(32)
    session.add(
        OfferFeed(
            membership_id=role,
            name=draft.name,
            filters=dict(filters),
            digest=sealing.digest(token),
        )
    )
    session.flush()
    return token


def revoke(session: Session, feed_id: int) -> None:
    """Shut an address for good."""
    mine = update(OfferFeed).where(Feeds.id == feed_id, Feeds.revoked_at.is_(None))
    if not session.execute(mine.values(revoked_at=clock.now()).returning(Feeds.id)).all():
        raise Refused({"": "Ce flux est déjà révoqué."})


def read(session: Session, token: str) -> Read | None:
    """Return what a token opens; None for one that is unknown or revoked, whose role or account is no more."""
    row = session.exec(
        select(OfferFeed, Membership.adviser_id)
        .join(Membership, col(Membership.id) == OfferFeed.membership_id)
        .join(Account, col(Account.id) == Membership.account_id)
        .where(
            OfferFeed.digest == sealing.digest(token),
            col(OfferFeed.revoked_at).is_(None),
            col(Account.disabled_at).is_(None),
        )
    ).first()
    if row is None:
        return None
    if row[0].read_at is None or row[0].read_at < clock.now() - NOTED_EVERY:
        noted = update(OfferFeed).where(Feeds.id == row[0].id).values(read_at=clock.now())
        session.execute(noted, execution_options={"synchronize_session": False})
    return Read(row[0].name, row[1], row[0].filters)
