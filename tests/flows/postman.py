"""Delivers what is due, in this very process: claim, speak, note."""

from sqlmodel import Session, select

from workforce import clock
from workforce.alerts import channels, sending
from workforce.alerts.models import Delivery


def deliver(session: Session) -> int:
    """Send every letter that is due; return how many were spoken."""
    spoken = 0
    for delivery_id in session.exec(
        select(Delivery.id).where(Delivery.due_at <= clock.now()).order_by(Delivery.id)
    ).all():
        envelope = sending.claim_letter(session, delivery_id)
        if envelope:
            sending.note(session, envelope, channels.send(envelope))
            spoken += 1
        session.flush()
    session.expire_all()
    return spoken
