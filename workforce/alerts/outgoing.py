"""What the platform sends, without a word of any message: the ledger, the local mailbox, trying again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, true
from sqlmodel import Session, col, select

from workforce import clock, due
from workforce.accounts.models import Account
from workforce.alerts.models import Alert, Channel, Delivery, MailboxLetter
from workforce.refusals import Refused

STATE_LABELS = {
    "planned": ("à envoyer", "info"),
    "sent": ("envoyé", "calm"),
    "failed": ("en échec", "urgent"),
    "skipped": ("non envoyé", "plan"),
}


@dataclass(frozen=True)
class Sending:
    """One delivery as the operators' ledger shows it: no title, no text."""

    id: int
    kind: str
    email: str
    channel: str
    state: str
    reason: str
    planned_at: datetime
    sent_at: datetime | None
    due_at: datetime | None
    tries: int

    @property
    def recipient(self) -> str:
        """Return enough of the address to know it again, not to learn it."""
        name, _, domain = self.email.partition("@")
        return f"{name[:1]}…@{domain}"

    @property
    def label(self) -> str:
        """Return the state in words."""
        return STATE_LABELS[self.state][0]

    @property
    def level(self) -> str:
        """Return how pressing the state is."""
        return STATE_LABELS[self.state][1]


def sendings(session: Session, state: str, *, limit: int, offset: int = 0) -> list[Sending]:
    """Return deliveries in one state, or all, the latest first."""
    columns: Any = (
        Delivery.id, Alert.kind, Account.email, Channel.label, Delivery.state, Delivery.reason,
        Alert.planned_at, Delivery.sent_at, Delivery.due_at, Delivery.tries,
    )  # fmt: skip
    rows = session.execute(
        select(*columns)
        .join(Alert, col(Alert.id) == Delivery.alert_id)
        .join(Channel, col(Channel.id) == Delivery.channel_id)
        .join(Account, col(Account.id) == Alert.account_id)
        .where(col(Delivery.state) == state if state else true())
        .order_by(col(Delivery.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return [Sending(*row) for row in rows]


def count_by_state(session: Session) -> dict[str, int]:
    """Count every delivery by state."""
    rows = session.exec(select(Delivery.state, func.count()).group_by(Delivery.state))
    return {"planned": 0, "sent": 0, "failed": 0, "skipped": 0} | dict(rows.all())


def count_lately(session: Session, within: timedelta = timedelta(hours=24)) -> dict[str, int]:
    """Count by state the deliveries of alerts planned lately."""
    rows = session.exec(
        select(Delivery.state, func.count())
        .join(Alert, col(Alert.id) == Delivery.alert_id)
        .where(Alert.planned_at > clock.now() - within)
        .group_by(Delivery.state)
    )
    return {"planned": 0, "sent": 0, "failed": 0, "skipped": 0} | dict(rows.all())


def retry(session: Session, delivery_id: int) -> None:
    """Send a failed delivery again. Raises Refused for one that did not fail."""
    delivery = session.get_one(Delivery, delivery_id, with_for_update=True)
    if delivery.state != "failed" and delivery.stuck_at is None:
        raise Refused({"": "Cet envoi n’est plus en échec : il n’y a rien à refaire."})
    delivery.state, delivery.reason = "planned", ""
    session.flush()
    due.revive(session, Delivery, delivery_id)


def letters_kept(session: Session, *, limit: int, offset: int = 0) -> Sequence[MailboxLetter]:
    """Return the letters of the local mailbox, the latest first."""
    latest = select(MailboxLetter).order_by(col(MailboxLetter.id).desc())
    return session.exec(latest.limit(limit).offset(offset)).all()


def count_kept(session: Session) -> int:
    """Count the letters of the local mailbox."""
    return session.exec(select(func.count()).select_from(MailboxLetter)).one()
