"""Understanding documents that were kept as they came, many together.

They are claimed, understood with no transaction open, and noted as any poll is; meanwhile their sources may be polled again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from workforce import clock, due
from workforce.database import among
from workforce.feeds.parsing import ParseFailed
from workforce.offers.models import Feed
from workforce.offers.sources import documents, noting
from workforce.offers.sources.actions import read_again
from workforce.offers.sources.claiming import COLUMNS, Claimed, claimed_of
from workforce.offers.sources.landing import unpacked
from workforce.offers.sources.models import FeedLanding
from workforce.offers.sources.outcomes import Reading

_COLUMNS: Any = (FeedLanding.id, FeedLanding.landed, *COLUMNS)
TURN = timedelta(seconds=5)  # Before looking again whether an earlier document of its source was understood.


@dataclass(frozen=True, slots=True)
class ClaimedLanding:
    """A document to understand, and what its source already knows."""

    id: int
    landed: bytes
    source: Claimed


def claim_all(session: Session, ids: Sequence[int]) -> list[ClaimedLanding]:
    """Claim these documents; one that came after another of its source waits for its turn."""
    held = due.claim(session, FeedLanding, _first_of_their_source(session, ids))
    mine = (
        select(*_COLUMNS).join(Feed, col(Feed.id) == FeedLanding.feed_id).where(among(FeedLanding.id, held))
    )
    rows = session.execute(mine.order_by(col(FeedLanding.id)))
    return [ClaimedLanding(id_, landed, claimed_of(feed)) for id_, landed, *feed in rows]


def understand(claimed: ClaimedLanding) -> Reading | None:
    """Understand it, in a process that may be killed; nothing where another version of this program had kept it."""
    try:
        landed = unpacked(claimed.landed)
    except msgspec.DecodeError:
        return None
    try:
        brought = documents.understand(landed.entries, claimed.source.source, clock.today())
    except ParseFailed as error:
        return Reading(error=error.words_fr, status=landed.status)
    return Reading(landed.answer, brought, landed.digest, status=landed.status) if brought else None


def note_all(session: Session, outcomes: Sequence[tuple[ClaimedLanding, Reading | None]]) -> None:
    """Note what was understood as a poll is noted, and let the documents go; what could not be taken is asked for again."""
    mine = select(FeedLanding.id).where(among(FeedLanding.id, [claimed.id for claimed, _ in outcomes]))  # type: ignore[call-overload]
    there = set(session.scalars(mine.order_by(FeedLanding.id).with_for_update()))
    found = [(claimed.source, reading) for claimed, reading in outcomes if claimed.id in there]
    noting.note_all(session, [(source, reading) for source, reading in found if reading])
    for source, reading in found:
        if reading is None:
            read_again(session, source.id)
    session.execute(delete(FeedLanding).where(among(FeedLanding.id, there)))


def _first_of_their_source(session: Session, ids: Sequence[int]) -> list[int]:
    """Return the documents that are the oldest of their source; have the others wait a moment."""
    earlier = aliased(FeedLanding)
    is_second = exists().where(
        col(earlier.feed_id) == FeedLanding.feed_id,
        col(earlier.id) < FeedLanding.id,
        col(earlier.stuck_at).is_(None),
    )
    waits = update(FeedLanding).where(among(FeedLanding.id, ids), is_second)
    put_off = session.scalars(
        waits.values(due_at=clock.now() + TURN, leased_until=None).returning(col(FeedLanding.id)),
        execution_options={"synchronize_session": False},
    )
    late = set(put_off)
    return [id_ for id_ in ids if id_ not in late]
