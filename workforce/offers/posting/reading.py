"""Reading the offers that employers post: their lists, the moderators' queue, the thread, who decided what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from workforce.accounts.models import Account
from workforce.offers.models import PAST, Match, ModerationNote, Offer
from workforce.offers.posting.models import OfferReport, OfferStep, Posting

Offers: Any = Offer
Postings: Any = Posting


@dataclass(frozen=True)
class PostedOffer:
    """An offer of an employer, as its list shows it."""

    id: int
    title: str
    state: str
    employer_name: str
    commune: str
    departement: str
    closes_on: date | None
    waits_since: datetime  # Of a moderator's word; else when it last changed.
    closing_reason: str
    closing: str  # Code of the reason that its employer gave.
    matches: int  # Advisers it fits.
    reports: int  # Of readers, that nobody has judged.

    @property
    def asks_why(self) -> bool:
        """Tell whether it closed by itself, and nobody has said why it is over."""
        return self.state == "closed" and not self.closing and self.closing_reason == PAST


@dataclass(frozen=True)
class Note:
    """A word of the thread, and which side wrote it."""

    words: str
    written_at: datetime
    author: str
    by_moderator: bool


@dataclass(frozen=True)
class Step:
    """Who moved an offer, how and when."""

    act: str
    words: str
    made_at: datetime
    author: str


@dataclass(frozen=True)
class Report:
    """What a reader finds wrong, before it is judged."""

    id: int
    reason: str
    words: str
    made_at: datetime


def offers_of(session: Session, employer_id: int, limit: int = 200) -> Sequence[PostedOffer]:
    """Return an employer's offers: what waits for the employer first, then the latest."""
    rank = func.array_position(["refused", "draft", "in_review", "published", "closed"], Offer.state)
    return _read(session, col(Offer.employer_id) == employer_id, (rank, col(Offer.changed_at).desc()), limit)


def offers_to_review(session: Session, limit: int = 50) -> Sequence[PostedOffer]:
    """Return the offers that wait for a moderator, the longest waiting first."""
    return _read(session, col(Offer.state) == "in_review", (_waits_since(), col(Offer.id)), limit)


def offers_reported(session: Session, limit: int = 50) -> Sequence[PostedOffer]:
    """Return the published offers in which readers find something wrong, the first reported at the head."""
    first = select(func.min(OfferReport.made_at)).where(*_open_reports()).correlate(Offer).scalar_subquery()
    which = (col(Offer.state) == "published") & first.is_not(None)
    return _read(session, which, (first, col(Offer.id)), limit)


def count_to_review(session: Session) -> int:
    """Count the offers that wait for a moderator: to be read, or reported by readers."""
    reported = select(OfferReport.id).where(*_open_reports()).correlate(Offer).exists()
    waits = (col(Offer.state) == "in_review") | ((col(Offer.state) == "published") & reported)
    own = col(Offer.employer_id).is_not(None)
    return session.exec(select(func.count()).select_from(Offer).where(own, waits)).one()


def thread(session: Session, offer_id: int) -> list[Note]:
    """Return what moderators and the employer wrote to each other, the oldest first."""
    rows = session.exec(
        select(
            ModerationNote.words, ModerationNote.written_at, func.coalesce(Account.name, ""), ModerationNote.by_moderator
        )
        .outerjoin(Account, col(Account.id) == ModerationNote.account_id)
        .where(ModerationNote.offer_id == offer_id)
        .order_by(col(ModerationNote.written_at), col(ModerationNote.id))
    )  # fmt: skip
    return [Note(*row) for row in rows]


def history(session: Session, offer_id: int) -> list[Step]:
    """Return who moved an offer and how, the latest first."""
    rows = session.exec(
        select(OfferStep.act, OfferStep.words, OfferStep.made_at, func.coalesce(Account.name, ""))
        .outerjoin(Account, col(Account.id) == OfferStep.account_id)
        .where(OfferStep.offer_id == offer_id)
        .order_by(col(OfferStep.made_at).desc(), col(OfferStep.id).desc())
    )
    return [Step(*row) for row in rows]


def reports(session: Session, offer_id: int) -> list[Report]:
    """Return what readers find wrong in an offer and nobody has judged; never who they are."""
    rows = session.exec(
        select(OfferReport.id, OfferReport.reason, OfferReport.words, OfferReport.made_at)
        .where(OfferReport.offer_id == offer_id, col(OfferReport.settled_at).is_(None))
        .order_by(col(OfferReport.made_at), col(OfferReport.id))
    )
    return [Report(*row) for row in rows]


def posting_of(session: Session, offer_id: int) -> Posting:
    """Return what an employer's offer says beside what every offer says."""
    return session.get(Posting, offer_id) or Posting(id=offer_id)


def _waits_since() -> Any:
    return func.coalesce(Postings.submitted_at, Offers.changed_at)


def _open_reports() -> tuple[Any, ...]:
    return col(OfferReport.offer_id) == Offer.id, col(OfferReport.settled_at).is_(None)


def _read(
    session: Session, which: ColumnElement[bool], order: Sequence[Any], limit: int
) -> list[PostedOffer]:
    fits = select(func.count()).where(col(Match.offer_id) == Offer.id).correlate(Offer).scalar_subquery()
    doubts = select(func.count()).where(*_open_reports()).correlate(Offer).scalar_subquery()
    columns: Any = (
        Offers.id, Offers.title, Offers.state, Offers.employer_name, Offers.commune, Offers.departement,
        Offers.closes_on, _waits_since(), Offers.closing_reason, func.coalesce(Postings.closing, ""), fits, doubts,
    )  # fmt: skip
    rows = (
        select(*columns)
        .outerjoin(Posting, Postings.id == Offers.id)
        .where(which, Offers.employer_id.is_not(None))
    )
    return [PostedOffer(*row) for row in session.execute(rows.order_by(*order).limit(limit))]
