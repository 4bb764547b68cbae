"""Keeping what people do to contracts, and undoing it: everything as it was, and nobody told twice."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, or_
from sqlmodel import Session, col, exists, select

from workforce import clock, journal
from workforce.contracts import desk, standing
from workforce.contracts.changes import BEGINNINGS, FIELDS, Act, Since, why_not_undone
from workforce.contracts.models import Contract, ContractChange, DateClaim, Deadline, Post, RenewalIntent
from workforce.facts import ContractChangeUndone
from workforce.refusals import Refused

DATES = ("start_date", "end_date", "termination_date")


@dataclass(frozen=True)
class Word:
    """What somebody said of a date, as it was before it was said again; `stated_on` is empty where it was new."""

    id: int
    stated_on: str | None = None
    recorded_at: str | None = None
    account_id: int | None = None
    withdrawn_at: str | None = None


def keep(
    session: Session,
    contract: Contract,
    act: Act,
    before: dict[str, Any],
    said: Sequence[Word],
    account_id: int | None,
) -> None:
    """Keep what was done, with what is needed to undo it."""
    change = ContractChange(
        contract_id=contract.id,
        act=act,
        before=before,
        after=state_of(contract),
        said=[asdict(word) for word in said],
        account_id=account_id,
    )
    session.add(change)
    session.flush()


def state_of(contract: Contract) -> dict[str, Any]:
    """Return what an act may change of a contract, as JSON keeps it."""
    values = {name: getattr(contract, name) for name in FIELDS}
    return {name: day.isoformat() if isinstance(day, date) else day for name, day in values.items()}


def state_of_post(post: Post) -> dict[str, Any]:
    """Return what may be settled of a post, as JSON keeps it."""
    return {"state": post.state, "vacated_date": post.vacated_date.isoformat() if post.vacated_date else None}


def known_word(
    session: Session, contract_id: int, field: str, value: date | None, source: str
) -> Word | None:
    """Return this word on a date as it is kept now; None where nobody of that source said it."""
    row = session.exec(
        select(DateClaim).where(
            DateClaim.contract_id == contract_id,
            DateClaim.field == field,
            col(DateClaim.value).is_not_distinct_from(value),
            DateClaim.source == source,
        ),
        execution_options={"populate_existing": True},
    ).first()
    return row and Word(  # type: ignore[return-value]
        row.id, row.stated_on.isoformat(), row.recorded_at.isoformat(), row.account_id, _iso(row.withdrawn_at)
    )


def undo(session: Session, change_id: int, account_id: int | None) -> None:
    """Put a contract back as it was before a change. Raises Refused, with the reason, where something depends on it."""
    change = session.get_one(ContractChange, change_id)
    contract = session.get_one(Contract, change.contract_id, with_for_update=True, populate_existing=True)
    session.refresh(change, with_for_update=True)
    reason = why_not(session, [change])[change.id]
    if reason:
        raise Refused({"": reason})
    _put_back(session, contract, change)
    _take_back_words(session, change)
    change.undone_at, change.undone_by = clock.now(), account_id
    session.flush()
    desk.refresh_employer(session, contract.adviser_id, contract.employer_id)
    journal.record(session, ContractChangeUndone(change.id, contract.id, contract.adviser_id, change.act))


def why_not(session: Session, changes: Sequence[ContractChange]) -> dict[int, str]:
    """Return why each of these changes of contracts can no longer be undone; empty while it can. In three queries."""
    ids = {change.contract_id for change in changes}
    rows = _contracts(session, ids)
    following, spoken_of = _following(session, ids), _spoken_of(session, changes)
    now = clock.now()
    reasons = {}
    for change in changes:
        (contract, last), next_one = rows[change.contract_id], following.get(change.contract_id)
        is_followed = next_one is not None and next_one.came_after(change)
        since = Since(
            made_at=change.made_at,
            now=now,
            is_undone=change.undone_at is not None,
            is_last=last in (None, change.id),
            is_as_left=_state(session, contract, change) == change.after,
            is_followed=is_followed,
            followed_from=next_one.start if next_one and is_followed else None,
            is_spoken_of=change.id in spoken_of,
        )
        reasons[change.id] = why_not_undone(Act(change.act), since)
    return reasons


def _state(session: Session, contract: Contract, change: ContractChange) -> dict[str, Any]:
    """Return the present state of what a change changed: the contract, or its post."""
    if Act(change.act) is not Act.POST_SETTLED:
        return state_of(contract)
    post = session.get(Post, contract.post_id)
    return state_of_post(post) if post else {}


def _put_back(session: Session, contract: Contract, change: ContractChange) -> None:
    if Act(change.act) is Act.POST_SETTLED:
        post, day = session.get_one(Post, contract.post_id), change.before["vacated_date"]
        post.state, post.vacated_date = change.before["state"], date.fromisoformat(day) if day else None
        return
    if Act(change.act) in BEGINNINGS:
        contract.cancelled_at = clock.now()
        session.execute(delete(Deadline).where(col(Deadline.contract_id) == contract.id))
        former = session.get(Contract, contract.renews_id) if contract.renews_id else None
        for one in filter(None, (contract, former)):  # The former one is watched again.
            one.due_at, one.leased_until = clock.now(), None
        return
    for name in FIELDS:
        value = change.before[name]
        setattr(contract, name, date.fromisoformat(value) if value and name in DATES else value)
    contract.due_at, contract.leased_until = clock.now(), None
    try:
        standing.refuse_change(session, contract, standing.dates_of(contract), "")
    except Refused as refused:
        raise Refused({"": f"Les anciennes dates ne conviennent plus. {refused}"}) from refused


def _take_back_words(session: Session, change: ContractChange) -> None:
    """Mark as withdrawn what was said for the first time; put the rest back to the day it was said before."""
    for said in change.said:
        word, row = Word(**said), session.get(DateClaim, said["id"], populate_existing=True)
        if row is None:
            continue
        if word.stated_on is None or word.recorded_at is None:
            row.withdrawn_at = clock.now()
            continue
        row.stated_on = date.fromisoformat(word.stated_on)
        row.recorded_at = datetime.fromisoformat(word.recorded_at)
        row.account_id = word.account_id
        row.withdrawn_at = datetime.fromisoformat(word.withdrawn_at) if word.withdrawn_at else None


def _contracts(session: Session, ids: Collection[int]) -> dict[int, tuple[Contract, int | None]]:
    """Return these contracts, each with the last change of it that stands."""
    last = select(func.max(ContractChange.id)).where(
        col(ContractChange.contract_id) == Contract.id, col(ContractChange.undone_at).is_(None)
    )
    rows = session.execute(
        select(Contract, last.correlate(Contract).scalar_subquery()).where(col(Contract.id).in_(ids)),
        execution_options={"populate_existing": True},
    )
    return {row.id: (row, change_id) for row, change_id in rows}


@dataclass(frozen=True)
class _Following:
    """The contract that follows another."""

    start: date | None
    created_at: datetime
    change_id: int  # 0 where no person recorded it.

    def came_after(self, change: ContractChange) -> bool:
        """Tell whether it was recorded after this change."""
        return self.change_id > change.id or (not self.change_id and self.created_at > change.made_at)


def _following(session: Session, ids: Collection[int]) -> dict[int, _Following]:
    recorded = (col(ContractChange.contract_id) == Contract.id) & (ContractChange.act == Act.RENEWED)
    columns: Any = (Contract.renews_id, Contract.start_date, Contract.created_at, ContractChange.id)
    rows = session.execute(
        select(*columns)
        .outerjoin(ContractChange, recorded)
        .where(col(Contract.renews_id).in_(ids), col(Contract.cancelled_at).is_(None))
        .order_by(col(Contract.id))
    )
    return {renews: _Following(start, made, change or 0) for renews, start, made, change in rows}


def _spoken_of(session: Session, changes: Sequence[ContractChange]) -> set[int]:
    """Return the changes whose contract a file or an employer has spoken of since."""
    ids = [change.id for change in changes if Act(change.act) in BEGINNINGS]
    later_word = exists().where(
        col(DateClaim.contract_id) == ContractChange.contract_id,
        col(DateClaim.recorded_at) > ContractChange.made_at,
        col(DateClaim.withdrawn_at).is_(None),
    )
    answer = exists().where(col(RenewalIntent.contract_id) == ContractChange.contract_id)
    rows = session.exec(
        select(ContractChange.id).where(col(ContractChange.id).in_(ids), or_(later_word, answer))
    )
    return set(rows)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
