"""Loading the demonstration network into an empty database, in one transaction."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlmodel import Session

from workforce.contracts.questions.models import Inquiry
from workforce.demo import (
    alike,
    doors,
    found,
    hiring,
    knowing,
    offers,
    past,
    places,
    postings,
    proving,
    questions,
    story,
    trainings,
    twice,
    wishing,
)
from workforce.demo.book import Book
from workforce.demo.people import Crowd
from workforce.demo.world import FULL_SIZE, HOME, SMALL_SIZE, Hired, World, at
from workforce.offers.models import JobSearch
from workforce.trainings.models import TrainingPlan

EMPTY = (
    "adviser",
    "employer",
    "network",
    "account",
    "training_body",
    "offer",
    "feed",
)  # What must hold nothing before.
SEED = 2026


class AlreadyFilled(Exception):
    """The database holds people, offers or networks: a demonstration would mix with them."""


@dataclass(frozen=True)
class Pace:
    """When the suggestions, the matches and the questions of each adviser are computed.

    Those around Awa come at once; the others are spread over the hours that follow the coming midnight.
    With no limit, everybody comes at once.
    """

    at_once: int | None = 48
    spread: timedelta = timedelta(hours=6)


@dataclass(frozen=True)
class Summary:
    """How many rows each table received, and whom one may sign in as."""

    counts: dict[str, int]
    people: dict[str, str]  # Role → e-mail address.


def load(
    bind: Session | Connection,
    today: date,
    seed: int = SEED,
    *,
    small: bool = False,
    pace: Pace | None = None,
) -> Summary:
    """Fill an empty database, in the transaction that is open or opens now.

    The same seed on the same day writes the same rows, byte for byte. Raises AlreadyFilled.
    """
    connection = bind.connection() if isinstance(bind, Session) else bind
    _refuse_filled(connection)
    world = World(Book(at(today)), today, seed, SMALL_SIZE if small else FULL_SIZE)
    knowing.write_referential(connection, world.book)
    make(world, pace or Pace())
    world.book.copy_into(connection)
    connection.execute(text("ANALYZE"))
    return Summary(world.book.counts(), {role: person.email for role, person in story.FAMILIES.items()})


def _refuse_filled(connection: Connection) -> None:
    for table in EMPTY:
        if connection.scalar(text(f'SELECT EXISTS (SELECT FROM "{table}")')):  # noqa: S608 - a table of ours.
            raise AlreadyFilled(
                f"La base contient déjà des données (table {table}) : la démonstration demande une base vide."
            )


def make(world: World, pace: Pace) -> None:
    """Make the whole network in memory, the story's people first."""
    crowd = Crowd(world.rng("people"))
    cast = _make_people(world, crowd)
    bodies = trainings.open_bodies(world)
    _make_skills(world, cast, bodies)
    story.open_cast_doors(world, cast, bodies)
    doors.open_doors(world, crowd, bodies)
    _make_offers(world, cast)
    past.compute_deadlines(world)
    past.reach_steps(world, left_to_tell={cast.awa.id})
    questions.ask_in_the_past(world, left_to_ask=cast.awa.id)
    story.settle_ledger(world)
    _plan(world, pace)
    twice.look(world)


def _make_people(world: World, crowd: Crowd) -> story.Cast:
    counts = places.shares(world.size.advisers, world.size.departements)
    hiring.open_networks(world)
    hiring.open_structures(world, counts)
    cast = story.hire_cast(world)
    hiring.hire_everybody(world, crowd, counts)
    twice.write_twice(world)
    return cast


def _make_skills(world: World, cast: story.Cast, bodies: list[int]) -> None:
    story.cast_knows(world, cast)
    knowing.know_everybody(world, but={cast.awa.id, cast.chloe.id})
    proving.cast_proves(world, cast.awa)
    proving.prove_everybody(world, but=cast.awa.id)
    story.open_cast_sessions(world, bodies)
    trainings.open_sessions(world, bodies)
    trainings.be_interested(world)
    wishing.wish(world, but={cast.awa.id})
    trainings.send_list(world, bodies[0])


def _make_offers(world: World, cast: story.Cast) -> None:
    feeds = offers.open_feeds(world)
    story.post_cast_offers(world, cast, feeds)
    alike.copy_offers(world, feeds)
    postings.post_in_each_state(world, cast)
    offers.post_offers(world, feeds)
    found.leave_on_the_desk(world)
    postings.complete(world, cast)


def _plan(world: World, pace: Pace) -> None:
    """Make the suggestions and matches of everybody due, those near Awa first."""
    near_first = sorted(world.hired, key=_far_from_the_story)
    waiting = len(near_first) - (pace.at_once or 0) or 1
    for rank, one in enumerate(near_first):
        late = pace.at_once is not None and rank >= pace.at_once
        due = (
            at(world.day(1), 0) + pace.spread * ((rank - (pace.at_once or 0)) / waiting)
            if late
            else at(world.today, 0)
        )
        world.book.add(TrainingPlan, id=one.id, due_at=due)
        world.book.add(JobSearch, id=one.id, due_at=due)
        world.book.add(Inquiry, contract_id=one.contract_ids[-1], due_at=due)


def _far_from_the_story(one: Hired) -> tuple[bool, bool, int]:
    return (one.person not in story.ADVISERS, one.home.departement != HOME, one.id)
