"""Noting what came of polls: what was brought is kept, when to ask again is decided, an outage is told once."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select, update
from sqlmodel import Session, col

from workforce import clock, due, journal
from workforce.database import among, rows_of
from workforce.facts import FeedFailed
from workforce.feeds.hubs import linked, web_url
from workforce.offers.models import Feed
from workforce.offers.sources import rhythm, subscribing, withdrawing
from workforce.offers.sources.bringing import Brought
from workforce.offers.sources.claiming import (
    HOST_BUSY,
    Claimed,
    give_back,
    host_of,
    keep_quiet,
    release_sites,
)
from workforce.offers.sources.keeping import Arrival, Kept, keep_all
from workforce.offers.sources.landing import land
from workforce.offers.sources.models import FeedSubscription
from workforce.offers.sources.outcomes import Landed, Reading, Waiting
from workforce.offers.sources.public_service import files
from workforce.offers.sources.rhythm import Chance
from workforce.offers.sources.subscribing import Offered

IS_OVER = "La source dit qu’elle ne publiera plus rien : ses offres restent jusqu’à leur date."
TOLD_AFTER = 3  # Failures in a row before the operators are told.
NEW_DOCUMENT = 200  # The HTTP status of an answer that brings one.
TOO_MANY = 429  # The HTTP status of a site that asks for quiet.

Values = dict[str, Any]
Outcome = Reading | Landed | Waiting | Exception  # Of a poll.


def note(session: Session, claimed: Claimed, reading: Reading) -> None:
    """Write what one poll brought, and let others speak to its site."""
    note_all(session, [(claimed, reading)])
    release_sites(session, [claimed.host], claimed.holder)


def note_outcomes(session: Session, outcomes: Sequence[tuple[Claimed, Outcome]], holder: str) -> None:
    """Write what many polls brought or how they broke, and let others speak to the sites that are done with."""
    land(session, [(claimed, one) for claimed, one in outcomes if isinstance(one, Landed)])
    note_all(session, [(claimed, one) for claimed, one in outcomes if isinstance(one, Reading)])
    late = [claimed.id for claimed, one in outcomes if isinstance(one, Waiting)]
    if late:
        give_back(session, late, clock.now() + HOST_BUSY)
    for claimed, one in outcomes:
        if isinstance(one, Exception):
            due.postpone(session, Feed, claimed.id, f"{type(one).__name__}: {one}")
    release_sites(session, [claimed.host for claimed, _ in outcomes], holder)


def note_all(
    session: Session, outcomes: Sequence[tuple[Claimed, Reading]], chance: Chance = random.random
) -> None:
    """Write what polls brought: offers, refusals, when to ask again; or the failure, in words."""
    if not outcomes:
        return
    readings = {claimed.id: reading for claimed, reading in outcomes}
    feeds = {row["id"]: row for row in _locked(session, sorted(readings))}
    arrivals = [
        Arrival(id_, reading.brought) for id_, reading in readings.items() if reading.brought and id_ in feeds
    ]
    kept = keep_all(session, arrivals)
    released = {claimed.id: _HELD_NO_MORE for claimed, _ in outcomes if claimed.holder}
    changes = []
    for id_, feed in feeds.items():
        reading = readings[id_]
        after = (
            _after_failure(feed, reading, chance)
            if reading.error
            else _after_success(feed, reading, kept.get(id_), chance)
        )
        after |= _warned(feed, reading.brought) | _told_of_its_list(session, id_, reading, after)
        changes.append({"id": id_, "status": reading.status} | released.get(id_, {}) | after)
    _move(session, changes, {id_: reading.answer.permanent_url for id_, reading in readings.items()})
    _write(session, changes, feeds)
    files.settle(session, [one.sent_file for one in readings.values() if one.sent_file])
    news = [change for change in changes if change["told_at"] not in (None, feeds[change["id"]]["told_at"])]
    journal.record_all(session, [FeedFailed(change["id"], change["last_error"]) for change in news])
    _subscribe(session, readings, [change["id"] for change in changes])
    hosts = {claimed.id: claimed.host for claimed, _ in outcomes}
    throttled = [change for change in changes if change["status"] == TOO_MANY]
    keep_quiet(session, {hosts[change["id"]]: change["due_at"] for change in throttled})


def _warned(feed: Values, brought: Brought | None) -> Values:
    """Keep what was wrong with the last document that was read, for the page of its source; nothing once it is well."""
    if brought is None:
        return {}
    others = {name: value for name, value in feed["memory"].items() if name != "warning"}
    said = {"warning": " ".join(dict.fromkeys(brought.warnings))} if brought.warnings else {}
    return {"memory": others | said}


def _told_of_its_list(session: Session, feed_id: int, reading: Reading, after: Values) -> Values:
    """Follow what a source says of offers that it does not show; return what that changes of the source."""
    withdrawn = withdrawing.follow_list(session, feed_id, reading)
    memory = {"memory": dict(reading.memory)} if reading.memory is not None else {}
    counts = {"counts": after["counts"] | {"withdrawn": withdrawn}} if withdrawn and "counts" in after else {}
    return memory | counts


_HELD_NO_MORE: Values = {"claimed": False, "leased_until": None}
_COLUMNS: Any = (
    Feed.id, Feed.title, Feed.state, Feed.etag, Feed.last_modified, Feed.body_digest, Feed.changed_at, Feed.news_at,
    Feed.gap_seconds, Feed.ttl_minutes, Feed.failing_since, Feed.told_at, Feed.recovered_at, Feed.tries, Feed.memory,
    Feed.created_at,
)  # fmt: skip


def _locked(session: Session, ids: Sequence[int]) -> list[Values]:
    """Lock these sources in one order, and read what their next poll depends on."""
    is_pushed = exists().where(
        col(FeedSubscription.feed_id) == Feed.id,
        col(FeedSubscription.state) == "active",
        col(FeedSubscription.expires_at) > clock.now(),
    )
    chosen = select(*_COLUMNS, is_pushed.label("pushed"))
    locked = chosen.where(among(Feed.id, ids)).order_by(col(Feed.id)).with_for_update(of=Feed)
    return [dict(row) for row in session.execute(locked).mappings()]


def _after_failure(feed: Values, reading: Reading, chance: Chance) -> Values:
    now = clock.now()
    asked = timedelta(seconds=reading.retry_after or 0)
    wait = max(
        rhythm.jittered(rhythm.backoff(feed["tries"]), chance),
        rhythm.longer(asked, chance),
        rhythm.SOONEST,
    )
    is_told = feed["told_at"] is None and (feed["tries"] >= TOLD_AFTER or reading.is_gone)
    return {
        "polled_at": now,
        "last_error": reading.error,
        "failing_since": feed["failing_since"] or now,
        "told_at": now if is_told else feed["told_at"],
        "recovered_at": None,
        **_next(feed, "gone" if reading.is_gone else "failing", now + min(wait, rhythm.LONGEST_WAIT)),
    }


def _after_success(feed: Values, reading: Reading, kept: Kept | None, chance: Chance) -> Values:
    now, answer, brought = clock.now(), reading.answer, reading.brought
    is_over = bool(brought and brought.is_over)
    learnt = _learnt(feed, brought, kept, now, reading.counts) if brought and kept else {}
    known = feed | learnt
    asked = max(answer.max_age or 0, (known["ttl_minutes"] or 0) * 60)
    found = rhythm.rhythm(
        known["news_at"],
        timedelta(seconds=known["gap_seconds"]) if known["gap_seconds"] else None,
        now,
        asked=timedelta(seconds=asked),
        pushed=feed["pushed"],
        since=feed["created_at"],
    )
    own = timedelta(seconds=reading.next_seconds) if reading.next_seconds else None
    wait = own or max(rhythm.spread(found, chance), timedelta(seconds=answer.retry_after or 0))
    return {
        "polled_at": now,
        "last_error": IS_OVER if is_over else None,
        "tries": 0,
        "stuck_at": None,
        **_validators(feed, reading),
        "body_digest": reading.digest or feed["body_digest"],
        "interval_seconds": int((own or found.interval).total_seconds()),
        "asked_seconds": asked or None,
        "failing_since": None,
        "told_at": None,
        "recovered_at": now if feed["told_at"] else feed["recovered_at"],
        **learnt,
        **_next(feed, "gone" if is_over else "active", now + wait),
    }


def _validators(feed: Values, reading: Reading) -> Values:
    """Return what to show the site next time: of a new document only what it came with, else what was known."""
    answer = reading.answer
    if reading.status == NEW_DOCUMENT:
        return {"etag": answer.etag, "last_modified": answer.last_modified}
    return {
        "etag": answer.etag or feed["etag"],
        "last_modified": answer.last_modified or feed["last_modified"],
    }


def _learnt(feed: Values, brought: Brought, kept: Kept, now: datetime, counted: Mapping[str, int]) -> Values:
    """Return what a document that was read teaches of its source; `counted` is what only its reader counted."""
    gap = rhythm.gap_of([min(moment, now) for moment in brought.dates])
    news = [*feed["news_at"], now][-rhythm.NEWS_KEPT :] if kept.changed else feed["news_at"]
    return {
        "title": feed["title"] or brought.title[:200],
        "seen": brought.marks,
        "counts": kept.counts | dict(counted),
        "ttl_minutes": brought.ttl,
        "gap_seconds": int(gap.total_seconds()) if gap else feed["gap_seconds"],
        "news_at": news,
        "changed_at": now if kept.changed else feed["changed_at"],
    }


def _next(feed: Values, state: str, due_at: datetime) -> Values:
    """Return the state and the next poll; whoever paused the source meanwhile is obeyed."""
    if feed["state"] == "paused":
        return {"state": "paused", "due_at": None}
    return {"state": state, "due_at": None if state == "gone" else due_at}


def _move(session: Session, changes: Sequence[Values], urls: dict[int, str | None]) -> None:
    """Follow sites that moved for good, unless the new address is another source of ours."""
    for change in changes:
        url = urls[change["id"]]
        if url and not session.scalar(select(exists().where(col(Feed.url) == url))):
            change |= {"url": url, "host": host_of(url)}


def _subscribe(session: Session, readings: dict[int, Reading], ids: Sequence[int]) -> None:
    """Follow the hubs that whole documents name, in their headers or inside."""
    read = [id_ for id_ in ids if readings[id_].brought]
    offers = (_offered(id_, readings[id_]) for id_ in read)
    subscribing.follow(session, read, [one for one in offers if one])
    subscribing.leave(session, [id_ for id_ in ids if readings[id_].is_gone])


def _offered(feed_id: int, reading: Reading) -> Offered | None:
    answer, brought = reading.answer, reading.brought
    assert brought is not None
    base = answer.final_url
    hub = linked(answer.links, "hub", base) or (web_url(brought.hub, base) if brought.hub else None)
    topic = linked(answer.links, "self", base) or brought.topic or base
    return Offered(feed_id, hub, topic) if hub and topic else None


def _write(session: Session, changes: Sequence[Values], feeds: Mapping[int, Values]) -> None:
    """Write what changes of each source, and nothing else: one statement for all that change alike."""
    alike: dict[tuple[str, ...], list[Values]] = defaultdict(list)
    for change in changes:
        was = feeds[change["id"]]
        new = {
            name: _sendable(value) for name, value in change.items() if name not in was or was[name] != value
        }
        alike[tuple(sorted(new))].append({"id": change["id"]} | new)
    for names, rows in alike.items():
        sent = rows_of(Feed, rows)
        values = {name: sent.c[name] for name in names}
        session.execute(
            update(Feed).where(col(Feed.id) == sent.c.id).values(values),
            execution_options={"synchronize_session": False},
        )


def _sendable(value: Any) -> Any:
    """Return bytes as PostgreSQL writes them."""
    return "\\x" + value.hex() if isinstance(value, bytes) else value
