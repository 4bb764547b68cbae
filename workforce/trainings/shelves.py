"""Shelves: the open sessions put in order by what they teach and where, so that few are weighed for each person. Pure.

What is taken from the shelves holds everything that the ranking would keep; the ranking itself then orders and words it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from heapq import merge
from itertools import islice

from workforce.skills.background import Background
from workforce.skills.closing import closes_on
from workforce.trainings.gains import Gains
from workforce.trainings.placing import Fit, fit_of, is_beyond_mobility, travel
from workforce.trainings.ranking import TRAVELS, is_heavy
from workforce.trainings.situation import ContractSituation, LearnerFacts, Mode, SessionFacts

Blocs = tuple[str, ...]
Rack = tuple[
    tuple[Blocs, ...], bool
]  # Blocs that bring as much as each other; whether a title of theirs closes.
Place = tuple[str | None, str | None, str | None]  # Where somebody lives, and how far they would go.
Spot = tuple[str | None, str | None, bool]  # Where a session is held; at a distance or not.
Shelf = dict[Spot, list[tuple[int, SessionFacts]]]  # Those of one spot in order.
MOST_PLACES = 4096  # Kept at once.


class Door(StrEnum):
    """Whether one can enrol; the order is that of preference."""

    OPEN = "open"
    FULL = "full"
    SHUT = "shut"


class Whom(StrEnum):
    """Which sessions are looked at: those kept for people in post, the others, or both."""

    ANYBODY = "anybody"
    IN_POST = "in_post"
    BOTH = "both"


class Shelves:
    """Sessions to take from, for as many people as wanted."""

    def __init__(self, gains: Gains, sessions: Sequence[SessionFacts], of_a_fit: int) -> None:
        """Put every session on its shelf, twice: for whom the scheme would pay, and for whom it would not."""
        self.gains, self.sessions, self.of_a_fit = gains, sessions, of_a_fit
        self._by_code = {one.code: one for one in sessions}
        self._shelves: dict[tuple[Door, bool, Whom, Blocs], Shelf] = defaultdict(lambda: defaultdict(list))
        for is_paid in (True, False):
            for order, one in enumerate(sorted(sessions, key=lambda one: _rest(one, is_paid=is_paid))):
                for whom in (Whom.BOTH, Whom.IN_POST if one.is_for_people_in_post else Whom.ANYBODY):
                    self._shelves[_door(one, gains), is_paid, whom, one.ccps][_spot(one)].append((order, one))
        self._spots = {_spot(one): one for one in sessions}
        self._near: dict[Place, tuple[tuple[Spot, ...], ...]] = {}
        self._racks: dict[Background, tuple[Rack, ...]] = {}
        self._last_start = max((one.starts_on for one in sessions), default=gains.today)
        self._last_end = max((one.ends_on for one in sessions), default=gains.today)

    def take(self, person: LearnerFacts, followed: Collection[str] = ()) -> list[SessionFacts]:
        """Return the sessions among which are the best few for a person, of each fit, and those that they follow."""
        held = self.gains.held(person.background)
        if self.gains.missing(held).holds_a_title:
            return []
        taken = {code: self._by_code[code] for code in followed if code in self._by_code}
        for door in Door:
            taken |= {one.code: one for one in self._from(door, held, person)}
        return list(taken.values())

    def _from(self, door: Door, held: Background, person: LearnerFacts) -> Iterator[SessionFacts]:
        """Give the first few of each fit that is possible."""
        if door is Door.SHUT:
            yield from islice(self._in_order(door, Whom.BOTH, held, person, is_paid=False), self.of_a_fit)
            return
        for is_paid, whom, fits in self._possible(person.contract):
            left = dict.fromkeys(fits, self.of_a_fit)
            for one in self._in_order(door, whom, held, person, is_paid=is_paid) if left else ():
                fit = fit_of(one, person, self.gains.today)
                if left.get(fit):
                    yield one
                    left[fit] -= 1
                    if not any(left.values()):
                        break

    def _possible(self, contract: ContractSituation | None) -> Iterator[tuple[bool, Whom, Sequence[Fit]]]:
        """Give the fits that sessions can have against a contract, of which ones, and whether the scheme would pay them."""
        if contract and contract.starts_on and contract.starts_on > self.gains.today:
            yield from ((True, Whom.BOTH, tuple(Fit)), (False, Whom.BOTH, tuple(Fit)))
        elif contract and contract.ends_on is None:
            yield True, Whom.BOTH, (Fit.NO_END_DATE,)
        else:
            end = contract.ends_on if contract and contract.ends_on else date.min
            if contract:
                yield True, Whom.BOTH, (Fit.ENDS_BEFORE,)
            if contract and end < self._last_end:
                yield True, Whom.BOTH, (Fit.CONTRACT_ENDS_DURING,)
            if end < self._last_start:
                yield False, Whom.ANYBODY, (Fit.AFTER_CONTRACT,)
                yield False, Whom.IN_POST, (Fit.TOO_LATE,)

    def _in_order(
        self, door: Door, whom: Whom, held: Background, person: LearnerFacts, *, is_paid: bool
    ) -> Iterator[SessionFacts]:
        """Give the sessions that bring something: what brings most first, then the nearest, then as the ranking has it."""
        levels = self._levels(person)
        for rack, is_closing in self._racks_of(held):
            shelves = [self._shelves[door, is_paid, whom, blocs] for blocs in rack]
            for spots in levels:
                lists = [shelf[spot] for shelf in shelves if shelf for spot in spots if spot in shelf]
                for _, one in merge(*lists) if len(lists) != 1 else lists[0]:
                    if not is_closing or self._is_open_to(held, one):
                        yield one

    def _is_open_to(self, held: Background, one: SessionFacts) -> bool:
        found = self.gains.prospect(held, one.ccps)
        return found is not None and self.gains.may_finish(held, found.title, one)

    def _racks_of(self, held: Background) -> tuple[Rack, ...]:
        """Return the blocs that bring something, what brings most first; those that bring as much stand together."""
        if held not in self._racks:
            missing = self.gains.missing(held)
            wanted = defaultdict[tuple[int, bool, int], list[Blocs]](list)
            for blocs in sorted({one.ccps for one in self.sessions}):
                if found := self.gains.prospect(held, blocs):
                    not_given = len(missing.standings) - len(found.gives)
                    wanted[not_given, found.title != missing.title, len(found.already)].append(blocs)
            self._racks[held] = tuple(
                (tuple(wanted[key]), self._is_closing(wanted[key])) for key in sorted(wanted)
            )
        return self._racks[held]

    def _is_closing(self, rack: Iterable[Blocs]) -> bool:
        """Tell whether one of these blocs is of a title that closes: then its sessions are looked at one by one."""
        titles = self.gains.referential
        return any(
            title.starts_on is None
            or title.starts_on > self.gains.today
            or closes_on(titles, title) is not None
            for title in (titles.title_of(blocs[0]) for blocs in rack)
        )

    def _levels(self, person: LearnerFacts) -> tuple[tuple[Spot, ...], ...]:
        """Return the spots by how far they are from somebody, the nearest first."""
        place = (person.departement, person.commune, person.mobility)
        if place not in self._near:
            if len(self._near) >= MOST_PLACES:
                self._near.clear()
            far = defaultdict[tuple[bool, int], list[Spot]](list)
            for spot, one in self._spots.items():
                far[is_beyond_mobility(one, person), TRAVELS[travel(one, person)]].append(spot)
            self._near[place] = tuple(tuple(far[level]) for level in sorted(far))
        return self._near[place]


def same_shelves(known: Shelves | None, gains: Gains, sessions: Sequence[SessionFacts]) -> bool:
    """Tell whether shelves filled for others still hold: the same sessions, the same titles, the same day."""
    return (
        known is not None
        and known.gains.today == gains.today
        and known.gains.referential is gains.referential
        and known.sessions == sessions
    )


def _rest(session: SessionFacts, *, is_paid: bool) -> tuple[bool, bool, str, str]:
    """Return what puts one session before another of the same gain, fit and distance, as the ranking has it."""
    is_not_paid = is_paid and not session.is_paid_by_scheme
    return is_not_paid, is_heavy(session), session.starts_on.isoformat(), session.code


def _spot(session: SessionFacts) -> Spot:
    return session.commune, session.departement, session.mode is Mode.REMOTE


def _door(session: SessionFacts, gains: Gains) -> Door:
    if not session.takes_enrolments_on(gains.today):
        return Door.SHUT
    return Door.FULL if session.seats_left == 0 else Door.OPEN
