"""Reading the offers that employers post, and the thread between an employer and the moderators."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func
from sqlmodel import Session, col, select

from workforce.accounts.models import Account, Membership
from workforce.offers.models import Match, ModerationNote, Offer


@dataclass(frozen=True)
class PostedOffer:
    """An offer of an employer, as its list shows it."""

    id: int
    title: str
    state: str
    employer_name: str
    commune: str
    departement: str
    closes_on: date | None
    changed_at: datetime
    closing_reason: str
    matches: int  # Advisers it fits.


@dataclass(frozen=True)
class Note:
    """A word of the thread, and which side wrote it."""

    words: str
    written_at: datetime
    author: str
    by_moderator: bool


def offers_of(session: Session, employer_id: int, limit: int = 200) -> Sequence[PostedOffer]:
    """Return an employer's offers: what waits for the employer first, then the latest."""
    rank = func.array_position(["refused", "draft", "in_review", "published", "closed"], Offer.state)
    return _read(session, col(Offer.employer_id) == employer_id, (rank, col(Offer.changed_at).desc()), limit)


def offers_to_review(session: Session, limit: int = 50) -> Sequence[PostedOffer]:
    """Return the offers that wait for a moderator, the longest waiting first."""
    return _read(session, col(Offer.state) == "in_review", (col(Offer.changed_at), col(Offer.id)), limit)


def count_to_review(session: Session) -> int:
    """Count the offers that wait for a moderator."""
    return session.exec(select(func.count()).where(col(Offer.state) == "in_review")).one()


def thread(session: Session, offer_id: int) -> list[Note]:
    """Return what moderators and the employer wrote to each other, the oldest first."""
    author = col(ModerationNote.account_id)
    moderates = exists().where(col(Membership.account_id) == author, col(Membership.role) == "operator")
    rows = session.exec(
        select(ModerationNote.words, ModerationNote.written_at, func.coalesce(Account.name, ""), moderates)
        .outerjoin(Account, col(Account.id) == author)
        .where(ModerationNote.offer_id == offer_id)
        .order_by(col(ModerationNote.written_at), col(ModerationNote.id))
    )
    return [Note(*row) for row in rows]


def _read(
    session: Session, which: ColumnElement[bool], order: Sequence[Any], limit: int
) -> list[PostedOffer]:
    fits = select(func.count()).where(col(Match.offer_id) == Offer.id).correlate(Offer).scalar_subquery()
    columns: Any = (
        Offer.id, Offer.title, Offer.state, Offer.employer_name, Offer.commune, Offer.departement,
        Offer.closes_on, Offer.changed_at, Offer.closing_reason, fits,
    )  # fmt: skip
    return [
        PostedOffer(*row)
        for row in session.execute(select(*columns).where(which).order_by(*order).limit(limit))
    ]
