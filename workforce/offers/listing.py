"""Reading the lines of a list of offers: what each says, and what it is to the adviser who reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

from sqlalchemy import func
from sqlmodel import Session, col, select

from workforce import clock
from workforce.advisers.models import Adviser
from workforce.offers.life.age import doubtful
from workforce.offers.matches.deciding import match
from workforce.offers.matches.seekers import facts_of, seekers
from workforce.offers.matches.seeking import MatchDecision, SeekerProfile
from workforce.offers.models import JobSearch, Match, Offer
from workforce.offers.words import contract_fr, place_fr

A_PAGE = 12  # Offers: a page that one can still read on a phone.
COLUMNS = (
    Offer.id, Offer.title, Offer.employer_name, Offer.commune, Offer.departement, Offer.remote, Offer.contract_kind,
    Offer.length_months, Offer.closes_on, Offer.starts_on, Offer.family, Offer.open_to_contract_staff, Offer.pay_min,
    Offer.pay_max, Offer.pay_period, Offer.pay_gross, Offer.published_at, Offer.labels,
)  # fmt: skip


@dataclass(frozen=True)
class OfferLine:
    """An offer of a list; what it is to an adviser, where one reads it."""

    id: int
    title: str
    employer: str
    place: str
    contract: str
    closes_on: Any
    is_open: bool  # Not reserved to civil servants, as far as it says.
    score: int  # 0 where nobody's matches are asked for, or it suits too little.
    fits: Sequence[str]
    missing: Sequence[Mapping[str, Any]]
    on_dates: str | None
    labels: Sequence[str]  # Codes of what a worried reader looks for.
    excluded: str = ""  # Why it is not for this adviser.


@dataclass(frozen=True)
class FamilyOffers:
    """How many offers of a family fit an adviser, and how many say whether contract staff may apply."""

    total: int
    are_open: int
    are_closed: int

    @property
    def are_silent(self) -> int:
        """Return how many do not say it."""
        return self.total - self.are_open - self.are_closed


def matches_of(
    session: Session, adviser_id: int, limit: int = A_PAGE, family: str | None = None
) -> list[OfferLine]:
    """Return the published offers that fit an adviser, best first; of one family of trades where it is given."""
    mine = (
        select(*COLUMNS, Match.score, Match.decision)  # type: ignore[call-overload]
        .join(Match, col(Match.offer_id) == Offer.id)
        .where(Match.adviser_id == adviser_id, Offer.state == "published", *_of_family(family))
        .order_by(doubtful(), col(Match.score).desc(), col(Offer.published_at).desc(), col(Offer.id).desc())
        .limit(limit)
    )
    return [_line(row, None) for row in session.execute(mine)]


def matches_by_family(session: Session, adviser_id: int) -> dict[str, FamilyOffers]:
    """Return how many published offers fit an adviser, by family of trades: one query."""
    is_open = col(Offer.open_to_contract_staff)
    counts = (func.count(), func.count().filter(is_open.is_(True)), func.count().filter(is_open.is_(False)))
    mine = (
        select(Offer.family, *counts)
        .join(Match, col(Match.offer_id) == Offer.id)
        .where(Match.adviser_id == adviser_id, Offer.state == "published")
        .group_by(Offer.family)
    )
    return {family: FamilyOffers(*numbers) for family, *numbers in session.execute(mine)}


def lines_of(
    session: Session, ids: Sequence[int], adviser_id: int | None = None, profile: SeekerProfile | None = None
) -> list[OfferLine]:
    """Return the lines of these offers where published, in this order; with what each is to an adviser.

    An offer that was never matched is held against what the adviser looks for now, their profile, where it is given:
    a line then always says why.
    """
    if not ids:
        return []
    rows = session.execute(
        select(*COLUMNS, Match.score, Match.decision)  # type: ignore[call-overload]
        .outerjoin(Match, (col(Match.offer_id) == Offer.id) & (col(Match.adviser_id) == adviser_id))
        .where(col(Offer.id).in_(ids), Offer.state == "published")
    )
    known = {row.id: row for row in rows}
    unmatched = [row for row in known.values() if row.decision is None]
    decisions = _decided(profile, unmatched) if profile else {}
    return [_line(known[id_], decisions.get(id_)) for id_ in ids if id_ in known]


def is_pending(session: Session, adviser_id: int) -> bool:
    """Tell whether an adviser's matches are about to be worked out again."""
    return session.exec(select(JobSearch.due_at).where(JobSearch.id == adviser_id)).first() is not None


def search_of(session: Session, adviser_id: int) -> tuple[str, bool]:
    """Return how far an adviser would go, and whether remote work is welcome."""
    return session.exec(select(Adviser.mobility, Adviser.remote_ok).where(Adviser.id == adviser_id)).one()


def profile_of(session: Session, adviser_id: int) -> SeekerProfile | None:
    """Return what is known of an adviser who looks for a job."""
    return seekers(session, [adviser_id], clock.today()).get(adviser_id)


def _of_family(family: str | None) -> list[Any]:
    return [] if family is None else [Offer.family == family]


def _decided(profile: SeekerProfile, offers: Sequence[Any]) -> dict[int, MatchDecision]:
    today = clock.today()
    return {one.id: match(profile, facts_of(cast(Offer, one)), today) for one in offers}


def _line(row: Any, decision: MatchDecision | None) -> OfferLine:
    said = row.decision or {}
    if decision is not None:
        said = {
            "fits": decision.fits,
            "missing": [asdict(one) for one in decision.missing],
            "on_dates": decision.on_dates,
        }
    return OfferLine(
        row.id, row.title, row.employer_name or "Employeur non précisé", place_fr(row.commune, row.departement, row.remote),
        contract_fr(row.contract_kind, row.length_months), row.closes_on, row.open_to_contract_staff is not False,
        row.score or (decision.score if decision else 0), said.get("fits", ()), said.get("missing", ()), said.get("on_dates"),
        row.labels, (decision.excluded_fr or "") if decision else "",
    )  # fmt: skip
