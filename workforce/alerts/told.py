"""Offers already told to a person, by whatever letter: the same one is never told twice."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel, col, select

from workforce import clock
from workforce.database import moment
from workforce.offers.same import joining


class ToldOffer(SQLModel, table=True):
    """An offer that a letter to this account speaks of."""

    __tablename__ = "told_offer"

    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE", primary_key=True)
    offer_id: int = Field(foreign_key="offer.id", ondelete="CASCADE", primary_key=True, index=True)
    told_at: datetime = moment(clock.now)


def claim(session: Session, account_id: int, offers: Sequence[int]) -> set[int]:
    """Note that these offers are told to a person; return those that were not told before, under any of their copies."""
    copies = joining.groups(session, offers)
    known = _told(session, account_id, {one for some in copies.values() for one in some})
    fresh: dict[int, int] = {}  # A copy → the offer told.
    for offer in sorted(set(offers)):
        if known.isdisjoint(copies.get(offer, {offer})):
            fresh |= dict.fromkeys(copies.get(offer, {offer}), offer)
            known |= copies.get(offer, {offer})
    noted = _note(session, account_id, sorted(fresh))
    return {offer for offer in set(fresh.values()) if offer in noted}


def take_back(session: Session, account_id: int, offers: Sequence[int]) -> None:
    """Note that these offers were not told after all: another letter may."""
    copies = {one for some in joining.groups(session, offers).values() for one in some}
    session.execute(delete(ToldOffer).where(_of(account_id, copies)))


def _told(session: Session, account_id: int, offers: Collection[int]) -> set[int]:
    return set(session.exec(select(ToldOffer.offer_id).where(_of(account_id, offers))))


def _note(session: Session, account_id: int, offers: Sequence[int]) -> set[int]:
    rows = [{"account_id": account_id, "offer_id": offer, "told_at": clock.now()} for offer in offers]
    if not rows:
        return set()
    said = insert(ToldOffer).values(rows).on_conflict_do_nothing().returning(col(ToldOffer.offer_id))
    return set(session.scalars(said))


def _of(account_id: int, offers: Collection[int]) -> ColumnElement[bool]:
    return and_(col(ToldOffer.account_id) == account_id, col(ToldOffer.offer_id).in_(offers))
