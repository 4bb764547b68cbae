"""How many people leave month by month, at a rate of renewal. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workforce.contracts.calendar import add_months

MONTHS = 12


@dataclass(frozen=True)
class Month:
    """The contracts that end in a month, and those of them that nothing follows."""

    first: date
    endings: int
    departures: int


def curve(counts: Mapping[date, int], today: date, rate: int, months: int = MONTHS) -> list[Month]:
    """Return the months to come, the empty ones too; `rate` is the percentage of contracts renewed."""
    firsts = [add_months(today.replace(day=1), n) for n in range(months)]
    endings = [counts.get(first, 0) for first in firsts]
    return [Month(*known) for known in zip(firsts, endings, departures(endings, rate), strict=True)]


def departures(endings: Sequence[int], rate: int) -> list[int]:
    """Return whole people who leave each month: the months always add up to the departures of the whole."""
    ended = gone = 0
    found = []
    for number in endings:
        ended += number
        left = ended - ended * rate // 100
        found.append(left - gone)
        gone = left
    return found
