"""Keeping what documents brought: offers that are new, those that changed, and what was refused and why.

Any number of documents is kept in one transaction by a handful of statements, whatever the number of their entries.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, exists, func, insert, select, text, update
from sqlmodel import Session, col

from workforce import clock, journal
from workforce.database import copy_rows, rows_of
from workforce.facts import OfferPublished
from workforce.feeds.entries import ParsedEntry, ParsedFeed
from workforce.feeds.identity import recognise
from workforce.offers.models import Feed, FeedRefusal, Offer
from workforce.offers.sources import following
from workforce.offers.sources.bringing import Brought, Row, Source, bring, marks_of_dropped, refused, shape_of
from workforce.offers.sources.following import Window

NOT_KEPT = 1_001  # Refusals of a document: all that it may hold, and the line for those beyond.

Known = dict[str, tuple[str, int, str]]  # Name of an offer → its identity, id and digest.


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a source brought; a part of it only when a hub pushed the entries that are new."""

    feed_id: int
    brought: Brought
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Kept:
    """What keeping a document did."""

    new: int
    updated: int
    unchanged: int
    counts: dict[str, int]

    @property
    def changed(self) -> bool:
        """Say whether anything is new or changed."""
        return bool(self.new or self.updated)


def keep(session: Session, feed: Feed, parsed: ParsedFeed) -> bool:
    """Write the entries of one document; return whether anything is new or changed."""
    feed.title = feed.title or parsed.title[:200]
    source = Source(feed.id, shape_of(feed.keeps_all, feed.keep_phrases, feed.drop_phrases))
    kept = keep_all(session, [Arrival(feed.id, bring(parsed, source, clock.today()))])[feed.id]
    feed.counts = kept.counts
    return kept.changed


def keep_all(session: Session, arrivals: Sequence[Arrival]) -> dict[int, Kept]:
    """Write the entries of documents of as many sources; return what that did, by source."""
    if not arrivals:
        return {}
    known = _known(session, [one for one in arrivals if one.brought.offers])
    sorted_out = {one.feed_id: _sorted_out(one.brought, known[one.feed_id]) for one in arrivals}
    fresh = _insert(session, [row for new, _, _ in sorted_out.values() for row in new])
    changed = following.as_shown(session, [row for _, rows, _ in sorted_out.values() for row in rows])
    _update(session, changed)
    touched = [*fresh, *(row["id"] for row in changed)]
    listed = [row["id"] for _, rows, same in sorted_out.values() for row in (*rows, *same)]
    following.after_reading(session, [_window(one) for one in arrivals if one.is_whole], listed, touched)
    journal.record_all(session, [OfferPublished(offer_id) for offer_id in touched])
    _note_refusals(session, [one for one in arrivals if one.is_whole])
    return {
        one.feed_id: _kept(one.brought, *(len(rows) for rows in sorted_out[one.feed_id])) for one in arrivals
    }


def _kept(brought: Brought, new: int, updated: int, same: int) -> Kept:
    unchanged = same + brought.unchanged
    counts = {
        "entries": brought.entries, "new": new, "updated": updated, "unchanged": unchanged, "refused": refused(brought),
    }  # fmt: skip
    return Kept(new, updated, unchanged, counts)


def _sorted_out(brought: Brought, known: Known) -> tuple[list[Row], list[Row], list[Row]]:
    """Return the offers that are new, those that changed, and those that say the same."""
    if not known:
        return list(brought.offers), [], []
    entries = [ParsedEntry(identity, tuple(aliases), "", "") for identity, aliases in brought.names]
    names = recognise(entries, {name: row[0] for name, row in known.items()}) if brought.offers else {}
    new, changed, same = [], [], []
    for row in brought.offers:
        name = names[row["identity"]]
        if name not in known:
            new.append(row | {"identity": name})
        elif known[name][2] != row["digest"]:
            changed.append(row | {"identity": name, "id": known[name][1]})
        else:
            same.append(row | {"id": known[name][1]})
    return new, changed, same


def _known(session: Session, arrivals: Sequence[Arrival]) -> Mapping[int, Known]:
    """Return what these sources already know of the entries that they bring: by identity, else by any name."""
    found: dict[int, Known] = defaultdict(dict)
    ids = [one.feed_id for one in arrivals]
    has_offers = exists().where(col(Offer.feed_id) == Feed.id)
    older = set(session.scalars(select(Feed.id).where(col(Feed.id).in_(ids), has_offers))) if ids else set()  # type: ignore[call-overload]
    names = {one.feed_id: one.brought.names for one in arrivals if one.feed_id in older}
    _look_up(session, found, {id_: {identity for identity, _ in pairs} for id_, pairs in names.items()})
    strangers = {
        id_: {name for identity, more in pairs if identity not in found[id_] for name in (identity, *more)}
        for id_, pairs in names.items()
    }
    _look_up(session, found, strangers, by_alias=True)
    return found


def _look_up(
    session: Session, found: dict[int, Known], names: Mapping[int, set[str]], *, by_alias: bool = False
) -> None:
    pairs = [{"feed_id": id_, "identity": name} for id_, several in names.items() for name in several]
    if pairs:
        sent = rows_of(Offer, pairs)
        same = col(Offer.identity) == sent.c.identity
        if by_alias:
            same |= sent.c.identity == func.any(Offer.aliases)
        rows = session.execute(_NAMES.join(sent, (sent.c.feed_id == Offer.feed_id) & same).distinct())
        _gather(found, rows)


_NAMES: Any = select(Offer.feed_id, Offer.identity, Offer.aliases, Offer.id, Offer.digest)  # type: ignore[call-overload]


def _gather(found: dict[int, Known], rows: Iterable[Any]) -> None:
    """Add offers under each of their names; an identity counts more than the alias of another."""
    seen = [tuple(row) for row in rows]
    for feed_id, identity, aliases, id_, digest in seen:
        for alias in aliases:
            found[feed_id].setdefault(alias, (identity, id_, digest))
    for feed_id, identity, _, id_, digest in seen:
        found[feed_id][identity] = (identity, id_, digest)


def _dated(row: Row) -> Row:
    """Return the row with the instants of this poll; nothing is published in the future."""
    now = clock.now()
    return row | {"published_at": min(row["published_at"] or now, now), "changed_at": now}


def _insert(session: Session, rows: Sequence[Row]) -> list[int]:
    """Copy new offers in, under ids taken beforehand: the fastest way that PostgreSQL has."""
    if not rows:
        return []
    taken = text("SELECT nextval(pg_get_serial_sequence('offer', 'id')) FROM generate_series(1, :n)")
    ids = list(session.scalars(taken, {"n": len(rows)}))
    today = clock.today()
    whole = [
        {"id": id_} | _dated(row) | following.entering(row, today) for id_, row in zip(ids, rows, strict=True)
    ]
    copy_rows(session, Offer, whole)
    return ids


def _update(session: Session, rows: Sequence[Row]) -> None:
    if rows:
        sent = rows_of(Offer, [_dated(row) for row in rows])
        values = {one.name: one for one in sent.c if one.name not in ("id", "feed_id", "identity")}
        session.execute(update(Offer).where(col(Offer.id) == sent.c.id).values(values))


def _note_refusals(session: Session, arrivals: Sequence[Arrival]) -> None:
    """Leave, for each source, the refusals of this document: those that were there stay, the others go."""
    if not arrivals:
        return
    stays = [
        {"feed_id": one.feed_id, "mark": mark} for one in arrivals for mark in marks_of_dropped(one.brought)
    ]
    gone = delete(FeedRefusal).where(col(FeedRefusal.feed_id).in_([one.feed_id for one in arrivals]))
    sent = rows_of(FeedRefusal, stays or [{"feed_id": 0, "mark": ""}])
    still = exists().where(sent.c.feed_id == FeedRefusal.feed_id, sent.c.mark == FeedRefusal.mark)
    session.execute(gone.where(~still), execution_options={"synchronize_session": False})
    rows = [row for one in arrivals for row in _refusals(one)]
    if rows:
        given = rows_of(FeedRefusal, [row | {"id": rank} for rank, row in enumerate(rows)])
        there = exists().where(
            col(FeedRefusal.feed_id) == given.c.feed_id, col(FeedRefusal.mark) == given.c.mark
        )
        in_order = select(*(given.c[name] for name in rows[0])).where(~there).order_by(given.c.id)
        session.execute(insert(FeedRefusal).from_select(list(rows[0]), in_order, include_defaults=False))


def _refusals(arrival: Arrival) -> list[dict[str, Any]]:
    now = clock.now()
    once = {mark: (title, reason, words) for title, reason, mark, words in arrival.brought.dropped}
    return [
        {
            "feed_id": arrival.feed_id, "title": title[:300], "reason": reason, "words": words, "mark": mark, "seen_at": now,
        }
        for mark, (title, reason, words) in list(once.items())[:NOT_KEPT]
    ]  # fmt: skip


def _window(arrival: Arrival) -> Window:
    """Return what a whole document says of offers that are not in it, or not kept any more."""
    brought = arrival.brought
    names = (
        tuple(name for identity, more in brought.names for name in (identity, *more))
        if brought.has_moved
        else None
    )
    return Window(arrival.feed_id, names, brought.unkept, brought.deleted)
