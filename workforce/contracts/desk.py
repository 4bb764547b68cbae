"""Reading contracts with what surrounds them, and recomputing the deadlines that hang on them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, case, delete, tuple_
from sqlmodel import Session, col, select

from workforce import clock
from workforce.contracts.deadlines import ContractFacts, DeadlineDecision, deadlines
from workforce.contracts.kinds import Answer, ContractKind, EndMotive, Sector
from workforce.contracts.lengths import PastContract
from workforce.contracts.models import Contract, Deadline, RenewalIntent
from workforce.database import insert_rows, rows_of
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


def changed(session: Session, contract: Contract) -> None:
    """Recompute what hangs on a contract that changed, and have the watch look at it."""
    contract.due_at, contract.leased_until = clock.now(), None
    session.flush()
    refresh_employer(session, contract.adviser_id, contract.employer_id)


def refresh_employer(session: Session, adviser_id: int, employer_id: int) -> None:
    """Recompute the deadlines of all contracts between this adviser and this employer."""
    refresh(session, [(adviser_id, employer_id)])


def refresh(session: Session, keys: Collection[Key]) -> int:
    """Recompute the deadlines of all contracts between these advisers and employers; return how many there are."""
    return recompute(session, tuple_(Contract.adviser_id, Contract.employer_id).in_(list(keys)))


def recompute(session: Session, which: ColumnElement[bool]) -> int:
    """Recompute the deadlines of the chains that hold these contracts, in a constant number of statements.

    A date that stays is left as it is: the house has known it since the day it says.
    """
    chains = _chains(session, which)
    ids = [contract.id for chain, _ in chains.values() for contract in chain]
    offered = _offered(session, ids)
    rows = [row for chain, sector in chains.values() for row in _rows(chain, sector, offered)]
    _forget(session, ids, rows)
    if rows:
        said = insert_rows(Deadline, rows)
        names = [name for name in rows[0] if name not in ("contract_id", "rule", "since")]
        anew = {name: said.excluded[name] for name in names}
        anew["since"] = case(  # type: ignore[assignment]
            (Deadline.due_date == said.excluded.due_date, Deadline.since),  # type: ignore[arg-type]
            else_=said.excluded.since,
        )
        session.connection().execute(
            said.on_conflict_do_update(index_elements=["contract_id", "rule"], set_=anew)
        )
    return len(rows)


def _forget(session: Session, ids: Sequence[int], rows: Sequence[dict[str, object]]) -> None:
    """Delete the deadlines that hang on these contracts no more."""
    gone = delete(Deadline).where(col(Deadline.contract_id).in_(ids))
    if rows:
        kept = rows_of(Deadline, [{"contract_id": row["contract_id"], "rule": row["rule"]} for row in rows])
        still = select(kept.c.contract_id).where(
            kept.c.contract_id == Deadline.contract_id, kept.c.rule == Deadline.rule
        )
        gone = gone.where(~still.exists())
    session.connection().execute(gone)


def _offered(session: Session, ids: Sequence[int]) -> dict[int, date]:
    """Return the day on which a renewal, or a permanent contract, was offered: the employer's latest answer."""
    answers = (
        select(RenewalIntent.contract_id, RenewalIntent.answer, RenewalIntent.answered_at)
        .where(col(RenewalIntent.contract_id).in_(ids))
        .order_by(col(RenewalIntent.answered_at), col(RenewalIntent.id))
    )
    latest = {contract_id: (answer, at) for contract_id, answer, at in session.execute(answers)}
    return {
        contract_id: clock.paris_date(at)
        for contract_id, (answer, at) in latest.items()
        if answer in (Answer.RENEW, Answer.MAKE_PERMANENT)
    }


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


def _rows(
    chain: Sequence[Contract], sector: Sector, offered: Mapping[int, date]
) -> Iterator[dict[str, object]]:
    for position, one in enumerate(chain):
        past = [_past(former) for former in chain[:position]]
        facts = facts_of(one, sector, followed=position + 1 < len(chain), offered_on=offered.get(one.id))
        for decision in deadlines(facts, past):
            yield _row(one.id, decision)


def facts_of(one: Contract, sector: Sector, followed: bool, offered_on: date | None = None) -> ContractFacts:
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
        renewal_offered_on=offered_on,
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
        "since": clock.today(),
    }
