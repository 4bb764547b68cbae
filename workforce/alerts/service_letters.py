"""What the letters of the service itself are written from: sign-in, invitations, tests, sources, imports."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, select

from workforce import clock
from workforce.accounts.actions import INVITATION_LIFE, LINK_LIFE
from workforce.accounts.models import Account, Membership, SignInLink
from workforce.alerts.links import invitation_link, link, sign_in_link
from workforce.alerts.models import Channel
from workforce.contracts.imports.models import Import
from workforce.offers.models import Feed
from workforce.settings import settings

Subject = Mapping[str, Any]
ROLES = {
    "adviser": "conseiller numérique", "coordinator": "coordination d’un réseau", "employer": "structure employeuse",
    "trainer": "organisme de formation", "operator": "exploitation de la plateforme",
}  # fmt: skip


def sign_in(session: Session, subject: Subject) -> dict[str, Any]:
    """Send the link that was asked for."""
    return {
        "link_url": sign_in_link(subject["link_id"]),
        "minutes": int(LINK_LIFE.total_seconds() // 60),
        "asked_on": clock.paris_date(session.get_one(SignInLink, subject["link_id"]).made_at),
    }


def link_lost(session: Session, subject: Subject) -> str:
    """Say why a link is not worth sending any more."""
    found = session.get(SignInLink, subject["link_id"])
    is_over = found is None or found.used_at or found.made_at < clock.now() - LINK_LIFE
    return "le lien de connexion a expiré" if is_over else ""


def invitation(session: Session, subject: Subject) -> dict[str, Any]:
    """Invite a person: who invites, as what, where to come."""
    inviter = session.get(Account, subject["invited_by"]) if subject["invited_by"] else None
    account_id = subject["account_id"]
    role = session.exec(
        select(Membership.role).where(Membership.account_id == account_id).order_by(Membership.id)  # type: ignore[arg-type]
    ).first()
    return {
        "inviter": inviter.name if inviter else f"L’équipe de {settings().product_name}",
        "role": ROLES.get(role or "", "membre"),
        "link_url": invitation_link(account_id),
        "expires_on": clock.paris_date(subject["planned_at"] + INVITATION_LIFE),
    }


def channel_test(session: Session, subject: Subject) -> dict[str, Any]:
    """Try a channel that somebody added."""
    channel = session.get_one(Channel, subject["channel_id"])
    sent_on = clock.paris_date(subject["planned_at"])
    return {"channel": channel.label, "sent_on": sent_on, "channels_url": link("alerts.mine")}


def feed_failed(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell an operator which source fails, why, and what happens next."""
    feed = session.get_one(Feed, subject["feed_id"])
    return {
        "feed_name": feed.name,
        "cause": subject["error"],
        "failed_on": clock.paris_date(subject["planned_at"]),
        "tries": max(feed.tries, 1),
        "retry_on": clock.paris_date(feed.due_at) if feed.due_at else None,
        "feed_url": link("operator.feed", feed.id),
    }


def import_done(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell what became of an imported file."""
    row = session.get_one(Import, subject["import_id"])
    return {
        "file_name": row.filename,
        "done_on": clock.paris_date(subject["planned_at"]),
        "created": row.counts.get("new", 0),
        "updated": row.counts.get("changed", 0),
        "unchanged": row.counts.get("unchanged", 0),
        "refused": row.counts.get("refused", 0),
        "report_url": link("imports.show", row.id),
    }
