"""Figures: ours beside a peer's, measured turn by turn, so that what slows the machine slows both."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

Measure = Callable[[], float]  # Does the work once; returns the seconds it took, preparations left out.
SCALES = {"s": 1.0, "ms": 1e3, "µs": 1e6}


@dataclass(frozen=True)
class Line:
    """One kind of work: what it takes us, what it takes the peer, medians of `n` runs each."""

    work: str
    unit: str  # A time, or so many a second.
    ours: float
    peer: float
    ratio: float  # Our time for the same work, divided by the peer's: under 1, we are faster.
    n: int
    against: str
    note: str = ""


@dataclass(frozen=True)
class Amount:
    """How much work one measure does, and in which unit its figure reads best."""

    items: int = 1
    unit: str = "s"

    def figure(self, seconds: float) -> float:
        """Return the time of one item in this unit, or the items of one second."""
        if self.unit in SCALES:
            return seconds / self.items * SCALES[self.unit]
        return self.items / seconds


class Stopwatch:
    """Seconds on the wall clock."""

    seconds = 0.0


@contextmanager
def timed() -> Iterator[Stopwatch]:
    """Time what is done inside."""
    watch = Stopwatch()
    began = time.perf_counter()
    yield watch
    watch.seconds = time.perf_counter() - began


def side_by_side(  # noqa: PLR0913 - Everything that a line says.
    work: str,
    ours: Measure,
    peer: Measure,
    amount: Amount,
    *,
    against: str,
    n: int = 3,
    peer_amount: Amount | None = None,
    note: str = "",
) -> Line:
    """Measure both in turn, `n` times each, and set their medians side by side."""
    pairs = [(ours(), peer()) for _ in range(n)]
    mine, theirs = (statistics.median(runs) for runs in zip(*pairs, strict=True))
    beside = peer_amount or amount
    ratio = (mine / amount.items) / (theirs / beside.items)
    return Line(work, amount.unit, amount.figure(mine), beside.figure(theirs), ratio, n, against, note)
