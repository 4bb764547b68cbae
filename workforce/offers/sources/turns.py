"""Turns at the sites where redirects lead: they too are asked one thing at a time, over all workers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

from workforce import clock
from workforce.feeds.failures import failure
from workforce.offers.sources import claiming

PATIENCE = 5.0  # Seconds that a redirect waits for a site; then its source waits its turn.


class Turns:
    """Who of this process speaks to which site."""

    def __init__(self, in_database: Callable[..., Awaitable[Any]], holder: str) -> None:
        """Begin with nobody speaking; sites are taken in the name of the process, in a transaction."""
        self._in_database, self._holder = in_database, holder
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()  # Those in use.

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[None]:
        """Speak to a site that was claimed with its sources: whoever is led there waits."""
        async with self._lock(host):
            yield

    @asynccontextmanager
    async def led_to(self, host: str) -> AsyncIterator[None]:
        """Speak to a site where a redirect leads. Raises FetchFailed, `busy`, where others speak to it for long."""
        lock = self._lock(host)
        try:
            async with asyncio.timeout(PATIENCE):
                await lock.acquire()
        except TimeoutError:
            raise failure("busy") from None
        try:
            if not await self._in_database(claiming.take_sites, [host], self._holder, clock.now()):
                raise failure("busy")
            try:
                yield
            finally:
                await self._in_database(claiming.release_sites, [host], self._holder)
        finally:
            lock.release()

    def _lock(self, host: str) -> asyncio.Lock:
        return self._locks.setdefault(host, asyncio.Lock())
