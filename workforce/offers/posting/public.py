"""What anybody may read of the offers that employers post here: published ones, without a word about any person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, SQLModel

from workforce import clock
from workforce.employers.models import Employer
from workforce.offers.models import Offer
from workforce.offers.posting.job_posting import PublicJob
from workforce.offers.posting.models import Posting
from workforce.offers.posting.reading import posting_of
from workforce.offers.posting.states import OfferState
from workforce.offers.posting.terms import LEVELS
from workforce.territories.departements import departement

A_PAGE = 20
MOST_IN_SITEMAP = 50_000  # The limit of one sitemap.
Offers: Any = Offer
Employers: Any = Employer


class PublicFilters(SQLModel):
    """What the public list is narrowed to; carried by its address."""

    departement: str = ""
    trade: str = ""
    employer_id: int = 0


@dataclass
class PublicLine:
    """A published own offer, as lists and feeds say it."""

    id: int
    title: str
    employer_id: int
    employer_name: str
    family: str
    departement: str
    commune: str
    contract_kind: str
    length_months: int | None
    pay_min: int | None
    pay_max: int | None
    pay_period: str
    hours_per_week: float | None
    remote: str
    open_to_contract_staff: bool | None
    closes_on: date | None
    labels: list[str]  # Codes of what a worried reader looks for.
    published_at: datetime
    changed_at: datetime
    html: str


@dataclass(frozen=True)
class PublicOffer:
    """One own offer that is out, or was."""

    offer: Offer
    posting: Posting

    @property
    def is_open(self) -> bool:
        """Tell whether one may still apply."""
        return self.offer.state == OfferState.PUBLISHED


def lines(session: Session, filters: PublicFilters, offset: int = 0, limit: int = A_PAGE) -> list[PublicLine]:
    """Return the published own offers, the latest first."""
    columns = [getattr(Offers, name) for name in PublicLine.__dataclass_fields__]
    rows = select(*columns).where(*_which(filters)).order_by(Offers.published_at.desc(), Offers.id.desc())
    return [PublicLine(*row) for row in session.execute(rows.offset(offset).limit(limit))]


def count(session: Session, filters: PublicFilters) -> int:
    """Count the published own offers."""
    return session.scalar(select(func.count()).select_from(Offer).where(*_which(filters))) or 0


def choices(session: Session) -> tuple[list[str], list[str]]:
    """Return the codes of the départements and of the trades that published own offers are in."""
    rows = session.execute(
        select(Offers.departement, Offers.family).where(*_which(PublicFilters())).distinct()
    ).all()
    return sorted({code for code, _ in rows if code}), sorted({family for _, family in rows if family})


def employer_name(session: Session, employer_id: int) -> str | None:
    """Return the name of an employer that has, or had, an offer out: no other employer is told to be here."""
    posted = select(Employers.name).join(Offer, Offers.employer_id == Employers.id)
    had_one = posted.where(Employers.id == employer_id, Offers.published_at.is_not(None))
    name: str | None = session.scalar(had_one.limit(1))
    return name


def one(session: Session, offer_id: int) -> PublicOffer | None:
    """Return an own offer that is out, or that was and is closed; None for any other, and for those of feeds."""
    out = select(Offer).where(
        Offers.id == offer_id, Offers.employer_id.is_not(None), Offers.published_at.is_not(None),
        Offers.state.in_((OfferState.PUBLISHED, OfferState.CLOSED)),
    )  # fmt: skip
    offer = session.scalars(out).first()
    return PublicOffer(offer, posting_of(session, offer_id)) if offer else None


def job_of(found: PublicOffer, address: str) -> PublicJob:
    """Return what a published offer says, for those who read JSON-LD."""
    offer, posting = found.offer, found.posting
    place = departement(offer.departement)
    assert offer.published_at is not None
    return PublicJob(
        number=offer.id,
        address=address,
        title=offer.title,
        html=offer.html,
        employer=offer.employer_name,
        posted_on=clock.paris_date(offer.published_at),
        closes_on=offer.closes_on or clock.today(),
        commune=offer.commune,
        postal_code=offer.postal_code,
        departement=place.name if place else "",
        contract_kind=offer.contract_kind,
        pay_min=offer.pay_min,
        pay_max=offer.pay_max,
        pay_period=offer.pay_period,
        hours_per_week=offer.hours_per_week,
        remote=offer.remote,
        starts_on=offer.starts_on,
        level=LEVELS.get(posting.level, "") if posting.level != "none" else "",
        rome=tuple(offer.rome.split()),
    )


def addresses(session: Session) -> Sequence[tuple[int, datetime]]:
    """Return every published own offer and when it last changed, for the sitemap."""
    rows = select(Offers.id, Offers.changed_at).where(*_which(PublicFilters())).order_by(Offers.id)
    return [(row[0], row[1]) for row in session.execute(rows.limit(MOST_IN_SITEMAP))]


def _which(filters: PublicFilters) -> list[ColumnElement[bool]]:
    tests = [Offers.state == OfferState.PUBLISHED, Offers.employer_id.is_not(None)]
    if filters.departement:
        tests.append(Offers.departement == filters.departement)
    if filters.trade:
        tests.append(Offers.family == filters.trade)
    if filters.employer_id:
        tests.append(Offers.employer_id == filters.employer_id)
    return tests
