"""The people whom a visitor signs in as, and Awa's story: the first bloc only, and a contract that ends."""

from dataclasses import dataclass
from datetime import timedelta

from workforce.advisers.models import Adviser
from workforce.alerts.models import Alert, Delivery
from workforce.contracts.calendar import add_months, end_after
from workforce.contracts.kinds import ContractKind, Sector
from workforce.contracts.models import Convention, DateClaim, Post
from workforce.demo import doors, knowing, offers, past
from workforce.demo.hiring import hire, host
from workforce.demo.offers import Wanted, post, relay
from workforce.demo.people import FICTION_PHONE, MAIL_DOMAIN, Person, plain
from workforce.demo.places import Place, areas
from workforce.demo.structures import Structure
from workforce.demo.timeline import DAY, Career, Spell
from workforce.demo.trainings import Course, last_day, open_session
from workforce.demo.wanted import JOBS
from workforce.demo.world import ELSEWHERE, HOME, Hired, Host, World
from workforce.offers.models import Offer
from workforce.skills.referential import shipped
from workforce.trainings.sessions.models import TrainingSession
from workforce.trainings.situation import Mode

DAYS_LEFT = 143  # Of Awa's contract.


def _person(first_name: str, last_name: str, phone: str = "") -> Person:
    return Person(first_name, last_name, f"{plain(first_name)}@{MAIL_DOMAIN}", phone)


AWA = _person("Awa", "Diallo", f"{FICTION_PHONE} 01 43")
CHLOE = _person("Chloé", "Martin", f"{FICTION_PHONE} 02 29")
BRUNO = _person("Bruno", "Lefèvre")
INES = _person("Inès", "Faure")
KARIM = _person("Karim", "Benali")
ODILE = _person("Odile", "Perrin")
ADVISERS = (AWA, CHLOE)
FAMILIES = {"adviser": AWA, "coordinator": BRUNO, "employer": INES, "trainer": KARIM, "operator": ODILE}
TOWN_HALL = Structure(
    "Commune de Valbrune-sur-Orsanne", "Commune", Sector.PUBLIC, Place("Valbrune-sur-Orsanne", "83300", HOME)
)
FAR_LIBRARY = Structure(
    "Médiathèque de Rochelune-sur-Tavelle",
    "Médiathèque",
    Sector.PUBLIC,
    Place("Rochelune-sur-Tavelle", "29600", ELSEWHERE),
)

NEXT_JOBS = (  # Family, title, place, days between the end of Awa's contract and the start, contract, months.
    ("mediation", "Médiateur numérique H/F", (HOME, 2), 17, "CDI", None),
    ("mediation", "Animateur d’espace public numérique H/F", (HOME, 4), -40, "CDD", 24),
    ("library", "Bibliothécaire, référent numérique H/F", (HOME, 1), 30, "CDD", 36),
    ("project", "Chargé de mission inclusion numérique H/F", ("13", 1), 48, "CDD", 36),
)


@dataclass(frozen=True)
class Cast:
    """The rows of the story's people."""

    awa: Hired
    chloe: Hired
    town_hall: Host


def hire_cast(world: World) -> Cast:
    """Hire Awa and Chloé, the first two advisers of the database."""
    rng = world.rng("story")
    town_hall, library = host(world, TOWN_HALL), host(world, FAR_LIBRARY)
    world.hosts[HOME].append(town_hall)
    world.hosts[ELSEWHERE].append(library)
    awa = hire(world, rng, AWA, areas()[HOME].towns[0], town_hall, _career_of_awa(world))
    chloe = hire(world, rng, CHLOE, areas()[ELSEWHERE].towns[2], library, _career_of_chloe(world))
    _settle(world, awa)
    return Cast(awa, chloe, town_hall)


def _career_of_awa(world: World) -> Career:
    """Two years, then three: a public fixed term whose subsidy stops before it does."""
    end = world.day(DAYS_LEFT)
    renewed = add_months(end + DAY, -36)
    first = add_months(renewed, -24)
    signed = first - timedelta(days=46)
    return Career(
        (
            Spell(ContractKind.CDD, first, end_after(first, 24), 24),
            Spell(ContractKind.CDD, renewed, end, 36, renews=True),
        ),
        (
            (signed, end_after(signed, 24)),
            (end_after(signed, 24) + DAY, end_after(end_after(signed, 24) + DAY, 36)),
        ),
    )


def _career_of_chloe(world: World) -> Career:
    """Draw a contrat de projet that still has a year and a half to run."""
    start = add_months(world.today.replace(day=1), -18)
    return Career(
        (Spell(ContractKind.CDP, start, end_after(start, 36), 36),), ((start, end_after(start, 24)),)
    )


def _settle(world: World, awa: Hired) -> None:
    """Make Awa's file what the story needs: no chance in it."""
    row = world.book.rows(Adviser)[awa.id - 1]
    row |= {"mobility": "region", "remote_ok": False, "shows_skills": True}
    world.book.rows(Post)[awa.post_id - 1] |= {"state": "occupied", "vacated_date": None, "kind": "conum"}
    for claim in world.book.rows(DateClaim):
        if claim["contract_id"] == awa.contract_ids[-1] and claim["field"] == "end_date":
            claim["value"] = awa.career.left_on
    world.book.rows(Convention)[world.conventions[awa.post_id] - 1]["contract_end_date"] = awa.career.left_on


def cast_knows(world: World, cast: Cast) -> None:
    """Let Awa and Chloé hold the first bloc; Awa has placed herself on every competence."""
    rng = world.rng("story of skills")
    for one in (cast.awa, cast.chloe):
        first_day = one.career.spells[0].start
        assert first_day is not None  # Written above.
        day = first_day + timedelta(days=200)
        knowing.know(world, rng, one, {knowing.taught(shipped(), 1, day): day})


def open_cast_doors(world: World, cast: Cast, bodies: list[int]) -> None:
    """Give the named people their accounts, the first of the database."""
    doors.open_door(world, AWA, "adviser", adviser_id=cast.awa.id)
    doors.open_door(world, BRUNO, "coordinator", network_id=cast.awa.network_id)
    doors.open_door(world, CHLOE, "adviser", adviser_id=cast.chloe.id)
    doors.open_door(world, INES, "employer", employer_id=cast.town_hall.id)
    doors.open_door(world, KARIM, "trainer", body_id=bodies[0])
    doors.open_door(world, ODILE, "operator")


def open_cast_sessions(world: World, bodies: list[int]) -> None:
    """Open what Awa could follow: before her contract ends, across its end, after it, at a distance."""
    rng = world.rng("story of sessions")
    near, next_door = areas()[HOME].towns[0], areas()["13"].towns[1]
    for numbers, starts_in, hours, a_week, place, mode in (
        ((2,), 51, 105, 14, near, Mode.HYBRID),
        ((3,), 84, 175, 14, near, Mode.HYBRID),
        ((2, 3), DAYS_LEFT + 32, 210, 21, next_door, Mode.ON_SITE),
        ((2,), 58, 105, 7, next_door, Mode.REMOTE),
    ):
        starts_on = world.day(starts_in) - timedelta(days=world.day(starts_in).weekday())
        course = Course(numbers, starts_on, last_day(starts_on, hours, a_week), hours, a_week, place, mode)
        row = world.book.rows(TrainingSession)[open_session(world, rng, bodies[0], course) - 1]
        row |= {
            "seats": 12,
            "seats_taken": 7,
            "withdrawn_at": None,
            "enrol_by": starts_on - timedelta(days=10),
            "jury_on": course.ends_on + timedelta(days=12),
            "price_cents": hours * 1100,
            "for_people_in_post": False,
        }


def post_cast_offers(world: World, cast: Cast, feeds: list[int]) -> None:
    """Post what could be Awa's next job: her trade, a library, a mission that asks for the second bloc."""
    rng = world.rng("story of offers")
    jobs = {job.family: job for job in JOBS}
    for family, title, (code, nth), starts_in, kind, months in NEXT_JOBS:
        by = Structure("Association Le Fil ouvert", "Association", Sector.PRIVATE, areas()[code].towns[nth])
        published_on, closes_on = world.day(-rng.randrange(2, 12)), world.day(rng.randrange(25, 45))
        starts_on = world.day(DAYS_LEFT + starts_in)
        wanted = Wanted(jobs[family], title, by, published_on, closes_on, starts_on, kind, months)
        relay(world, rng, wanted, feeds[0])
    _post_at_town_hall(world, cast)


def _post_at_town_hall(world: World, cast: Cast) -> None:
    """Let Awa's own employer have an offer out, and one that waits for a moderator."""
    rng = world.rng("story of the town hall")
    for state in ("published", "in_review"):
        wanted = offers.draw(world, rng, TOWN_HALL)
        row = world.book.rows(Offer)[post(world, rng, wanted, cast.town_hall, state) - 1]
        row["created_by"] = world.accounts[INES.email]


def settle_ledger(world: World) -> None:
    """Leave no chance in Awa's own ledger: the first letter was read, the second did not arrive."""
    mine = [row for row in world.book.rows(Alert) if row["account_id"] == world.accounts[AWA.email]]
    deliveries = {row["alert_id"]: row for row in world.book.rows(Delivery)}
    for alert, state in zip(mine, ("sent", "failed"), strict=True):
        sent_at = alert["planned_at"] + timedelta(minutes=2) if state == "sent" else None
        alert["read_at"] = sent_at and sent_at + timedelta(hours=3)
        reason = past.FAILURES[0] if state == "failed" else ""
        deliveries[alert["id"]] |= {"state": state, "reason": reason, "sent_at": sent_at, "tries": 0}
