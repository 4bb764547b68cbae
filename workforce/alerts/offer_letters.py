"""What the letters about an employer's own offers are written from: near its end, over, doubted, written about."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, select

from workforce import clock
from workforce.accounts.models import Account
from workforce.alerts.links import link, offer_end_link
from workforce.offers.models import ModerationNote, Offer
from workforce.offers.posting import expiry
from workforce.offers.posting.models import OfferReport, Posting, RelayedMessage
from workforce.offers.posting.reading import posting_of
from workforce.offers.posting.reasons import REPORTS

Subject = Mapping[str, Any]


def expiring(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell an employer that its offer closes soon, and the link that prolongs or closes it."""
    offer, posting = _offer(session, subject)
    closes_on = date.fromisoformat(subject["closes_on"])
    return {
        "offer_title": offer.title,
        "closes_on": closes_on,
        "until": closes_on + expiry.EXTENSION,
        "can_extend": posting.extensions < expiry.MOST_EXTENSIONS,
        "answer_url": offer_end_link(offer.id, subject["account_id"], closes_on),
    }


def expiring_lost(session: Session, subject: Subject) -> str:
    """Say why a warning has lost its reason: the offer is no longer out, or closes another day."""
    offer, _ = _offer(session, subject)
    if offer.state != "published":
        return "l’offre n’est plus en ligne"
    moved = offer.closes_on is None or offer.closes_on.isoformat() != subject["closes_on"]
    return "la date limite de l’offre a changé" if moved else ""


def expired(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell an employer that its offer closed by itself, and the link that reopens it or says why it is over."""
    offer, posting = _offer(session, subject)
    closed_on = date.fromisoformat(subject["closes_on"])
    closed_at = offer.closed_at or clock.now()
    return {
        "offer_title": offer.title,
        "closed_on": closed_on,
        "can_reopen": expiry.may_reopen(offer, posting),
        "reopen_before": clock.paris_date(closed_at + expiry.REOPENED_WITHIN),
        "answer_url": offer_end_link(offer.id, subject["account_id"], closed_on),
    }


def expired_lost(session: Session, subject: Subject) -> str:
    """Say why the word of an ending has lost its reason: the employer has answered, or the offer is out again."""
    offer, posting = _offer(session, subject)
    return "" if expiry.asks_why(offer, posting) else "l’employeur a déjà répondu"


def unpublished(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell an employer that its offer is read again, and why."""
    offer, _ = _offer(session, subject)
    return {
        "offer_title": offer.title,
        "taken_on": clock.paris_date(subject["planned_at"]),
        "reason": subject["reason"],
        "offer_url": link("employer.offer", offer.id),
    }


def noted(session: Session, subject: Subject) -> dict[str, Any]:
    """Hand a word of the thread to the other side."""
    offer, _ = _offer(session, subject)
    note = session.get_one(ModerationNote, subject["note_id"])
    return {
        "offer_title": offer.title,
        "employer": offer.employer_name,
        "words": note.words,
        "written_on": clock.paris_date(note.written_at),
        "by_moderator": note.by_moderator,
        "page_url": link("employer.offer" if note.by_moderator else "operator.review", offer.id),
    }


def reported(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell a moderator what a reader finds wrong; never who the reader is."""
    offer, _ = _offer(session, subject)
    report = session.get_one(OfferReport, subject["report_id"])
    return {
        "offer_title": offer.title,
        "employer": offer.employer_name,
        "reason": REPORTS[report.reason].lower(),
        "words": report.words,
        "reported_on": clock.paris_date(report.made_at),
        "review_url": link("operator.review", offer.id),
    }


def reported_lost(session: Session, subject: Subject) -> str:
    """Say why a report is not worth a letter any more: somebody has judged it."""
    report = session.get(OfferReport, subject["report_id"])
    return "" if report and report.settled_at is None else "le signalement a déjà été traité"


def contacted(session: Session, subject: Subject) -> dict[str, Any]:
    """Hand a reader's message to the employer, with whom to answer: the reader chose to say so."""
    offer, _ = _offer(session, subject)
    message, author = session.exec(
        select(RelayedMessage, Account)
        .join(Account, Account.id == RelayedMessage.account_id)  # type: ignore[arg-type]
        .where(RelayedMessage.id == subject["message_id"])
    ).one()
    return {
        "offer_title": offer.title,
        "author": author.name,
        "author_email": author.email,
        "words": message.words,
        "sent_on": clock.paris_date(message.sent_at),
        "offer_url": link("employer.offer", offer.id),
    }


def _gone(session: Session, subject: Subject, model: Any, key: str) -> str:
    return "" if session.get(model, subject[key]) else "ce message a été effacé"


def note_lost(session: Session, subject: Subject) -> str:
    """Say why a word of the thread cannot be handed on: it went with its offer."""
    return _gone(session, subject, ModerationNote, "note_id")


def contact_lost(session: Session, subject: Subject) -> str:
    """Say why a reader's message cannot be handed on: it was erased."""
    return _gone(session, subject, RelayedMessage, "message_id")


def _offer(session: Session, subject: Subject) -> tuple[Offer, Posting]:
    offer = session.get_one(Offer, subject["offer_id"])
    return offer, posting_of(session, offer.id)
