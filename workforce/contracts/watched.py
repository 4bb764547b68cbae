"""What the watch reads of contracts: their end, their money, their legal deadlines, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists, or_, select

from workforce import clock
from workforce.contracts import history
from workforce.contracts.clocks import ClockDecision, compare_clocks
from workforce.contracts.kinds import OPEN_ENDED_KINDS, ContractKind, Party
from workforce.contracts.ladder import Ladder, ladder_for
from workforce.contracts.models import Contract, Deadline, Reminder
from workforce.contracts.reminding import LegalDate

Told = Mapping[tuple[str, date], Collection[int]]  # Rule and date → days before it already told.


@dataclass(frozen=True)
class Watched:
    """What the watch needs to know of a contract."""

    id: int
    kind: ContractKind
    start: date | None
    end: date | None  # The last day: the term, moved by a rupture.
    followed: bool = False  # By another contract with the same employer.
    clocks: ClockDecision | None = None  # The two clocks, while the contract is not over.
    dates: Sequence[LegalDate] = ()
    told: Told = field(default_factory=dict)

    @property
    def is_leaving(self) -> bool:
        """Tell whether somebody leaves at the end of this contract."""
        return self.end is not None and not self.followed

    def ladder(self, party: Party) -> Ladder:
        """Return the steps before the end that are told to this party."""
        length = (self.end - self.start).days if self.end and self.start else None
        return tuple(step for step in ladder_for(party, self.kind, length) if step >= 0)


def watched(session: Session, ids: Sequence[int]) -> list[Watched]:
    """Read these contracts; of a cancelled one, nothing is left to say."""
    rows = _contracts(session, ids)
    known, gone = [row for row in rows if not row.cancelled], [row for row in rows if row.cancelled]
    posts = history.conventions_of(session, {row.post_id for row in known if row.post_id})
    dates, told = _dates(session, [row.id for row in known if not row.followed]), _told(session, ids)
    here = [
        Watched(
            row.id, row.kind, row.start, row.end, row.followed,
            clocks=_clocks(row, posts.get(row.post_id or 0, {})),
            dates=[one for one in dates.get(row.id, ()) if not (row.moved_on and one.party is Party.ADVISER)],
            told=told.get(row.id, {}),
        )
        for row in known
    ]  # fmt: skip
    return here + [Watched(row.id, row.kind, row.start, None) for row in gone]


@dataclass(frozen=True)
class _Row:
    id: int
    kind: ContractKind
    start: date | None
    end: date | None
    cancelled: bool
    post_id: int | None
    followed: bool
    moved_on: bool  # Another contract of theirs, with anybody, runs or is signed.


def _contracts(session: Session, ids: Sequence[int]) -> list[_Row]:
    following, other = aliased(Contract), aliased(Contract)
    followed = exists().where(col(following.renews_id) == Contract.id, col(following.cancelled_at).is_(None))
    other_end = or_(col(other.end_date).is_(None), col(other.end_date) >= clock.today())
    moved_on = exists().where(
        col(other.adviser_id) == Contract.adviser_id, col(other.start_date) > col(Contract.start_date), other_end,
        col(other.termination_date).is_(None), col(other.cancelled_at).is_(None), col(other.id) != Contract.id,
    )  # fmt: skip
    rows = session.execute(
        select(  # type: ignore[call-overload]
            col(Contract.id), col(Contract.kind), col(Contract.start_date), col(Contract.end_date),
            col(Contract.termination_date), col(Contract.cancelled_at), col(Contract.post_id), followed, moved_on,
        ).where(col(Contract.id).in_(ids))
    )  # fmt: skip
    return [
        _Row(id_, ContractKind(kind), start, termination or end, cancelled is not None, post, after, gone)
        for id_, kind, start, end, termination, cancelled, post, after, gone in rows
    ]


def _clocks(row: _Row, ends: Mapping[str, date]) -> ClockDecision | None:
    is_over = row.end is not None and row.end < clock.today()
    if not ends or is_over:
        return None
    open_ended = row.kind in OPEN_ENDED_KINDS and row.end is None
    return compare_clocks(history.clocks_from(ends, row.end, row.followed, open_ended))


def _dates(session: Session, ids: Sequence[int]) -> dict[int, list[LegalDate]]:
    found: dict[int, list[LegalDate]] = defaultdict(list)
    rows = session.execute(
        select(  # type: ignore[call-overload]
            col(Deadline.contract_id), col(Deadline.rule), col(Deadline.party), col(Deadline.due_date),
            col(Deadline.since),
        ).where(col(Deadline.contract_id).in_(ids))
    )  # fmt: skip
    for contract_id, rule, party, due_date, since in rows:
        found[contract_id].append(LegalDate(contract_id, rule, Party(party), due_date, since))
    return found


def _told(session: Session, ids: Sequence[int]) -> dict[int, dict[tuple[str, date], set[int]]]:
    found: dict[int, dict[tuple[str, date], set[int]]] = defaultdict(lambda: defaultdict(set))
    rows = session.execute(
        select(
            col(Reminder.contract_id), col(Reminder.rule), col(Reminder.due_date), col(Reminder.days)
        ).where(col(Reminder.contract_id).in_(ids))
    )
    for contract_id, rule, due_date, days in rows:
        found[contract_id][rule, due_date].add(days)
    return found
