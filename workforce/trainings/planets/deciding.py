"""When the three planets meet, and what is missing, in one sentence. Pure: counts come in, reasons go out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from workforce.small_counts import FEWEST
from workforce.territories.whereabouts import inside_fr
from workforce.wording import count_fr, list_fr, number_fr

NEXT_DOOR_SHOWN = 3  # Départements that the sentence names.


class Planet(StrEnum):
    """The three that must meet."""

    LEARNERS = "learners"
    EMPLOYERS = "employers"
    BODIES = "bodies"


WORDS = {
    Planet.LEARNERS: ("apprenant", "apprenants"),
    Planet.EMPLOYERS: ("employeur d’accord", "employeurs d’accord"),
    Planet.BODIES: ("organisme", "organismes"),
}


@dataclass(frozen=True)
class Counts:
    """Who is there for one bloc in one département. `least_people`: the smallest group that an able body opens for."""

    learners: int = 0
    employers: int = 0
    bodies: int = 0
    least_people: int | None = None


@dataclass(frozen=True)
class Needed:
    """How many of each it takes. The first figures are a starting point that operators change: no text sets them."""

    learners: int = 8
    employers: int = 2
    bodies: int = 1


@dataclass(frozen=True)
class NextDoor:
    """Learners of a neighbouring département who would come."""

    departement: str
    learners: int


@dataclass(frozen=True)
class PlanetState:
    """Counts against what it takes."""

    counts: Counts
    needed: Needed

    def there(self, planet: Planet) -> int:
        """Return how many there are of one planet."""
        return int(getattr(self.counts, planet))

    def lacking(self, planet: Planet) -> int:
        """Return how many are missing of one planet."""
        return max(0, int(getattr(self.needed, planet)) - self.there(planet))

    @property
    def is_lit(self) -> bool:
        """Tell whether the three planets meet."""
        return not any(self.lacking(planet) for planet in Planet)


def planet_state(counts: Counts, needed: Needed) -> PlanetState:
    """Return where a place stands. No light promises a group that every able body finds too small."""
    learners = max(needed.learners, counts.least_people or 0)
    return PlanetState(counts, Needed(learners, needed.employers, needed.bodies))


def missing_sentence(
    state: PlanetState, next_door: Sequence[NextDoor] = (), *, is_discreet: bool = True
) -> str:
    """Say what is missing, and who waits next door. Discreet, it gives away no count of people under five."""
    if state.is_lit:
        return "Les trois planètes sont réunies : une session peut ouvrir."
    lacking = list_fr([_lack(state, planet, is_discreet) for planet in Planet if state.lacking(planet)])
    close = _next_door(next_door, is_discreet) if state.lacking(Planet.LEARNERS) else ""
    return f"Il manque {lacking}{close}."


def sought_sentence(state: PlanetState, bloc: int, departement: str) -> str:
    """Return `7 personnes cherchent le CCP2 dans le Rhône ; il en faut 8.`, small counts hidden."""
    here = state.counts.learners
    if here == 0:
        who = f"Personne ne cherche encore le CCP{bloc}"
    elif here < FEWEST:
        who = f"Moins de {FEWEST} personnes cherchent le CCP{bloc}"
    else:
        who = f"{count_fr(here, 'personne')} cherchent le CCP{bloc}"
    return f"{who} {inside_fr(departement)} ; il en faut {state.needed.learners}."


def nearness(state: PlanetState, *, is_discreet: bool) -> tuple[int, int]:
    """Return what puts the places closest to a light first. Counts too small to be told do not order them either."""
    here = state.counts.learners
    told = 0 if is_discreet and here < FEWEST else here
    others = sum(state.lacking(planet) for planet in (Planet.EMPLOYERS, Planet.BODIES))
    return (0 if state.is_lit else 1, max(0, state.needed.learners - told) + others)


def _lack(state: PlanetState, planet: Planet, is_discreet: bool) -> str:
    lack = state.lacking(planet)
    hidden = is_discreet and planet is Planet.LEARNERS and 0 < state.counts.learners < FEWEST
    if not hidden:
        return count_fr(lack, *WORDS[planet])
    at_least = state.needed.learners - FEWEST + 1
    return f"au moins {count_fr(at_least, *WORDS[planet])}" if at_least > 0 else "encore quelques apprenants"


def _next_door(places: Sequence[NextDoor], is_discreet: bool) -> str:
    waiting = sorted((one for one in places if one.learners), key=lambda one: -_told(one, is_discreet))
    words = list(_waiting(waiting[:NEXT_DOOR_SHOWN], is_discreet))
    if not words:
        return ""
    return f" ; à côté, des personnes sont prêtes à venir : {list_fr(words)}"


def _waiting(places: Sequence[NextDoor], is_discreet: bool) -> Iterator[str]:
    for one in places:
        hidden = is_discreet and one.learners < FEWEST
        number = f"moins de {FEWEST}" if hidden else number_fr(one.learners)
        yield f"{number} {inside_fr(one.departement)}"


def _told(one: NextDoor, is_discreet: bool) -> int:
    return 0 if is_discreet and one.learners < FEWEST else one.learners
