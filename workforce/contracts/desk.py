"""Reading contracts with what surrounds them, and recomputing the deadlines that hang on them."""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import ColumnElement, delete, insert, tuple_
from sqlmodel import Session, select

from workforce.contracts.deadlines import ContractFacts, DeadlineDecision, deadlines
from workforce.contracts.kinds import ContractKind, EndMotive, Sector
from workforce.contracts.lengths import PastContract
from workforce.contracts.models import Contract, Deadline
from workforce.employers.models import Employer
from workforce.refusals import Refused

Key = tuple[int, int]  # Adviser and employer.


def contract(session: Session, contract_id: int) -> Contract:
    """Return a contract, locked until the end of the transaction. Raises Refused where there is none."""
    found = session.exec(
        select(Contract).where(Contract.id == contract_id).with_for_update(),
        execution_options={"populate_existing": True},
    ).first()
    if found is None or found.cancelled_at:
        raise Refused({"": "Ce contrat n’existe pas ou a été annulé."})
    return found


def refresh_employer(session: Session, adviser_id: int, employer_id: int) -> None:
    """Recompute the deadlines of all contracts between this adviser and this employer."""
    refresh(session, [(adviser_id, employer_id)])


def refresh(session: Session, keys: Collection[Key]) -> int:
    """Recompute the deadlines of all contracts between these advisers and employers, in three statements."""
    chains = _chains(session, tuple_(Contract.adviser_id, Contract.employer_id).in_(list(keys)))
    ids = [contract.id for chain, _ in chains.values() for contract in chain]
    session.execute(delete(Deadline).where(Deadline.contract_id.in_(ids)))  # type: ignore[attr-defined]
    rows = [row for chain, sector in chains.values() for row in _rows(chain, sector)]
    if rows:
        # One statement: without nulls rendered, rows with and without a window would go apart.
        session.execute(insert(Deadline), rows, execution_options={"render_nulls": True})
    return len(rows)


def _chains(session: Session, which: ColumnElement[bool]) -> dict[Key, tuple[list[Contract], Sector]]:
    found = session.exec(
        select(Contract, Employer.sector)
        .join(Employer, Employer.id == Contract.employer_id)  # type: ignore[arg-type]
        .where(which, Contract.cancelled_at.is_(None))  # type: ignore[union-attr]
        .order_by(Contract.start_date, Contract.id),  # type: ignore[arg-type]
        execution_options={"populate_existing": True},  # An import moves dates in bulk, under the session.
    )
    chains: dict[Key, tuple[list[Contract], Sector]] = {}
    for row, sector in found:
        chains.setdefault((row.adviser_id, row.employer_id), ([], Sector(sector)))[0].append(row)
    return chains


def _rows(chain: Sequence[Contract], sector: Sector) -> Iterator[dict[str, object]]:
    for position, one in enumerate(chain):
        past = [_past(former) for former in chain[:position]]
        for decision in deadlines(facts_of(one, sector, followed=position + 1 < len(chain)), past):
            yield _row(one.id, decision)


def facts_of(one: Contract, sector: Sector, followed: bool) -> ContractFacts:
    """Return a contract as the rules read it."""
    return ContractFacts(
        kind=ContractKind(one.kind),
        sector=sector,
        start=one.start_date,
        end=one.end_date,
        terminated_on=one.termination_date,
        hired_for_months=one.hired_for_months,
        cdi_only=one.renewable_only_as_cdi,
        subsidised_post=one.post_id is not None,
        followed=followed,
    )


def _past(former: Contract) -> PastContract:
    motive = EndMotive(former.termination_motive) if former.termination_motive else EndMotive.TERM
    return PastContract(former.start_date, former.termination_date or former.end_date, motive)


def _row(contract_id: int, decision: DeadlineDecision) -> dict[str, object]:
    return {
        "contract_id": contract_id,
        "rule": decision.rule,
        "version": decision.version,
        "party": decision.party,
        "due_date": decision.due_date,
        "window_start": decision.window_start,
        "window_end": decision.window_end,
        "label": decision.label,
        "reasons": list(decision.reasons),
        "source": decision.source,
        "indicative": decision.indicative,
    }
