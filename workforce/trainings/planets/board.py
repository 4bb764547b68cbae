"""The board: one line a département and bloc, its counts, its light, what is missing. Nobody is named."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from workforce.territories.departements import departements, neighbours
from workforce.trainings.planets import counting, lights, thresholds
from workforce.trainings.planets.counting import Learners, Sky, Spot
from workforce.trainings.planets.deciding import NextDoor, PlanetState, nearness, planet_state
from workforce.trainings.planets.models import PlanetLight
from workforce.trainings.planets.terms import BLOCS


@dataclass(frozen=True)
class BoardLine:
    """One place: where it stands now, who waits next door, what else is known."""

    departement: str
    bloc: int
    state: PlanetState
    next_door: tuple[NextDoor, ...]
    start_before: date | None  # The first of the latest useful starts of those who wait.
    freed: int  # People whom employers would free.
    missing: int  # Advisers in post for whom no bloc of this number is noted.
    sessions: int  # To come there, at a distance included.
    changed_at: datetime | None  # When the light last changed.
    round: int

    @property
    def spot(self) -> Spot:
        """Return the département and the bloc."""
        return self.departement, self.bloc


def lines(
    session: Session, codes: Sequence[str], today: date, *, is_discreet: bool, blocs: Sequence[int] = BLOCS
) -> list[BoardLine]:
    """Return the lines of these départements, lit first, then those closest to it: five queries, however many."""
    around = sorted({*codes, *(one for code in codes for one in neighbours(code))})
    seen, rules = counting.sky(session, today, around), thresholds.in_force(session)
    missing, coming = counting.missing(session, today, codes), counting.sessions_to_come(session, today)
    known = lights.lit(session)
    found = [
        _line(
            spot, seen, planet_state(seen.counts(spot), thresholds.needed(rules, *spot)),
            missing.get(spot, 0), coming[spot] + coming["", spot[1]], known.get(spot),
        )
        for spot in _spots(codes, blocs)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (*nearness(one.state, is_discreet=is_discreet), *one.spot))


def states(session: Session, spots: Iterable[Spot], today: date) -> dict[Spot, PlanetState]:
    """Return where these places stand: four queries."""
    wanted = list(spots)
    seen = counting.sky(session, today, sorted({place for place, _ in wanted}))
    rules = thresholds.in_force(session)
    return {spot: planet_state(seen.counts(spot), thresholds.needed(rules, *spot)) for spot in wanted}


def _spots(codes: Sequence[str], blocs: Sequence[int]) -> list[Spot]:
    known = departements()
    return [(code, bloc) for code in sorted(set(codes)) if code in known for bloc in blocs]


def _line(
    spot: Spot, seen: Sky, state: PlanetState, missing: int, sessions: int, light: PlanetLight | None
) -> BoardLine:
    place, bloc = spot
    close = ((code, seen.learners.get((code, bloc), Learners()).mobile) for code in neighbours(place))
    return BoardLine(
        departement=place,
        bloc=bloc,
        state=state,
        next_door=tuple(NextDoor(code, count) for code, count in close if count),
        start_before=seen.learners.get(spot, Learners()).start_before,
        freed=int(seen.employers.get(spot, (0, 0))[1]),
        missing=missing,
        sessions=sessions,
        changed_at=light.changed_at if light else None,
        round=light.round if light else 0,
    )
