"""The slow, polite look at the page of an offer that says no date and that its source no longer lists.

Only a page that says it is gone closes an offer: 410, 404 twice a day apart, or a sentence that says so. A failure, a refusal, a
page to sign in, a way back to the home page prove nothing.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import case, delete, exists, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from workforce import clock, due
from workforce.feeds.failures import FetchFailed
from workforce.feeds.fetching import fetch
from workforce.feeds.limits import FetchLimits
from workforce.offers.life.ending import ended_page
from workforce.offers.life.models import PageCheck
from workforce.offers.life.stating import withdraw
from workforce.offers.models import Offer
from workforce.offers.same.electing import LIVE
from workforce.offers.sources.claiming import new_holder, release_sites, take_sites
from workforce.offers.understanding.texts import plain_text
from workforce.settings import settings

UNLISTED_FOR = timedelta(days=14)  # Before its page is looked at.
BETWEEN_LOOKS = timedelta(days=14)
BETWEEN_TWO_MISSES = timedelta(days=1)
BETWEEN_PAGES = timedelta(minutes=2)  # Of one host.
LIMITS = FetchLimits(
    connect_seconds=5, silence_seconds=10, total_seconds=20, compressed_bytes=500_000, body_bytes=2_000_000
)
MOST_PAGE = 300_000  # Characters read of a page.
SIGN_IN = re.compile(r"type\s*=\s*[\"']?password", re.IGNORECASE)
THERE, MISSING, GONE, UNKNOWN = "there", "missing", "gone", "unknown"
Offers: Any = Offer
Checks: Any = PageCheck


@dataclass(frozen=True)
class Claimed:
    """A page to look at."""

    id: int
    url: str
    host: str
    holder: str  # Who speaks to that host.


@dataclass(frozen=True)
class Seen:
    """What a look found: there, missing, gone or unknown, and in words."""

    verdict: str
    words: str


def plan(session: Session) -> None:
    """Have looked at, over the day, the pages that are due for it; forget those that need it no more."""
    now = clock.now()
    wanted = (
        Offers.state.in_(LIVE), Offers.closes_on.is_(None), Offers.employer_id.is_(None), Offers.url.like("http%"),
        Offers.left_at <= now - UNLISTED_FOR,
    )  # fmt: skip
    session.execute(delete(PageCheck).where(Checks.id.not_in(select(Offers.id).where(*wanted))))
    later = literal(now) + func.make_interval(
        0, 0, 0, 0, 0, Offers.id % (24 * 60)
    )  # Minutes of a day, spread.
    place = func.lower(func.substring(Offers.url, r"^https?://([^/?#]+)"))
    port = case((place.contains(":"), ""), (Offers.url.like("https%"), ":443"), else_=":80")
    host = place + port
    rows = select(Offers.id, Offers.url, host, later, literal("")).where(*wanted, host.is_not(None))
    said = insert(PageCheck).from_select(
        ["id", "url", "host", "due_at", "found"], rows, include_defaults=False
    )
    session.execute(said.on_conflict_do_update(index_elements=["id"], set_={"url": said.excluded.url}))


def claim(session: Session, offer_id: int) -> Claimed | None:
    """Claim a page and its host, unless that one is spoken to or was asked a moment ago: then it waits its turn."""
    row = session.get(PageCheck, offer_id)
    if row is None or not due.claim(session, PageCheck, [offer_id]):
        return None
    holder = new_holder()
    if not take_sites(session, [row.host], holder, clock.now()):
        due.settle(session, PageCheck, [offer_id], again_at=clock.now() + BETWEEN_PAGES)
        return None
    if _was_asked(session, row):
        release_sites(session, [row.host], holder)
        due.settle(session, PageCheck, [offer_id], again_at=clock.now() + BETWEEN_PAGES)
        return None
    return Claimed(row.id, row.url, row.host, holder)


def _was_asked(session: Session, row: PageCheck) -> bool:
    """Tell whether another page of this host was looked at a moment ago."""
    looked: Any = Checks.looked_at > clock.now() - BETWEEN_PAGES
    return bool(session.scalar(select(exists().where(Checks.host == row.host, Checks.id != row.id, looked))))


def look(claimed: Claimed) -> Seen:
    """Look at a page. Never raises for what the world does."""
    try:
        page = fetch(claimed.url, allowed_hosts=settings().feed_hosts_allowed, limits=LIMITS)
    except FetchFailed as failed:
        return _failed(failed)
    return judged(_text(page.body), claimed.url, page.final_url)


def _text(body: bytes) -> str:
    """Return the letters of a page, which old French sites write as Windows does."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("windows-1252", "replace")


def judged(page: str, asked: str, given: str) -> Seen:
    """Return what a page says of its offer."""
    page = page[:MOST_PAGE]
    if SIGN_IN.search(page):
        return Seen(UNKNOWN, "La page demande de se connecter.")
    if urlsplit(given).path.strip("/") == "" != urlsplit(asked).path.strip("/"):
        return Seen(UNKNOWN, "Le site renvoie à sa page d’accueil.")
    words = ended_page(plain_text(page))
    return (
        Seen(GONE, f"la page de l’offre dit : « {words} »")
        if words
        else Seen(THERE, "La page est toujours là.")
    )


def note(session: Session, claimed: Claimed, seen: Seen) -> None:
    """Write what was found, close the offer where the page says so, and when to look again."""
    release_sites(session, [claimed.host], claimed.holder)
    row = session.get_one(PageCheck, claimed.id, with_for_update=True, populate_existing=True)
    now = clock.now()
    is_gone = seen.verdict == GONE or (seen.verdict == MISSING and _missed_before(row, now))
    row.looked_at, row.found = now, seen.words
    row.missing_since = (row.missing_since or now) if seen.verdict == MISSING else None
    session.flush()
    if is_gone:
        withdraw(session, [claimed.id], "page", seen.words)
    again = BETWEEN_TWO_MISSES if seen.verdict == MISSING else BETWEEN_LOOKS
    due.settle(session, PageCheck, [claimed.id], again_at=None if is_gone else now + again)


def _missed_before(row: PageCheck, now: datetime) -> bool:
    return row.missing_since is not None and now - row.missing_since >= BETWEEN_TWO_MISSES


def _failed(failed: FetchFailed) -> Seen:
    if failed.status == 410:
        return Seen(GONE, "le site dit que la page de l’offre a été supprimée (410)")
    if failed.status == 404:
        return Seen(MISSING, "la page de l’offre n’existe plus (404)")
    return Seen(UNKNOWN, failed.words_fr)
