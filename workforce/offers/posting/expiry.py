"""The end of an offer: the employer is warned, prolongs or closes it, is told when it closed by itself, and may reopen it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from workforce import clock, journal, sealing
from workforce.accounts.models import Account, Membership
from workforce.facts import OfferExpired, OfferExpiring, OfferPublished
from workforce.offers.life.stating import tell_closed
from workforce.offers.models import PAST, Offer
from workforce.offers.posting.models import OfferStep, Posting
from workforce.offers.posting.reasons import CLOSINGS
from workforce.offers.posting.records import found, move
from workforce.offers.posting.states import Act, OfferState
from workforce.offers.same.electing import LIVE
from workforce.refusals import Refused
from workforce.settings import settings

EXTENSION = timedelta(days=30)
MOST_EXTENSIONS = 3  # Then the offer is written again: four months is long for a post that nobody takes.
REOPENED_WITHIN = timedelta(days=30)
TOO_OFTEN = (
    f"Cette offre a déjà été prolongée {MOST_EXTENSIONS} fois : repartez d’elle pour en publier une autre."
)
TOO_LATE = f"Une offre ne se rouvre que dans les {REOPENED_WITHIN.days} jours, {MOST_EXTENSIONS} fois au plus : repartez d’elle."
PURPOSE = "offer-end"  # Of the sealed links: no other link of the house opens an offer.
LINK_LIFE = timedelta(days=45)  # From the warning to the last day on which the offer can be reopened.
LARGEST_ID = 2**31 - 1
Offers: Any = Offer
Postings: Any = Posting


@dataclass(frozen=True)
class Opened:
    """What a good link opens: an offer as it stands, the closing date it was sent about, and who holds it."""

    offer: Offer
    posting: Posting
    told_for: date
    account_id: int

    @property
    def is_moot(self) -> bool:
        """Tell whether the offer has moved since the letter: another date, another state than the one to decide of."""
        moved = self.offer.closes_on != self.told_for
        return moved or not (self.offer.state == OfferState.PUBLISHED or may_reopen(self.offer, self.posting))


def warn(session: Session) -> None:
    """Tell the employers whose offers close soon, once for each closing date."""
    until = clock.today() + timedelta(days=settings().offer_warning_days)
    near = (
        update(Posting)
        .where(
            Postings.id == Offers.id, Offers.state == OfferState.PUBLISHED,
            Offers.closes_on.between(clock.today(), until), Postings.warned_for.is_distinct_from(Offers.closes_on),
        )
        .values(warned_for=Offers.closes_on)
        .returning(Postings.id, Postings.warned_for)
    )  # fmt: skip
    rows = session.execute(near, execution_options={"synchronize_session": False})
    journal.record_all(session, [OfferExpiring(*row) for row in sorted(rows)])


def close_past(session: Session) -> None:
    """Close the offers whose closing date has passed, never those that a feed forgot; tell the employers of theirs."""
    past = update(Offer).where(Offers.state.in_(LIVE), Offers.closes_on < clock.today())
    closed = past.values(
        state=OfferState.CLOSED, closed_at=clock.now(), closing_reason=PAST, closed_by="date"
    )
    rows = session.execute(
        closed.returning(Offers.id, Offers.closes_on, Offers.employer_id),
        execution_options={"synchronize_session": False},
    ).all()
    own = sorted((offer_id, day) for offer_id, day, employer_id in rows if employer_id)
    session.add_all(OfferStep(offer_id=offer_id, act=Act.EXPIRE) for offer_id, _ in own)
    journal.record_all(session, [OfferExpired(*one) for one in own])
    tell_closed(session, [row[0] for row in rows])


def extend(
    session: Session, offer_id: int, account_id: int | None = None, told_for: date | None = None
) -> date:
    """Prolong a published offer by 30 days; return its closing date. With `told_for`, once for that date only."""
    offer, posting = found(session, offer_id)
    if told_for and offer.closes_on != told_for and offer.closes_on:
        return offer.closes_on  # The same click again.
    if posting.extensions >= MOST_EXTENSIONS:
        raise Refused({"": TOO_OFTEN})
    move(session, offer, Act.EXTEND, account_id)
    return _prolong(session, offer, posting)


def reopen(session: Session, offer_id: int, account_id: int | None = None) -> date:
    """Publish again an offer that closed lately, for 30 days; return its closing date. Its words were read already."""
    offer, posting = found(session, offer_id)
    if offer.state == OfferState.PUBLISHED and offer.closes_on:
        return offer.closes_on  # The same click again.
    if not may_reopen(offer, posting):
        raise Refused({"": TOO_LATE})
    move(session, offer, Act.REOPEN, account_id)
    offer.closed_at, offer.closing_reason, offer.closed_by, posting.closing = None, "", "", ""
    journal.record(session, OfferPublished(offer.id, posting.round))
    return _prolong(session, offer, posting)


def close(session: Session, offer_id: int, reason: str, account_id: int | None = None) -> None:
    """Close an offer, or say why one that closed by itself is over: a reason of the list, asked once."""
    if reason not in CLOSINGS:
        raise Refused({"reason": "Choisissez une raison de la liste."})
    offer, posting = found(session, offer_id)
    if offer.state == OfferState.CLOSED and posting.closing == reason:
        return  # The same click again.
    act = Act.EXPLAIN if asks_why(offer, posting) else Act.CLOSE
    move(session, offer, act, account_id, CLOSINGS[reason])
    offer.closed_at, offer.closing_reason = offer.closed_at or clock.now(), CLOSINGS[reason]
    offer.closed_by, posting.closing = "employer", reason
    session.add(posting)
    session.flush()
    tell_closed(session, [offer.id])


def may_reopen(offer: Offer, posting: Posting) -> bool:
    """Say whether a closed offer may be published again as it is: it was out, and closed lately."""
    return (
        offer.state == OfferState.CLOSED
        and posting.approved_revision == posting.revision
        and posting.extensions < MOST_EXTENSIONS
        and offer.closed_at is not None
        and offer.closed_at > clock.now() - REOPENED_WITHIN
    )


def asks_why(offer: Offer, posting: Posting) -> bool:
    """Say whether an offer closed by itself, and nobody has said why it is over."""
    return offer.state == OfferState.CLOSED and not posting.closing and offer.closing_reason == PAST


def token(offer_id: int, account_id: int, closes_on: date) -> str:
    """Return the signed token by which one account decides of one offer, about one closing date."""
    return sealing.sign(PURPOSE, [offer_id, account_id, closes_on.isoformat()])


def opened(session: Session, sealed: str) -> Opened | None:
    """Return what a link opens; None where it is not ours, too old, or no longer its holder's to answer."""
    named = _named(sealed)
    if named is None:
        return None
    offer_id, account_id, day = named
    answers = (
        select(Offer)
        .join(Membership, col(Membership.employer_id) == Offer.employer_id)
        .join(Account, col(Account.id) == Membership.account_id)
        .where(Offer.id == offer_id, Account.id == account_id, col(Account.disabled_at).is_(None))
    )
    offer = session.exec(answers).first()
    if offer is None:
        return None
    posting = session.get(Posting, offer_id) or Posting(id=offer_id)
    return Opened(offer, posting, day, account_id)


def _prolong(session: Session, offer: Offer, posting: Posting) -> date:
    offer.closes_on = max(offer.closes_on or clock.today(), clock.today()) + EXTENSION
    posting.extensions += 1
    session.add_all([offer, posting])
    session.flush()
    return offer.closes_on


def _named(sealed: str) -> tuple[int, int, date] | None:
    match sealing.unsign(PURPOSE, sealed, int(LINK_LIFE.total_seconds())):
        case [int(offer_id), int(account_id), str(day)] if max(offer_id, account_id) <= LARGEST_ID:
            return offer_id, account_id, date.fromisoformat(day)
    return None
