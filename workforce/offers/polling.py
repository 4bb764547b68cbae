"""Polling a feed: claim it, read it with no transaction open, note what it brought."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import bindparam, delete, exists, func, insert, update
from sqlmodel import Session, select

from workforce import clock, due, journal
from workforce.facts import FeedFailed, OfferPublished
from workforce.offers.entries import ParsedEntry, ParsedFeed
from workforce.offers.failures import FetchFailed
from workforce.offers.fetching import Fetched, fetch
from workforce.offers.identity import recognise
from workforce.offers.models import PAST, Feed, FeedRefusal, Offer
from workforce.offers.normalise import NormalisedOffer, SourceShape, normalise
from workforce.offers.parsing import NotAFeed, ParseFailed, parse
from workforce.settings import settings

SOONEST, LATEST = timedelta(minutes=15), timedelta(hours=24)
HOST_BUSY = timedelta(seconds=5)  # Before asking again a host that another worker is speaking to.
TOLD_AFTER = 3  # Failures in a row before the operators are told.
NOT_KEPT = 200  # Refusals shown for a poll.


@dataclass(frozen=True)
class Claimed:
    """What reading a feed needs."""

    id: int
    url: str
    etag: str | None
    last_modified: str | None
    body_digest: str | None


@dataclass(frozen=True)
class Reading:
    """What the world answered: a document, nothing new, or why not."""

    fetched: Fetched | None = None
    parsed: ParsedFeed | None = None
    digest: str | None = None
    error: str = ""
    status: int | None = None
    retry_after: int | None = None  # Seconds.
    is_gone: bool = False


def host_of(url: str) -> str:
    """Return the host and port that a feed lives on."""
    parts = urlsplit(url)
    return f"{(parts.hostname or '').lower()}:{parts.port or (443 if parts.scheme == 'https' else 80)}"


def claim(session: Session, feed_id: int) -> Claimed | None:
    """Claim a feed, unless another worker is speaking to its host: then it waits its turn."""
    feed = session.get(Feed, feed_id)
    if feed is None:
        return None
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(feed.host))))
    others = (Feed.host == feed.host, Feed.id != feed.id)
    busy = exists().where(*others, Feed.claimed, Feed.leased_until > clock.now())  # type: ignore[arg-type, operator]
    if session.scalar(select(busy)):
        due.settle(session, Feed, [feed_id], again_at=clock.now() + HOST_BUSY)
        return None
    if not due.claim(session, Feed, [feed_id]):
        return None
    return Claimed(feed.id, feed.url, feed.etag, feed.last_modified, feed.body_digest)


def read(claimed: Claimed) -> Reading:
    """Fetch and parse a feed. Never raises for what the world does."""
    try:
        fetched = fetch(
            claimed.url, claimed.etag, claimed.last_modified, allowed_hosts=settings().feed_hosts_allowed
        )
        if fetched.unchanged:
            return Reading(fetched, status=fetched.status)
        digest = hashlib.sha256(fetched.body).hexdigest()
        if digest == claimed.body_digest:
            return Reading(fetched, digest=digest, status=fetched.status)
        parsed = parse(fetched.body, fetched.final_url, fetched.content_type)
        return Reading(fetched, parsed, digest, status=fetched.status)
    except FetchFailed as error:
        return Reading(
            error=error.words_fr,
            status=error.status,
            retry_after=error.retry_after,
            is_gone=error.code == "gone",
        )
    except (NotAFeed, ParseFailed) as error:
        return Reading(error=error.words_fr, status=200)


def note(session: Session, claimed: Claimed, reading: Reading) -> None:
    """Write what a poll brought: offers, refusals, when to ask again; or the failure, in words."""
    feed = session.get_one(Feed, claimed.id, with_for_update=True, populate_existing=True)
    feed.polled_at, feed.status = clock.now(), reading.status
    if reading.error:
        _note_failure(session, feed, reading)
        return
    changed = _keep(session, feed, reading.parsed) if reading.parsed else False
    _note_success(session, feed, reading, changed)


def _note_failure(session: Session, feed: Feed, reading: Reading) -> None:
    feed.last_error, feed.state = reading.error, "gone" if reading.is_gone else "failing"
    feed.claimed, feed.leased_until = False, None
    wait = max(timedelta(seconds=reading.retry_after or 0), _backoff(feed.tries))
    feed.due_at = None if reading.is_gone else clock.now() + min(wait, 7 * LATEST)
    if feed.tries == TOLD_AFTER or reading.is_gone:
        journal.record(session, FeedFailed(feed.id, reading.error))


def _backoff(tries: int) -> timedelta:
    return min(SOONEST * 2 ** max(0, min(tries, 10) - 1), LATEST)  # type: ignore[no-any-return]


def _note_success(session: Session, feed: Feed, reading: Reading, changed: bool) -> None:
    assert reading.fetched is not None
    fetched = reading.fetched
    feed.state, feed.last_error, feed.tries = "active", None, 0
    feed.claimed, feed.leased_until, feed.stuck_at = False, None, None
    feed.etag, feed.last_modified = fetched.etag or feed.etag, fetched.last_modified or feed.last_modified
    feed.body_digest = reading.digest or feed.body_digest
    _move(session, feed, fetched.permanent_url)
    feed.changed_at = clock.now() if changed else feed.changed_at
    factor = 0.5 if changed else 1.5
    asked = max(fetched.max_age or 0, (reading.parsed.ttl or 0) * 60 if reading.parsed else 0)
    seconds = max(feed.interval_seconds * factor, asked, SOONEST.total_seconds())
    feed.interval_seconds = int(min(seconds, LATEST.total_seconds()))
    feed.due_at = clock.now() + timedelta(seconds=max(feed.interval_seconds, fetched.retry_after or 0))


def _move(session: Session, feed: Feed, url: str | None) -> None:
    """Follow a site that moved for good, unless its new address is another source of ours."""
    if url and not session.scalar(select(exists().where(Feed.url == url, Feed.id != feed.id))):  # type: ignore[arg-type]
        feed.url, feed.host = url, host_of(url)


def _keep(session: Session, feed: Feed, parsed: ParsedFeed) -> bool:
    """Write the entries of a document; return whether anything is new or changed."""
    feed.title = feed.title or parsed.title[:200]
    shape = SourceShape(keep_all=feed.keeps_all)
    known = _known(session, feed.id)
    names = recognise(parsed.entries, {name: row[0] for name, row in known.items()})
    offers = [(entry, normalise(entry, shape, clock.today())) for entry in parsed.entries]
    kept = [(entry, names[entry.identity], offer) for entry, offer in offers if offer.kept]
    new = [_values(feed, entry, name, offer) for entry, name, offer in kept if name not in known]
    old = [(known[name], _values(feed, entry, name, offer)) for entry, name, offer in kept if name in known]
    changed = [values | {"row_id": row[1]} for row, values in old if row[2] != values["digest"]]
    today = clock.today()
    fresh = _insert(session, [row | _life(row, today) for row in new])
    _update(session, changed)
    touched = [*fresh, *(row["row_id"] for row in changed)]
    journal.record_all(session, [OfferPublished(offer_id) for offer_id in touched])
    dropped = [(offer.title, offer.reason_fr) for _, offer in offers if not offer.kept]
    dropped += [(entry.title, entry.reason_fr) for entry in parsed.refused]
    _note_refusals(session, feed.id, dropped)
    feed.counts = {
        "entries": len(parsed.entries) + len(parsed.refused), "new": len(new), "updated": len(changed),
        "unchanged": len(old) - len(changed), "refused": len(dropped),
    }  # fmt: skip
    return bool(touched)


def _known(session: Session, feed_id: int) -> dict[str, tuple[str, int, str]]:
    rows = session.exec(
        select(Offer.identity, Offer.aliases, Offer.id, Offer.digest).where(Offer.feed_id == feed_id)
    ).all()
    known = {alias: (identity, id_, digest) for identity, aliases, id_, digest in rows for alias in aliases}
    return known | {identity: (identity, id_, digest) for identity, _, id_, digest in rows}


def _values(feed: Feed, entry: ParsedEntry, identity: str, offer: NormalisedOffer) -> dict[str, Any]:
    pay = offer.pay
    values: dict[str, Any] = {
        "feed_id": feed.id, "identity": identity, "aliases": list(entry.aliases), "title": offer.title[:300],
        "url": offer.link, "employer_name": (offer.employer or "")[:200], "html": offer.html, "plain": offer.text,
        "family": offer.trade or "", "rome": " ".join(offer.rome), "departement": offer.departement or "",
        "commune": offer.commune or "", "contract_kind": offer.contract_kind or "",
        "length_months": offer.contract_months, "pay_min": int(pay.low) if pay else None,
        "pay_max": int(pay.high) if pay else None, "pay_period": pay.period if pay else "",
        "pay_gross": pay.gross if pay else None,
        "hours_per_week": float(offer.weekly_hours) if offer.weekly_hours else None, "remote": offer.remote or "",
        "open_to_contract_staff": offer.open_to_contract_staff, "starts_on": offer.starts_on,
        "closes_on": offer.closes_on,
        "guesses": [asdict(guess) | {"value": str(guess.value)} for guess in offer.guesses],
    }  # fmt: skip
    values["digest"] = hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()
    published = offer.published_at or clock.now()
    return values | {"published_at": min(published, clock.now()), "changed_at": clock.now()}


def _life(row: dict[str, Any], today: date) -> dict[str, Any]:
    """Return the state in which a new offer enters: one whose closing date has passed is only history."""
    over = row["closes_on"] is not None and row["closes_on"] < today
    return {
        "state": "closed" if over else "published",
        "closing_reason": PAST if over else "",
        "closed_at": clock.now() if over else None,
        "created_at": clock.now(),
    }


def _insert(session: Session, rows: Sequence[dict[str, Any]]) -> list[int]:
    return list(session.scalars(insert(Offer).returning(Offer.id), rows)) if rows else []  # type: ignore[call-overload]


def _update(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.connection().execute(update(Offer).where(Offer.id == bindparam("row_id")), rows)  # type: ignore[arg-type]


def _note_refusals(session: Session, feed_id: int, dropped: Sequence[tuple[str, str]]) -> None:
    session.execute(delete(FeedRefusal).where(FeedRefusal.feed_id == feed_id))  # type: ignore[arg-type]
    rows = [
        {"feed_id": feed_id, "title": title[:300], "reason": reason, "seen_at": clock.now()}
        for title, reason in dropped[:NOT_KEPT]
    ]
    if rows:
        session.execute(insert(FeedRefusal), rows)
