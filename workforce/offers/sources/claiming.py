"""Who speaks to which site: sources are leased fairly, claimed by one process, and their site with them.

One request at a time reaches a site, over all workers and processes: whoever claims a source claims its site, in the
same statement. A claim runs out by itself, so a killed worker only delays; a live one renews what it holds.
"""

import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlmodel import Session, col

from workforce import clock
from workforce.database import among, insert_rows
from workforce.offers.models import Feed
from workforce.offers.sources.bringing import Source, shape_of
from workforce.offers.sources.models import FeedHost
from workforce.settings import settings

HOST_BUSY = timedelta(seconds=5)  # Before asking again a site that another process is speaking to.
FIRST_CLAIM, LARGEST_CLAIM = (
    25,
    200,
)  # Sources claimed in one transaction: each twice as many as the one before.
EACH = 4  # Sources of one site in hand at once: a slow site never takes the places of the others.


@dataclass(frozen=True, slots=True)
class Claimed:
    """What reading a source needs."""

    id: int
    url: str
    host: str
    kind: str
    etag: str | None
    last_modified: str | None
    body_digest: str | None
    tries: int  # In a row, this one included, since it was last read.
    source: Source
    holder: str = ""  # Who speaks to its site.
    asked: Mapping[str, str] = field(
        default_factory=dict
    )  # What its reader asks for, where its kind has a choice.
    memory: Mapping[str, Any] = field(default_factory=dict)  # What its reader remembers.


def host_of(url: str) -> str:
    """Return the host and port that a feed lives on."""
    parts = urlsplit(url)
    return f"{(parts.hostname or '').lower()}:{parts.port or (443 if parts.scheme == 'https' else 80)}"


def new_holder() -> str:
    """Return a name for whoever is about to speak to sites."""
    return secrets.token_hex(8)


def lease(session: Session, limit: int) -> list[int]:
    """Lease the sources longest due, a few of each site, none of a site that asked for quiet; those of a site together.

    At most `limit` are in hand at once. What is in hand is still due: no index finds it but that of what is due, so that
    a lease and a claim change no index.
    """
    now = clock.now()
    is_held = func.coalesce(Feed.leased_until > now, False).label("is_held")  # type: ignore[operator]
    place = func.row_number().over(
        partition_by=Feed.host, order_by=(is_held.desc(), col(Feed.due_at), col(Feed.id))
    )
    ripe = select(Feed.id, Feed.host, Feed.due_at, is_held, place.label("place"))  # type: ignore[call-overload]
    ripe = ripe.where(col(Feed.due_at) <= now).cte("ripe")
    in_hand = select(func.count()).where(ripe.c.is_held).scalar_subquery()
    chosen = (
        select(ripe.c.id)
        .outerjoin(FeedHost, col(FeedHost.host) == ripe.c.host)
        .where(~ripe.c.is_held, ripe.c.place <= EACH, func.coalesce(FeedHost.quiet_until, now) <= now)
        .order_by(ripe.c.due_at, ripe.c.id)
        .limit(func.greatest(limit - in_hand, 0))
    )
    free = select(Feed.id).where(col(Feed.id).in_(chosen), _free(now))  # type: ignore[call-overload]
    locked = free.with_for_update(skip_locked=True).cte("locked")
    until = now + timedelta(seconds=settings().lease_seconds)
    leased = update(Feed).where(col(Feed.id) == locked.c.id).values(leased_until=until, claimed=False)
    rows: Any = session.execute(
        leased.returning(col(Feed.host), col(Feed.due_at), col(Feed.id)),
        execution_options={"synchronize_session": False},
    )
    return [id_ for _, _, id_ in sorted(tuple(row) for row in rows)]


def claim(session: Session, feed_id: int) -> Claimed | None:
    """Claim one source, unless somebody is speaking to its site: then it waits its turn."""
    return next(iter(claim_all(session, [feed_id], new_holder())), None)


def claim_all(session: Session, ids: Collection[int], holder: str) -> list[Claimed]:
    """Claim these sources where still due, and their sites; those of a site that another speaks to wait their turn."""
    now = clock.now()
    free = (
        select(Feed.id, Feed.host)  # type: ignore[call-overload]
        .where(among(Feed.id, ids), col(Feed.due_at) <= now)
        .where(~(col(Feed.claimed) & (func.coalesce(Feed.leased_until, now) > now)))
    )
    locked: Any = session.execute(free.order_by(Feed.id).with_for_update(skip_locked=True))
    mine: dict[int, str] = dict(locked.all())
    granted = take_sites(session, sorted(set(mine.values())), holder, now) if mine else set()
    _wait(session, [id_ for id_, host in mine.items() if host not in granted], now)
    return _claimed(session, [id_ for id_, host in mine.items() if host in granted], holder, now)


def in_chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut ids into chunks to claim: few at first, whose sites are asked while the next are claimed."""
    start, size = 0, FIRST_CLAIM
    while start < len(ids):
        yield ids[start : start + size]
        start, size = start + size, min(2 * size, LARGEST_CLAIM)


def renew(session: Session, ids: Sequence[int], hosts: Sequence[str], holder: str) -> None:
    """Hold these claims longer: whoever holds them is alive."""
    until = clock.now() + timedelta(seconds=settings().hold_seconds)
    mine = update(Feed).where(among(Feed.id, ids), col(Feed.claimed))
    session.execute(mine.values(leased_until=until))
    sites = update(FeedHost).where(among(FeedHost.host, hosts), col(FeedHost.holder) == holder)
    session.execute(sites.values(busy_until=until))


def release_sites(session: Session, hosts: Iterable[str], holder: str) -> None:
    """Let others speak to those of these sites of which nothing is claimed any more."""
    if names := sorted(set(hosts)):
        held = exists().where(
            col(Feed.host) == FeedHost.host, col(Feed.claimed), col(Feed.leased_until) > clock.now()
        )
        mine = update(FeedHost).where(among(FeedHost.host, names), col(FeedHost.holder) == holder, ~held)
        session.execute(
            mine.values(busy_until=None, holder=""), execution_options={"synchronize_session": False}
        )


def give_back(session: Session, ids: Sequence[int], again_at: datetime | None = None) -> None:
    """Make claimed sources due as they were, or at an instant, for whoever comes next: nothing came of their claim.

    Those that somebody paused or woke meanwhile are not claimed any more, and are left alone.
    """
    mine = update(Feed).where(among(Feed.id, ids), col(Feed.claimed))
    moved = {"due_at": again_at} if again_at else {}
    session.execute(
        mine.values(claimed=False, leased_until=None, tries=func.greatest(Feed.tries - 1, 0), **moved)
    )


def keep_quiet(session: Session, until: dict[str, datetime]) -> None:
    """Note that these sites asked for quiet: none of their sources is read before."""
    if until:
        rows = [{"host": host, "holder": "", "quiet_until": until[host]} for host in sorted(until)]
        told = insert_rows(FeedHost, rows)
        session.execute(
            told.on_conflict_do_update(
                index_elements=["host"], set_={"quiet_until": told.excluded.quiet_until}
            )
        )


def quiet_until(session: Session, host: str) -> datetime | None:
    """Return until when a site asked for quiet, if that is still to come."""
    until = session.scalar(select(FeedHost.quiet_until).where(col(FeedHost.host) == host))  # type: ignore[call-overload]
    return until if until and until > clock.now() else None


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(col(Feed.leased_until).is_(None), col(Feed.leased_until) <= now)


def take_sites(session: Session, hosts: Sequence[str], holder: str, now: datetime) -> set[str]:
    """Take the sites that nobody speaks to and that did not ask for quiet."""
    until = now + timedelta(seconds=settings().hold_seconds)
    asked = insert_rows(FeedHost, [{"host": host, "holder": holder, "busy_until": until} for host in hosts])
    is_ours = col(FeedHost.holder) == holder
    is_idle = or_(col(FeedHost.busy_until).is_(None), col(FeedHost.busy_until) <= now)
    is_quiet = func.coalesce(FeedHost.quiet_until, now) > now
    taken = asked.on_conflict_do_update(
        index_elements=["host"],
        set_={"holder": asked.excluded.holder, "busy_until": asked.excluded.busy_until},
        where=(is_ours | is_idle) & ~is_quiet,
    )
    return set(session.scalars(taken.returning(FeedHost.host)))  # type: ignore[call-overload]


def _wait(session: Session, ids: Sequence[int], now: datetime) -> None:
    if ids:
        quiet = select(FeedHost.quiet_until).where(col(FeedHost.host) == Feed.host).scalar_subquery()  # type: ignore[call-overload]
        again = func.greatest(now + HOST_BUSY, func.coalesce(quiet, now))
        waiting = update(Feed).where(among(Feed.id, ids))
        session.execute(waiting.values(due_at=again, leased_until=None, claimed=False))


def _claimed(session: Session, ids: Sequence[int], holder: str, now: datetime) -> list[Claimed]:
    if not ids:
        return []
    until = now + timedelta(seconds=settings().hold_seconds)
    taken = (
        update(Feed)
        .where(among(Feed.id, ids))
        .values(leased_until=until, claimed=True, tries=Feed.tries + 1)
        .returning(*COLUMNS)
    )
    rows = session.execute(taken, execution_options={"synchronize_session": False})
    return [claimed_of(tuple(row), holder) for row in rows]


COLUMNS: Any = (
    Feed.id, Feed.url, Feed.host, Feed.kind, Feed.etag, Feed.last_modified, Feed.body_digest, Feed.tries,
    Feed.keeps_all, Feed.keep_phrases, Feed.drop_phrases, Feed.seen, Feed.asked, Feed.memory,
)  # fmt: skip


def claimed_of(row: Sequence[Any], holder: str = "") -> Claimed:
    """Return what reading a source needs from its COLUMNS; nobody holds its site where no holder is named."""
    seen, asked, memory = row[11:]
    source = Source(row[0], shape_of(*row[8:11]), seen or b"")
    return Claimed(*row[:8], source=source, holder=holder, asked=asked, memory=memory)  # type: ignore[misc]
