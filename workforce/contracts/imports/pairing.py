"""Which contract does a row speak of? Same person, same employer: the dates tell, or nobody can. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from workforce.contracts.imports.entries import ContractEntry

SLIP = timedelta(days=92)  # Two starts further apart are two contracts, even where their days overlap.
LONGEST_GAP = timedelta(days=123)  # Four months: beyond, a contract does not follow the former one.


class Ambiguous(Exception):  # A finding about the row, not a fault of the program.
    """Several contracts would fit the row."""


def pair(
    contracts: Sequence[ContractEntry], start: date | None, end: date | None, day: date
) -> ContractEntry | None:
    """Return the contract that a row speaks of, among those with its employer; None for a new one."""
    return _by_start(contracts, start, end) if start else _without_start(contracts, end, day)


def _by_start(contracts: Sequence[ContractEntry], start: date, end: date | None) -> ContractEntry | None:
    exact = [one for one in contracts if one.start_date == start]
    if exact:
        return exact[0]
    undated = [
        one for one in contracts if one.start_date is None and (one.last_day is None or one.last_day >= start)
    ]
    return _only([*undated, *(one for one in contracts if _overlaps(one, start, end))])


def _without_start(contracts: Sequence[ContractEntry], end: date | None, day: date) -> ContractEntry | None:
    same_end = [one for one in contracts if end and one.end_date == end]
    return _only(same_end or [one for one in contracts if one.last_day is None or one.last_day >= day])


def _overlaps(one: ContractEntry, start: date, end: date | None) -> bool:
    """Tell whether a contract and a row share days, and start near enough to be one and the same."""
    if one.start_date is None or abs(one.start_date - start) > SLIP:
        return False
    return one.start_date <= (end or start) and start <= (one.last_day or date.max)


def _only(found: Sequence[ContractEntry]) -> ContractEntry | None:
    if len(found) > 1:
        raise Ambiguous
    return found[0] if found else None


def tie(new: ContractEntry, contracts: Sequence[ContractEntry]) -> None:
    """Link a new contract with the one it follows, and with the one that follows it, at the same employer."""
    here = [
        one for one in contracts if one.employer is new.employer and one is not new and not one.terminated_on
    ]
    former = [one for one in here if _follows(new, one) and not any(other.renews is one for other in here)]
    if former:
        new.change("renews", max(former, key=lambda one: one.end_date or date.min))
    for one in here:
        if one.renews is None and _follows(one, new) and one.start_date:
            one.change("renews", new)
            break


def _follows(later: ContractEntry, former: ContractEntry) -> bool:
    if later.start_date is None or former.end_date is None:
        return False
    return timedelta(0) < later.start_date - former.end_date <= LONGEST_GAP
