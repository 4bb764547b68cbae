"""Who may come in: accounts with their role and its bounds, each with its mail as first channel."""

from workforce.accounts.models import Account, Membership
from workforce.alerts.models import Channel
from workforce.demo.people import Crowd, Person
from workforce.demo.world import World, at

INVITED = 0.7  # The share of advisers who accepted an invitation: nobody has an account uninvited.
EMPLOYERS_INVITED = 0.3
BOUNDED = 0.4  # The share of départements that have a coordinator of their own.


def open_door(world: World, person: Person, role: str, **bounds: int | str) -> int:
    """Give somebody a role, and an account if they have none."""
    if person.email not in world.accounts:
        invited, seen = world.day(-210), world.day(-1 - len(person.name) % 9)
        account = world.book.add(
            Account,
            email=person.email,
            name=person.name,
            invited_at=at(invited),
            last_seen_at=at(seen, 10 * 60),
        )
        world.accounts[person.email] = account
        world.book.add(
            Channel,
            account_id=account,
            kind="mail",
            label="Courriel",
            digest="mail",
            works_since=at(invited),
            created_at=at(invited),
        )
    account = world.accounts[person.email]
    world.book.add(Membership, account_id=account, role=role, **bounds)
    if role == "employer":
        world.hosts_with_account[int(bounds["employer_id"])] = account
    return account


def open_doors(world: World, crowd: Crowd, bodies: list[int]) -> None:
    """Give the crowd its accounts: advisers, coordinators, employers, trainers."""
    _advisers(world)
    _coordinators(world, crowd)
    _employers(world, crowd)
    for body in bodies:
        open_door(world, crowd.somebody(), "trainer", body_id=body)


def _advisers(world: World) -> None:
    rng = world.rng("invited")
    for one in world.hired:
        if rng.random() < INVITED and one.person.email not in world.accounts:
            open_door(world, one.person, "adviser", adviser_id=one.id)


def _coordinators(world: World, crowd: Crowd) -> None:
    """Give each network a coordinator for the whole, and some départements one of their own."""
    rng = world.rng("coordinators")
    for network in world.networks.values():
        open_door(world, crowd.somebody(), "coordinator", network_id=network)
    for code in world.size.departements:
        if rng.random() < BOUNDED:
            open_door(
                world, crowd.somebody(), "coordinator", network_id=world.network_of(code), departement=code
            )


def _employers(world: World, crowd: Crowd) -> None:
    rng = world.rng("employers")
    for hosts in world.hosts.values():
        for host in hosts:
            if rng.random() < EMPLOYERS_INVITED:
                open_door(world, crowd.somebody(), "employer", employer_id=host.id)
