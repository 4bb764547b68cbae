"""Sending: claiming the letters that are due, noting what became of them in the ledger."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, select

from workforce import clock, due, sealing
from workforce.accounts.models import Account
from workforce.alerts import letters
from workforce.alerts.messages import LOCKED_KINDS
from workforce.alerts.models import Alert, Channel, Delivery, MailboxLetter
from workforce.alerts.outcomes import Envelope, Outcome
from workforce.alerts.planning import NOT_ACCEPTED
from workforce.alerts.silences import SILENCED, is_silenced
from workforce.settings import settings


def claim_letter(session: Session, delivery_id: int) -> Envelope | None:
    """Claim one delivery and write its letter as things stand now; skip it where it has lost its reason."""
    if not due.claim(session, Delivery, [delivery_id]):
        return None
    delivery, alert, channel, account = session.exec(
        select(Delivery, Alert, Channel, Account)
        .where(Delivery.id == delivery_id)
        .join(Alert, Alert.id == Delivery.alert_id)  # type: ignore[arg-type]
        .join(Channel, Channel.id == Delivery.channel_id)  # type: ignore[arg-type]
        .join(Account, Account.id == Alert.account_id)  # type: ignore[arg-type]
    ).one()
    reason = _closed_door(session, alert, channel, account) or letters.lost_reason(session, alert)
    if reason:
        skip(session, delivery.id, reason)
        return None
    letter = letters.write(session, alert, account)
    alert.title = letter.title
    url = sealing.unseal(channel.sealed_url) if channel.sealed_url else ""
    return Envelope(delivery.id, account.email, url, letter)


def _closed_door(session: Session, alert: Alert, channel: Channel, account: Account) -> str:
    if account.disabled_at:
        return "compte fermé"
    if channel.removed_at:
        return "canal retiré"
    if channel.paused_at:
        return "canal en pause"
    if is_silenced(session, account.id, alert.kind):
        return SILENCED
    return "" if account.last_seen_at or alert.kind in LOCKED_KINDS else NOT_ACCEPTED


def note(session: Session, envelope: Envelope, outcome: Outcome) -> None:
    """Note in the ledger what became of a delivery; it waits for another try unless it is over."""
    now = clock.now()
    if outcome.sent:
        due.settle(session, Delivery, [envelope.delivery_id])
        _write(session, envelope.delivery_id, state="sent", sent_at=now, reason="")
        return
    stuck = outcome.final
    if outcome.final:
        due.settle(session, Delivery, [envelope.delivery_id])
    else:
        stuck = due.postpone(session, Delivery, envelope.delivery_id, outcome.words, outcome.retry_at)
    _write(session, envelope.delivery_id, state="failed" if stuck else "planned", reason=outcome.words[:500])


def skip(session: Session, delivery_id: int, reason: str) -> None:
    """Note that a delivery will not go out, and why."""
    due.settle(session, Delivery, [delivery_id])
    _write(session, delivery_id, state="skipped", reason=reason)


def keep_in_mailbox(session: Session, envelope: Envelope) -> None:
    """Deliver a mail to the local mailbox: kept once, whatever is tried again."""
    values = {
        "delivery_id": envelope.delivery_id, "recipient": envelope.email, "title": envelope.letter.title,
        "text": envelope.letter.text, "html": envelope.letter.html, "arrived_at": clock.now(),
    }  # fmt: skip
    session.execute(
        insert(MailboxLetter).values(values).on_conflict_do_nothing(index_elements=["delivery_id"])
    )


def has_local_mailbox() -> bool:
    """Say whether mail stays here, for want of a MAIL_URL."""
    return not settings().mail_url


def _write(session: Session, delivery_id: int, **values: Any) -> None:
    session.execute(update(Delivery).where(Delivery.id == delivery_id).values(**values))  # type: ignore[arg-type]
