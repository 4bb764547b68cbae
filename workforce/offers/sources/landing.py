"""Keeping documents with much to understand as they came: their sites and places are free again, and nothing can be lost.

To understand thirty offers takes five times what it takes to ask for them and to read them. So a poll ends with one row a
document, and workers understand it (`taking_in`). Meanwhile its source is due again at its last rhythm, which understanding
corrects.
"""

from collections.abc import Callable, Sequence

import msgspec
from sqlalchemy import case, func, select, update
from sqlmodel import Session, col

from workforce import clock
from workforce.database import among, copy_bytes
from workforce.offers.models import Feed
from workforce.offers.sources.claiming import Claimed
from workforce.offers.sources.models import FeedLanding
from workforce.offers.sources.outcomes import Landed

packed: Callable[[Landed], bytes] = msgspec.msgpack.Encoder().encode
unpacked: Callable[[bytes], Landed] = msgspec.msgpack.Decoder(Landed).decode  # Raises msgspec.DecodeError.


def land(session: Session, landed: Sequence[tuple[Claimed, Landed]]) -> None:
    """Keep what these documents said, due to be understood now, and let go of their sources."""
    if landed:
        now, known = clock.now(), _let_go(session, [claimed.id for claimed, _ in landed])
        rows = [
            {
                "feed_id": claimed.id,
                "entries": one.count,
                "landed": packed(one),
                "read_at": now,
                "due_at": now,
            }
            for claimed, one in landed
            if claimed.id in known
        ]
        if rows:
            copy_bytes(session, FeedLanding, rows)


def waiting_entries(session: Session, feed_id: int) -> int:
    """Return how many entries of a source were read and are still to be understood."""
    mine = select(func.coalesce(func.sum(FeedLanding.entries), 0)).where(col(FeedLanding.feed_id) == feed_id)
    return session.scalar(mine) or 0


def _let_go(session: Session, ids: Sequence[int]) -> set[int]:
    """Release these sources until their next poll; return those that are still there."""
    there = select(Feed.id).where(among(Feed.id, ids)).order_by(Feed.id).with_for_update()  # type: ignore[call-overload]
    next_poll = clock.now() + func.make_interval(0, 0, 0, 0, 0, 0, Feed.interval_seconds)
    released = (
        update(Feed)
        .where(col(Feed.id).in_(there))
        .values(claimed=False, leased_until=None, due_at=case((col(Feed.state) != "paused", next_poll)))
        .returning(col(Feed.id))
    )
    return set(session.scalars(released, execution_options={"synchronize_session": False}))
