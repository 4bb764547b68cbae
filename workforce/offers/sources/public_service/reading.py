"""Reading the weekly file: from its address or from a file that somebody sent, to a temporary file, to the trade's rows."""

import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from workforce import apart, clock
from workforce.database import transaction
from workforce.feeds.asking import Question, ask
from workforce.feeds.entries import ParsedFeed, RefusedEntry
from workforce.feeds.failures import failure, refusal
from workforce.feeds.freshness import validator
from workforce.feeds.limits import FetchLimits
from workforce.offers.sources.bringing import bring
from workforce.offers.sources.claiming import Claimed
from workforce.offers.sources.known import PUBLIC_SERVICE
from workforce.offers.sources.outcomes import Answer, Reading, Unreadable
from workforce.offers.sources.public_service import files, wholeness
from workforce.offers.sources.public_service.columns import entry_of
from workforce.offers.sources.withdrawing import published_identities
from workforce.settings import settings

READERS = apart.Readers("workforce.offers.sources.public_service.sorting", documents_each=1)
COST = apart.Cost(seconds=400, cpu_seconds=350, memory_bytes=700_000_000)
LIMITS = FetchLimits(
    total_seconds=300, compressed_bytes=600_000_000, body_bytes=600_000_000, read_bytes=65_536
)
EVERY = 24 * 3600  # Seconds: the file is weekly, its day is not promised, and an unchanged one costs a 304.
TOO_LONG = {
    "time": "La lecture du fichier a pris trop de temps : il a été écarté.",
    "memory": "La lecture du fichier demandait trop de mémoire : il a été écarté.",
    "broken": "Le fichier est trop abîmé pour être lu.",
}


@dataclass(frozen=True, slots=True)
class Document:
    """A file to read, and what its site said of it."""

    status: int
    answer: Answer = field(default_factory=Answer)
    sent_id: int | None = None  # Of the file that somebody sent.


def read(claimed: Claimed) -> Reading:
    """Read what somebody sent, else what the address gives if it has changed. Raises FetchFailed or Unreadable."""
    with tempfile.TemporaryFile(prefix="passerelle-list-") as content:
        document = _document(claimed, content)
        if document.status == 304:
            return Reading(document.answer, status=304, next_seconds=EVERY)
        digest = _digest(content)
        if digest == claimed.body_digest and document.sent_id is None:
            return Reading(document.answer, digest=digest, status=200, next_seconds=EVERY)
        with transaction() as session:
            known = published_identities(session, claimed.id)
        try:
            said = _sorted(claimed, content, known)
        except Unreadable as error:
            return Reading(error=error.words_fr, status=200, sent_file=document.sent_id)
    return _reading(claimed, document, digest, said, known)


def _document(claimed: Claimed, content: BinaryIO) -> Document:
    with transaction() as session:
        sent_id = files.waiting(session, claimed.id)
    if sent_id is not None:
        files.copy(sent_id, content)
        return Document(200, sent_id=sent_id)
    return _downloaded(claimed, content)


def _downloaded(claimed: Claimed, content: BinaryIO) -> Document:
    """Ask for the file, only if it changed since the last one."""
    validators = {"If-None-Match": claimed.etag, "If-Modified-Since": claimed.last_modified}
    headers = {"Accept": "text/csv, */*;q=0.1"} | {name: value for name, value in validators.items() if value}
    answer = ask(
        Question(claimed.url, headers),
        allowed_hosts=settings().feed_hosts_allowed,
        limits=LIMITS,
        into=content,
    )
    if answer.status not in (200, 304):
        if answer.status >= 400:
            raise refusal(answer.status, answer.retry_after)
        raise failure("unexpected_status", f"({answer.status})")
    said = Answer(validator(answer.headers.get("etag")), validator(answer.headers.get("last-modified")))
    return Document(answer.status, said)


def _digest(content: BinaryIO) -> str:
    content.seek(0)
    found = hashlib.sha256()
    while piece := content.read(1024 * 1024):
        found.update(piece)
    return found.hexdigest()


def _sorted(claimed: Claimed, content: BinaryIO, known: list[str]) -> dict[str, Any]:
    try:
        said = READERS.ask(content, {"keeps_all": claimed.source.shape.keep_all, "known": known}, COST)
    except apart.Unread as error:
        raise Unreadable(TOO_LONG[error.code]) from None
    if "refused" in said:
        raise Unreadable(said["refused"])
    found: dict[str, Any] = said["sorted"]
    return found


def _reading(
    claimed: Claimed, document: Document, digest: str, said: Mapping[str, Any], known: list[str]
) -> Reading:
    memory, rows = dict(claimed.memory), said["rows"]
    judged = wholeness.judged(
        rows,
        is_cut=said["is_cut"],
        last_rows=memory.get("rows", 0),
        doubted_rows=memory.get("doubted_rows", 0),
    )
    seen = set(said["seen"])
    warnings = [*said["warnings"], *([judged.reason_fr] if judged.reason_fr else [])]
    return Reading(
        document.answer,
        bring(_parsed(said), claimed.source, clock.today()),
        digest,
        status=document.status,
        withdrawn=tuple(one for one in known if one not in seen) if judged.is_whole else (),
        still_there=tuple(seen),
        counts={"entries": rows, "refused": said["dropped_rows"]},
        memory={
            "rows": rows if judged.is_whole else memory.get("rows", 0),
            "doubted_rows": 0 if judged.is_whole else rows,
            "read_at": clock.now().isoformat(),
            "warning": " ".join(warnings),
        },
        next_seconds=EVERY,
        sent_file=document.sent_id,
    )


def _parsed(said: Mapping[str, Any]) -> ParsedFeed:
    return ParsedFeed(
        title=PUBLIC_SERVICE.name,
        kind="csv",
        hub=None,
        ttl=None,
        entries=tuple(entry_of(row, PUBLIC_SERVICE.offer_url) for row in said["kept"]),
        refused=tuple(RefusedEntry("", title, reason) for title, reason in said["dropped"]),
    )
