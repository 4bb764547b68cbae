"""Offers already told to a person, by whatever letter: the same one is never told twice."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel, col

from workforce import clock
from workforce.database import moment


class ToldOffer(SQLModel, table=True):
    """An offer that a letter to this account speaks of."""

    __tablename__ = "told_offer"

    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE", primary_key=True)
    offer_id: int = Field(foreign_key="offer.id", ondelete="CASCADE", primary_key=True, index=True)
    told_at: datetime = moment(clock.now)


def claim(session: Session, account_id: int, offers: Sequence[int]) -> set[int]:
    """Note that these offers are told to a person; return those that were not told before."""
    rows = [
        {"account_id": account_id, "offer_id": offer, "told_at": clock.now()} for offer in sorted(set(offers))
    ]
    if not rows:
        return set()
    said = insert(ToldOffer).values(rows).on_conflict_do_nothing().returning(col(ToldOffer.offer_id))
    return set(session.scalars(said))


def take_back(session: Session, account_id: int, offers: Sequence[int]) -> None:
    """Note that these offers were not told after all: another letter may."""
    mine = delete(ToldOffer).where(
        col(ToldOffer.account_id) == account_id, col(ToldOffer.offer_id).in_(offers)
    )
    session.execute(mine)
