"""Invented training bodies and their sessions: past, running and to come, of every bloc."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from workforce.demo import places
from workforce.demo.knowing import taught
from workforce.demo.people import plain
from workforce.demo.places import Place
from workforce.demo.world import World, at
from workforce.skills.models import HeldCCP
from workforce.skills.referential import shipped
from workforce.trainings.lists.models import SessionFile
from workforce.trainings.sessions.models import Interest, TrainingBody, TrainingSession
from workforce.trainings.situation import Mode

BODIES = (  # None of them exists: no invented session is laid at a real door.
    "GRETA de démonstration · antenne des Trois-Sorelles",
    "GRETA de démonstration · antenne du Val-de-Lorvanne",
    "GRETA de démonstration · antenne de Brumère",
    "Cap Médiation Formation",
    "L’Atelier des passeurs",
    "Numéria Campus",
    "École des communs d’Orsanne",
    "Institut Tavelle des métiers du lien",
    "Coopérative Les Apprenants",
    "Pédagogies du large",
    "Campus Vernose",
    "Maison des titres professionnels d’Altière",
    "Formation & Territoires Lorvanne",
    "Université libre de Clochère",
)
BLOCS = (
    ((1,), 26),
    ((2,), 37),
    ((3,), 25),
    ((2, 3), 12),
)  # Numbers of the blocs, and how many sessions in 100.
PATHS = {
    1: ((175, 35), (210, 28), (280, 14), (350, 35)),
    2: ((70, 7), (105, 7), (175, 14), (210, 14), (315, 21)),
}  # Hours, a week.
LISTED = (  # Of a list that waits for its columns to be described: blocs, where, how.
    ("CCP2", "83000 Toulon", "présentiel"),
    ("CCP2 + CCP3", "", "à distance"),
    ("Bureautique", "83000 Toulon", "présentiel"),
)
MODES = ((Mode.ON_SITE, Mode.HYBRID, Mode.REMOTE), (60, 34, 6))


@dataclass(frozen=True)
class Course:
    """A session before it is a row."""

    numbers: tuple[int, ...]
    starts_on: date
    ends_on: date
    hours: int
    hours_per_week: int
    place: Place
    mode: Mode = Mode.ON_SITE


def open_bodies(world: World) -> list[int]:
    """Write the training bodies down."""
    return [
        world.book.add(TrainingBody, name=name, created_at=at(world.day(-800)))
        for name in BODIES[: world.size.bodies]
    ]


def open_sessions(world: World, bodies: list[int]) -> None:
    """Draw the sessions, as many as are left to draw."""
    rng = world.rng("sessions")
    weights = [places.areas()[code].thousands for code in world.size.departements]
    while len(world.book.rows(TrainingSession)) < world.size.sessions:
        code = rng.choices(world.size.departements, weights)[0]
        open_session(world, rng, rng.choice(bodies), _course(world, rng, code))


def _course(world: World, rng: Random, code: str) -> Course:
    numbers = rng.choices([numbers for numbers, _ in BLOCS], [weight for _, weight in BLOCS])[0]
    hours, a_week = rng.choice(PATHS[min(numbers[0], 2)])
    starts_on = _monday(world.day(rng.randrange(-420, 320)))
    return Course(
        numbers,
        starts_on,
        last_day(starts_on, hours * len(numbers), a_week),
        hours * len(numbers),
        a_week,
        places.town(rng, code),
        rng.choices(*MODES)[0],
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def last_day(starts_on: date, hours: int, a_week: int) -> date:
    """Return the Friday of the last week."""
    return starts_on + timedelta(weeks=-(-hours // a_week) - 1, days=4)


def open_session(world: World, rng: Random, body: int, course: Course) -> int:
    """Write a session down; a past one is full or nearly so."""
    seats = rng.randrange(8, 15)
    begun = course.starts_on <= world.today
    taken = seats - rng.choice((0, 0, 1, 2)) if begun else rng.randrange(seats + 1)
    jury = course.ends_on + timedelta(days=rng.randrange(7, 40))
    made = min(course.starts_on - timedelta(days=120), world.day(-rng.randrange(3, 60)))
    return world.book.add(
        TrainingSession,
        body_id=body,
        ccp_codes=[taught(shipped(), number, jury) for number in course.numbers],
        starts_on=course.starts_on,
        ends_on=course.ends_on,
        jury_on=jury if rng.random() < 0.85 else None,
        departement=course.place.departement,
        commune=course.place.commune,
        mode=course.mode,
        hours=course.hours,
        hours_per_week=course.hours_per_week,
        price_cents=_price(rng, course.hours),
        seats=seats,
        seats_taken=taken,
        enrol_by=course.starts_on - timedelta(days=10) if rng.random() < 0.7 else None,
        paid_by_scheme=rng.random() < 0.3,
        for_people_in_post=rng.random() < 0.25,
        address=_address(body),
        withdrawn_at=at(world.day(-2)) if rng.random() < 0.02 else None,
        due_at=at(world.today),
        created_at=at(made),
    )


def _price(rng: Random, hours: int) -> int | None:
    """Draw a price in cents; one body in eight does not say."""
    return None if rng.random() < 0.12 else int(round(hours * rng.uniform(9, 14.5), -1)) * 100


def _address(body: int) -> str:
    return f"https://{plain(BODIES[body - 1])}.formation.example/inscription"


def be_interested(world: World) -> None:
    """Let some advisers who lack a bloc tell a session near them so."""
    rng = world.rng("interests")
    held = {(row["adviser_id"], row["ccp_code"]) for row in world.book.rows(HeldCCP)}
    by_departement: dict[str, list[int]] = {}
    for one in world.hired:
        by_departement.setdefault(one.home.departement, []).append(one.id)
    for session in world.book.rows(TrainingSession):
        near = by_departement.get(session["departement"], ())
        if session["starts_on"] > world.today and session["withdrawn_at"] is None and near:
            for adviser in sorted(rng.sample(near, min(len(near), rng.randrange(6)))):
                if not any((adviser, code) in held for code in session["ccp_codes"]):
                    world.book.add(
                        Interest, adviser_id=adviser, session_id=session["id"], made_at=_lately(world, rng)
                    )


def send_list(world: World, body: int) -> None:
    """Let a training body send its list of sessions, whose columns nobody has described yet."""
    rows = [
        ["Référence", "Blocs", "Début", "Fin", "Lieu", "Heures", "Heures par semaine", "Places", "Modalité"]
    ]
    for number, (blocs, where, mode) in enumerate(LISTED, 1):
        starts_on = _monday(world.day(60 + 30 * number))
        days = [f"{day:%d/%m/%Y}" for day in (starts_on, last_day(starts_on, 175, 14))]
        rows.append([f"L{number}", blocs, *days, where, "175", "14", "12", mode])
    world.book.add(
        SessionFile, body_id=body, filename="nos-sessions.csv", content="\n".join(map(";".join, rows)).encode(),
        state="unmapped", header_line=1, preview=rows, made_at=at(world.day(-1), 9 * 60),
    )  # fmt: skip


def _lately(world: World, rng: Random) -> datetime:
    return at(world.day(-rng.randrange(1, 20)), rng.randrange(8 * 60, 21 * 60))
