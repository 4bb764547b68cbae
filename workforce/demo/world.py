"""What has been made of the demonstration network so far: its rows, and who stands where."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random

from workforce import clock
from workforce.demo.book import Book
from workforce.demo.people import Person
from workforce.demo.places import Place, areas
from workforce.demo.structures import Structure
from workforce.demo.timeline import Career
from workforce.territories.departements import region_of

HOME = "83"  # Where the story takes place: Awa's département.
ELSEWHERE = "29"  # Where a stranger works: another région, another network.


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    advisers: int
    bodies: int
    sessions: int
    offers: int  # Published ones.
    departements: tuple[str, ...]


@dataclass(frozen=True)
class Host:
    """An employer and its row."""

    id: int
    structure: Structure


@dataclass(frozen=True)
class Hired:
    """An adviser with their rows."""

    id: int
    network_id: int
    person: Person
    home: Place
    host: Host
    post_id: int
    career: Career
    contract_ids: tuple[int, ...]


@dataclass
class World:
    """The network in the making."""

    book: Book
    today: date
    seed: int
    size: Size
    networks: dict[str, int] = field(default_factory=dict)  # By région.
    hosts: dict[str, list[Host]] = field(default_factory=dict)  # By département.
    conventions: dict[int, int] = field(default_factory=dict)  # By post: the last one.
    hired: list[Hired] = field(default_factory=list)
    accounts: dict[str, int] = field(default_factory=dict)  # By e-mail address.
    hosts_with_account: dict[int, int] = field(default_factory=dict)  # By employer: who answers for it.

    def rng(self, subject: str) -> Random:
        """Return chance for one subject, so that drawing more of one thing changes nothing else."""
        return Random(f"{self.seed}:{subject}")  # noqa: S311 - Nothing here is secret.

    def day(self, days: int) -> date:
        """Return the day so many days from today."""
        return self.today + timedelta(days=days)

    def network_of(self, departement: str) -> int:
        """Return the network that follows this département."""
        return self.networks[region_of(departement) or ""]


FULL_SIZE = Size(advisers=4000, bodies=14, sessions=300, offers=1500, departements=tuple(areas()))
SMALL_SIZE = Size(
    advisers=60,
    bodies=4,
    sessions=24,
    offers=40,
    departements=("83", "13", "06", "84", "04", "05", "29", "22", "35", "56"),
)


@lru_cache(maxsize=4096)
def _morning(day: date) -> datetime:
    return clock.midnight(day)


def at(day: date, minutes: int = 9 * 60) -> datetime:
    """Return the instant so many minutes after midnight in Paris; nine in the morning by default."""
    return _morning(day) + timedelta(minutes=minutes)
