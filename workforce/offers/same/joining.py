"""Making several offers one, and parting them: set-based, reversible, nothing of any of them is lost.

The one that is shown is `published`; the others are `joined` and point to it. Lists, counts, matches, the map and figures ask
for what is published, and so see it once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import case, delete, func, or_, select, update
from sqlmodel import Session

from workforce import journal
from workforce.database import rows_of
from workforce.facts import OfferCompared
from workforce.offers.models import JOINED, Match, Offer
from workforce.offers.same import electing
from workforce.offers.same.electing import Member

Offers: Any = Offer
ROOT = func.coalesce(
    Offers.shown_as_id, Offers.id
)  # The one that is shown for an offer: itself, where it is alone.


def lock(session: Session) -> None:
    """Join and part one at a time, over all workers: two at once could show an offer twice, or not at all."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("offers that are one"))))


def groups(session: Session, ids: Collection[int]) -> dict[int, set[int]]:
    """Return, for each of these offers, all the offers that are one with it, itself included."""
    roots = select(ROOT).where(Offers.id.in_(ids))
    rows = session.execute(
        select(Offers.id, ROOT).where(or_(Offers.id.in_(roots), Offers.shown_as_id.in_(roots)))
    ).all()
    together: dict[int, set[int]] = defaultdict(set)
    for one, root in rows:
        together[root].add(one)
    return {one: members for members in together.values() for one in members}


def unite(session: Session, together: Sequence[Collection[int]]) -> list[int]:
    """Make each of these sets of offers one; return those that are shown, to be matched with people."""
    members = _members(session, {one for some in together for one in some})
    places: list[dict[str, int | None]] = []
    shown: list[int] = []
    for some in together:
        kept = electing.chosen([members[one] for one in some])
        shown.append(kept)
        places += [{"id": one, "shown_as_id": None if one == kept else kept} for one in some]
    _place(session, places)
    return shown


def part(session: Session, offer_id: int) -> list[int]:
    """Take an offer out of those it is one with; return what is shown now that was not, or not so."""
    rest = groups(session, [offer_id])[offer_id] - {offer_id}
    return unite(session, [some for some in ({offer_id}, rest) if some])


def take_over(session: Session, ids: Iterable[int]) -> None:
    """Show the best copy that is still open in the place of each of these offers, which have closed."""
    lock(session)
    together = {frozenset(some) for some in groups(session, list(ids)).values() if len(some) > 1}
    record(session, unite(session, list(together)))


def record(session: Session, ids: Iterable[int]) -> None:
    """Say that these offers were compared and are the ones to show: only now are they matched with people."""
    journal.record_all(session, [OfferCompared(one) for one in sorted(set(ids))])


def _members(session: Session, ids: Collection[int]) -> dict[int, Member]:
    columns = [
        func.length(Offers.plain).label("length") if name == "length" else getattr(Offers, name)
        for name in electing.COLUMNS
    ]
    rows = session.execute(select(*columns).where(Offers.id.in_(ids))).mappings()
    return {row["id"]: dict(row) for row in rows}


def _place(session: Session, places: Sequence[dict[str, int | None]]) -> None:
    """Write which offer stands for which; what is hidden fits nobody any more."""
    if not places:
        return
    sent = rows_of(Offer, places)
    live = Offers.state.in_(electing.LIVE)
    shown = case((sent.c.shown_as_id.is_(None), "published"), else_=JOINED)
    session.execute(
        update(Offer)
        .where(Offers.id == sent.c.id)
        .values(shown_as_id=sent.c.shown_as_id, state=case((live, shown), else_=Offers.state)),
        execution_options={"synchronize_session": False},
    )
    hidden = [one["id"] for one in places if one["shown_as_id"] is not None]
    session.execute(delete(Match).where(Match.offer_id.in_(hidden)))  # type: ignore[attr-defined]
    session.expire_all()
