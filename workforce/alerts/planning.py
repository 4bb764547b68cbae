"""Planning alerts: to whom, about what, once for each occasion, on each of their channels."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import literal
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, select

from workforce import clock
from workforce.alerts.models import Alert, Channel, Delivery

MAIL = "mail"
# To the person's own mail only: a shared channel must not let others in, nor answer in their name.
OPENS_THE_DOOR = (
    "sign_in_link", "invitation", "date_check", "renewal_question", "after_end", "questions_coordinator",
    "offer_expiring", "offer_expired", "offer_contacted", "enrolment_news", "result_contested", "planets_invitation",
    "pledge_expiring",
)  # fmt: skip
NOT_ACCEPTED = "invitation pas encore acceptée"


def ensure_mail(session: Session, account_id: int) -> None:
    """Give an account its first channel: its own mail."""
    values = {
        "account_id": account_id,
        "kind": MAIL,
        "label": "Courriel",
        "digest": MAIL,
        "created_at": clock.now(),
    }
    session.execute(insert(Channel).values(values).on_conflict_do_nothing())


def announce(
    session: Session,
    accounts: Iterable[int],
    kind: str,
    occasion: str,
    subject: Mapping[str, Any],
    contract_id: int | None = None,
    at: datetime | None = None,
) -> list[int]:
    """Plan an alert to each account on each of its channels, once for this occasion. Return the new alerts' ids.

    It leaves at once, or `at` a later instant.
    """
    now = clock.now()
    rows = [
        {"account_id": account, "kind": kind, "occasion": occasion, "subject": dict(subject), "contract_id": contract_id,
         "title": "", "planned_at": now}
        for account in sorted(set(accounts))
    ]  # fmt: skip
    if not rows:
        return []
    for row in rows:
        ensure_mail(session, row["account_id"])  # type: ignore[arg-type]
    fresh = list(session.scalars(insert(Alert).values(rows).on_conflict_do_nothing().returning(Alert.id)))  # type: ignore[call-overload]
    ways = (
        select(Alert.id, Channel.id, literal("planned"), literal(at or now), literal(""))  # type: ignore[call-overload]
        .join(Channel, Channel.account_id == Alert.account_id)
        .where(Alert.id.in_(fresh), Channel.paused_at.is_(None), Channel.removed_at.is_(None))  # type: ignore[attr-defined, union-attr]
    )
    if kind in OPENS_THE_DOOR:
        ways = ways.where(Channel.sealed_url == "")
    session.execute(
        insert(Delivery).from_select(["alert_id", "channel_id", "state", "due_at", "reason"], ways)
    )
    return fresh
