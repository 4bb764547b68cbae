"""Keeping what a document brought: offers that are new, those that changed, and what was refused and why."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import Session, select

from workforce import clock, journal
from workforce.facts import OfferPublished
from workforce.feeds.entries import ParsedEntry, ParsedFeed
from workforce.feeds.identity import recognise
from workforce.offers.life import stating
from workforce.offers.models import Feed, FeedRefusal, Offer
from workforce.offers.sources import following
from workforce.offers.understanding.normalise import NormalisedOffer, SourceShape, normalise

NOT_KEPT = 200  # Refusals shown for a poll.
WORDS_KEPT = 2_000  # Characters of each: what the rules of a source are tried on.


def keep(session: Session, feed: Feed, parsed: ParsedFeed) -> bool:
    """Write the entries of a document; return whether anything is new or changed."""
    feed.title = feed.title or parsed.title[:200]
    shape = SourceShape(keep_all=feed.keeps_all, keep=tuple(feed.keep_phrases), drop=tuple(feed.drop_phrases))
    known = _known(session, feed.id)
    names = recognise(parsed.entries, {name: row[0] for name, row in known.items()})
    offers = [(entry, normalise(entry, shape, clock.today())) for entry in parsed.entries]
    kept = [(entry, names[entry.identity], offer) for entry, offer in offers if offer.kept]
    new = [_values(feed, entry, name, offer) for entry, name, offer in kept if name not in known]
    old = [(known[name], _values(feed, entry, name, offer)) for entry, name, offer in kept if name in known]
    changed = following.as_shown(
        session, [values | {"row_id": row[1]} for row, values in old if row[2] != values["digest"]]
    )
    today = clock.today()
    fresh = _insert(session, [row | following.entering(row, today) for row in new])
    _update(session, changed)
    touched = [*fresh, *(row["row_id"] for row in changed)]
    following.after_reading(session, [feed.id], [*fresh, *(row[1] for row, _ in old)], touched)
    unkept = [
        known[names[entry.identity]][1]
        for entry, offer in offers
        if not offer.kept and names[entry.identity] in known
    ]
    stating.withdraw(session, unkept, "rules", following.NOT_KEPT)
    stating.take_back(session, feed.id, parsed.deleted)
    journal.record_all(session, [OfferPublished(offer_id) for offer_id in touched])
    dropped = [(offer.title, offer.reason_fr, offer.text) for _, offer in offers if not offer.kept]
    dropped += [(entry.title, entry.reason_fr, "") for entry in parsed.refused]
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


def _insert(session: Session, rows: Sequence[dict[str, Any]]) -> list[int]:
    return list(session.scalars(insert(Offer).returning(Offer.id), rows)) if rows else []  # type: ignore[call-overload]


def _update(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.connection().execute(update(Offer).where(Offer.id == bindparam("row_id")), rows)  # type: ignore[arg-type]


def _note_refusals(session: Session, feed_id: int, dropped: Sequence[tuple[str, str, str]]) -> None:
    session.execute(delete(FeedRefusal).where(FeedRefusal.feed_id == feed_id))  # type: ignore[arg-type]
    rows = [
        {
            "feed_id": feed_id, "title": title[:300], "reason": reason, "words": text[:WORDS_KEPT], "seen_at": clock.now(),
        }
        for title, reason, text in dropped[:NOT_KEPT]
    ]  # fmt: skip
    if rows:
        session.execute(insert(FeedRefusal), rows)
