"""What a discovery has found so far, as whoever asked for it sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from workforce.offers.models import Feed
from workforce.offers.sources.discovery.models import Discovery, DiscoveryCandidate


@dataclass(frozen=True)
class Found:
    """An address, and what came of it."""

    id: int
    url: str
    origin: str
    outcome: str
    words: str
    title: str
    entries: int
    kept: int
    examples: list[dict[str, Any]]
    feed_id: int | None  # The source that follows it already.


@dataclass(frozen=True)
class View:
    """A discovery, where it is and what it found."""

    id: int
    address: str
    title: str
    refusal: str
    is_opened: bool
    is_stuck: bool
    candidates: Sequence[Found]

    @property
    def tried(self) -> int:
        """Count the addresses already tried, the first one included."""
        return (
            sum(one.outcome != "to_try" and one.origin != "typed" for one in self.candidates) + self.is_opened
        )

    @property
    def total(self) -> int:
        """Count the addresses to try in all, as far as is known."""
        return sum(one.origin != "typed" for one in self.candidates) + 1

    @property
    def is_working(self) -> bool:
        """Say whether addresses are left to try."""
        return not self.is_stuck and self.tried < self.total

    @property
    def feeds(self) -> list[Found]:
        """Return the feeds found, those that would bring the most first."""
        return sorted((one for one in self.candidates if one.outcome == "feed"), key=lambda one: -one.kept)

    @property
    def others(self) -> list[Found]:
        """Return what was tried and is no feed, or the same one."""
        return [one for one in self.candidates if one.outcome not in ("feed", "to_try")]


def view(session: Session, discovery_id: int) -> View:
    """Read a discovery in two queries."""
    one = session.get_one(Discovery, discovery_id)
    c = DiscoveryCandidate
    rows = session.execute(
        select(  # type: ignore[call-overload]
            c.id, c.url, c.origin, c.outcome, c.words, c.title, c.entries, c.kept, c.examples, col(Feed.id)
        )
        .outerjoin(Feed, col(Feed.url) == col(c.url))
        .where(col(c.discovery_id) == discovery_id)
        .order_by(col(c.rank))
    )
    found = [Found(*row) for row in rows]
    return View(one.id, one.address, one.title, one.refusal, one.is_opened, one.stuck_at is not None, found)


def latest(session: Session, limit: int = 5) -> Sequence[tuple[int, str, datetime]]:
    """Return the latest discoveries: id, address, when."""
    rows = session.execute(
        select(Discovery.id, Discovery.address, Discovery.made_at)
        .order_by(col(Discovery.id).desc())
        .limit(limit)
    )
    return [(id_, address, made_at) for id_, address, made_at in rows]
