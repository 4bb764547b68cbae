"""Comparing offers with one another, in a worker: each that is new or has changed, against those that share a key with it.

What is sure is joined; what is doubtful waits for a person; what somebody decided is never asked nor done again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, literal, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlmodel import Session

from workforce import clock, due
from workforce.database import among, insert_rows
from workforce.offers.models import Offer
from workforce.offers.same import joining
from workforce.offers.same.electing import LIVE
from workforce.offers.same.models import OfferComparison, OfferKey, OfferTwin
from workforce.offers.same.resemblance import Resemblance, compare
from workforce.offers.same.traits import COLUMNS, Traits, keys_of, traits

MOST_SHARING = 24  # Offers behind one key: beyond, it tells nothing.
Offers: Any = Offer
Keys: Any = OfferKey
Twins: Any = OfferTwin
Comparisons: Any = OfferComparison
Pair = tuple[int, int]  # The smaller id first.
OTHERS = "mais elle contredit une offre déjà réunie à l’autre"


def look(session: Session, fact: Any) -> None:
    """Have an offer compared: it is new, or has changed."""
    look_again(session, [fact.offer_id])


def look_again(session: Session, ids: Collection[int]) -> None:
    """Have these offers compared with the others, in one statement."""
    if not ids:
        return
    now = clock.now()
    asked = insert(OfferComparison).from_select(
        ["id", "due_at"], select(Offers.id, literal(now)).where(Offers.id.in_(ids)), include_defaults=False
    )
    session.execute(
        asked.on_conflict_do_update(index_elements=["id"], set_={"due_at": asked.excluded.due_at})
    )


def work(session: Session, ids: Sequence[int]) -> int:
    """Compare the offers that are due with those that share a key; return how many were."""
    joining.lock(session)
    mine = due.take(session, OfferComparison, ids)
    known = _read(session, mine)
    _write_keys(session, mine, known)
    pairs = _pairs(session, mine)
    known |= _read(session, {one for pair in pairs for one in pair} - known.keys())
    decided = _decided(session, pairs)
    judged = {pair: compare(known[pair[0]], known[pair[1]]) for pair in pairs if set(pair) <= known.keys()}
    shown = _part_unlike(session, judged, decided)
    open_pairs = {
        pair: one for pair, one in judged.items() if decided.get(pair, ("",))[0] in ("", "proposed")
    }
    shown += _join_sure(session, open_pairs, known)
    shown += _mend(session, mine)
    _propose(session, mine, open_pairs)
    joining.record(session, [*shown, *_shown(session, mine)])
    due.settle(session, OfferComparison, mine)
    session.execute(update(OfferComparison).where(Comparisons.id.in_(mine)).values(compared_at=clock.now()))
    return len(mine)


def forget_closed(session: Session) -> None:
    """Forget the keys of what is no longer open: it is found by nobody, and gets new ones if it opens again."""
    closed = select(Offers.id).where(Offers.state.not_in(LIVE))
    session.execute(delete(OfferKey).where(Keys.offer_id.in_(closed)))
    gone = or_(Twins.first_id.in_(closed), Twins.second_id.in_(closed))
    session.execute(delete(OfferTwin).where(Twins.state == "proposed", gone))


def _read(session: Session, ids: Collection[int]) -> dict[int, Traits]:
    columns = [getattr(Offers, name) for name in COLUMNS]
    rows = session.execute(select(*columns).where(among(Offers.id, ids), Offers.state.in_(LIVE))).mappings()
    return {row["id"]: traits(dict(row)) for row in rows}


def _write_keys(session: Session, mine: Collection[int], known: Mapping[int, Traits]) -> None:
    session.execute(delete(OfferKey).where(among(Keys.offer_id, mine)))
    rows = [{"key": key, "offer_id": one.id} for one in known.values() for key in sorted(keys_of(one))]
    if rows:
        session.execute(insert_rows(OfferKey, rows))


def _pairs(session: Session, mine: Collection[int]) -> list[Pair]:
    """Return the pairs that share a key which not too many share, and those that were joined by themselves."""
    here: Any = aliased(OfferKey)
    sharing = (
        select(Keys.offer_id)
        .where(Keys.key == here.key)
        .limit(MOST_SHARING + 1)
        .correlate(here)
        .subquery()
        .lateral()
    )
    few = (
        select(here.offer_id, func.array_agg(sharing.c.offer_id).label("others"))
        .join(sharing, literal(True))
        .where(among(here.offer_id, mine))
        .group_by(here.key, here.offer_id)
        .having(func.count() <= MOST_SHARING)
    )
    found = {(one, other) for one, others in session.execute(few) for other in others if one != other}
    joined = select(Twins.first_id, Twins.second_id).where(
        Twins.state == "joined", or_(among(Twins.first_id, mine), among(Twins.second_id, mine))
    )
    found |= {(one, other) for one, other in session.execute(joined)}
    return sorted({(min(pair), max(pair)) for pair in found})


def _decided(session: Session, pairs: Collection[Pair]) -> dict[Pair, tuple[str, int | None]]:
    rows = session.execute(
        select(Twins.first_id, Twins.second_id, Twins.state, Twins.account_id).where(_among(pairs))
    )
    return {(first, second): (state, account) for first, second, state, account in rows}


def _part_unlike(
    session: Session, judged: Mapping[Pair, Resemblance], decided: dict[Pair, tuple[str, int | None]]
) -> list[int]:
    """Part what was joined by itself and contradicts itself since an edit; what a person joined stays."""
    unlike = [
        pair for pair, one in judged.items() if one.is_blocked and decided.get(pair) == ("joined", None)
    ]
    shown: list[int] = []
    for pair in unlike:
        shown += joining.part(session, pair[1])
        del decided[pair]
    if unlike:
        session.execute(delete(OfferTwin).where(_among(unlike)))
    return shown


def _join_sure(session: Session, judged: dict[Pair, Resemblance], known: dict[int, Traits]) -> list[int]:
    """Join the sure pairs, the surest first, unless that would bring together two offers that contradict."""
    sure = sorted((pair for pair, one in judged.items() if one.is_sure), key=lambda pair: -judged[pair].score)
    if not sure:
        return []
    groups = joining.groups(session, {one for pair in sure for one in pair})
    known |= _read(session, set(groups) - known.keys())
    apart = _apart(session, groups.keys())
    joined: dict[Pair, Resemblance] = {}
    for pair in sure:
        here, there = groups[pair[0]], groups[pair[1]]
        if here is there or _agree(here, there, known, apart):
            joined[pair] = judged.pop(pair)
            here |= there
            groups |= dict.fromkeys(here, here)
    _note_joined(session, joined)
    return joining.unite(
        session, list({id(some): some for pair in joined for some in [groups[pair[0]]]}.values())
    )


def _mend(session: Session, mine: Collection[int]) -> list[int]:
    """Choose again where an offer that opened again would be shown beside the copy that took its place."""
    twice = Offers.state == "published", Offers.shown_as_id.is_not(None)
    ids = list(session.scalars(select(Offers.id).where(among(Offers.id, mine), *twice)))
    together = {frozenset(some) for some in joining.groups(session, ids).values()} if ids else set()
    return joining.unite(session, list(together))


def _agree(
    here: Iterable[int], there: Iterable[int], known: Mapping[int, Traits], apart: Collection[Pair]
) -> bool:
    """Tell whether nothing contradicts between two sets of offers, and nobody set two of them apart."""
    across = [(min(one, other), max(one, other)) for one in here for other in there]
    return not any(
        pair in apart or (set(pair) <= known.keys() and compare(known[pair[0]], known[pair[1]]).is_blocked)
        for pair in across
    )


def _apart(session: Session, ids: Collection[int]) -> set[Pair]:
    there = among(Twins.first_id, ids), among(Twins.second_id, ids)
    rows = session.execute(select(Twins.first_id, Twins.second_id).where(Twins.state == "apart", *there))
    return {(first, second) for first, second in rows}


def _note_joined(session: Session, joined: Mapping[Pair, Resemblance]) -> None:
    now = clock.now()
    _write(
        session, [_row(pair, one) | {"state": "joined", "decided_at": now} for pair, one in joined.items()]
    )


def _propose(session: Session, mine: Collection[int], judged: Mapping[Pair, Resemblance]) -> None:
    """Keep the doubtful pairs for a person; forget those that no longer look alike."""
    found = {pair: one for pair, one in judged.items() if one.is_proposed}
    stale = delete(OfferTwin).where(
        Twins.state == "proposed", or_(among(Twins.first_id, mine), among(Twins.second_id, mine))
    )
    session.execute(stale.where(~_among(found)) if found else stale)
    rows = [
        _row(pair, one, *([OTHERS] if one.is_sure else [])) | {"state": "proposed", "decided_at": None}
        for pair, one in found.items()
    ]
    _write(session, rows)


def _row(pair: Pair, one: Resemblance, *doubts: str) -> dict[str, Any]:
    return {
        "first_id": pair[0], "second_id": pair[1], "score": one.score, "reasons": one.reasons,
        "doubts": [*one.doubts, *doubts], "found_at": clock.now(),
    }  # fmt: skip


def _write(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write pairs, without touching what somebody decided."""
    if not rows:
        return
    said = insert_rows(OfferTwin, rows)
    changed = {name: said.excluded[name] for name in ("state", "score", "reasons", "doubts", "decided_at")}
    session.execute(
        said.on_conflict_do_update(
            index_elements=["first_id", "second_id"], set_=changed, where=Twins.state == "proposed"
        )
    )


def _shown(session: Session, mine: Collection[int]) -> list[int]:
    return list(session.scalars(select(Offers.id).where(among(Offers.id, mine), Offers.state == "published")))


def _among(pairs: Collection[Pair]) -> Any:
    return tuple_(Twins.first_id, Twins.second_id).in_(list(pairs))
