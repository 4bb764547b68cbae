"""Trying the addresses of a site, one at a time: claim, speak, note. Each is read for real, as a poll would."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, insert
from sqlmodel import Session, col, select

from workforce import clock, due
from workforce.addresses import endpoint
from workforce.feeds.failures import FetchFailed
from workforce.feeds.fetching import Fetched, fetch
from workforce.feeds.pages import UnreadablePage, WebPage, read_page
from workforce.feeds.parsing import NotAFeed, ParseFailed
from workforce.feeds.recognition import is_json, other_file
from workforce.offers.sources import documents
from workforce.offers.sources.bringing import Brought, Source
from workforce.offers.sources.claiming import HOST_BUSY, host_of, new_holder, release_sites, take_sites
from workforce.offers.sources.discovery.candidates import (
    Candidate,
    candidates,
    usual_candidates,
    without_tls,
)
from workforce.offers.sources.discovery.models import Discovery, DiscoveryCandidate
from workforce.offers.sources.documents import Document
from workforce.offers.understanding.normalise import SourceShape
from workforce.settings import settings

EXAMPLES = 3
UNREACHED = frozenset({"refused", "tls", "connect_timeout", "truncated"})  # The site may have no TLS at all.


@dataclass(frozen=True)
class Step:
    """An address to try."""

    discovery_id: int
    url: str
    candidate_id: int | None  # None for the address that was typed.
    host: str = ""
    holder: str = ""  # Who speaks to that host.
    may_lack_tls: bool = False


@dataclass(frozen=True)
class Sample:
    """A feed that was read: what it is, and what it would bring."""

    title: str
    entries: int
    kept: int
    examples: tuple[dict[str, Any], ...]
    digest: str


@dataclass(frozen=True)
class Tried:
    """What came of trying an address: a feed, a page with more addresses, or words that say why not."""

    url: str
    sample: Sample | None = None
    words: str = ""
    is_document: bool = False  # Something came, and it was no feed.
    title: str = ""
    found: tuple[Candidate, ...] = ()


def claim(session: Session, discovery_id: int) -> Step | None:
    """Claim the next address of a discovery, unless somebody is speaking to its host: then it waits its turn."""
    one = session.get(Discovery, discovery_id, populate_existing=True)
    if one is None:
        return None
    if not due.claim(session, Discovery, [one.id]):
        return None
    holder = new_holder()
    if not take_sites(session, [one.host], holder, clock.now()):
        due.settle(session, Discovery, [one.id], again_at=clock.now() + HOST_BUSY)
        return None
    if not one.is_opened:
        return Step(one.id, one.url, None, one.host, holder, may_lack_tls="://" not in one.address)
    following = _left(session, one.id)
    address, candidate_id = (following.url, following.id) if following else ("", None)
    return Step(one.id, address, candidate_id, one.host, holder)


def _left(session: Session, discovery_id: int) -> DiscoveryCandidate | None:
    mine = select(DiscoveryCandidate).where(
        DiscoveryCandidate.discovery_id == discovery_id, DiscoveryCandidate.outcome == "to_try"
    )
    return session.exec(mine.order_by(col(DiscoveryCandidate.rank))).first()


def speak(step: Step) -> Tried:
    """Ask for an address and read what comes. Never raises for what the world does."""
    if not step.url:
        return Tried("")
    try:
        return _tried(step, step.url)
    except FetchFailed as error:
        if error.code in UNREACHED and step.may_lack_tls:
            return _without_tls(step, error)
        return _failed(step, step.url, error)


def _without_tls(step: Step, error: FetchFailed) -> Tried:
    """Ask again without TLS; if that fails too, the first failure is the one to tell."""
    url = without_tls(step.url)
    try:
        return _tried(step, url)
    except FetchFailed as second:
        return _failed(step, url, second) if second.status else _failed(step, step.url, error)


def _failed(step: Step, url: str, error: FetchFailed) -> Tried:
    """Return why nothing came; a site that answers, but not there, may have its feeds elsewhere."""
    elsewhere = usual_candidates(url) if step.candidate_id is None and error.status else ()
    return Tried(url, words=error.words_fr, found=elsewhere)


def _tried(step: Step, url: str) -> Tried:
    fetched = fetch(url, allowed_hosts=settings().feed_hosts_allowed)
    document = Document(fetched.body, fetched.final_url, fetched.content_type)
    try:
        brought = documents.read(document, Source(0, SourceShape()), clock.today())
    except ParseFailed as error:
        return Tried(url, words=error.words_fr, is_document=True)
    except NotAFeed as error:
        return _page(step, fetched, error.words_fr)
    return Tried(url, sample=sample_of(brought))


def _page(step: Step, fetched: Fetched, words: str) -> Tried:
    """Read a page for the addresses it leads to, when it is the first."""
    if step.candidate_id is not None:
        return Tried(step.url, words=words, is_document=True)
    page = WebPage()
    if not is_json(fetched.body) and not other_file(fetched.body):
        try:
            page = read_page(fetched.body, fetched.content_type)
        except UnreadablePage as error:
            words = str(error)
    found = candidates(page, fetched.final_url)
    return Tried(fetched.final_url, words=words, is_document=True, title=page.title, found=found)


def sample_of(brought: Brought) -> Sample:
    """Return what a feed would bring today."""
    kept = [(str(row["title"]), True) for row in brought.offers[:EXAMPLES]]
    others = [(title, False) for title, *_ in brought.dropped[:EXAMPLES] if title]
    named = "\n".join(sorted(identity for identity, _ in brought.names)) or brought.title
    return Sample(
        title=brought.title,
        entries=len(brought.names),
        kept=len(brought.offers),
        examples=tuple(
            {"title": title[:200], "is_kept": is_kept} for title, is_kept in (*kept, *others)[:EXAMPLES]
        ),
        digest=hashlib.sha256(named.encode()).hexdigest(),
    )


def note(session: Session, step: Step, tried: Tried) -> None:
    """Write what came of an address; the discovery is due again while some are left."""
    one = session.get(Discovery, step.discovery_id, with_for_update=True, populate_existing=True)
    release_sites(session, [step.host], step.holder)
    if one is None:  # Forgotten in the meantime.
        return
    if step.candidate_id is None and not one.is_opened:
        _open(session, one, tried)
    elif step.candidate_id is not None:
        _write(session, session.get_one(DiscoveryCandidate, step.candidate_id), tried)
    session.flush()
    due.settle(session, Discovery, [one.id], again_at=clock.now() if _left(session, one.id) else None)


def _open(session: Session, one: Discovery, tried: Tried) -> None:
    """Note what the typed address is: a feed, a page that leads to some, or nothing that can be asked."""
    one.is_opened, one.title = True, tried.title
    if tried.sample:
        first = DiscoveryCandidate(discovery_id=one.id, rank=0, url=tried.url, origin="typed")
        session.add(first)
        _write(session, first, tried)
        return
    if not tried.found:
        one.refusal = tried.words
        return
    one.host = host_of(endpoint(tried.url).url)
    session.execute(insert(DiscoveryCandidate), _rows(one.id, tried.found))


def _rows(discovery_id: int, found: Sequence[Candidate]) -> list[dict[str, Any]]:
    return [
        {
            "discovery_id": discovery_id, "rank": rank, "url": candidate.url, "origin": candidate.origin,
            "outcome": "to_try", "words": "", "title": "", "entries": 0, "kept": 0, "examples": [], "digest": "",
        }
        for rank, candidate in enumerate(found, 1)
    ]  # fmt: skip


def _write(session: Session, candidate: DiscoveryCandidate, tried: Tried) -> None:
    if candidate.outcome != "to_try":  # Two workers tried it, because the first was slow: one word is enough.
        return
    if tried.sample is None:
        candidate.outcome, candidate.words = "not_feed" if tried.is_document else "failed", tried.words
        return
    twin = exists().where(
        col(DiscoveryCandidate.discovery_id) == candidate.discovery_id,
        col(DiscoveryCandidate.outcome) == "feed",
        col(DiscoveryCandidate.digest) == tried.sample.digest,
    )
    candidate.outcome = "same" if session.scalar(select(twin)) else "feed"
    candidate.title, candidate.digest = tried.sample.title, tried.sample.digest
    candidate.entries, candidate.kept = tried.sample.entries, tried.sample.kept
    candidate.examples = list(tried.sample.examples)
