"""What readers say of a published offer: to the moderators, what is wrong; to its employer, that it interests them."""

from datetime import timedelta

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel, col, select

from workforce import clock, journal
from workforce.facts import OfferContacted, OfferReported
from workforce.offers.models import Offer
from workforce.offers.posting.models import OfferReport, Posting, RelayedMessage
from workforce.offers.posting.reasons import REPORTS
from workforce.offers.posting.states import OfferState
from workforce.refusals import Refused

MESSAGES_A_DAY = 10  # From one person, to all employers: more looks like something else than applying.

TOO_MANY = (
    f"Vous avez déjà écrit {MESSAGES_A_DAY} messages en un jour : reprenez demain, votre texte est conservé."
)


class ReportDraft(SQLModel):
    """What a reader finds wrong."""

    reason: str
    details: str = Field(default="", max_length=1000)


class MessageDraft(SQLModel):
    """A message to whoever posted an offer."""

    words: str = Field(min_length=20, max_length=3000)


def report(session: Session, offer_id: int, draft: ReportDraft, account_id: int) -> bool:
    """Tell the moderators that something is wrong in an offer. Return whether it is new: one open report a person."""
    if draft.reason not in REPORTS:
        raise Refused({"reason": "Choisissez une raison de la liste."})
    if draft.reason == "other" and not draft.details:
        raise Refused({"details": "Dites en une phrase ce qui ne va pas."})
    _published(session, offer_id)
    said = insert(OfferReport).values(
        offer_id=offer_id,
        account_id=account_id,
        reason=draft.reason,
        words=draft.details,
        made_at=clock.now(),
    )
    fresh = session.scalar(said.on_conflict_do_nothing().returning(col(OfferReport.id)))
    if fresh:
        journal.record(session, OfferReported(fresh, offer_id))
    return fresh is not None


def dismiss(session: Session, report_id: int, account_id: int | None) -> int:
    """Note that a report was read and that the offer stays as it is; the first word counts. Return the offer's id."""
    row = session.get_one(OfferReport, report_id, with_for_update=True)
    if row.settled_at is None:
        row.settled_at, row.settled_by = clock.now(), account_id
        session.add(row)
    return row.offer_id


def write_to_employer(session: Session, offer_id: int, draft: MessageDraft, account_id: int) -> None:
    """Send a message to whoever posted an offer, who gets it by letter with the name and the mail of its author."""
    _published(session, offer_id)
    posting = session.get(Posting, offer_id)
    if posting and posting.apply_how != "relay":
        raise Refused({"": "Cette structure reçoit les candidatures autrement : voyez « Comment postuler »."})
    if _sent_today(session, account_id) >= MESSAGES_A_DAY:
        raise Refused({"": TOO_MANY})
    message = RelayedMessage(offer_id=offer_id, account_id=account_id, words=draft.words)
    session.add(message)
    session.flush()
    journal.record(session, OfferContacted(message.id, offer_id))


def _published(session: Session, offer_id: int) -> None:
    own = select(Offer.id).where(
        Offer.id == offer_id, col(Offer.employer_id).is_not(None), Offer.state == OfferState.PUBLISHED
    )
    if session.exec(own).first() is None:
        raise Refused({"": "Cette offre n’est plus en ligne : il n’y a plus rien à faire ici."})


def _sent_today(session: Session, account_id: int) -> int:
    since = clock.now() - timedelta(days=1)
    sent = select(func.count()).where(
        col(RelayedMessage.account_id) == account_id, col(RelayedMessage.sent_at) > since
    )
    return session.exec(sent).one()
