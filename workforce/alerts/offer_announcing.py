"""Who is told what becomes of an employer's own offer: its people, and the moderators. Once for each occasion."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from workforce.accounts.models import Account, Membership
from workforce.alerts.messages import LetterKind
from workforce.alerts.planning import announce
from workforce.facts import (
    OfferContacted,
    OfferExpired,
    OfferExpiring,
    OfferPublished,
    OfferRefused,
    OfferReported,
    OfferSubmitted,
    OfferUnpublished,
    OfferWritten,
)  # fmt: skip
from workforce.offers.models import Offer


def announce_review(session: Session, fact: OfferSubmitted) -> None:
    """Tell the moderators that an offer waits for them, and the employer that it is being read."""
    subject = {"offer_id": fact.offer_id}
    _to_moderators(
        session, LetterKind.OFFER_TO_REVIEW, f"offer-to-review:{fact.offer_id}:{fact.round}", subject
    )
    _to_employer(
        session, LetterKind.OFFER_IN_REVIEW, f"offer-in-review:{fact.offer_id}:{fact.round}", subject
    )


def announce_published(session: Session, fact: OfferPublished) -> None:
    """Tell an employer that its offer is out."""
    occasion = f"offer-published:{fact.offer_id}:{fact.round}"
    _to_employer(session, LetterKind.OFFER_PUBLISHED, occasion, {"offer_id": fact.offer_id})


def announce_refused(session: Session, fact: OfferRefused) -> None:
    """Tell an employer why its offer was refused."""
    subject = {"offer_id": fact.offer_id, "reason": fact.reason}
    _to_employer(session, LetterKind.OFFER_REFUSED, f"offer-refused:{fact.offer_id}:{fact.round}", subject)


def announce_unpublished(session: Session, fact: OfferUnpublished) -> None:
    """Tell an employer why its offer was taken off."""
    subject = {"offer_id": fact.offer_id, "reason": fact.reason}
    _to_employer(
        session, LetterKind.OFFER_UNPUBLISHED, f"offer-unpublished:{fact.offer_id}:{fact.round}", subject
    )


def announce_note(session: Session, fact: OfferWritten) -> None:
    """Hand a word of the thread to the other side."""
    subject, occasion = {"offer_id": fact.offer_id, "note_id": fact.note_id}, f"offer-note:{fact.note_id}"
    tell = _to_employer if fact.by_moderator else _to_moderators
    tell(session, LetterKind.OFFER_NOTE, occasion, subject)


def announce_report(session: Session, fact: OfferReported) -> None:
    """Tell the moderators what a reader finds wrong."""
    subject = {"offer_id": fact.offer_id, "report_id": fact.report_id}
    _to_moderators(session, LetterKind.OFFER_REPORTED, f"offer-report:{fact.report_id}", subject)


def announce_end(session: Session, fact: OfferExpiring | OfferExpired) -> None:
    """Tell an employer that its offer closes soon, or that it closed by itself: once for each closing date."""
    kind = LetterKind.OFFER_EXPIRED if isinstance(fact, OfferExpired) else LetterKind.OFFER_EXPIRING
    subject = {"offer_id": fact.offer_id, "closes_on": fact.closes_on.isoformat()}
    _to_employer(session, kind, f"{kind}:{fact.offer_id}:{fact.closes_on}", subject)


def announce_contact(session: Session, fact: OfferContacted) -> None:
    """Hand a reader's message to the employer."""
    subject = {"offer_id": fact.offer_id, "message_id": fact.message_id}
    _to_employer(session, LetterKind.OFFER_CONTACTED, f"offer-contact:{fact.message_id}", subject)


def _to_employer(session: Session, kind: LetterKind, occasion: str, subject: Mapping[str, Any]) -> None:
    own = select(Offer.employer_id).where(Offer.id == subject["offer_id"]).scalar_subquery()
    announce(session, _accounts(session, col(Membership.employer_id) == own), kind, occasion, subject)


def _to_moderators(session: Session, kind: LetterKind, occasion: str, subject: Mapping[str, Any]) -> None:
    announce(session, _accounts(session, col(Membership.role) == "operator"), kind, occasion, subject)


def _accounts(session: Session, which: ColumnElement[bool]) -> list[int]:
    people = select(Membership.account_id).join(Account, col(Account.id) == Membership.account_id)
    return list(session.exec(people.where(which, col(Account.disabled_at).is_(None)).distinct()))
