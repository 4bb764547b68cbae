"""Reading the contracts of an adviser as a page shows them: a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from workforce.accounts.models import Account
from workforce.contracts import claims
from workforce.contracts.claims import ClaimSource, Settlement
from workforce.contracts.clocks import ClockDecision, Clocks, compare_clocks
from workforce.contracts.kinds import ContractKind, EndMotive, Sector
from workforce.contracts.models import Contract, Convention, DateClaim, Deadline, Milestone
from workforce.contracts.outlook import ContractLine
from workforce.employers.models import Employer


@dataclass(frozen=True)
class Said:
    """All that was said of one date of one contract, and what is made of it."""

    rows: tuple[DateClaim, ...]  # The oldest word first.
    settlement: Settlement
    names: dict[int, str]  # Account → name of the person who said it.

    def who(self, claim: claims.DateClaim) -> str:
        """Return the name of the person behind a claim, where it is a person."""
        for row in self.rows:
            if (row.source, row.value, row.stated_on) == (claim.source, claim.value, claim.stated_on):
                return self.names.get(row.account_id or 0, "")
        return ""


def contracts_of(session: Session, adviser_id: int) -> list[ContractLine]:
    """Return the contracts of an adviser, the last to begin first."""
    rows = session.exec(
        select(Contract, Employer.name, Employer.sector)
        .join(Employer, col(Employer.id) == Contract.employer_id)
        .where(Contract.adviser_id == adviser_id, col(Contract.cancelled_at).is_(None))
        .order_by(col(Contract.start_date).desc().nulls_last(), col(Contract.id).desc())
    )
    return [_line(row, employer, Sector(sector)) for row, employer, sector in rows]


def said_of(session: Session, contract_ids: Collection[int]) -> dict[tuple[int, str], Said]:
    """Return what was said of the dates of these contracts: contract and field → claims and settlement."""
    found: dict[tuple[int, str], list[DateClaim]] = defaultdict(list)
    names: dict[int, str] = {}
    rows = session.exec(
        select(DateClaim, Account.name)
        .outerjoin(Account, col(Account.id) == DateClaim.account_id)
        .where(col(DateClaim.contract_id).in_(contract_ids))
        .order_by(col(DateClaim.stated_on), col(DateClaim.recorded_at), col(DateClaim.id))
    )
    for claim, name in rows:
        found[claim.contract_id, claim.field].append(claim)
        if claim.account_id:
            names[claim.account_id] = name
    return {
        key: Said(tuple(said), settle([one for one in said if one.withdrawn_at is None]), names)
        for key, said in found.items()
    }


def settle(said: Collection[DateClaim]) -> Settlement:
    """Decide which of these rows is kept."""
    return claims.settle(
        [claims.DateClaim(c.value, ClaimSource(c.source), c.stated_on, c.recorded_at) for c in said]
    )


def deadlines_of(session: Session, contract_ids: Collection[int]) -> list[Deadline]:
    """Return the deadlines that hang on these contracts, the first date first."""
    rows = select(Deadline).where(col(Deadline.contract_id).in_(contract_ids))
    return list(session.exec(rows.order_by(col(Deadline.due_date), col(Deadline.rule))))


def steps_reached(session: Session, contract_ids: Collection[int]) -> set[tuple[int, date, int]]:
    """Return the steps already reached for the adviser: contract, its end, and days before that end."""
    rows = session.exec(
        select(Milestone.contract_id, Milestone.end_date, Milestone.days).where(  # type: ignore[call-overload]
            col(Milestone.contract_id).in_(contract_ids), Milestone.audience == "adviser"
        )
    )
    return {(contract_id, end, days) for contract_id, end, days in rows}


def clocks_of(session: Session, contract: ContractLine, followed: bool) -> ClockDecision | None:
    """Compare the contract's end with that of the convention that pays its post; None where there is nothing to compare."""
    open_ended = contract.is_open_ended and contract.terminated_on is None
    return clocks_of_post(session, contract.post_id, contract.last_day, followed, open_ended)


def clocks_of_post(
    session: Session,
    post_id: int | None,
    contract_end: date | None,
    followed: bool = False,
    open_ended: bool = False,
) -> ClockDecision | None:
    """Compare the end of a contract with that of the convention of its post."""
    if post_id is None:
        return None
    ends = conventions_of(session, [post_id]).get(post_id, {})
    return compare_clocks(clocks_from(ends, contract_end, followed, open_ended))


def conventions_of(session: Session, post_ids: Collection[int]) -> dict[int, dict[str, date]]:
    """Return the known ends of the conventions of these posts: post → kind → end."""
    found: dict[int, dict[str, date]] = defaultdict(dict)
    rows = session.exec(
        select(Convention.post_id, Convention.kind, Convention.end_date).where(  # type: ignore[type-var]
            col(Convention.post_id).in_(post_ids), col(Convention.end_date).is_not(None)
        )
    )
    for post_id, kind, end in rows:
        if end:
            found[post_id][kind] = end
    return found


def clocks_from(
    ends: Mapping[str, date], contract_end: date | None, followed: bool, open_ended: bool
) -> Clocks:
    """Put the conventions of a post (kind → end) beside the end of the contract of its holder."""
    return Clocks(
        contract_end=contract_end,
        convention_end=ends.get("initial"),
        open_ended=open_ended,
        contract_followed=followed,
        convention_renewed_until=ends.get("renewal"),
    )


def _line(row: Contract, employer: str, sector: Sector) -> ContractLine:
    return ContractLine(
        id=row.id,
        employer_id=row.employer_id,
        employer=employer,
        sector=sector,
        kind=ContractKind(row.kind),
        start=row.start_date,
        end=row.end_date,
        terminated_on=row.termination_date,
        motive=EndMotive(row.termination_motive) if row.termination_motive else None,
        hired_for_months=row.hired_for_months,
        cdi_only=row.renewable_only_as_cdi,
        part_time=row.part_time,
        post_id=row.post_id,
        renews_id=row.renews_id,
    )
