"""How long a person has worked for an employer, counted in each way that a source counts it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from workforce.contracts.calendar import DAY, NO_LENGTH, Length, end_after, length_between
from workforce.contracts.kinds import EndMotive

LONGEST_GAP_MONTHS = 4  # Beyond this interruption, former contracts no longer count.


@dataclass(frozen=True)
class PastContract:
    """A former contract with the same employer, as far as it is known."""

    start: date | None
    end: date | None  # The last day really worked: the rupture's, when there was one.
    motive: EndMotive = EndMotive.TERM


@dataclass(frozen=True)
class CountedLength:
    """A length and the way it was counted, in French."""

    length: Length
    way: str


@dataclass(frozen=True)
class Span:
    """A stretch of days, both included."""

    start: date
    end: date


def counted_with_chain(start: date, end: date, chain: Sequence[PastContract]) -> tuple[CountedLength, ...]:
    """Return every count of the length: this contract alone, then with the former ones."""
    alone = CountedLength(length_between(start, end), "pour ce contrat seul")
    linked = linked_spans(start, chain)
    if not linked:
        return (alone,)
    worked = sum(_worked_lengths([*linked, Span(start, end)]), NO_LENGTH)
    whole = length_between(min(span.start for span in linked), end)
    return (
        alone,
        CountedLength(worked, "avec les contrats précédents"),
        CountedLength(max(whole, worked), "avec les contrats précédents et leurs interruptions"),
    )


def linked_spans(start: date, chain: Sequence[PastContract]) -> list[Span]:
    """Return the former contracts that still count, oldest first.

    A resignation or an interruption longer than four months breaks the chain: nothing older counts any
    more. A contract whose dates are unknown cannot be counted, and leaves an interruption in its place.
    """
    linked: list[Span] = []
    for former in sorted(chain, key=_began, reverse=True):
        if former.start is None or former.end is None or former.start >= start:
            continue
        if former.motive is EndMotive.RESIGNATION or _gap_is_too_long(former.end, start):
            break
        linked.append(Span(former.start, former.end))
        start = former.start
    return linked[::-1]


def _began(former: PastContract) -> date:
    """Order former contracts by their first day, the unknown ones being the oldest."""
    return former.start or date.min


def _gap_is_too_long(end: date, next_start: date) -> bool:
    """Tell whether the interruption is longer than what keeps two contracts linked."""
    return next_start > end_after(end + DAY, LONGEST_GAP_MONTHS) + DAY


def _worked_lengths(spans: Sequence[Span]) -> Iterator[Length]:
    """Give the length of each contract, a day covered twice being counted once."""
    covered_until = date.min
    for span in spans:
        first = max(span.start, covered_until + DAY)
        if first <= span.end:
            yield length_between(first, span.end)
            covered_until = span.end
