"""Reading the offers that fit an adviser, best first, with filters that an address can carry."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, SQLModel, col, select

from workforce import clock
from workforce.advisers.models import Adviser
from workforce.offers.life.age import doubtful
from workforce.offers.matches.deciding import match
from workforce.offers.matches.seekers import facts_of, seekers
from workforce.offers.matches.seeking import MatchDecision
from workforce.offers.models import JobSearch, Match, Offer
from workforce.offers.understanding.trades import BY_CODE
from workforce.territories.departements import departement

A_PAGE = 12  # Offers: a page that one can still read on a phone.
KINDS = {
    "CDI": "CDI", "CDD": "CDD", "CDP": "contrat de projet", "PEC": "contrat aidé (PEC)", "titulaire": "titulaire",
    "alternance": "alternance", "apprentissage": "alternance", "stage": "stage", "interim": "intérim",
    "service_civique": "service civique", "vacation": "vacation",
}  # fmt: skip


class OfferFilters(SQLModel):
    """What a list of offers is narrowed to; carried by its address."""

    departement: str = ""
    trade: str = ""
    words: str = ""

    def given(self) -> dict[str, str]:
        """Return the filters in force."""
        return {name: value for name, value in self.model_dump().items() if value}


@dataclass(frozen=True)
class OfferLine:
    """An offer that fits somebody, and why."""

    id: int
    title: str
    employer: str
    place: str
    contract: str
    closes_on: Any
    is_open: bool  # Not reserved to civil servants, as far as it says.
    score: int
    fits: Sequence[str]
    missing: Sequence[dict[str, Any]]
    on_dates: str | None
    labels: Sequence[str]  # Codes of what a worried reader looks for.


def matches_of(
    session: Session,
    adviser_id: int,
    filters: OfferFilters | None = None,
    offset: int = 0,
    limit: int = A_PAGE,
) -> list[OfferLine]:
    """Return the published offers that fit an adviser, best first."""
    rows = session.exec(
        select(  # type: ignore[call-overload]
            Offer.id, Offer.title, Offer.employer_name, Offer.commune, Offer.departement, Offer.remote,
            Offer.contract_kind, Offer.length_months, Offer.closes_on, Offer.open_to_contract_staff,
            Match.score, Match.decision, Offer.labels,
        )
        .join(Match, Match.offer_id == Offer.id)
        .where(*_which(adviser_id, filters))
        .order_by(doubtful(), col(Match.score).desc(), col(Offer.published_at).desc(), col(Offer.id).desc())
        .offset(offset)
        .limit(limit)
    )  # fmt: skip
    return [
        OfferLine(
            id_, title, employer or "Employeur non précisé", place_fr(commune, code, remote),
            contract_fr(kind, months), closes_on, is_open is not False, score, decision["fits"], decision["missing"],
            decision["on_dates"], labels,
        )
        for id_, title, employer, commune, code, remote, kind, months, closes_on, is_open, score, decision, labels in rows
    ]  # fmt: skip


def count_of(session: Session, adviser_id: int, filters: OfferFilters | None = None) -> int:
    """Count the published offers that fit an adviser."""
    fitting = select(func.count()).select_from(Match).join(Offer, col(Offer.id) == Match.offer_id)
    return session.scalar(fitting.where(*_which(adviser_id, filters))) or 0


def choices_of(session: Session, adviser_id: int) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the départements and the trades among an adviser's offers: code and words with their count."""
    rows = session.exec(
        select(Offer.departement, Offer.family, func.count())
        .join(Match, col(Match.offer_id) == Offer.id)
        .where(*_which(adviser_id, None))
        .group_by(Offer.departement, Offer.family)
    ).all()
    places: dict[str, int] = {}
    trades: dict[str, int] = {}
    for code, family, count in rows:
        places[code] = places.get(code, 0) + count
        trades[family] = trades.get(family, 0) + count
    return (
        [(code, f"{departement_fr(code)} : {places[code]}") for code in sorted(places) if code],
        [(code, f"{trade_fr(code)} : {trades[code]}") for code in sorted(trades, key=trade_fr) if code],
    )


def is_pending(session: Session, adviser_id: int) -> bool:
    """Tell whether an adviser's matches are about to be worked out again."""
    return session.exec(select(JobSearch.due_at).where(JobSearch.id == adviser_id)).first() is not None


def decision_for(session: Session, adviser_id: int, offer: Offer) -> MatchDecision | None:
    """Decide now whether an offer suits an adviser, and why or why not."""
    today = clock.today()
    profile = seekers(session, [adviser_id], today).get(adviser_id)
    return match(profile, facts_of(offer), today) if profile else None


def search_of(session: Session, adviser_id: int) -> tuple[str, bool]:
    """Return how far an adviser would go, and whether remote work is welcome."""
    return session.exec(select(Adviser.mobility, Adviser.remote_ok).where(Adviser.id == adviser_id)).one()


def place_fr(commune: str, code: str, remote: str) -> str:
    """Say where an offer is."""
    if remote == "full":
        return "à distance"
    where = f"{commune} ({code})" if commune and code else commune or departement_fr(code)
    return f"{where}, en partie à distance" if remote == "partial" else where


def contract_fr(kind: str, months: int | None) -> str:
    """Say which contract an offer is for."""
    words = KINDS.get(kind, kind) or "contrat non précisé"
    return f"{words} de {months} mois" if months and kind not in ("CDI", "titulaire") else words


def departement_fr(code: str) -> str:
    """Return `Var (83)`."""
    found = departement(code) if code else None
    return found.label if found else "lieu non précisé"


def trade_fr(code: str) -> str:
    """Return the words of a family of trades."""
    return BY_CODE[code].label_fr if code in BY_CODE else "métier non précisé"


def _which(adviser_id: int, filters: OfferFilters | None) -> list[ColumnElement[bool]]:
    tests: list[ColumnElement[bool]] = [col(Match.adviser_id) == adviser_id, col(Offer.state) == "published"]
    if filters is None:
        return tests
    if filters.departement:
        tests.append(col(Offer.departement) == filters.departement)
    if filters.trade:
        tests.append(col(Offer.family) == filters.trade)
    columns = (col(Offer.title), col(Offer.employer_name), col(Offer.commune), col(Offer.plain))
    return tests + [
        or_(*(column.icontains(word, autoescape=True) for column in columns))
        for word in filters.words.split()[:6]
    ]
