"""Counting the three planets: a constant number of queries, whatever the number of départements and people."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    Date,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    column,
    distinct,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
    values,
)
from sqlmodel import Session

from workforce.advisers.models import Adviser
from workforce.contracts.models import Contract
from workforce.employers.models import Employer
from workforce.settings import settings
from workforce.skills.models import CCP, HeldCCP
from workforce.territories.departements import departements as all_departements
from workforce.trainings.planets.deciding import Counts, Planet
from workforce.trainings.planets.models import BlocWish, BodyAbility, EmployerWill
from workforce.trainings.planets.terms import BLOCS, Reach, days_of
from workforce.trainings.sessions.models import TrainingSession
from workforce.trainings.situation import Mode

# The tables as the queries name them: columns, not the values of a row.
Wishes: Any = BlocWish
Wills: Any = EmployerWill
Abilities: Any = BodyAbility
Sessions: Any = TrainingSession
People: Any = Adviser
Contracts: Any = Contract
Employers: Any = Employer
Blocs: Any = CCP
Held: Any = HeldCCP
NO_DAY = cast(null(), Date)
Spot = tuple[str, int]  # A département and the number of a bloc.


@dataclass(frozen=True)
class Learners:
    """Those who wait in one place: all, those who would go next door, and the first of their latest useful starts."""

    here: int = 0
    mobile: int = 0
    start_before: date | None = None


@dataclass(frozen=True)
class Sky:
    """Every count of some départements, by place; a place without anybody is left out."""

    learners: dict[Spot, Learners]
    employers: dict[Spot, tuple[int, int]]  # How many, and how many people they free.
    bodies: dict[Spot, tuple[int, int | None]]  # How many, and the smallest group that one of them opens for.

    def counts(self, spot: Spot) -> Counts:
        """Return the counts of one place, as the decision takes them."""
        bodies, least = self.bodies.get(spot, (0, None))
        return Counts(
            self.learners.get(spot, Learners()).here, self.employers.get(spot, (0, 0))[0], bodies, least
        )


def sky(session: Session, today: date, codes: Sequence[str] | None = None) -> Sky:
    """Count learners, employers and bodies in these départements, or in all: one query."""
    places = sorted(codes if codes is not None else all_departements())
    seen = Sky({}, {}, {})
    if not places:
        return seen
    counts = union_all(_learners(places, today), _employers(places, today), _bodies(places, today))
    for planet, place, bloc, here, number, first in session.execute(counts):
        if planet == Planet.LEARNERS:
            seen.learners[place, bloc] = Learners(here, number, first)
        elif planet == Planet.EMPLOYERS:
            seen.employers[place, bloc] = (here, number)
        else:
            seen.bodies[place, bloc] = (here, number)
    return seen


def standing_wishes(today: date) -> Select[Any]:
    """Return the query of the wishes that stand, for a bloc that is not held in any generation.

    Wish, adviser, département, bloc, reach, attendance, and latest useful start: the day after which a session of the
    usual length would outlast the contract. Without contract, or without a known end, there is none.
    """
    ends = _last_days()
    latest = cast(ends.c.last_day - days_of(settings().usual_session_weeks), Date)
    holds = exists().where(
        Held.adviser_id == Wishes.adviser_id, Blocs.code == Held.ccp_code, Blocs.number == Wishes.bloc
    )
    return (
        select(
            Wishes.id, Wishes.adviser_id, People.departement, Wishes.bloc, Wishes.reach, Wishes.attendance,
            latest.label("latest"),
        )
        .join(People, People.id == Wishes.adviser_id)
        .outerjoin(ends, ends.c.adviser_id == Wishes.adviser_id)
        .where(*stands(Wishes, today), ~holds)
    )  # fmt: skip


def waiting_learners(today: date) -> Select[Any]:
    """Return the query of the wishes that count towards a light: those whose latest useful start has not passed."""
    one = standing_wishes(today).subquery()
    return select(*one.c).where(or_(one.c.latest.is_(None), one.c.latest >= today))


def willing_employers(today: date) -> Select[Any]:
    """Return the query of the employers who agree: employer, département, bloc, people freed."""
    return (
        select(Wills.employer_id, Employers.departement, Wills.bloc, Wills.people)
        .join(Employers, Employers.id == Wills.employer_id)
        .where(*stands(Wills, today))
    )


def able_bodies(places: Sequence[str], today: date) -> Any:
    """Return the query of the bodies that can open, by place: département, bloc, body, smallest group.

    A body is able where it says so, and where it has a session to come; at a distance, everywhere.
    """
    place = values(column("code", String), name="place").data([(code,) for code in places])
    said = (
        select(place.c.code, Abilities.bloc, Abilities.body_id, Abilities.least_people)
        .join(Abilities, or_(Abilities.mode == Mode.REMOTE, place.c.code == func.any(Abilities.departements)))
        .where(*stands(Abilities, today))
    )
    gives = and_(Blocs.code == func.any(Sessions.ccp_codes), Blocs.number.in_(BLOCS))
    shown = (
        select(
            place.c.code,
            Blocs.number.label("bloc"),
            Sessions.body_id,
            cast(null(), Integer).label("least_people"),
        )
        .select_from(place)
        .join(Sessions, or_(Sessions.mode == Mode.REMOTE, place.c.code == Sessions.departement))
        .join(Blocs, gives)
        .where(Sessions.withdrawn_at.is_(None), Sessions.starts_on >= today)
    )
    return union_all(said, shown)


def stands(pledge: Any, today: date) -> tuple[Any, ...]:
    """Return the conditions under which a word stands."""
    return pledge.withdrawn_at.is_(None), pledge.expires_on >= today


def missing(session: Session, today: date, codes: Sequence[str]) -> dict[Spot, int]:
    """Count the advisers in post for whom no bloc of a number is noted, whatever its generation: one query."""
    last_day = func.least(Contracts.termination_date, Contracts.end_date)
    in_post = exists().where(
        Contracts.adviser_id == People.id, Contracts.cancelled_at.is_(None), Contracts.start_date <= today,
        or_(last_day.is_(None), last_day >= today),
    )  # fmt: skip
    number = values(column("number", Integer), name="bloc").data([(one,) for one in BLOCS])
    held = (
        select(Held.adviser_id, Blocs.number)
        .join(Blocs, Blocs.code == Held.ccp_code)
        .where(Blocs.number.in_(BLOCS))
        .distinct()
        .subquery()
    )
    mine = and_(held.c.adviser_id == People.id, held.c.number == number.c.number)
    rows = session.execute(
        select(People.departement, number.c.number, func.count())
        .select_from(People)
        .join(number, true())
        .outerjoin(held, mine)
        .where(People.departement.in_(codes), held.c.adviser_id.is_(None), in_post)
        .group_by(People.departement, number.c.number)
    )
    return {(place, bloc): count for place, bloc, count in rows}


def sessions_to_come(session: Session, today: date) -> dict[Spot, int]:
    """Count the sessions to come by place; those at a distance count under no département: one query."""
    where = case((Sessions.mode == Mode.REMOTE, ""), else_=Sessions.departement)
    rows = session.execute(
        select(where, Blocs.number, func.count(distinct(Sessions.id)))
        .join(Blocs, and_(Blocs.code == func.any(Sessions.ccp_codes), Blocs.number.in_(BLOCS)))
        .where(Sessions.withdrawn_at.is_(None), Sessions.starts_on >= today)
        .group_by(where, Blocs.number)
    )
    found: dict[Spot, int] = defaultdict(int)
    found.update({(place, bloc): count for place, bloc, count in rows})
    return found


def _learners(places: Sequence[str], today: date) -> Select[Any]:
    one = waiting_learners(today).subquery()
    would_move = one.c.reach != Reach.DEPARTEMENT
    return (
        select(
            literal(Planet.LEARNERS), one.c.departement, one.c.bloc, func.count(), func.count().filter(would_move),
            func.min(one.c.latest),
        )
        .where(one.c.departement.in_(places))
        .group_by(one.c.departement, one.c.bloc)
    )  # fmt: skip


def _employers(places: Sequence[str], today: date) -> Select[Any]:
    one = willing_employers(today).subquery()
    return (
        select(
            literal(Planet.EMPLOYERS),
            one.c.departement,
            one.c.bloc,
            func.count(),
            func.sum(one.c.people),
            NO_DAY,
        )
        .where(one.c.departement.in_(places))
        .group_by(one.c.departement, one.c.bloc)
    )


def _bodies(places: Sequence[str], today: date) -> Select[Any]:
    one = able_bodies(places, today).subquery()
    place, bloc, body, least = one.c
    smallest = func.min(func.coalesce(least, 0))
    return select(literal(Planet.BODIES), place, bloc, func.count(distinct(body)), smallest, NO_DAY).group_by(
        place, bloc
    )


def _last_days() -> Any:
    """Return the last day of each adviser's contracts; empty where one has no known end."""
    last_day = func.least(Contracts.termination_date, Contracts.end_date)
    has_no_end = func.bool_or(last_day.is_(None))
    return (
        select(
            Contracts.adviser_id,
            case((has_no_end, cast(null(), Date)), else_=func.max(last_day)).label("last_day"),
        )
        .where(
            Contracts.cancelled_at.is_(None),
            Contracts.adviser_id.in_(select(Wishes.adviser_id).where(Wishes.withdrawn_at.is_(None))),
        )
        .group_by(Contracts.adviser_id)
        .subquery()
    )
