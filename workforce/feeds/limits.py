"""What one fetch may cost, and the room that all bodies under way share."""

import asyncio
from dataclasses import dataclass
from types import TracebackType
from typing import Self

MOVING = 65_536  # Bytes that show that a body comes on.


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What one fetch may cost. The defaults suit a feed of a few hundred items."""

    connect_seconds: float = 10.0
    silence_seconds: float = 20.0  # Before the first byte, and between two reads.
    total_seconds: float = 60.0  # Redirects and slow drips included.
    header_bytes: int = 32_768
    compressed_bytes: int = 5_000_000
    body_bytes: int = 10_000_000  # After decompression.
    redirects: int = 5
    read_bytes: int = 16_384  # A read at a time.


class Room:
    """Keeps the memory of all bodies under way bounded: small ones pass, a few at a time may be big.

    Alone, a big one takes the time that its fetch has. While others wait for its place, it must come on, and come to
    its end: a slow one never keeps them out.
    """

    def __init__(
        self, small_bytes: int = 384_000, big: int = 3, big_seconds: float = 15.0, still_seconds: float = 1.0
    ) -> None:
        """Say what is small, how many may be big at once, and while others wait, for how long and how long without moving."""
        self.small_bytes, self.big_seconds, self.still_seconds = small_bytes, big_seconds, still_seconds
        self._places, self._big = asyncio.Semaphore(big), set[Place]()
        self._waiting = 0
        self._watch: asyncio.TimerHandle | None = None

    def place(self, patience: asyncio.Timeout | None = None) -> "Place":
        """Return the place of one body, small until it grows; `patience` is its fetch's, and stops while it waits."""
        return Place(self, patience)

    async def enter(self, place: "Place") -> None:
        """Wait until a body may become big."""
        self._waiting += 1
        self._look_again()
        try:
            await self._places.acquire()
        finally:
            self._waiting -= 1
        self._big.add(place)

    def leave(self, place: "Place") -> None:
        """Give the place of a body to another one."""
        if place in self._big:
            self._big.remove(place)
            self._places.release()

    def _look_again(self) -> None:
        if self._watch is None:
            loop = asyncio.get_running_loop()
            self._watch = loop.call_later(self.still_seconds / 2, self._send_away, loop)

    def _send_away(self, loop: asyncio.AbstractEventLoop) -> None:
        """Send away, while others wait, the bodies that stand still or have been big for long."""
        self._watch = None
        if self._waiting:
            now = loop.time()
            for place in self._big:
                place.hurry(now - self.big_seconds, now - self.still_seconds)
            self._look_again()


class Place:
    """The place of one body in the room. Raises TimeoutError where the body is sent away."""

    def __init__(self, room: Room, patience: asyncio.Timeout | None) -> None:
        """Begin small."""
        self._room, self._patience = room, patience
        self._timeout = asyncio.timeout(None)
        self._is_big = self._is_sent_away = False
        self._since = self._moved_at = 0.0  # By the clock of the loop.
        self._held = 0  # When it last moved.

    async def grow(self, held: int) -> None:
        """Note how many bytes are held; wait for a turn to become big."""
        if held <= self._room.small_bytes:
            return
        clock = asyncio.get_running_loop().time
        if not self._is_big:
            await self._become_big()
            self._is_big, self._since = True, clock()
        if not self._moved_at or held - self._held >= MOVING:
            self._held, self._moved_at = held, clock()

    def hurry(self, since: float, moved_at: float) -> None:
        """Go away if the body has been big since before the first instant, or has not moved since the second one."""
        is_late = self._since <= since or self._moved_at <= moved_at
        if is_late and not self._is_sent_away:
            self._is_sent_away = True
            self._timeout.reschedule(0)

    async def _become_big(self) -> None:
        """Wait, without that counting as the time of the site."""
        began = asyncio.get_running_loop().time()
        ends = self._patience.when() if self._patience else None
        if self._patience and ends is not None:
            self._patience.reschedule(None)
        await self._room.enter(self)
        if self._patience and ends is not None:
            self._patience.reschedule(ends + asyncio.get_running_loop().time() - began)

    async def __aenter__(self) -> Self:
        await self._timeout.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._room.leave(self)
        await self._timeout.__aexit__(kind, error, trace)
