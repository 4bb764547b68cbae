"""Shelves: the open sessions put in order once for everybody of a place, so that few are weighed for each person. Pure.

What is taken from a shelf holds everything that the ranking would keep; the ranking itself then orders and words it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import islice
from typing import Any

from workforce.skills.background import Background
from workforce.trainings.gains import Gains
from workforce.trainings.placing import Fit, fit_of, is_beyond_mobility, travel
from workforce.trainings.ranking import TRAVELS, is_heavy
from workforce.trainings.situation import ContractSituation, LearnerFacts, SessionFacts

Blocs = tuple[tuple[str, ...], ...]  # The blocs of sessions that bring as much as each other.
MOST_ORDERS = 400  # Kept at once: what is put in order for one place is soon of no use to the next.


class Door(StrEnum):
    """Whether one can enrol; the order is that of preference."""

    OPEN = "open"
    FULL = "full"
    SHUT = "shut"


class Shelves:
    """Sessions to take from."""

    def __init__(self, gains: Gains, sessions: Iterable[SessionFacts], of_a_fit: int) -> None:
        """Sort the sessions by their blocs and by whether one can enrol."""
        self.gains, self.of_a_fit = gains, of_a_fit
        self._by_code: dict[str, SessionFacts] = {}
        self._racks: dict[tuple[str, ...], dict[Door, list[SessionFacts]]] = {}
        for one in sessions:
            self._by_code[one.code] = one
            doors = self._racks.setdefault(one.ccps, {door: [] for door in Door})
            doors[_door(one, gains)].append(one)
        self._last_day = max((one.ends_on for one in self._by_code.values()), default=gains.today)
        self._orders: dict[Any, list[SessionFacts]] = {}
        self._racks_of: dict[Background, tuple[Blocs, ...]] = {}

    def take(self, person: LearnerFacts, followed: Collection[str] = ()) -> list[SessionFacts]:
        """Return the sessions among which are the best few for a person, of each fit, and those that they follow."""
        held = self.gains.held(person.background)
        if self.gains.missing(held).holds_a_title:
            return []
        racks = self._racks_for(held)
        taken = {code: self._by_code[code] for code in followed if code in self._by_code}
        for door in Door:
            taken |= {one.code: one for one in self._from(door, racks, held, person)}
        return list(taken.values())

    def _racks_for(self, held: Background) -> tuple[Blocs, ...]:
        """Return the blocs that bring something, what brings most first; those that bring as much stand together."""
        if held not in self._racks_of:
            total = len(self.gains.missing(held).standings)
            wanted = defaultdict[tuple[int, bool, int], list[tuple[str, ...]]](list)
            for ccps in self._racks:
                if found := self.gains.prospect(held, ccps):
                    is_other = found.title != self.gains.missing(held).title
                    wanted[total - len(found.gives), is_other, len(found.already)].append(ccps)
            self._racks_of[held] = tuple(tuple(sorted(wanted[key])) for key in sorted(wanted))
        return self._racks_of[held]

    def _from(
        self, door: Door, racks: Sequence[Blocs], held: Background, person: LearnerFacts
    ) -> Iterator[SessionFacts]:
        """Give the first few of each fit. Who is in post is paid for: for them, the sessions of the scheme come first."""
        contract, today = person.contract, self.gains.today
        if door is Door.SHUT:
            yield from islice(self._in_order(door, racks, held, person, is_paid=False), self.of_a_fit)
        elif contract is None or contract.ends_on is None or _is_to_begin(contract, self.gains):
            for is_paid in (True, False):
                in_order = self._in_order(door, racks, held, person, is_paid=is_paid)
                fits = ((fit_of(one, person, today), one) for one in in_order)
                yield from _first_of_each(fits, self.of_a_fit, set(Fit))
        else:
            yield from self._around(door, racks, held, person, contract)

    def _around(
        self,
        door: Door,
        racks: Sequence[Blocs],
        held: Background,
        person: LearnerFacts,
        contract: ContractSituation,
    ) -> Iterator[SessionFacts]:
        """Give the first few before, across and after the end of a contract that runs."""
        for is_paid, fits in (
            (True, {Fit.ENDS_BEFORE, Fit.CONTRACT_ENDS_DURING}),
            (False, {Fit.AFTER_CONTRACT, Fit.TOO_LATE}),
        ):
            wanted = (
                fits if contract.ends_on and contract.ends_on < self._last_day else fits & {Fit.ENDS_BEFORE}
            )
            in_order = self._in_order(door, racks, held, person, is_paid=is_paid)
            found = ((fit_of(one, person, self.gains.today), one) for one in in_order)
            yield from _first_of_each(found, self.of_a_fit, set(wanted))

    def _in_order(
        self, door: Door, racks: Sequence[Blocs], held: Background, person: LearnerFacts, *, is_paid: bool
    ) -> Iterator[SessionFacts]:
        for blocs in racks:
            for one in self._order(door, blocs, person, is_paid=is_paid):
                found = self.gains.prospect(held, one.ccps)
                if found and self.gains.may_finish(held, found.title, one):
                    yield one

    def _order(self, door: Door, blocs: Blocs, person: LearnerFacts, *, is_paid: bool) -> list[SessionFacts]:
        key = (door, blocs, person.departement, person.commune, person.mobility, is_paid)
        if key not in self._orders:
            if len(self._orders) >= MOST_ORDERS:
                self._orders.clear()
            together = [one for ccps in blocs for one in self._racks[ccps][door]]
            self._orders[key] = sorted(together, key=lambda one: _preference(one, person, is_paid=is_paid))
        return self._orders[key]


def _preference(session: SessionFacts, person: LearnerFacts, *, is_paid: bool) -> tuple[Any, ...]:
    """Return what puts one session before another of the same gain and fit, as the ranking has it."""
    return (
        is_beyond_mobility(session, person),
        TRAVELS[travel(session, person)],
        is_paid and not session.is_paid_by_scheme,
        is_heavy(session),
        session.starts_on,
        session.code,
    )


def _first_of_each(
    found: Iterable[tuple[Fit, SessionFacts]], number: int, wanted: set[Fit]
) -> Iterator[SessionFacts]:
    left = dict.fromkeys(wanted, number)
    for fit, one in found:
        if not left:
            return
        if fit in left:
            left[fit] -= 1
            if not left[fit]:
                del left[fit]
            yield one


def _door(session: SessionFacts, gains: Gains) -> Door:
    if not session.takes_enrolments_on(gains.today):
        return Door.SHUT
    return Door.FULL if session.seats_left == 0 else Door.OPEN


def _is_to_begin(contract: ContractSituation, gains: Gains) -> bool:
    return contract.starts_on is not None and contract.starts_on > gains.today
