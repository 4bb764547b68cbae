"""What one fetch may cost, and the room that all bodies under way share."""

import asyncio
from dataclasses import dataclass
from types import TracebackType
from typing import Self


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

    One that has become big must come to its end soon: a slow one may not keep the others out.
    """

    def __init__(self, small_bytes: int = 384_000, big: int = 3, big_seconds: float = 15.0) -> None:
        """Say what is small, how many may be big at once, and for how long one may be."""
        self.small_bytes, self.big_seconds = small_bytes, big_seconds
        self._big = asyncio.Semaphore(big)

    def place(self) -> "Place":
        """Return the place of one body, small until it grows."""
        return Place(self, self._big)


class Place:
    """The place of one body in the room."""

    def __init__(self, room: Room, big: asyncio.Semaphore) -> None:
        """Begin small."""
        self._room, self._big = room, big
        self._deadline: float | None = None

    async def grow(self, held: int) -> None:
        """Note how many bytes are held; wait for a turn to become big. Raises TimeoutError for one that lasts."""
        if held <= self._room.small_bytes:
            return
        now = asyncio.get_running_loop().time
        if self._deadline is None:
            await self._big.acquire()
            self._deadline = now() + self._room.big_seconds
        if now() > self._deadline:
            raise TimeoutError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._deadline is not None:
            self._big.release()
