"""Subscribing to the hubs that tell what is new (WebSub): ask, be verified, renew, leave. The poll goes on, slower.

What is asked of a hub is a due row like any other: claimed, spoken by a worker, noted. The hub answers by calling us, at an
address that only it was given; that call is a web request, and writes a row.
"""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from sqlalchemy import select, update
from sqlmodel import Session, col

from workforce import clock, due, sealing
from workforce.addresses import UnsafeUrl, endpoint, is_public
from workforce.database import insert_rows
from workforce.feeds.failures import FetchFailed
from workforce.feeds.fetching import Posted, Visit
from workforce.offers.models import Feed
from workforce.offers.sources.claiming import (
    HOST_BUSY,
    host_of,
    new_holder,
    quiet_until,
    release_sites,
    take_sites,
)
from workforce.offers.sources.models import FeedSubscription
from workforce.offers.understanding.texts import visible
from workforce.settings import settings

LEASE = timedelta(days=10)  # Asked of the hub; it grants what it likes.
SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=30)  # Leases that are believed.
RENEWED_AT = 0.8  # Of a lease.
VERIFIED_WITHIN = timedelta(hours=6)  # Of a question to a hub; then it is asked again.
AFTER_REFUSAL = timedelta(days=7)
LEAVES = 3  # Times that a hub is told that we leave.
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Offered:
    """A hub that a source names, and the address under which the hub knows the source."""

    feed_id: int
    hub: str
    topic: str


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask of a hub."""

    id: int
    hub: str
    topic: str
    callback: str
    secret: str
    is_leaving: bool
    host: str  # The hub's.
    holder: str  # Who speaks to it.


@dataclass(frozen=True, slots=True)
class Response:
    """What the hub answered: nothing wrong, or why not."""

    error: str = ""
    is_final: bool = False  # A refusal, not a bad moment.


def callback(token: str) -> str:
    """Return the address that a hub calls."""
    return f"{settings().public_url.rstrip('/')}/flux/{token}"


def may_be_called() -> bool:
    """Say whether a hub could reach us: an address on this machine or a private network is called by nobody."""
    try:
        here = endpoint(settings().public_url)
    except UnsafeUrl:
        return False
    if here.place in settings().feed_hosts_allowed or is_public(here.host):
        return True
    is_bare_address = ":" in here.host or here.host.rpartition(".")[2].isdigit()
    return "." in here.host and not is_bare_address


def follow(session: Session, feed_ids: Sequence[int], offers: Sequence[Offered]) -> None:
    """Subscribe these sources to the hubs that they name now, and leave those that they name no more."""
    if not feed_ids:
        return
    mine = col(FeedSubscription.feed_id)
    rows = session.execute(
        select(mine, FeedSubscription.hub, FeedSubscription.topic, FeedSubscription.state).where(  # type: ignore[call-overload]
            mine.in_(feed_ids)
        )
    )
    known = {feed_id: (hub, topic) for feed_id, hub, topic, state in rows if state != "leaving"}
    wanted = {one.feed_id: one for one in offers} if may_be_called() else {}
    leave(session, [feed_id for feed_id in known if feed_id not in wanted])
    _ask_for(session, [one for one in wanted.values() if known.get(one.feed_id) != (one.hub, one.topic)])


def _ask_for(session: Session, offers: Sequence[Offered]) -> None:
    now = clock.now()
    rows = [
        {
            "feed_id": one.feed_id, "hub": one.hub, "topic": one.topic, "token": secrets.token_urlsafe(24),
            "secret": sealing.seal(secrets.token_urlsafe(32)), "state": "asked", "reason": "", "due_at": now,
        }
        for one in offers
    ]  # fmt: skip
    if rows:
        new = insert_rows(FeedSubscription, rows)
        changed = {name: new.excluded[name] for name in rows[0] if name != "feed_id"} | {
            "expires_at": None, "tries": 0, "stuck_at": None, "claimed": False, "leased_until": None,
        }  # fmt: skip
        session.execute(new.on_conflict_do_update(index_elements=["feed_id"], set_=changed))


def leave(session: Session, feed_ids: Sequence[int]) -> None:
    """Have the hubs of these sources told that we leave."""
    if feed_ids:
        mine = update(FeedSubscription).where(col(FeedSubscription.feed_id).in_(feed_ids))
        session.execute(mine.values(state="leaving", due_at=clock.now(), tries=0, stuck_at=None))


def claim(session: Session, subscription_id: int) -> Request | None:
    """Claim a subscription of which something must be asked, and its hub, unless somebody is speaking to that one."""
    if not due.claim(session, FeedSubscription, [subscription_id]):
        return None
    row = session.get_one(FeedSubscription, subscription_id, populate_existing=True)
    host, holder = host_of(row.hub), new_holder()
    if not take_sites(session, [host], holder, clock.now()):
        row.due_at = quiet_until(session, host) or clock.now() + HOST_BUSY
        row.claimed, row.leased_until, row.tries = False, None, row.tries - 1
        return None
    row.asked_at = clock.now()
    secret, is_leaving = sealing.unseal(row.secret), row.state == "leaving"
    return Request(row.id, row.hub, row.topic, callback(row.token), secret, is_leaving, host, holder)


def ask(request: Request) -> Response:
    """Ask the hub to call us, or to stop. Never raises for what the world does."""
    fields = {
        "hub.callback": request.callback,
        "hub.mode": "unsubscribe" if request.is_leaving else "subscribe",
        "hub.topic": request.topic,
        "hub.secret": request.secret,
        "hub.lease_seconds": str(int(LEASE.total_seconds())),
    }

    async def once() -> Posted:
        async with Visit(settings().feed_hosts_allowed) as visit:
            return await visit.post(request.hub, FORM, urlencode(fields).encode())

    try:
        answer = asyncio.run(once())
    except FetchFailed as error:
        return Response(error.words_fr)
    if 200 <= answer.status < 300:
        return Response()
    return Response(
        f"Le relais a répondu {answer.status}. {visible(answer.text)[:200]}".strip(),
        400 <= answer.status < 500,
    )


def note(session: Session, request: Request, response: Response) -> None:
    """Write what the hub answered: asked again later if it never calls, or refused."""
    release_sites(session, [request.host], request.holder)
    row = session.get(FeedSubscription, request.id, with_for_update=True, populate_existing=True)
    if row is None:
        return
    if row.state == "leaving":
        _note_leaving(session, row, response)
    elif response.is_final:
        row.state, row.reason = "refused", response.error
        due.settle(session, FeedSubscription, [row.id], again_at=clock.now() + AFTER_REFUSAL)
    elif response.error:
        due.postpone(session, FeedSubscription, row.id, response.error)
    elif row.state != "active" or row.due_at is None or row.due_at <= clock.now():
        due.settle(session, FeedSubscription, [row.id], again_at=clock.now() + VERIFIED_WITHIN)
    else:  # The hub called before it answered: the row is already settled.
        row.claimed, row.leased_until = False, None


def _note_leaving(session: Session, row: FeedSubscription, response: Response) -> None:
    """Keep what the hub needs to verify our leave; one that refuses or stays silent finds nobody in the end."""
    if response.is_final or row.tries >= LEAVES:
        session.delete(row)
        return
    row.due_at, row.claimed, row.leased_until = clock.now() + VERIFIED_WITHIN, False, None


def verify(session: Session, token: str, asked: Mapping[str, str]) -> str | None:
    """Return the challenge when the hub asks for what we want, None when nobody here wants it."""
    row = session.scalar(
        select(FeedSubscription).where(col(FeedSubscription.token) == token).with_for_update()
    )
    mode, topic = asked.get("hub.mode"), asked.get("hub.topic")
    if row is None or topic != row.topic:
        return None
    if mode == "denied":
        row.state, row.reason = "refused", visible(asked.get("hub.reason", ""))[:500]
        due.settle(session, FeedSubscription, [row.id], again_at=clock.now() + AFTER_REFUSAL)
        return ""
    challenge = asked.get("hub.challenge")
    if not challenge or (mode, row.state == "leaving") not in {("subscribe", False), ("unsubscribe", True)}:
        return None
    if mode == "subscribe":
        _accepted(session, row, asked.get("hub.lease_seconds", ""))
    else:
        session.delete(row)
    return challenge


def _accepted(session: Session, row: FeedSubscription, seconds: str) -> None:
    granted = timedelta(seconds=int(seconds)) if seconds.isdecimal() and len(seconds) < 9 else LEASE
    lease = min(max(granted, SHORTEST), LONGEST)
    row.state, row.reason, row.expires_at = "active", "", clock.now() + lease
    session.flush()
    due.settle(session, FeedSubscription, [row.id], again_at=clock.now() + lease * RENEWED_AT)


def of_feed(session: Session, feed_id: int) -> FeedSubscription | None:
    """Return the subscription of a source."""
    return session.scalar(select(FeedSubscription).where(col(FeedSubscription.feed_id) == feed_id))


def wake(session: Session, feed_id: int) -> None:
    """Have a source read at once: what its hub says cannot be kept, but must not be missed."""
    waiting = update(Feed).where(col(Feed.id) == feed_id, col(Feed.due_at) > clock.now())
    session.execute(waiting.values(due_at=clock.now()))
