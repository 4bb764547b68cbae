"""What the advisers hold and can do: for most the first bloc only, hence the suggestions."""

from collections.abc import Collection
from datetime import date, timedelta
from random import Random

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from workforce.demo.book import Book
from workforce.demo.timeline import Career
from workforce.demo.world import Hired, World, at
from workforce.skills.closing import finish_by
from workforce.skills.models import CCP, Assessment, Certificate, Competence, Equivalence, HeldCCP, Title
from workforce.skills.referential import Referential, TitleVersion, shipped

FORMER, CURRENT = "REMN", "MN"
HELD = (
    ((), 8),
    ((1,), 73),
    ((1, 2), 11),
    ((1, 3), 3),
    ((1, 2, 3), 5),
)  # Numbers of the blocs held, and how many in 100.
LEVELS = {
    True: (("yes", "partly", "no"), (78, 20, 2)),
    False: (("yes", "partly", "no"), (14, 41, 45)),
}  # By bloc held or not.
COMMENTS = (
    "J’anime cet atelier chaque semaine.",
    "Fait une fois avec le centre social.",
    "Ma structure s’en charge sans moi.",
    "J’aimerais m’y former.",
    "Avec l’aide de ma responsable.",
    "Pas d’occasion dans mon poste actuel.",
)


def write_referential(connection: Connection, book: Book) -> None:
    """Write the shipped referential down, unless the database already has one."""
    if connection.scalar(select(func.count()).select_from(Title)):
        return
    known = shipped()
    for title in sorted(
        known.titles, key=lambda title: -title.generation
    ):  # A successor before what it succeeds.
        _write_title(book, title)
    for one in known.equivalences:
        book.add(Equivalence, from_ccp=one.from_ccp, to_ccp=one.to_ccp, status=one.status)


def _write_title(book: Book, title: TitleVersion) -> None:
    book.add(
        Title,
        code=title.code,
        name=title.name,
        rncp=title.rncp or "",
        level=title.level,
        starts_on=title.starts_on,
        ends_on=title.ends_on,
        successor=title.successor,
    )
    for ccp in title.ccps:
        book.add(CCP, code=ccp.code, title_code=title.code, number=ccp.number, name=ccp.name or "")
        for one in ccp.competences:
            book.add(Competence, code=one.code, ccp_code=ccp.code, number=one.number, name=one.name)


def taught(known: Referential, number: int, ended_on: date) -> str:
    """Return the code of the n-th bloc as a course that ended on this day could give it."""
    former = known.by_title[FORMER]
    last_day = (
        former.ends_on if number == 1 else finish_by(known, former)
    )  # Who has begun a title has one more year.
    return f"{FORMER if last_day is None or ended_on <= last_day else CURRENT}-CCP{number}"


def know_everybody(world: World, but: Collection[int]) -> None:
    """Give each adviser their blocs, their placing of themselves and their certificates."""
    rng = world.rng("knowing")
    for one in (one for one in world.hired if one.id not in but):
        numbers = rng.choices([held for held, _ in HELD], [weight for _, weight in HELD])[0]
        know(world, rng, one, _blocs(world, rng, one.career, numbers))


def know(world: World, rng: Random, one: Hired, blocs: dict[str, date]) -> None:
    """Write what one adviser holds down, and sometimes how they place themselves."""
    for code, day in blocs.items():
        world.book.add(
            HeldCCP, adviser_id=one.id, ccp_code=code, obtained_on=day, recorded_at=at(day, 16 * 60)
        )
    if rng.random() < 0.35:
        assess(world, rng, one, set(blocs))
    _certify(world, rng, one)


def assess(world: World, rng: Random, one: Hired, held: set[str]) -> None:
    """Place an adviser on each competence of the title they began; the first bloc is the easy one."""
    title = next((code.partition("-")[0] for code in sorted(held)), CURRENT)
    for ccp in shipped().by_title[title].ccps:
        for competence in ccp.competences:
            words, weights = LEVELS[ccp.code in held]
            world.book.add(
                Assessment,
                adviser_id=one.id,
                competence_code=competence.code,
                level=rng.choices(words, weights)[0],
                comment=rng.choice(COMMENTS) if rng.random() < 0.2 else "",
                possible_here=rng.random() < (0.95 if ccp.number == 1 else 0.4)
                if rng.random() < 0.8
                else None,
                assessed_at=at(world.day(-rng.randrange(5, 300)), rng.randrange(8 * 60, 19 * 60)),
            )


def _blocs(world: World, rng: Random, career: Career, numbers: tuple[int, ...]) -> dict[str, date]:
    """Date each bloc: the first some months after the hire, the others a year or so apart."""
    hired_on = next((spell.start for spell in career.spells if spell.start), world.day(-500))
    day, blocs = hired_on + timedelta(days=rng.randrange(110, 260)), {}
    for number in numbers:
        if day < world.day(-7):
            blocs[taught(shipped(), number, day)] = day
        day += timedelta(days=rng.randrange(250, 500))
    return blocs


def _certify(world: World, rng: Random, one: Hired) -> None:
    for kind, share in (
        ("pix", 0.58),
        ("aidants_connect", 0.38),
        ("aidants_connect_training", 0.22),
        ("clea_numerique", 0.03),
    ):
        if rng.random() < share:
            obtained = world.day(-rng.randrange(60, 1500))
            score = rng.randrange(380, 896) if kind == "pix" else None  # Out of 1 024, most people under 900.
            world.book.add(Certificate, adviser_id=one.id, kind=kind, obtained_on=obtained, score=score)
