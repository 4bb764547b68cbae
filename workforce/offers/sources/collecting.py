"""Reading hundreds of sources at once: one thread asks all their sites, a few processes read, one transaction notes many.

A slow site costs one task of an event loop, never a thread; what is waited for there delays nobody else. Claims are
renewed while they are held; whatever stops the process, they run out and the sources are due again.
"""

import asyncio
import itertools
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from math import ceil
from typing import Any, TypeVar

import uvloop
from sqlalchemy.exc import OperationalError

from workforce.database import transaction
from workforce.feeds.fetching import Fetched, Room
from workforce.offers.sources import claiming, documents, noting, polling
from workforce.offers.sources.claiming import Claimed
from workforce.offers.sources.noting import Outcome
from workforce.offers.sources.turns import Turns
from workforce.settings import settings

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")

CONNECTIONS = 256  # Sites asked at once.
READING = 2  # Documents read at once, each in a process of its own.
OTHER_KINDS = 4  # Sources that are no feed, read at once, each in a thread.
MOST_WAITING = 16_000_000  # Bytes of documents that wait to be read: beyond, no site is asked.
GATHERING = 0.25  # Seconds that an outcome waits for others, to be noted with them.
A_NOTE = 200  # Sources noted in one transaction.
LONGEST_PAUSE = 5.0  # Seconds between two questions to one site.
LINGERING = 1.0  # Seconds that a site with several sources is kept for the next ones.
PATIENCE = (0.2, 0.5, 1, 2, 5, 10, 20, 30)  # Seconds to wait for a database that is away.


class Collector:
    """Reads the sources that it is handed, all at once; `take` may be called from any thread."""

    def __init__(self) -> None:
        """Start nothing yet: the thread begins with the first source."""
        self.holder = claiming.new_holder()
        self._asked: set[int] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._round: _Round | None = None

    def take(self, ids: Iterable[int]) -> None:
        """Read these sources as soon as their sites are free."""
        with self._lock:
            self._asked.update(ids)
            if self._thread is None:
                ready = threading.Event()
                self._thread = threading.Thread(target=self._run, args=(ready,), name="feeds", daemon=True)
                self._thread.start()
                ready.wait()
            assert self._loop is not None
            assert self._round is not None
            self._loop.call_soon_threadsafe(self._round.more.set)

    def is_idle(self) -> bool:
        """Say whether nothing is in hand."""
        return not self._asked and (self._round is None or self._round.is_idle())

    def stop(self) -> None:
        """Note what was read, give back what was not, and end the thread."""
        with self._lock:
            thread, loop, current = self._thread, self._loop, self._round
            self._thread = self._loop = self._round = None
        if (
            thread and loop and current
        ):  # Without the lock: the thread may want it for what was just handed over.
            loop.call_soon_threadsafe(current.over.set)
            thread.join()

    def _run(self, ready: threading.Event) -> None:
        uvloop.run(self._live(ready))

    async def _live(self, ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._round = _Round(self.holder, self._drawn)
        ready.set()
        await self._round.run()

    def _drawn(self) -> list[int]:
        with self._lock:
            ids, self._asked = sorted(self._asked), set()
        return ids


class _Round:
    """What happens in the thread: claim, ask, read, note, each at its own pace."""

    def __init__(self, holder: str, drawn: Callable[[], list[int]]) -> None:
        self.holder, self._drawn = holder, drawn
        self.more, self.over = asyncio.Event(), asyncio.Event()
        self._claiming = False
        self._in_hand: dict[int, str] = {}  # Source → site, from its claim to its note.
        self._sites: dict[str, deque[Claimed]] = {}
        self._queued = asyncio.Event()  # Something more to ask of a site that is being visited.
        self._tasks: set[asyncio.Task[None]] = set()
        self._connections, self._room = asyncio.Semaphore(CONNECTIONS), Room()
        self._to_read: asyncio.PriorityQueue[tuple[int, int, Claimed, Fetched]] = asyncio.PriorityQueue()
        self._turns = Turns(self._in_database, holder)
        self._numbers = itertools.count()
        self._waiting_bytes, self._may_ask = 0, asyncio.Event()
        self._may_ask.set()
        self._done: deque[tuple[Claimed, Outcome]] = deque()
        self._to_note, self._enough = asyncio.Event(), asyncio.Event()
        self._database = ThreadPoolExecutor(1, "feeds-database")  # One: claims and notes never cross.
        self._readers = documents.loop_readers()
        self._others = ThreadPoolExecutor(OTHER_KINDS, "feeds-others")

    def is_idle(self) -> bool:
        """Say whether nothing is in hand."""
        return not (self._claiming or self._in_hand or self.more.is_set())

    async def run(self) -> None:
        """Work until told that it is over."""
        steps = [self._claim(), self._note(), self._renew(), *(self._read() for _ in range(READING))]
        always = [asyncio.create_task(step) for step in steps]
        await self.over.wait()
        for task in (*self._tasks, *always):
            task.cancel()
        await asyncio.gather(*self._tasks, *always, return_exceptions=True)
        await self._write_all()
        await self._in_database(self._give_back, list(self._in_hand), list(set(self._in_hand.values())))
        self._readers.close()
        for pool in (self._database, self._others):
            pool.shutdown(wait=False, cancel_futures=True)

    async def _claim(self) -> None:
        while True:
            await self.more.wait()
            self._claiming = True
            self.more.clear()
            for chunk in claiming.in_chunks(self._drawn()):
                for claimed in await self._in_database(claiming.claim_all, chunk, self.holder) or ():
                    self._queue(claimed)
            self._claiming = False

    def _queue(self, claimed: Claimed) -> None:
        self._in_hand[claimed.id] = claimed.host
        if claimed.host in self._sites:
            self._sites[claimed.host].append(claimed)
            self._queued.set()
            return
        self._sites[claimed.host] = deque([claimed])
        task = asyncio.create_task(self._visit(claimed.host))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _visit(self, host: str) -> None:
        """Ask one site for its sources, one after another, leaving it alone for as long as it took to answer."""
        queue, asked = self._sites[host], 0
        there = polling.visit(self._room, self._turns.led_to)
        async with self._connections, self._turns.at(host), there as visit:
            while queue:
                began = time.monotonic()
                await self._ask(visit, queue.popleft())
                asked += 1
                if queue:
                    await asyncio.sleep(min(time.monotonic() - began, LONGEST_PAUSE))
                elif asked > 1:
                    await self._linger(queue)
            del self._sites[host]

    async def _linger(self, queue: "deque[Claimed]") -> None:
        """Keep the connection of a site with several sources for a moment: the next ones are being leased."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGERING):
                while not queue:
                    self._queued.clear()
                    await self._queued.wait()

    async def _ask(self, visit: polling.Visit, claimed: Claimed) -> None:
        await self._may_ask.wait()
        try:
            if reader := polling.KINDS.get(claimed.kind):
                loop = asyncio.get_running_loop()
                self._finish(claimed, await loop.run_in_executor(self._others, reader, claimed))
                return
            found = await polling.ask(visit, claimed)
        except Exception as error:
            log.exception("source %s broke", claimed.id)
            self._finish(claimed, error)
            return
        if isinstance(found, Fetched):
            self._wait_to_be_read(claimed, found)
        else:
            self._finish(claimed, found)

    def _wait_to_be_read(self, claimed: Claimed, fetched: Fetched) -> None:
        """Line up: sources that failed last time come after all others, whose documents are no hazard."""
        self._to_read.put_nowait((int(claimed.tries > 1), next(self._numbers), claimed, fetched))
        self._weigh(len(fetched.body))

    def _weigh(self, bytes_more: int) -> None:
        self._waiting_bytes += bytes_more
        if self._waiting_bytes > MOST_WAITING:
            self._may_ask.clear()
        else:
            self._may_ask.set()

    async def _read(self) -> None:
        while True:
            _, _, claimed, fetched = await self._to_read.get()
            try:
                outcome: Outcome = await polling.begin(self._readers, claimed, fetched)
            except Exception as error:
                log.exception("document of source %s broke", claimed.id)
                outcome = error
            self._finish(claimed, outcome)
            self._weigh(-len(fetched.body))

    def _finish(self, claimed: Claimed, outcome: Outcome) -> None:
        self._done.append((claimed, outcome))
        self._to_note.set()
        if self._is_enough():
            self._enough.set()

    def _is_enough(self) -> bool:
        """Say whether nothing is gained by waiting for more outcomes."""
        return len(self._done) >= min(A_NOTE, len(self._in_hand))

    async def _note(self) -> None:
        while True:
            await self._to_note.wait()
            if not self._is_enough():
                with suppress(TimeoutError):
                    async with asyncio.timeout(GATHERING):
                        await self._enough.wait()
            self._to_note.clear()
            self._enough.clear()
            await self._write_all()

    async def _write_all(self) -> None:
        """Write what is done by now; what comes meanwhile waits for its own company."""
        for _ in range(ceil(len(self._done) / A_NOTE)):
            batch = [self._done.popleft() for _ in range(min(len(self._done), A_NOTE))]
            await self._written(batch)
            for claimed, _ in batch:
                self._in_hand.pop(claimed.id, None)

    async def _written(self, batch: Sequence[tuple[Claimed, Outcome]]) -> None:
        """Note outcomes together; where one breaks, each alone, so that it spares the others."""
        try:
            await self._persistently(noting.note_outcomes, batch, self.holder)
        except Exception as error:
            if len(batch) > 1:
                for one in batch:
                    await self._written([one])
                return
            log.exception("note of source %s broke", batch[0][0].id)
            await self._persistently(noting.note_outcomes, [(batch[0][0], error)], self.holder)

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(settings().hold_seconds / 3)
            if self._in_hand:
                held = list(self._in_hand), sorted(set(self._in_hand.values())), self.holder
                await self._in_database(claiming.renew, *held)

    def _give_back(self, session: Any, ids: list[int], hosts: list[str]) -> None:
        claiming.give_back(session, ids)
        claiming.release_sites(session, hosts, self.holder)

    async def _in_database(self, act: Callable[..., Answer], *arguments: Any) -> Answer | None:
        """Do it in one transaction, in the thread that has the database; one that is away costs only time."""
        try:
            return await self._once(act, *arguments)
        except OperationalError as error:
            log.warning("feeds: waiting for %s", type(error).__name__)
            return None

    async def _persistently(self, act: Callable[..., Answer], *arguments: Any) -> Answer | None:
        """Do it once the database is there: what was read must not be read again."""
        for seconds in PATIENCE:
            try:
                return await self._once(act, *arguments)
            except OperationalError:
                await asyncio.sleep(seconds)
        return await self._in_database(act, *arguments)

    async def _once(self, act: Callable[..., Answer], *arguments: Any) -> Answer:
        def inside() -> Answer:
            with transaction() as session:
                return act(session, *arguments)

        return await asyncio.get_running_loop().run_in_executor(self._database, inside)
