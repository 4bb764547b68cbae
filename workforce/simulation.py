"""Playing the clock: all the work that needs no outside door, done at once, on any day, kept or not."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import Session

from workforce import clock
from workforce.accounts.models import Account
from workforce.alerts import sending
from workforce.alerts.models import Alert, Channel, Delivery
from workforce.alerts.outcomes import Outcome
from workforce.database import transaction
from workforce.reactions import INSIDE

BATCH = 500  # Rows.
HOUR = timedelta(hours=8)  # Of the working day, in Paris, at which a simulated day is looked at.


@dataclass(frozen=True)
class Told:
    """An alert that would go out."""

    day: date
    recipient: str
    occasion: str
    title: str
    channel: str
    state: str
    reason: str

    def as_row(self) -> dict[str, str]:
        """Return plain values."""
        return {key: str(value) for key, value in asdict(self).items()}


def settle_inside(session: Session) -> int:
    """Do all due work that needs no outside door, and what follows from it. Return how many rows were settled."""
    settled = 0
    while done := sum(_settle(session, model, work) for model, work in INSIDE.items()):
        settled += done
    return settled


def play(first: date, last: date) -> Iterator[Told]:
    """Play the days from `first` to `last` on the real data, then forget: yields every alert that would go out."""
    with transaction() as session:
        day = first
        while day <= last:
            with clock.frozen(_moment_of(day)):
                settle_inside(session)
                yield from _deliver(session, day)
            day += timedelta(days=1)
        session.rollback()


def _moment_of(day: date) -> datetime:
    """Return when a simulated day is looked at; today, not before now: what happened this afternoon counts."""
    morning = clock.midnight(day) + HOUR
    return max(morning, clock.now()) if day == clock.today() else morning


def _settle(session: Session, model: Any, work: Any) -> int:
    settled = 0
    while ids := list(session.scalars(_due(model))):
        work(session, ids)
        session.flush()
        settled += len(ids)
    return settled


def _due(model: Any) -> Any:
    return select(model.id).where(model.due_at <= clock.now()).order_by(model.due_at, model.id).limit(BATCH)


def _deliver(session: Session, day: date) -> Iterator[Told]:
    delivery, alert = aliased(Delivery), aliased(Alert)
    due = select(delivery.id).where(delivery.due_at <= clock.now()).order_by(delivery.id)  # type: ignore[call-overload, operator]
    for delivery_id in list(session.scalars(due)):
        envelope = sending.claim_letter(session, delivery_id)
        if envelope:
            sending.note(session, envelope, Outcome(sent=True))
        session.flush()
        row = session.execute(
            select(Account.email, alert.occasion, alert.title, Channel.label, delivery.state, delivery.reason)  # type: ignore[call-overload]
            .join(alert, alert.id == delivery.alert_id)
            .join(Account, Account.id == alert.account_id)
            .join(Channel, Channel.id == delivery.channel_id)
            .where(delivery.id == delivery_id)
        ).one()
        yield Told(day, *row)
