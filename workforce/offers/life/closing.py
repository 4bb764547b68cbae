"""Closing what is over by its date, every night."""

from typing import Any

from sqlalchemy import update
from sqlmodel import Session

from workforce import clock
from workforce.offers.life.stating import tell_closed
from workforce.offers.models import PAST, Offer
from workforce.offers.same.electing import LIVE

Offers: Any = Offer


def close_past(session: Session) -> None:
    """Close the offers whose closing date has passed; never those that a feed forgot."""
    past = update(Offer).where(Offers.state.in_(LIVE), Offers.closes_on < clock.today())
    values = {"state": "closed", "closed_by": "date", "closed_at": clock.now(), "closing_reason": PAST}
    closed = past.values(**values).returning(Offers.id)
    tell_closed(session, list(session.scalars(closed, execution_options={"synchronize_session": False})))
    session.expire_all()
