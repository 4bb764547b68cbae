"""Refusing dates that cannot stand beside the other contracts of the same person."""

from dataclasses import replace

from sqlmodel import Session, col, select

from workforce.contracts.impossible import ContractDates, impossible_dates
from workforce.contracts.kinds import ContractKind, Sector
from workforce.contracts.models import Contract
from workforce.employers.models import Employer
from workforce.refusals import Refused

FIELDS = {"start": "start_date", "end": "end_date", "terminated_on": "termination_date"}


def refuse_impossible(
    session: Session, adviser_id: int, employer_id: int, asked: ContractDates, setting_aside: int = 0
) -> None:
    """Raise Refused where these dates are impossible, alone or beside the person's other contracts."""
    employer = session.get(Employer, employer_id)
    if employer is None:
        raise Refused({"employer_id": "Choisissez la structure employeuse."})
    others = session.exec(
        select(Contract).where(
            Contract.adviser_id == adviser_id,
            col(Contract.cancelled_at).is_(None),
            Contract.id != setting_aside,
        )
    ).all()
    beside = [dates_of(other) for other in others]
    refusals = impossible_dates(replace(asked, sector=Sector(employer.sector)), beside)
    if refusals:
        raise Refused({FIELDS.get(one.field, one.field): one.sentence for one in reversed(refusals)})


def refuse_change(session: Session, contract: Contract, asked: ContractDates, field: str) -> None:
    """Raise Refused, on the one field that was typed, where a contract cannot have these dates."""
    try:
        refuse_impossible(session, contract.adviser_id, contract.employer_id, asked, contract.id)
    except Refused as refused:
        raise Refused({field: str(refused)}) from refused


def following(session: Session, contract_id: int) -> Contract | None:
    """Return the contract that renews this one, if any."""
    renewals = select(Contract).where(Contract.renews_id == contract_id, col(Contract.cancelled_at).is_(None))
    return session.exec(renewals.order_by(col(Contract.id).desc())).first()


def dates_of(contract: Contract) -> ContractDates:
    """Return a contract as it stands."""
    return ContractDates(
        contract.start_date,
        contract.end_date,
        contract.termination_date,
        ContractKind(contract.kind),
        full_time=not contract.part_time,
    )
