"""What a document brings: rows ready to be written for the entries that are new or changed, and no work for the others. Pure.

Each accepted entry has a mark: a digest of everything the source says of it, and whether it was kept. A source remembers
the marks of its last document; an entry whose mark is there is neither sanitised nor understood again.
"""

import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from workforce.feeds.entries import ParsedEntry, ParsedFeed, RefusedEntry
from workforce.offers.understanding.normalise import NormalisedOffer, SourceShape, normalise
from workforce.offers.understanding.texts import plain_title, visible

DIGEST = 11  # Bytes of a mark that say what the entry was; one more says what became of it.
KEPT, DROPPED = b"\x01", b"\x00"
NOT_UNDERSTOOD = "Cette entrée n’a pas pu être comprise ; les autres ont été lues."
MOST_DATES = 200  # Of entries, looked at to learn the rhythm.
NULL = b"\\u0000"  # How JSON writes what PostgreSQL cannot hold.
WORDS_KEPT = 2_000  # Characters of what was not kept.
Row = dict[str, Any]
_TAG = re.compile(r"<[^<>]*>")
_as_json = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Brought:
    """What a document brought."""

    title: str
    hub: str | None
    topic: str | None  # The address under which its hub knows it.
    ttl: int | None  # Minutes.
    entries: int  # Accepted or refused.
    names: tuple[tuple[str, tuple[str, ...]], ...]  # Identity and aliases of each accepted entry, in order.
    offers: tuple[Row, ...]  # New or changed, kept: by `identity`, with `published_at`.
    dropped: tuple[
        tuple[str, str, str, str], ...
    ]  # New or changed, not kept: title, reason, mark, first words.
    marks: bytes  # Of every accepted entry.
    unchanged: int  # Entries that were kept before and say the same.
    set_aside: int  # Entries that were dropped before and say the same.
    dates: tuple[datetime, ...]  # When its entries were published.
    unkept: tuple[str, ...] = ()  # Identities of those that are new or changed, and not kept.
    deleted: tuple[str, ...] = ()  # Identities of those that the document says it took back.
    has_moved: bool = False  # Something of the last document is not in this one as it was.
    is_over: bool = False  # The source says that it will publish no more.
    warnings: tuple[
        str, ...
    ] = ()  # What was wrong with the document and did not keep it from being read, in French.


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of a source before its document is read."""

    id: int
    shape: SourceShape
    seen: bytes = b""  # Marks of its last document.


def bring(parsed: ParsedFeed, source: Source, today: date, topic: str | None = None) -> Brought:
    """Understand what is new or changed in a document since the marks that its source remembers."""
    before = _by_digest(source.seen)
    salt = _salt(source.shape)
    offers: list[Row] = []
    dropped = [(plain_title(one.title), one.reason_fr, _mark_of_refused(one), "") for one in parsed.refused]
    unkept: list[str] = []
    marks = bytearray()
    for entry in parsed.entries:
        digest = digest_of(entry, salt)
        fate = before.get(digest) or _understood(entry, source, today, digest, (offers, dropped))
        if not fate:
            continue  # It is judged again next time; the offer that it was stays as it is.
        if fate == DROPPED and digest not in before:
            unkept.append(_clean(entry.identity))
        marks += digest + fate
    fates = [before.get(digest) for digest in _digests(marks)]
    return Brought(
        title=_clean(plain_title(parsed.title)),
        hub=parsed.hub,
        topic=topic,
        ttl=parsed.ttl,
        entries=len(parsed.entries) + len(parsed.refused),
        names=tuple((_clean(entry.identity), tuple(map(_clean, entry.aliases))) for entry in parsed.entries),
        offers=tuple(offers),
        dropped=tuple((_clean(title), reason, mark, _clean(words)) for title, reason, mark, words in dropped),
        marks=bytes(marks),
        unchanged=fates.count(KEPT),
        set_aside=fates.count(DROPPED),
        dates=tuple(entry.published_at for entry in parsed.entries[:MOST_DATES] if entry.published_at),
        unkept=tuple(unkept),
        deleted=parsed.deleted,
        has_moved=not before.keys() <= set(_digests(marks)),
        is_over=parsed.is_over,
        warnings=parsed.warnings,
    )


def fresh(parsed: ParsedFeed, source: Source) -> int:
    """Return how many entries of a document are new or changed."""
    before, salt = _by_digest(source.seen), _salt(source.shape)
    return sum(digest_of(entry, salt) not in before for entry in parsed.entries)


def digest_of(entry: ParsedEntry, salt: bytes = b"") -> bytes:
    """Return the digest of everything that a source says of an entry, under these rules of reading."""
    said = (
        entry.identity, entry.title, entry.link, entry.summary_html, entry.content_html, entry.published_at, entry.updated_at,
        entry.categories, sorted(entry.extras.items()), entry.stated,
    )  # fmt: skip
    try:
        written = _as_json(said)
    except UnicodeEncodeError:  # Halves of characters.
        written = repr(said).encode("utf-8", "replace")
    return hashlib.blake2b(salt + written, digest_size=DIGEST).digest()


def marks_of_dropped(brought: Brought) -> list[str]:
    """Return the marks of all that the document has and that was not kept, now or before."""
    before = [digest.hex() for digest, fate in _by_digest(brought.marks).items() if fate == DROPPED]
    return list(dict.fromkeys([*before, *(mark for _, _, mark, _ in brought.dropped)]))


def _salt(shape: SourceShape) -> bytes:
    """Return what makes every entry new again: another way to sort this source."""
    return repr((shape.keep_all, shape.keep, shape.drop, shape.employer, shape.departement)).encode()


def _by_digest(marks: bytes) -> dict[bytes, bytes]:
    step = DIGEST + 1
    return {marks[at : at + DIGEST]: marks[at + DIGEST : at + step] for at in range(0, len(marks), step)}


def _digests(marks: bytes | bytearray) -> list[bytes]:
    return [bytes(marks[at : at + DIGEST]) for at in range(0, len(marks), DIGEST + 1)]


def _understood(
    entry: ParsedEntry,
    source: Source,
    today: date,
    digest: bytes,
    found: tuple[list[Row], list[tuple[str, str, str, str]]],
) -> bytes:
    """Understand an entry, add it to what was found, and say what became of it; nothing where that broke."""
    offers, dropped = found
    try:
        offer = normalise(entry, source.shape, today)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - A fault of ours in one entry costs that entry, not its whole document.
        dropped.append((plain_title(entry.title), NOT_UNDERSTOOD, digest.hex(), ""))
        return b""
    if not offer.kept:
        dropped.append((offer.title, offer.reason_fr, digest.hex(), first_words(entry)))
        return DROPPED
    offers.append(row_of(source.id, entry, offer))
    return KEPT


def first_words(entry: ParsedEntry) -> str:
    """Return the beginning of what an entry says, without its markup: what the rules of its source are tried on."""
    markup = entry.content_html if len(entry.content_html) >= len(entry.summary_html) else entry.summary_html
    return " ".join(visible(html.unescape(_TAG.sub(" ", markup[: 3 * WORDS_KEPT]))).split())[:WORDS_KEPT]


def row_of(feed_id: int, entry: ParsedEntry, offer: NormalisedOffer) -> Row:
    """Return the columns of an offer, with a digest of what was understood."""
    pay = offer.pay
    values: Row = {
        "feed_id": feed_id, "identity": entry.identity, "aliases": list(entry.aliases), "title": offer.title[:300],
        "url": offer.link, "employer_name": (offer.employer or "")[:200], "html": offer.html, "plain": offer.text,
        "family": offer.trade or "", "rome": " ".join(offer.rome), "departement": offer.departement or "",
        "commune": offer.commune or "", "commune_code": offer.commune_code or "", "postal_code": offer.postal_code or "",
        "latitude": offer.point[0] if offer.point else None, "longitude": offer.point[1] if offer.point else None,
        "contract_kind": offer.contract_kind or "", "length_months": offer.contract_months,
        "pay_min": int(pay.low) if pay else None, "pay_max": int(pay.high) if pay else None,
        "pay_period": pay.period if pay else "",
        "pay_gross": pay.gross if pay else None,
        "hours_per_week": float(offer.weekly_hours) if offer.weekly_hours else None, "remote": offer.remote or "",
        "part_time": offer.part_time, "level": offer.level, "labels": list(offer.labels),
        "open_to_contract_staff": offer.open_to_contract_staff, "starts_on": offer.starts_on,
        "closes_on": offer.closes_on,
        "guesses": [
            {"field": guess.field, "value": str(guess.value), "words": guess.words} for guess in offer.guesses
        ],
    }  # fmt: skip
    values, written = _written(values)
    values["digest"] = hashlib.sha256(written).hexdigest()
    values["published_at"] = offer.published_at
    return values


def _written(values: Row) -> tuple[Row, bytes]:
    """Return a row that PostgreSQL can hold, and how it is written: nearly every row is so already, and is looked at once."""
    with suppress(UnicodeEncodeError):
        written = _as_json(values)
        if NULL not in written:
            return values, written
    values = {name: _storable(value) for name, value in values.items()}
    return values, _as_json(values)


def _storable(value: Any) -> Any:
    """Return a text, or the texts of a list, without what PostgreSQL cannot hold: null and halves of characters."""
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, list):
        return [_storable(one) for one in value]
    return {name: _storable(one) for name, one in value.items()} if isinstance(value, dict) else value


def _clean(text: str) -> str:
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _mark_of_refused(entry: RefusedEntry) -> str:
    said = repr((entry.identity, entry.title, entry.reason_fr)).encode("utf-8", "replace")
    return hashlib.blake2b(said, digest_size=DIGEST).hexdigest()


def refused(brought: Brought) -> int:
    """Return how many entries of the document were not kept."""
    return len(brought.dropped) + brought.set_aside


def shape_of(keeps_all: bool, keep: Sequence[str], drop: Sequence[str]) -> SourceShape:
    """Return the shape of a source from its columns."""
    return SourceShape(keep_all=keeps_all, keep=tuple(keep), drop=tuple(drop))


def as_shape(value: Mapping[str, Any]) -> SourceShape:
    """Return the shape of a source from plain values."""
    return SourceShape(**{**value, "keep": tuple(value["keep"]), "drop": tuple(value["drop"])})
