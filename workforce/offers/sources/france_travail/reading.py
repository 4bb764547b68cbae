"""Reading a search of France Travail: what is new each time, the whole list once a day, what it left out asked by number."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from workforce import clock
from workforce.database import transaction
from workforce.feeds.entries import ParsedFeed
from workforce.offers.sources.bringing import bring
from workforce.offers.sources.claiming import Claimed
from workforce.offers.sources.france_travail import access
from workforce.offers.sources.france_travail.fields import entry_of, identity_of, instant_of
from workforce.offers.sources.france_travail.searching import Asker, Period
from workforce.offers.sources.known import FRANCE_TRAVAIL
from workforce.offers.sources.outcomes import Reading, Unreadable
from workforce.offers.sources.withdrawing import published_identities
from workforce.settings import settings

EVERY = 2 * 3600  # Seconds.
WHOLE_EVERY = timedelta(hours=20)  # The whole list, to hear of changes and of what is no longer published.
OVERLAP = timedelta(hours=6)  # Asked for again each time: an offer may appear after its date of creation.
OLDEST = timedelta(days=400)  # No offer stays longer.
MOST_ASKED = 60  # Offers asked by number in one reading: the others wait for the next whole list.
PARAMETERS = {"words": "motsCles", "rome": "codeROME", "departement": "departement"}


def address(asked: Mapping[str, str]) -> str:
    """Return the address that stands for a search: two searches alike are one source."""
    told = {PARAMETERS[name]: value for name, value in sorted(asked.items()) if value and name in PARAMETERS}
    return f"{settings().france_travail_url.rstrip('/')}/offres/search?{urlencode(told)}"


def read(claimed: Claimed) -> Reading:
    """Ask for what is new, or for the whole list when it is time. Raises Unreadable or FetchFailed."""
    if not access.has_keys():
        raise Unreadable(access.NO_KEYS)
    now, memory = clock.now(), claimed.memory
    whole_at, read_at = instant_of(memory.get("whole_at", "")), instant_of(memory.get("read_at", ""))
    if whole_at is None or read_at is None or now - whole_at >= WHOLE_EVERY:
        return _whole(claimed, whole_at, now)
    asker = Asker()
    offers = list(asker.search(_parameters(claimed), Period(read_at - OVERLAP, now)))
    return _reading(claimed, offers, {**memory, "read_at": now.isoformat()})


def _whole(claimed: Claimed, whole_at: datetime | None, now: datetime) -> Reading:
    """Ask for the whole list; what it does not show is asked by number before it is said to be withdrawn."""
    asker = Asker()
    offers = list(asker.search(_parameters(claimed), Period(now - OLDEST, now)))
    with transaction() as session:
        known = published_identities(session, claimed.id)
    shown = {identity_of(one["id"].strip()) for one in offers}
    absent = [one for one in known if one not in shown][:MOST_ASKED]
    withdrawn = [one for one in absent if not asker.still_published(one.partition(":")[2])]
    held = set(known)
    fresh = [one for one in offers if identity_of(one["id"].strip()) not in held or _changed(one, whole_at)]
    memory = {**claimed.memory, "whole_at": now.isoformat(), "read_at": now.isoformat()}
    return _reading(claimed, fresh, memory, withdrawn, shown & held)


def _changed(offer: Mapping[str, Any], since: datetime | None) -> bool:
    """Say whether an offer that we hold was brought up to date since the last whole list."""
    at = instant_of(str(offer.get("dateActualisation", "")))
    return since is None or at is None or at > since - OVERLAP


def _reading(
    claimed: Claimed,
    offers: Iterable[Mapping[str, Any]],
    memory: Mapping[str, Any],
    withdrawn: Iterable[str] = (),
    still_there: Iterable[str] = (),
) -> Reading:
    entries = {one.identity: one for one in (entry_of(offer, FRANCE_TRAVAIL.offer_url) for offer in offers)}
    parsed = ParsedFeed(FRANCE_TRAVAIL.name, "france_travail", None, None, tuple(entries.values()))
    return Reading(
        brought=bring(parsed, claimed.source, clock.today()),
        status=200,
        memory=memory,
        withdrawn=tuple(withdrawn),
        still_there=tuple(still_there),
        next_seconds=EVERY,
    )


def _parameters(claimed: Claimed) -> dict[str, str]:
    return {PARAMETERS[name]: value for name, value in claimed.asked.items() if value and name in PARAMETERS}
