"""Who works where: networks, employers, posts, advisers, contracts, and what files say of their dates."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from workforce.advisers.models import Adviser
from workforce.contracts.calendar import add_months
from workforce.contracts.claims import ClaimSource
from workforce.contracts.models import Contract, Convention, DateClaim, Post
from workforce.demo import places, timeline
from workforce.demo.people import Crowd, Person
from workforce.demo.places import Place
from workforce.demo.structures import Structure, siret, structure
from workforce.demo.timeline import Career, Spell
from workforce.demo.world import HOME, Hired, Host, World, at
from workforce.employers.models import Employer
from workforce.territories.departements import region_of
from workforce.territories.models import Network

HOSTS_PER_ADVISER = 0.6  # Most structures host one or two.
REFILLED = 0.1  # The share of hires that take a post somebody left.
TEAM_FILE_AGE = 6  # Days since the network's last export of La Coop.
POSTS_FILE_AGE = 24  # Days since the last export of the posts: the older voice, which loses.


def open_networks(world: World) -> None:
    """Open one network a région, the story's first."""
    for code in sorted(world.size.departements, key=lambda code: code != HOME):
        region = region_of(code) or ""
        if region not in world.networks:
            name = f"Réseau de démonstration · {region}"
            world.networks[region] = world.book.add(Network, name=name, created_at=at(world.day(-900)))


def open_structures(world: World, counts: dict[str, int]) -> None:
    """Draw the employers of each département, no two of the same name in one."""
    rng = world.rng("structures")
    for code, advisers in counts.items():
        drawn: dict[str, Structure] = {}
        while len(drawn) < max(1, round(advisers * HOSTS_PER_ADVISER)):
            one = structure(rng, code)
            drawn.setdefault(one.name, one)
        world.hosts[code] = [host(world, one) for one in drawn.values()]


def host(world: World, one: Structure) -> Host:
    """Write an employer down."""
    number = len(world.book.rows(Employer)) + 1
    row = world.book.add(
        Employer,
        name=one.name,
        sector=one.sector,
        kind=one.kind,
        siret=siret(number),
        external_id=str(900_000 + number),
        commune=one.place.commune,
        postal_code=one.place.postal_code,
        departement=one.place.departement,
        created_at=at(world.day(-880)),
    )
    return Host(row, one)


def hire_everybody(world: World, crowd: Crowd, counts: dict[str, int]) -> None:
    """Fill each département up to its count; where somebody left a post, another often takes it."""
    rng = world.rng("careers")
    there = {code: sum(one.home.departement == code for one in world.hired) for code in counts}
    for code, count in counts.items():
        left: list[Hired] = []
        for _ in range(count - there[code]):
            before = left.pop() if left and rng.random() < REFILLED else None
            one = _hire_somebody(world, rng, crowd.somebody(), code, before)
            if (left_on := one.career.left_on) and left_on < add_months(world.today, -3):
                left.append(one)


def _hire_somebody(world: World, rng: Random, person: Person, code: str, before: Hired | None) -> Hired:
    chosen = before.host if before else rng.choice(world.hosts[code])
    career = timeline.career(
        rng, world.today, chosen.structure.sector, before.career.left_on if before else None
    )
    home = chosen.structure.place if rng.random() < 0.35 else places.town(rng, code)
    return hire(world, rng, person, home, chosen, career, before.post_id if before else None)


def hire(
    world: World,
    rng: Random,
    person: Person,
    home: Place,
    chosen: Host,
    career: Career,
    post_id: int | None = None,
) -> Hired:
    """Write an adviser, their post and their contracts down."""
    post = post_id or _post(world, rng, chosen, career)
    adviser = _adviser(world, rng, person, home, career)
    contracts = tuple(_contracts(world, adviser, chosen, post, career))
    one = Hired(adviser, world.network_of(home.departement), person, home, chosen, post, career, contracts)
    world.hired.append(one)
    _state(world, rng, one)
    _say_dates(world, rng, one)
    return one


def _adviser(world: World, rng: Random, person: Person, home: Place, career: Career) -> int:
    first_day = next((spell.start for spell in career.spells if spell.start), world.day(-700))
    return world.book.add(
        Adviser,
        network_id=world.network_of(home.departement),
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        phone=person.phone,
        commune=home.commune,
        postal_code=home.postal_code,
        departement=home.departement,
        mobility=rng.choices(("commune", "departement", "region", "national"), (9, 62, 22, 7))[0],
        remote_ok=rng.random() < 0.3,
        shows_skills=rng.random() < 0.55,
        created_at=at(max(first_day, world.day(-880))),
    )


def _post(world: World, rng: Random, chosen: Host, career: Career) -> int:
    number = 50_000 + len(world.book.rows(Post))
    kind = "coordinator" if rng.random() < 0.03 else "conum"
    opened = at(world.day(-880))
    post = world.book.add(
        Post,
        external_id=str(number),
        employer_id=chosen.id,
        kind=kind,
        created_at=opened,
        due_at=at(world.today, 0),
    )
    for nth, (start, end) in enumerate(career.subsidies):
        row = world.book.add(
            Convention,
            post_id=post,
            kind=("initial", "renewal")[nth],
            start_date=start,
            end_date=end,
            source=ClaimSource.POSTS_FILE,
            stated_on=world.day(-POSTS_FILE_AGE),
        )
        world.conventions[post] = row
    return post


def _contracts(world: World, adviser: int, chosen: Host, post: int, career: Career) -> Iterator[int]:
    """Write the contracts down, each renewal linked to what it renews."""
    former: int | None = None
    for nth, spell in enumerate(career.spells):
        is_last = nth == len(career.spells) - 1
        yield (
            former := world.book.add(
                Contract,
                adviser_id=adviser,
                employer_id=chosen.id,
                post_id=post if spell.subsidised else None,
                renews_id=former if spell.renews else None,
                kind=spell.kind,
                start_date=spell.start,
                end_date=spell.end,
                hired_for_months=spell.months,
                renewable_only_as_cdi=spell.only_as_cdi,
                part_time=spell.part_time,
                termination_date=spell.ended_on,
                termination_motive=spell.motive,
                due_at=at(world.today, 0)
                if is_last and spell.last_day and spell.last_day >= world.today
                else None,
                created_at=at(spell.start or world.day(-400), 11 * 60),
            )
        )


def _state(world: World, rng: Random, one: Hired) -> None:
    """Say whether the post is taken; one file in fifty is wrong about it."""
    spell, left_on = one.career.spells[-1], one.career.left_on
    taken = spell.runs(world.today) and spell.subsidised
    lapsed = not spell.subsidised or (left_on is not None and add_months(left_on, 6) < world.today)
    state = "occupied" if taken else "handed_back" if lapsed and rng.random() < 0.85 else "vacant"
    if rng.random() < 0.02:
        state = "vacant" if taken else "occupied"
    row = world.book.rows(Post)[one.post_id - 1]
    row["state"] = state
    row["vacated_date"] = left_on if state == "vacant" and not taken else None


def _say_dates(world: World, rng: Random, one: Hired) -> None:
    """Note what each file says of the last contract: mostly the same, sometimes not."""
    spell, contract = one.career.spells[-1], one.contract_ids[-1]
    if spell.last_day and spell.last_day < world.day(-400):
        return
    _claim(world, contract, "start_date", spell.start, ClaimSource.TEAM_FILE, world.day(-TEAM_FILE_AGE))
    _claim(world, contract, "end_date", spell.end, ClaimSource.TEAM_FILE, world.day(-TEAM_FILE_AGE))
    if spell.former_end and spell.start:
        said = min(spell.former_end - timedelta(days=40), world.day(-POSTS_FILE_AGE))
        _claim(world, contract, "end_date", spell.former_end, ClaimSource.TEAM_FILE, said)
    if spell.end and rng.random() < 0.6:
        _posts_file_says(world, one, contract, _heard(rng, spell))


def _heard(rng: Random, spell: Spell) -> date | None:
    """Return the end as the file of posts has it: the one before a prolongation, or a slip of some weeks."""
    if spell.former_end or spell.end is None:
        return spell.former_end
    slips = (0,) * 21 + (-31, 30, 61, -15)
    return max(spell.end + timedelta(days=rng.choice(slips)), spell.start or spell.end)


def _posts_file_says(world: World, one: Hired, contract: int, end: date | None) -> None:
    _claim(world, contract, "end_date", end, ClaimSource.POSTS_FILE, world.day(-POSTS_FILE_AGE))
    world.book.rows(Convention)[world.conventions[one.post_id] - 1]["contract_end_date"] = end


def _claim(
    world: World, contract: int, which: str, value: date | None, source: ClaimSource, said: date
) -> None:
    world.book.add(
        DateClaim,
        contract_id=contract,
        field=which,
        value=value,
        source=source,
        stated_on=said,
        recorded_at=at(said, 15 * 60),
    )
