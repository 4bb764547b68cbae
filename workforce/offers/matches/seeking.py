"""A person who looks for a job, an offer, and what is decided about the two. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workforce.offers.understanding.pay import Pay

MOBILITIES = ("commune", "departement", "region", "national")


@dataclass(frozen=True, slots=True)
class SeekerProfile:
    """What a person told of herself and of what she looks for."""

    departement: str | None = None
    commune: str | None = None
    mobility: str = "departement"  # One of MOBILITIES.
    other_departements: frozenset[str] = frozenset()  # Where she would also go.
    wants_remote: bool = False
    trades: frozenset[str] = frozenset()  # Families of trades.py; empty: any.
    ccps: frozenset[str] = frozenset()  # "CCP1"…
    certificates: frozenset[str] = frozenset()  # aidants_connect, pix, clea_numerique.
    contract_kinds: frozenset[str] = frozenset()  # Empty: any.
    is_titulaire: bool = False
    lowest_monthly_pay: Decimal | None = None  # Gross, full time.
    contract_ends_on: date | None = None  # Last day of the present contract.
    contract_months: int | None = None  # Its length.
    available_on: date | None = None  # When she has no contract.


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """What an offer says of itself."""

    title: str
    departement: str | None = None
    commune: str | None = None
    trade: str | None = None
    contract_kind: str | None = None
    contract_months: int | None = None
    pay: Pay | None = None
    remote: str | None = None
    starts_on: date | None = None
    closes_on: date | None = None
    open_to_contract_staff: bool | None = None
    ccps: frozenset[str] | None = None  # Asked for by the employer; None: those of the trade.
    certificates: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that the person lacks for the offer; the bloc, if a training would fill it."""

    what: str
    ccp: str | None = None
    certificate: str | None = None


@dataclass(frozen=True, slots=True)
class MatchDecision:
    """Whether and how well an offer suits, always explained."""

    matched: bool
    score: int  # 0 to 100.
    fits: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    on_dates: str | None = None
    excluded_fr: str | None = None  # Why there is no match at all.
