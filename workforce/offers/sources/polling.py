"""Reading a source: claimed, read with no transaction open, noted. Each kind of source has its reader, in one table."""

import asyncio
import hashlib
from collections.abc import Callable

from workforce import clock
from workforce.apart_in_loop import LoopReaders
from workforce.feeds.failures import FetchFailed
from workforce.feeds.fetching import Fetched, Room, Turn, Visit
from workforce.feeds.parsing import NotAFeed, ParseFailed
from workforce.offers.sources import documents, kinds
from workforce.offers.sources.answers import Answer as Answered
from workforce.offers.sources.claiming import Claimed, claim, host_of
from workforce.offers.sources.documents import Document, Unfolded
from workforce.offers.sources.noting import note
from workforce.offers.sources.outcomes import Answer, Landed, Reading, Waiting
from workforce.settings import settings

__all__ = ["KINDS", "Claimed", "Reading", "Visit", "claim", "host_of", "note", "read"]

Readers = LoopReaders[Answered]


def visit(room: Room | None = None, turn: Turn | None = None) -> Visit:
    """Return a visit that may reach the places that the settings allow."""
    return Visit(settings().feed_hosts_allowed, room=room, turn=turn)


async def ask(open_visit: Visit, claimed: Claimed) -> Fetched | Reading | Waiting:
    """Ask the site of a feed; a refusal or an answer without news is the whole reading."""
    try:
        fetched = await open_visit.fetch(claimed.url, claimed.etag, claimed.last_modified)
    except FetchFailed as error:
        if error.code == "busy":
            return Waiting()
        return Reading(
            error=error.words_fr,
            status=error.status,
            retry_after=error.retry_after,
            is_gone=error.code == "gone",
        )
    if fetched.unchanged:
        return Reading(_answer(fetched), status=fetched.status)
    digest = _digest(fetched)
    if digest == claimed.body_digest:
        return Reading(_answer(fetched), digest=digest, status=fetched.status)
    return fetched


def understand(claimed: Claimed, fetched: Fetched) -> Reading:
    """Read and understand a document that is new, in a process that may be killed."""
    try:
        brought = documents.read(_document(fetched), claimed.source, clock.today())
    except (NotAFeed, ParseFailed) as error:
        return Reading(error=error.words_fr, status=fetched.status)
    return Reading(_answer(fetched), brought, _digest(fetched), status=fetched.status)


async def begin(readers: Readers, claimed: Claimed, fetched: Fetched) -> Reading | Landed:
    """Read a document that is new, in an event loop; where it has much to understand, that is for later."""
    try:
        found = await documents.begin(readers, _document(fetched), claimed.source, clock.today())
    except (NotAFeed, ParseFailed) as error:
        return Reading(error=error.words_fr, status=fetched.status)
    if isinstance(found, Unfolded):
        return Landed(_answer(fetched), _digest(fetched), fetched.status, found.entries, found.count)
    return Reading(_answer(fetched), found, _digest(fetched), status=fetched.status)


def _document(fetched: Fetched) -> Document:
    return Document(fetched.body, fetched.final_url, fetched.content_type)


def _digest(fetched: Fetched) -> str:
    return hashlib.sha256(fetched.body).hexdigest()


def read_feed(claimed: Claimed) -> Reading:
    """Ask for a feed and read it, in a thread that waits for it."""

    async def once() -> Fetched | Reading | Waiting:
        async with visit() as alone:
            return await ask(alone, claimed)

    found = asyncio.run(once())
    assert not isinstance(found, Waiting), "a lone visit waits for nobody"
    return found if isinstance(found, Reading) else understand(claimed, found)


# A kind of source that is no feed → its reader, which waits for the world in a thread of its own and never raises for
# what the world does. Every other kind is a feed, which `ask` and `understand` read.
KINDS: dict[str, Callable[[Claimed], Reading]] = {
    code: kinds.never_raising(kind.read) for code, kind in kinds.KINDS.items() if kind.read
}


def read(claimed: Claimed) -> Reading:
    """Read a source according to its kind, in a thread that waits for it."""
    return KINDS.get(claimed.kind, read_feed)(claimed)


def _answer(fetched: Fetched) -> Answer:
    return Answer(
        fetched.etag, fetched.last_modified, fetched.max_age, fetched.retry_after, fetched.permanent_url,
        fetched.final_url, fetched.links,
    )  # fmt: skip
