"""The document at the address of a list: asked for only if it changed, read where it can do no harm."""

import hashlib
from dataclasses import dataclass, field

from workforce import apart
from workforce.contracts.imports import columns as shapes
from workforce.contracts.imports import first_look
from workforce.contracts.imports.columns import Layout
from workforce.contracts.imports.opening import open_file
from workforce.contracts.imports.refusal import RefusedFile
from workforce.contracts.imports.sheet import Sheet
from workforce.feeds.failures import FetchFailed
from workforce.feeds.fetching import Fetched, fetch
from workforce.settings import settings
from workforce.skills.referential import Referential
from workforce.trainings.lists import columns, files
from workforce.trainings.lists.rows import Reading
from workforce.wording import list_fr

USER_AGENT = "Passerelle/0.1 (lecteur de listes de sessions)"
READERS = apart.Readers("workforce.trainings.lists.json_reader", documents_each=20)
COST = apart.Cost(seconds=30, cpu_seconds=20, memory_bytes=600_000_000)
UNREAD = {
    "time": "La lecture de cette liste a pris trop de temps.",
    "memory": "La lecture de cette liste demandait trop de mémoire.",
    "broken": "Cette liste est trop abîmée pour être lue.",
}
LACKING = "Colonnes introuvables dans cette liste : {names}."


@dataclass(frozen=True)
class Claimed:
    """What asking for a list needs."""

    id: int
    body_id: int
    address: str
    etag: str | None
    last_modified: str | None
    digest: str
    titles: Referential


@dataclass(frozen=True)
class Outcome:
    """What came of asking: rows, the word that nothing changed, or a failure in French."""

    readings: tuple[Reading, ...] = ()
    is_unchanged: bool = False
    error: str = ""
    retry_after: int = 0  # Seconds.
    etag: str | None = None
    last_modified: str | None = None
    digest: str = field(default="")


def read(claimed: Claimed) -> Outcome:
    """Ask for a list and read it; whatever the site does is an outcome."""
    try:
        found = fetch(
            claimed.address,
            claimed.etag,
            claimed.last_modified,
            allowed_hosts=settings().feed_hosts_allowed,
            user_agent=USER_AGENT,
        )
        return _understood(claimed, found)
    except FetchFailed as failed:
        return Outcome(error=failed.words_fr, retry_after=failed.retry_after or 0)
    except RefusedFile as refused:
        return Outcome(error=refused.message)


def _understood(claimed: Claimed, found: Fetched) -> Outcome:
    digest = hashlib.sha256(found.body).hexdigest()
    if found.unchanged or digest == claimed.digest:
        return Outcome(is_unchanged=True)
    sheet = _opened(found.body)
    readings = files.readings_of(sheet, _layout(sheet), claimed.titles)
    return Outcome(tuple(readings), etag=found.etag, last_modified=found.last_modified, digest=digest)


def _opened(body: bytes) -> Sheet:
    """Return the cells of a document: JSON by its first sign, else a table as files are."""
    if not body.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"[", b"{")):
        return open_file(body, "")
    try:
        said = READERS.ask(body, {}, COST)
    except apart.Unread as failure:
        raise RefusedFile(UNREAD[failure.code]) from None
    if "refused" in said:
        raise RefusedFile(said["refused"])
    if len(said["rows"]) < 2:
        raise RefusedFile(first_look.EMPTY)
    return Sheet("", tuple(map(tuple, said["rows"])))


def _layout(sheet: Sheet) -> Layout:
    """Find the columns by their titles. Raises RefusedFile, which names those that are missing."""
    preview = shapes.preview_of(sheet)
    line = columns.header_of(preview)
    places = columns.proposed(preview, line)
    missing = columns.lacking(places)
    if missing:
        raise RefusedFile(LACKING.format(names=list_fr([f"« {name} »" for name in missing])))
    return Layout(line, places)
