"""Invented words for the three planets: some advisers look for a bloc, some employers agree, bodies say where they can open."""

from datetime import timedelta

from workforce.demo.world import World, at
from workforce.employers.models import Employer
from workforce.skills.models import HeldCCP
from workforce.territories.departements import departements
from workforce.trainings.planets.models import BlocWish, BodyAbility, EmployerWill, PlanetLight
from workforce.trainings.planets.terms import BLOCS, Attendance, Reach
from workforce.trainings.situation import Mode

WISHING, AGREEING, ABLE = 0.16, 0.05, 0.8  # Shares of advisers and employers by bloc, and of bodies.
ATTENDANCES = ((Attendance.ANY, Attendance.ON_SITE, Attendance.REMOTE), (70, 20, 10))
REACHES = ((Reach.DEPARTEMENT, Reach.NEIGHBOURS, Reach.ANYWHERE), (35, 50, 15))


def wish(world: World, but: set[int]) -> None:
    """Write the words down, and have every light worked out."""
    _advisers_wish(world, but)
    _employers_agree(world)
    _bodies_can(world)
    for code in departements():
        for bloc in BLOCS:
            world.book.add(PlanetLight, departement=code, bloc=bloc, due_at=at(world.today, 0))


def _advisers_wish(world: World, but: set[int]) -> None:
    rng = world.rng("wishes")
    held = {(row["adviser_id"], row["ccp_code"].rpartition("CCP")[2]) for row in world.book.rows(HeldCCP)}
    for one in world.hired:
        for bloc in BLOCS:
            if rng.random() < WISHING and one.id not in but and (one.id, str(bloc)) not in held:
                world.book.add(
                    BlocWish, adviser_id=one.id, bloc=bloc, attendance=rng.choices(*ATTENDANCES)[0],
                    reach=rng.choices(*REACHES)[0], **_said(world, rng.randrange(3, 120), 180),
                )  # fmt: skip


def _employers_agree(world: World) -> None:
    rng = world.rng("wills")
    for row in world.book.rows(Employer):
        for bloc in BLOCS:
            if rng.random() < AGREEING:
                world.book.add(
                    EmployerWill, employer_id=row["id"], bloc=bloc, people=rng.randrange(1, 4),
                    hours_per_week=rng.choice((7, 14)), **_said(world, rng.randrange(3, 60), rng.randrange(120, 400)),
                )  # fmt: skip


def _bodies_can(world: World) -> None:
    rng = world.rng("abilities")
    codes = world.size.departements
    for body in range(1, world.size.bodies + 1):
        for bloc in BLOCS:
            if rng.random() < ABLE:
                mode = rng.choices((Mode.ON_SITE, Mode.HYBRID, Mode.REMOTE), (50, 47, 3))[0]
                places = (
                    []
                    if mode is Mode.REMOTE
                    else sorted(rng.sample(codes, min(len(codes), rng.randrange(1, 9))))
                )
                made = _said(world, rng.randrange(3, 60), rng.randrange(150, 400))
                world.book.add(
                    BodyAbility, body_id=body, bloc=bloc, departements=places, mode=mode,
                    least_people=rng.randrange(4, 11), opens_from=world.day(30), **made,
                )  # fmt: skip


def _said(world: World, ago: int, lasts: int) -> dict[str, object]:
    day = world.day(-ago)
    return {"made_at": at(day, 9 * 60), "expires_on": day + timedelta(days=lasts)}
