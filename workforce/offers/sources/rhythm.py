"""How often a source is asked: from its own rhythm, within bounds, as its site wishes. Pure.

The rule, in order:

1. *What its rhythm says.* Two clocks tell how long the source stays silent between two publications: the dates of its
   entries (median gap, entries published together counting once), and the instants at which a poll really brought
   something (median gap of the last ones). The shorter is believed; a silence that lasts longer than both stretches it.
   Asking twice in such a gap means that a new entry waits a quarter of it on average. Nothing known yet: one hour.
2. *What the site asks*: never before the longest of Cache-Control or Expires, TTL and the syndication module's period.
3. *Pushed*: while a hub tells us what is new, the poll is only there to notice that the hub forgot.
4. *Bounds*: never under 15 minutes, never over 24 hours.
5. *Jitter*: a tenth more or less, so that sources added together are not asked together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

SOONEST, LATEST = timedelta(minutes=15), timedelta(hours=24)
UNKNOWN = timedelta(hours=1)  # Before anything is known of a source.
PUSHED = timedelta(hours=12)  # While its hub tells what is new.
TOGETHER = timedelta(minutes=10)  # Entries published within it are one publication.
FORGOTTEN = timedelta(days=60)  # Older entries say nothing of today's rhythm.
NEWS_KEPT = 12  # Instants of news remembered.
LONGEST_WAIT = timedelta(days=30)  # No site is believed beyond.
SPREAD = 0.1  # Of an interval, more or less.

Chance = Callable[[], float]  # Between 0 and 1.


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How long to wait before the next poll, and why."""

    interval: timedelta
    reason: str  # unknown, own, asked, pushed


def gap_of(published: Sequence[datetime]) -> timedelta | None:
    """Return the median time between two publications, None when fewer than three of them tell of today's rhythm."""
    if not published:
        return None
    latest = max(published)
    moments: list[datetime] = []
    for moment in sorted(one for one in published if latest - one <= FORGOTTEN):
        if not moments or moment - moments[-1] > TOGETHER:
            moments.append(moment)
    return _median_gap(moments)


def _median_gap(moments: Sequence[datetime]) -> timedelta | None:
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]
    return timedelta(seconds=median(gaps)) if len(gaps) >= 2 else None


def rhythm(
    news_at: Sequence[datetime],
    entry_gap: timedelta | None,
    now: datetime,
    *,
    asked: timedelta = timedelta(0),
    pushed: bool = False,
    since: datetime | None = None,
) -> Rhythm:
    """Return how long to wait: `since` is when the source was added, for one that never brought anything."""
    own, known = _own_interval(news_at, entry_gap, now, since)
    reason = "own" if known else "unknown"
    if pushed and own < PUSHED:
        own, reason = PUSHED, "pushed"
    if min(asked, LATEST) > own:
        own, reason = asked, "asked"
    return Rhythm(min(max(own, SOONEST), LATEST), reason)


def _own_interval(
    news_at: Sequence[datetime], entry_gap: timedelta | None, now: datetime, since: datetime | None
) -> tuple[timedelta, bool]:
    """Return half of the time that the source stays silent, and whether anything is known of it."""
    observed = _median_gap(sorted(news_at))
    gaps = [gap for gap in (observed, entry_gap) if gap is not None]
    silence = now - max(news_at) if news_at else now - since if since else timedelta(0)
    if not gaps:
        return max(UNKNOWN, silence / 4), False
    return max(min(gaps), silence / 2) / 2, True


def backoff(tries: int) -> timedelta:
    """Return how long to leave a source alone after so many failures in a row: 15 min, 30 min, 1 h… 24 h."""
    return min(SOONEST * float(2 ** max(0, min(tries, 10) - 1)), LATEST)


def jittered(wait: timedelta, chance: Chance) -> timedelta:
    """Return the wait, a tenth more or less."""
    return wait * (1 - SPREAD + 2 * SPREAD * chance())


def spread(found: Rhythm, chance: Chance) -> timedelta:
    """Return how long to wait in fact: around the interval, within the bounds, never before what the site asked."""
    if found.reason == "asked":
        return longer(found.interval, chance)
    return min(max(jittered(found.interval, chance), SOONEST), LATEST)


def longer(wait: timedelta, chance: Chance) -> timedelta:
    """Return the wait, at most a tenth more: never before the instant that a site named."""
    return wait * (1 + SPREAD * chance())
