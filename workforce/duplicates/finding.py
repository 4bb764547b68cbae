"""Finding duplicates, in a worker: after each import, each merge, and every night. Nothing is ever merged here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ARRAY, Integer, any_, delete, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from workforce import clock, due
from workforce.contracts.imports.models import Import
from workforce.database import insert_rows
from workforce.duplicates import candidates, known, resemblance
from workforce.duplicates.models import Duplicate, DuplicateSearch
from workforce.duplicates.resemblance import Resemblance
from workforce.facts import ImportApplied
from workforce.territories.models import Network

F = TypeVar("F")
Pairs: Any = Duplicate
Searches: Any = DuplicateSearch
Pair = tuple[int, int]
BATCH = 5000  # Pairs judged together.


def look_after_import(session: Session, fact: ImportApplied) -> None:
    """Look again among the people of the network that a file was written in, and among employers."""
    look_again(session, session.get_one(Import, fact.import_id).network_id)
    look_again(session, None)


def look_again(session: Session, network_id: int | None) -> None:
    """Have the people of a network compared, or employers where none is named."""
    asked = insert(DuplicateSearch).values(network_id=network_id, due_at=clock.now())
    session.execute(
        asked.on_conflict_do_update(
            constraint="uq_duplicate_search_network_id", set_={"due_at": asked.excluded.due_at}
        )
    )


def look_everywhere(session: Session) -> None:
    """Have everything compared: a name may have been corrected, a contract signed, since the last import."""
    networks = select(Network.id, literal(clock.now())).order_by(Network.id)  # type: ignore[call-overload]
    asked = insert(DuplicateSearch).from_select(["network_id", "due_at"], networks, include_defaults=False)
    session.execute(
        asked.on_conflict_do_update(
            constraint="uq_duplicate_search_network_id", set_={"due_at": asked.excluded.due_at}
        )
    )
    look_again(session, None)


def search(session: Session, ids: Sequence[int]) -> int:
    """Run the searches that are due; return how many pairs are proposed."""
    mine = due.take(session, DuplicateSearch, ids)
    networks = session.scalars(select(Searches.network_id).where(Searches.id.in_(mine)).order_by(Searches.id))
    proposed = sum(
        _among_employers(session) if network_id is None else _among_people(session, network_id)
        for network_id in networks.all()
    )
    due.settle(session, DuplicateSearch, mine)
    session.execute(update(Searches).where(Searches.id.in_(mine)).values(searched_at=clock.now()))
    return proposed


def _among_people(session: Session, network_id: int) -> int:
    pairs = candidates.pairs_of_people(session, network_id)
    found = _alike(pairs, lambda ids: known.people(session, ids), resemblance.people)
    return _propose(session, "adviser", network_id, found)


def _among_employers(session: Session) -> int:
    pairs = candidates.pairs_of_structures(session)
    found = _alike(pairs, lambda ids: known.structures(session, ids), resemblance.structures)
    return _propose(session, "employer", None, found)


def _alike(
    pairs: Sequence[Pair], read: Callable[[set[int]], Mapping[int, F]], judge: Callable[[F, F], Resemblance]
) -> dict[Pair, Resemblance]:
    """Judge the pairs, so many at a time that what is read of them fits in memory and in a statement."""
    found: dict[Pair, Resemblance] = {}
    for start in range(0, len(pairs), BATCH):
        batch = pairs[start : start + BATCH]
        facts = read({one for pair in batch for one in pair})
        judged = {pair: judge(facts[pair[0]], facts[pair[1]]) for pair in batch}
        found |= {pair: one for pair, one in judged.items() if one.is_proposed}
    return found


def _propose(session: Session, kind: str, network_id: int | None, found: Mapping[Pair, Resemblance]) -> int:
    """Keep what is found as proposals; forget those that no longer look alike, and never touch a decision."""
    _forget_unlike(session, kind, network_id, found)
    if not found:
        return 0
    rows = [
        {
            "kind": kind, "network_id": network_id, "first_id": first, "second_id": second, "state": "proposed",
            "score": one.score, "reasons": one.reasons, "doubts": one.doubts, "found_at": clock.now(),
        }
        for (first, second), one in found.items()
    ]  # fmt: skip
    said = insert_rows(Duplicate, rows)
    changed = {name: said.excluded[name] for name in ("network_id", "score", "reasons", "doubts")}
    session.execute(
        said.on_conflict_do_update(
            index_elements=["kind", "first_id", "second_id"], set_=changed, where=Pairs.state == "proposed"
        )
    )
    return len(rows)


def _forget_unlike(
    session: Session, kind: str, network_id: int | None, found: Mapping[Pair, Resemblance]
) -> None:
    here = select(Pairs.id, Pairs.first_id, Pairs.second_id).where(
        Pairs.kind == kind, Pairs.state == "proposed", Pairs.network_id.is_not_distinct_from(network_id)
    )
    unlike = [row.id for row in session.execute(here) if (row.first_id, row.second_id) not in found]
    if unlike:
        session.execute(delete(Pairs).where(Pairs.id == any_(literal(unlike, ARRAY(Integer)))))
