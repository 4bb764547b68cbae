"""Experience that is impossible where people are, and the structures near them that give it: only what people agreed to show."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, union
from sqlmodel import Session

from workforce.advisers.models import Adviser
from workforce.contracts.followed import Scope, bounds
from workforce.contracts.models import Contract
from workforce.employers.models import Employer
from workforce.skills.evidence.models import Evidence, EvidenceCompetence
from workforce.skills.models import Assessment
from workforce.skills.portfolio.sharing import who_show
from workforce.territories.departements import neighbours

People: Any = Adviser
Contracts: Any = Contract
Employers: Any = Employer
Said: Any = Assessment
Notes: Any = Evidence
Shown: Any = EvidenceCompetence


@dataclass(frozen=True)
class Blocked:
    """Somebody in post who shows that their structure gives no occasion to practise a competence."""

    adviser_id: int
    name: str
    email: str
    departement: str
    employer: str


@dataclass(frozen=True)
class Occasion:
    """A structure where a competence can be practised: somebody there says so, or has evidence of it."""

    employer_id: int
    name: str
    commune: str
    departement: str
    people: int  # Whom the reader follows; 0 where only others say so.


@dataclass(frozen=True)
class Statement:
    """One competence over a territory, in numbers."""

    competence: str
    blocked: int
    occasions: int  # Structures where people of the reader's own territory practise it.


@dataclass(frozen=True)
class Near:
    """The structures near some places, the nearest first, and how many others elsewhere are not to be named."""

    named: tuple[Occasion, ...]
    unnamed: Mapping[str, int]  # Département → structures whose people the reader does not follow.


def statements(session: Session, scope: Scope) -> list[Statement]:
    """Return what cannot be practised, the most people first: two queries whatever the size of the network."""
    said = _blocked(scope).with_only_columns(Said.competence_code, func.count(func.distinct(People.id)))
    blocked: dict[str, int] = {row[0]: row[1] for row in session.execute(said.group_by(Said.competence_code))}
    found = _practised(scope.today, blocked).subquery("practised")
    mine = select(found.c.competence_code, func.count(func.distinct(found.c.employer_id)))
    rows = session.execute(
        mine.join(People, People.id == found.c.adviser_id)
        .where(*bounds(scope))
        .group_by(found.c.competence_code)
    )
    occasions: dict[str, int] = {row[0]: row[1] for row in rows}
    told = [Statement(code, count, occasions.get(code, 0)) for code, count in blocked.items()]
    return sorted(told, key=lambda one: (-one.blocked, one.competence))


def people_blocked(session: Session, scope: Scope, competence: str, offset: int, size: int) -> list[Blocked]:
    """Return who cannot practise a competence where they are, by name."""
    columns = (
        People.id,
        People.first_name + " " + People.last_name,
        People.email,
        People.departement,
        Employers.name,
    )
    query = _blocked(scope).with_only_columns(*columns).where(Said.competence_code == competence)
    rows = session.execute(
        query.order_by(People.last_name, People.first_name, People.id).offset(offset).limit(size)
    )
    return [Blocked(*row) for row in rows]


def places_blocked(session: Session, scope: Scope, competence: str) -> list[str]:
    """Return the départements of all those who cannot practise a competence where they are."""
    query = _blocked(scope).with_only_columns(People.departement).where(Said.competence_code == competence)
    return sorted(code for code in session.scalars(query.distinct()) if code)


def near(session: Session, scope: Scope, competence: str, places: Collection[str]) -> Near:
    """Return where a competence can be practised, in these départements, then next to them: one query.

    A structure is named where the reader follows somebody who practises it there. Others are counted, never named:
    one person of another territory would be known by their structure.
    """
    around = {code for place in places for code in neighbours(place)} - set(places)
    found = _practised(scope.today, [competence]).subquery("practised")
    is_mine = and_(*bounds(scope))
    mine = func.count(func.distinct(People.id)).filter(is_mine)
    rows = session.execute(
        select(Employers.id, Employers.name, Employers.commune, Employers.departement, mine)
        .join(found, found.c.employer_id == Employers.id)
        .join(People, People.id == found.c.adviser_id)
        .where(Employers.departement.in_([*places, *around]))
        .group_by(Employers.id)
        .order_by(mine.desc(), Employers.name, Employers.id)
    )
    return told([Occasion(*row) for row in rows], places)


def told(occasions: Iterable[Occasion], places: Collection[str]) -> Near:
    """Name the structures of one's own territory, those of these places first; count the others."""
    named: list[Occasion] = []
    unnamed: dict[str, int] = {}
    for one in occasions:
        if one.people:
            named.append(one)
        else:
            unnamed[one.departement] = unnamed.get(one.departement, 0) + 1
    named.sort(key=lambda one: (one.departement not in places, one.departement, -one.people, one.name))
    return Near(tuple(named), unnamed)


def _blocked(scope: Scope) -> Select[Any]:
    """Return the query of the people in post who show that something cannot be practised where they are."""
    return (
        select()
        .select_from(Said)
        .join(People, People.id == Said.adviser_id)
        .join(Contracts, Contracts.adviser_id == People.id)
        .join(Employers, Employers.id == Contracts.employer_id)
        .where(*bounds(scope), People.shows_skills, Said.possible_here.is_(False), *_in_post_on(scope.today))
    )


def _practised(today: date, codes: Iterable[str]) -> Any:
    """Return who practises what where: said of the structure where they are, or shown by evidence of their time there."""
    wanted = list(codes)
    said = (
        select(Said.competence_code, Said.adviser_id, Contracts.employer_id)
        .join(People, People.id == Said.adviser_id)
        .join(Contracts, Contracts.adviser_id == People.id)
        .where(Said.possible_here, Said.competence_code.in_(wanted), People.shows_skills, *_in_post_on(today))
    )
    shown = (
        select(Shown.competence_code, Notes.adviser_id, Contracts.employer_id)
        .join(Notes, Notes.id == Shown.evidence_id)
        .join(Contracts, Contracts.adviser_id == Notes.adviser_id)
        .where(
            Shown.competence_code.in_(wanted),
            Notes.removed_at.is_(None),
            Notes.adviser_id.in_(who_show()),
            *_in_post_on(Notes.done_on),
        )
    )
    return union(said, shown)


def _in_post_on(day: Any) -> list[Any]:
    """Return what makes a contract one that runs on a day; an evidence without a day is of no structure."""
    last_day = func.coalesce(Contracts.termination_date, Contracts.end_date)
    return [
        Contracts.cancelled_at.is_(None),
        Contracts.start_date <= day,
        or_(last_day.is_(None), last_day >= day),
    ]
