"""A pair that looks alike: reading both records, deciding, and what a decision means for the other pairs."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import and_, delete, or_, select, update
from sqlmodel import Session

from workforce import clock
from workforce.accounts.models import Account, Membership
from workforce.contracts.models import Contract
from workforce.database import insert_rows
from workforce.duplicates import moving, uniting
from workforce.duplicates.choosing import Standing
from workforce.duplicates.models import Duplicate, Merge
from workforce.duplicates.moving import Row
from workforce.duplicates.resolving import Holder
from workforce.refusals import Refused

GONE = "Une de ces deux fiches n’existe plus : il n’y a plus rien à comparer."
SETTLED = {
    "merged": "Ces deux fiches sont déjà réunies.",
    "refused": "Quelqu’un a déjà dit que ces deux fiches sont différentes.",
}
Pairs: Any = Duplicate
Members: Any = Membership
Accounts: Any = Account
Contracts: Any = Contract


def held(session: Session, duplicate_id: int, *, lock: bool = True) -> Duplicate:
    """Return a pair that waits for a decision, locked to decide. Raises Refused where it was decided."""
    found = select(Duplicate).where(Pairs.id == duplicate_id)
    found = found.with_for_update() if lock else found
    pair: Duplicate = session.execute(found, execution_options={"populate_existing": True}).scalar_one()
    if pair.state != "proposed":
        raise Refused({"": SETTLED[pair.state]})
    return pair


def rows(session: Session, pair: Duplicate, *, lock: bool = True) -> tuple[Row, Row]:
    """Return the two records whole, locked to decide. Raises Refused where one is gone."""
    table = uniting.table_of(pair.kind)
    both = table.c.id.in_([pair.first_id, pair.second_id])
    if lock:
        session.execute(select(table.c.id).where(both).order_by(table.c.id).with_for_update())
    found = moving.rows(session, table, both)
    if len(found) != 2:
        raise Refused({"": GONE})
    return found[0], found[1]


def standings(session: Session, pair: Duplicate, both: tuple[Row, Row]) -> tuple[Standing, Standing]:
    """Return what makes each record's word worth more."""
    one, other = both
    known = _holding(session, pair.kind, [one["id"], other["id"]])
    return Standing(one["id"] in known, one["created_at"]), Standing(
        other["id"] in known, other["created_at"]
    )


def digest(session: Session, pair: Duplicate, both: tuple[Row, Row]) -> str:
    """Return a word for the present state of both: what is confirmed is what was read, or it is asked again."""
    column = Contracts.adviser_id if pair.kind == "adviser" else Contracts.employer_id
    contracts = select(Contracts.id, Contracts.start_date, Contracts.end_date, Contracts.termination_date)
    ids = [one["id"] for one in both]
    bound = [list(row) for row in session.execute(contracts.where(column.in_(ids)).order_by(Contracts.id))]
    said = json.dumps([both, bound], default=str, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def holders(session: Session, adviser_ids: Collection[int]) -> dict[int, list[Holder]]:
    """Return the accounts that open the files of these advisers."""
    found: dict[int, list[Holder]] = defaultdict(list)
    held_by = (
        select(
            Members.adviser_id,
            Accounts.id,
            Members.id,
            Accounts.email,
            Accounts.invited_at,
            Accounts.last_seen_at,
        )
        .join(Account, Accounts.id == Members.account_id)
        .where(Members.adviser_id.in_(adviser_ids), Members.role == "adviser")
        .order_by(Members.id)
    )
    for adviser_id, *known in session.execute(held_by):
        found[adviser_id].append(Holder(*known))
    return found


def refuse(session: Session, duplicate_id: int, account_id: int) -> None:
    """Note that these are two people, or two structures: never asked again. Raises Refused where it was decided."""
    pair = held(session, duplicate_id)
    pair.state, pair.decided_at, pair.account_id = "refused", clock.now(), account_id
    session.flush()


def reopen(session: Session, duplicate_id: int) -> None:
    """Take back a refusal: the pair is to compare again. Raises Refused where there is no refusal, or a record is gone."""
    found = select(Duplicate).where(Pairs.id == duplicate_id).with_for_update()
    pair = session.execute(found, execution_options={"populate_existing": True}).scalar_one()
    if pair.state != "refused":
        raise Refused({"": "Cette décision ne peut plus être reprise ici."})
    rows(session, pair)
    pair.state, pair.decided_at, pair.account_id = "proposed", None, None
    session.flush()


def merge_of(session: Session, duplicate_id: int) -> int | None:
    """Return the latest merge of a pair, undone or not."""
    merges: Any = Merge
    found = select(merges.id).where(merges.duplicate_id == duplicate_id)
    return session.scalar(found.order_by(merges.id.desc()).limit(1))


def settle_merged(session: Session, pair: Duplicate, made: Merge, account_id: int) -> list[int]:
    """Close a pair, drop the proposals about the record that is gone, and keep what was refused about it."""
    pair.state, pair.decided_at, pair.account_id = "merged", clock.now(), account_id
    session.flush()
    about = _about(pair.kind, made.former_id)
    session.execute(delete(Duplicate).where(about, Pairs.state == "proposed"))
    others = session.scalars(select(Duplicate).where(about, Pairs.state == "refused")).all()
    carried = [_carried(one, made) for one in others if made.kept_id not in (one.first_id, one.second_id)]
    if not carried:
        return []
    kept = insert_rows(Duplicate, carried).on_conflict_do_nothing().returning(Pairs.id)
    return list(session.scalars(kept))


def settle_parted(session: Session, made: Merge, account_id: int) -> None:
    """Note that the two are different after all, and take back what was carried from one to the other."""
    session.execute(delete(Duplicate).where(Pairs.id.in_(made.record["refused"])))
    now: dict[str, Any] = {"state": "refused", "decided_at": clock.now(), "account_id": account_id}
    session.execute(update(Duplicate).where(Pairs.id == made.duplicate_id).values(**now))


def _carried(one: Duplicate, made: Merge) -> dict[str, Any]:
    other = one.second_id if one.first_id == made.former_id else one.first_id
    first, second = sorted((other, made.kept_id))
    return {
        "kind": one.kind, "network_id": one.network_id, "first_id": first, "second_id": second, "state": "refused",
        "score": one.score, "reasons": one.reasons, "doubts": one.doubts, "found_at": one.found_at,
        "decided_at": one.decided_at, "account_id": one.account_id,
    }  # fmt: skip


def _about(kind: str, record_id: int) -> Any:
    return and_(Pairs.kind == kind, or_(Pairs.first_id == record_id, Pairs.second_id == record_id))


def _holding(session: Session, kind: str, ids: Collection[int]) -> set[int]:
    column = Members.adviser_id if kind == "adviser" else Members.employer_id
    return set(session.scalars(select(column).where(column.in_(ids))))
