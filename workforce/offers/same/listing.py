"""The pairs that wait for a person, what was decided, and the copies of one offer: as many queries for one as for many."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session

from workforce.accounts.models import Account
from workforce.offers.models import Feed, Offer
from workforce.offers.same.electing import LIVE
from workforce.offers.same.joining import ROOT
from workforce.offers.same.models import OfferTwin

EXCERPT = 260  # Characters.
SIDE = 11  # Columns of a side.
Offers: Any = Offer
Feeds: Any = Feed
Twins: Any = OfferTwin
Accounts: Any = Account
FIRST: Any = aliased(Offer)
SECOND: Any = aliased(Offer)
HERE: Any = aliased(Feed)
THERE: Any = aliased(Feed)


@dataclass(frozen=True)
class Side:
    """One of the two offers of a pair."""

    id: int
    title: str
    employer: str
    commune: str
    departement: str
    contract_kind: str
    length_months: int | None
    closes_on: date | None
    url: str
    source: str  # The title of its feed; empty where its employer posted it here.
    excerpt: str


@dataclass(frozen=True)
class Line:
    """A pair, as a list shows it."""

    id: int
    score: int
    reasons: list[str]
    doubts: list[str]
    state: str
    decided_at: datetime | None
    who: str  # Empty: by itself.
    sides: tuple[Side, Side]


@dataclass(frozen=True)
class Copy:
    """An offer that is one with another."""

    id: int
    title: str
    url: str
    source: str
    state: str
    is_shown: bool


def count(session: Session) -> int:
    """Count the pairs that wait for a person."""
    return session.scalar(select(func.count()).select_from(_open().subquery())) or 0


def proposed(session: Session, offset: int = 0, limit: int = 10) -> list[Line]:
    """Return the pairs that wait for a person, the most alike first."""
    query = _open().order_by(Twins.score.desc(), Twins.id)
    return [_line(row) for row in session.execute(query.offset(offset).limit(limit))]


def decided(session: Session, limit: int = 20) -> list[Line]:
    """Return what was joined or set apart lately, by a person or by itself, the latest first."""
    query = _pairs().where(Twins.decided_at.is_not(None)).order_by(Twins.decided_at.desc(), Twins.id.desc())
    return [_line(row) for row in session.execute(query.limit(limit))]


def copies(session: Session, offer_id: int) -> list[Copy]:
    """Return all the offers that are one with this one, itself included, the one that is shown first."""
    root = select(ROOT).where(Offers.id == offer_id).scalar_subquery()
    rows = session.execute(
        select(
            Offers.id, Offers.title, Offers.url, func.coalesce(Feeds.title, ""), Offers.state, Offers.shown_as_id.is_(None),
        )
        .outerjoin(Feed, Feeds.id == Offers.feed_id)
        .where(or_(Offers.id == root, Offers.shown_as_id == root))
        .order_by(Offers.shown_as_id.is_not(None), Offers.id)
    )  # fmt: skip
    return [Copy(*row) for row in rows]


def shown_instead(session: Session, offer_id: int) -> int | None:
    """Return the offer that is shown in the place of this one; nothing where it stands for itself."""
    found: int | None = session.scalar(select(Offers.shown_as_id).where(Offers.id == offer_id))
    return found


def _open() -> Select[Any]:
    return _pairs().where(Twins.state == "proposed", FIRST.state.in_(LIVE), SECOND.state.in_(LIVE))


def _pairs() -> Select[Any]:
    return (
        select(
            Twins.id, Twins.score, Twins.reasons, Twins.doubts, Twins.state, Twins.decided_at, func.coalesce(Accounts.name, ""),
            *_side(FIRST, HERE), *_side(SECOND, THERE),
        )
        .select_from(OfferTwin)
        .join(FIRST, FIRST.id == Twins.first_id)
        .join(SECOND, SECOND.id == Twins.second_id)
        .outerjoin(HERE, HERE.id == FIRST.feed_id)
        .outerjoin(THERE, THERE.id == SECOND.feed_id)
        .outerjoin(Account, Accounts.id == Twins.account_id)
    )  # fmt: skip


def _side(row: Any, feed: Any) -> list[Any]:
    columns = [
        row.id, row.title, row.employer_name, row.commune, row.departement, row.contract_kind, row.length_months,
        row.closes_on, row.url, func.coalesce(feed.title, ""), func.left(row.plain, EXCERPT),
    ]  # fmt: skip
    return [column.label(None) for column in columns]


def _line(row: Any) -> Line:
    values = list(row)
    sides = Side(*values[-2 * SIDE : -SIDE]), Side(*values[-SIDE:])
    id_, score, reasons, doubts, state, decided_at, who = values[: -2 * SIDE]
    return Line(id_, score, reasons, doubts, state, decided_at, who, sides)
