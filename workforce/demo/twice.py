"""Two records that look like two others, as files from two sources make them: something to compare."""

from dataclasses import replace

from workforce.advisers.models import Adviser
from workforce.demo.people import plain
from workforce.demo.story import ADVISERS, TOWN_HALL
from workforce.demo.world import HOME, World, at
from workforce.duplicates.models import DuplicateSearch
from workforce.employers.models import Employer


def write_twice(world: World) -> None:
    """Give one adviser of Awa's département the name of another in capitals, and her town hall another name."""
    here = [
        place
        for place, one in enumerate(world.hired)
        if one.home.departement == HOME and one.person not in ADVISERS
    ]
    if len(here) > 1:
        _same_person(world, here[0], here[1])
    hosts = [host for host in world.hosts[HOME] if host.structure is not TOWN_HALL]
    row = world.book.rows(Employer)[hosts[-1].id - 1]
    place = TOWN_HALL.place
    row |= {
        "name": f"MAIRIE DE {plain(place.commune).replace('-', ' ').upper()}", "siret": None, "external_id": None,
        "kind": "", "commune": place.commune, "postal_code": place.postal_code,
    }  # fmt: skip


def look(world: World) -> None:
    """Have everything compared at once."""
    for network_id in (*world.networks.values(), None):
        world.book.add(DuplicateSearch, network_id=network_id, due_at=at(world.today, 0))


def _same_person(world: World, first: int, second: int) -> None:
    one, other = world.hired[first], world.hired[second]
    names = {
        name: plain(getattr(one.person, name)).replace("-", " ").upper()
        for name in ("first_name", "last_name")
    }
    world.hired[second] = replace(other, person=replace(other.person, **names))
    home = {"commune": one.home.commune, "postal_code": one.home.postal_code}
    world.book.rows(Adviser)[other.id - 1] |= {**names, **home}
