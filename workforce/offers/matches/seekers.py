"""Reading many advisers, and offers, as the matching sees them: a constant number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session, select

from workforce.advisers.models import Adviser
from workforce.contracts.calendar import length_between
from workforce.contracts.kinds import ContractKind
from workforce.contracts.models import Contract
from workforce.offers.matches.seeking import OfferFacts, SeekerProfile
from workforce.offers.models import Offer
from workforce.offers.understanding.pay import Pay
from workforce.skills.families import shipped
from workforce.skills.file import SkillsFile
from workforce.skills.models import Certificate, HeldCCP
from workforce.skills.titles.in_force import in_force


def seekers(session: Session, ids: Sequence[int], today: date) -> dict[int, SeekerProfile]:
    """Return what is known of these advisers, in four queries."""
    contracts, blocs, certificates = (
        _contracts(session, ids, today),
        _blocs(session, ids),
        _certificates(session, ids),
    )
    people = session.exec(select(Adviser).where(Adviser.id.in_(ids))).all()  # type: ignore[attr-defined]
    return {
        one.id: _profile(one, contracts.get(one.id), blocs[one.id], certificates[one.id]) for one in people
    }


def seeker(session: Session, adviser_id: int, skills: SkillsFile, today: date) -> SeekerProfile | None:
    """Return what is known of an adviser whose skills have been read already, in two queries."""
    one = session.get(Adviser, adviser_id)
    if one is None:
        return None
    known = in_force(session).by_ccp
    blocs = {f"CCP{known[code].number}" for code in skills.held if code in known}
    certificates = set(shipped().fulfilled(row.kind for row in skills.certificates))
    return _profile(one, _contracts(session, [adviser_id], today).get(adviser_id), blocs, certificates)


def facts_of(offer: Offer) -> OfferFacts:
    """Return an offer as the matching sees it."""
    pay = None
    if offer.pay_min is not None and offer.pay_max is not None and offer.pay_period:
        pay = Pay(Decimal(offer.pay_min), Decimal(offer.pay_max), offer.pay_period, offer.pay_gross)
    return OfferFacts(
        title=offer.title,
        departement=offer.departement or None,
        commune=offer.commune or None,
        trade=offer.family or None,
        contract_kind=offer.contract_kind or None,
        contract_months=offer.length_months,
        pay=pay,
        remote=offer.remote or None,
        starts_on=offer.starts_on,
        closes_on=offer.closes_on,
        open_to_contract_staff=offer.open_to_contract_staff,
    )


def _profile(
    one: Adviser, contract: Contract | None, blocs: set[str], certificates: set[str]
) -> SeekerProfile:
    ends_on = (contract.termination_date or contract.end_date) if contract else None
    return SeekerProfile(
        departement=one.departement or None,
        commune=one.commune or None,
        mobility=one.mobility,
        wants_remote=one.remote_ok,
        ccps=frozenset(blocs),
        certificates=frozenset(certificates),
        is_titulaire=contract is not None and contract.kind == ContractKind.TENURED,
        contract_ends_on=ends_on,
        contract_months=_months(contract) if contract else None,
    )


def _months(contract: Contract) -> int | None:
    """Return how many months a contract lasts: as it was signed, or longer by its dates; most files give dates alone."""
    signed, dated = contract.hired_for_months, 0
    if contract.start_date and contract.end_date:
        dated = length_between(contract.start_date, contract.end_date).months
    return max(signed or 0, dated) or None


def _contracts(session: Session, ids: Sequence[int], today: date) -> dict[int, Contract]:
    rows = session.exec(
        select(Contract)
        .where(Contract.adviser_id.in_(ids), Contract.cancelled_at.is_(None))  # type: ignore[attr-defined, union-attr]
        .order_by(Contract.start_date, Contract.id)  # type: ignore[arg-type]
    )
    running = [row for row in rows if (last := row.termination_date or row.end_date) is None or last >= today]
    return {row.adviser_id: row for row in running}


def _blocs(session: Session, ids: Sequence[int]) -> dict[int, set[str]]:
    """Return the blocs held, by number: a bloc counts whatever its generation."""
    ccps = in_force(session).by_ccp
    held: dict[int, set[str]] = defaultdict(set)
    for adviser_id, code in _pairs(session, HeldCCP, HeldCCP.ccp_code, ids):
        if code in ccps:
            held[adviser_id].add(f"CCP{ccps[code].number}")
    return held


def _certificates(session: Session, ids: Sequence[int]) -> dict[int, set[str]]:
    """Return the certificates held, and those that they answer for."""
    held: dict[int, set[str]] = defaultdict(set)
    for adviser_id, kind in _pairs(session, Certificate, Certificate.kind, ids):
        held[adviser_id] |= shipped().fulfilled([kind])
    return held


def _pairs(session: Session, model: Any, column: Any, ids: Sequence[int]) -> Any:
    return session.execute(select(model.adviser_id, column).where(model.adviser_id.in_(ids)))
