"""What is kept where two records both say something: one rule for each table, all on this page. Pure.

A rule is handed the row that stays and the row that goes, as plain values, and returns what the row that stays takes over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

Row = Mapping[str, Any]
Rule = Callable[[Row, Row], dict[str, Any]]
SLIP = timedelta(days=92)  # Two starts further apart are two contracts, as an import reads them.
LONGEST_GAP = timedelta(days=123)  # Four months: beyond, a contract does not follow the former one.


def keep(kept: Row, other: Row) -> dict[str, Any]:  # noqa: ARG001 - Every rule is asked the same way.
    """Let the row that stays say all: both say the same, or it is worked out again."""
    return {}


def earliest(field: str) -> Rule:
    """Keep the earliest date that is known."""

    def rule(kept: Row, other: Row) -> dict[str, Any]:
        known = [row[field] for row in (kept, other) if row[field]]
        first = min(known, key=datetime.fromisoformat, default=None)
        return {} if first == kept[field] else {field: first}

    return rule


def newest(field: str, *others: str) -> Rule:
    """Keep what was said last, as a whole; what has no date was said before the rest."""

    def rule(kept: Row, other: Row) -> dict[str, Any]:
        mine, theirs = (datetime.fromisoformat(row[field]) if row[field] else None for row in (kept, other))
        is_later = theirs is not None and (mine is None or theirs > mine)
        return {name: other[name] for name in (field, *others)} if is_later else {}

    return rule


@dataclass(frozen=True)
class Holder:
    """An account that opens a file."""

    account_id: int
    membership_id: int
    email: str
    invited_at: datetime
    last_seen_at: datetime | None = None


def account_to_keep(holders: Sequence[Holder]) -> Holder | None:
    """Return the account that goes on opening the file: the one seen last, else the first invited.

    One only: with two, everything would be told twice to the same person.
    """
    seen = [one for one in holders if one.last_seen_at]
    if seen:
        return max(seen, key=lambda one: (one.last_seen_at, -one.account_id))
    return min(holders, key=lambda one: (one.invited_at, one.account_id), default=None)


def own_choices(kept: Row, other: Row, kept_has_account: bool, other_has_account: bool) -> dict[str, Any]:
    """Return what only the person decides: a consent stands if nobody of the two took it back or never gave it.

    A record without an account was never asked: it says nothing.
    """
    if not other_has_account:
        return {}
    if not kept_has_account:
        return {name: other[name] for name in ("shows_skills", "mobility", "remote_ok")}
    return {"shows_skills": bool(kept["shows_skills"] and other["shows_skills"])}


@dataclass(frozen=True)
class Bound:
    """A contract of the person that two records became."""

    id: int
    adviser_id: int
    employer_id: int
    start: date | None
    end: date | None
    terminated_on: date | None = None
    part_time: bool = False
    has_moved: bool = False  # It came from the record that was merged.
    renews_id: int | None = None
    has_sheet: bool = False  # Somebody wrote its handover sheet.

    @property
    def last_day(self) -> date | None:
        """Return the last day, moved by a rupture."""
        return self.terminated_on or self.end


def same_contracts(contracts: Iterable[Bound]) -> list[tuple[Bound, Bound]]:
    """Return the contracts that both records knew: the one that stays, the one that goes into it. Each once."""
    contracts = list(contracts)
    alike = [
        (one.start != other.start, one.end != other.end, one.id, other.id, one, other)
        for one in contracts
        for other in contracts
        if not one.has_moved and other.has_moved and is_same(one, other)
    ]
    taken: set[int] = set()
    pairs = []
    for *_, stays, goes in sorted(alike, key=lambda pair: pair[:4]):  # The nearest dates first.
        if taken.isdisjoint({stays.id, goes.id}):
            taken |= {stays.id, goes.id}
            pairs.append((stays, goes))
    return pairs


def is_same(one: Bound, other: Bound) -> bool:
    """Tell whether two contracts between the same two are one, told by two sources. Two sheets are two contracts."""
    if one.has_sheet and other.has_sheet:
        return False
    if (one.adviser_id, one.employer_id, one.part_time) != (
        other.adviser_id,
        other.employer_id,
        other.part_time,
    ):
        return False
    if one.start and other.start:
        return abs(one.start - other.start) <= SLIP and share_days(one, other)
    return one.last_day is not None and one.last_day == other.last_day


def share_days(one: Bound, other: Bound) -> bool:
    """Tell whether two dated contracts share a day."""
    if one.start is None or other.start is None:
        return False
    return one.start <= (other.last_day or date.max) and other.start <= (one.last_day or date.max)


def ties(contracts: Iterable[Bound]) -> dict[int, int]:
    """Return which contract now renews which: later → former, where a record alone could not know it."""
    contracts = list(contracts)
    followed = {one.renews_id for one in contracts}
    found: dict[int, int] = {}
    for later in contracts:
        formers = [one for one in contracts if one.id not in followed and _follows(later, one)]
        if later.renews_id is None and formers:
            former = max(formers, key=lambda one: (one.end or date.min, one.id))
            found[later.id] = former.id
            followed.add(former.id)
    return found


def _follows(later: Bound, former: Bound) -> bool:
    if (later.adviser_id, later.employer_id) != (former.adviser_id, former.employer_id):
        return False
    if later.start is None or former.end is None or former.terminated_on:
        return False
    return timedelta(0) < later.start - former.end <= LONGEST_GAP
