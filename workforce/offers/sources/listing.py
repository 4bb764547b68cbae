"""The sources as whoever runs the platform sees them; adding the sources that the product knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, func, true
from sqlmodel import Session, col, select

from workforce.addresses import shown
from workforce.offers.models import Feed, FeedRefusal, Offer
from workforce.offers.sources.actions import add_feed
from workforce.offers.sources.known import (
    BY_CODE,
    DefaultSource,
    departement_feeds,
    url_for_departement,
    url_for_host,
)
from workforce.refusals import Refused
from workforce.territories.departements import departement

STATE_LABELS = {
    "active": ("à jour", "calm"),
    "waiting": ("premier passage à venir", "info"),
    "failing": ("en échec", "urgent"),
    "paused": ("en pause", "info"),
    "gone": ("disparue", "overdue"),
}


@dataclass(frozen=True)
class FeedLine:
    """A source as the list shows it."""

    id: int
    name: str
    url: str
    state: str
    polled_at: datetime | None
    due_at: datetime | None
    counts: dict[str, int]
    error: str

    @property
    def label(self) -> str:
        """Return the state in words."""
        return STATE_LABELS[self._shown][0]

    @property
    def level(self) -> str:
        """Return how pressing the state is."""
        return STATE_LABELS[self._shown][1]

    @property
    def _shown(self) -> str:
        return "waiting" if self.state == "active" and self.polled_at is None else self.state


def feed_lines(session: Session, state: str = "", *, limit: int, offset: int = 0) -> Sequence[FeedLine]:
    """Return sources, those that need somebody first."""
    rank = func.array_position(["gone", "failing", "active", "paused"], Feed.state)
    rows = session.execute(
        select(
            Feed.id,
            Feed.title,
            Feed.url,
            Feed.state,
            Feed.polled_at,
            Feed.due_at,
            Feed.counts,
            Feed.last_error,
        )  # type: ignore[call-overload]
        .where(_in_state(state))
        .order_by(rank, func.lower(Feed.title), Feed.id)
        .limit(limit)
        .offset(offset)
    )
    return [
        FeedLine(id_, title or shown(url), shown(url), state_, polled_at, due_at, counts, error or "")
        for id_, title, url, state_, polled_at, due_at, counts, error in rows
    ]


def count_by_state(session: Session) -> dict[str, int]:
    """Count the sources in each state."""
    rows: Any = session.execute(select(Feed.state, func.count()).group_by(Feed.state))
    found: dict[str, int] = dict(rows.all())
    return found


def brought(session: Session, feed_id: int, limit: int = 20) -> Sequence[Offer]:
    """Return the latest offers of a source."""
    mine = select(Offer).where(Offer.feed_id == feed_id)
    return session.exec(
        mine.order_by(col(Offer.published_at).desc(), col(Offer.id).desc()).limit(limit)
    ).all()


def refused_items(
    session: Session, feed_id: int, *, limit: int, offset: int = 0
) -> Sequence[tuple[str, str]]:
    """Return the title of each item of the last document that was not kept, and why: first what has been there longest."""
    mine = select(FeedRefusal.title, FeedRefusal.reason).where(FeedRefusal.feed_id == feed_id)
    return session.exec(mine.order_by(col(FeedRefusal.id)).limit(limit).offset(offset)).all()


def count_refused(session: Session, feed_id: int) -> int:
    """Count the items of the last document whose reason can be read."""
    return session.scalar(select(func.count()).where(FeedRefusal.feed_id == feed_id)) or 0


def add_default(session: Session, code: str, where: str, account_id: int | None) -> Feed:
    """Add a source that the product knows, for one département or one site."""
    source = BY_CODE.get(code)
    if source is None:
        raise Refused({"code": "Choisissez une source de la liste."})
    field = "departement" if source.per == "departement" else "host"
    url, place = _address(source, where)
    try:
        return add_feed(
            session, url, keeps_all=source.keep_all, title=f"{source.name} — {place}", account_id=account_id
        )
    except Refused as refused:
        raise Refused({field: " ".join(refused.errors.values())}) from refused


def add_every_departement(session: Session, account_id: int | None) -> int:
    """Add the sources that exist by département, each once; return how many are new."""
    known = set(session.exec(select(Feed.url)))
    missing = [(name, url) for _, name, url in departement_feeds() if url not in known]
    for name, url in missing:
        add_feed(session, url, title=name, account_id=account_id)
    return len(missing)


def _address(source: DefaultSource, where: str) -> tuple[str, str]:
    """Return the address of a known source for one place, and the name of that place."""
    if source.per == "departement":
        found = departement(where)
        if found is None:
            raise Refused({"departement": "Choisissez un département de la liste."})
        return url_for_departement(source, found.code), found.name
    if not where.strip():
        raise Refused({"host": "Indiquez le nom du site, par exemple emplois.metropole.fr."})
    url = url_for_host(source, where)
    return url, urlsplit(url).netloc


def _in_state(state: str) -> ColumnElement[bool]:
    if state == "failing":
        return col(Feed.state).in_(("failing", "gone"))
    return col(Feed.state) == state if state else true()
