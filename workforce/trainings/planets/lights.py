"""The lights: worked out again when something they hang on may have changed, each change recorded once as a fact."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from workforce import clock, due, journal
from workforce.advisers.models import Adviser
from workforce.database import insert_rows
from workforce.facts import Fact, PlanetsAligned, PlanetsParted, SessionPosted
from workforce.skills.titles.in_force import in_force
from workforce.territories.departements import departements
from workforce.trainings.planets import counting, thresholds
from workforce.trainings.planets.counting import Spot
from workforce.trainings.planets.deciding import planet_state
from workforce.trainings.planets.models import BlocWish, PlanetLight
from workforce.trainings.planets.terms import BLOCS
from workforce.trainings.sessions.models import TrainingSession


def look_again(session: Session, spots: Iterable[Spot]) -> None:
    """Have these lights worked out again."""
    known = departements()
    rows = [
        {"departement": place, "bloc": bloc, "due_at": clock.now()}
        for place, bloc in sorted(set(spots))
        if place in known
    ]
    if rows:
        _make_due(session, insert_rows(PlanetLight, rows))


def look_at_all(session: Session) -> None:
    """Have every light worked out again: a day has passed, or a rule has changed."""
    look_again(session, ((place, bloc) for place in departements() for bloc in BLOCS))


def look_around(session: Session, fact: Any) -> None:
    """Have the lights worked out again that the wishes of one adviser count for: their contract or their blocs moved."""
    mine = (
        select(Adviser.departement, BlocWish.bloc)
        .join(BlocWish, col(BlocWish.adviser_id) == Adviser.id)
        .where(Adviser.id == fact.adviser_id, col(BlocWish.withdrawn_at).is_(None))
    )
    look_again(session, session.exec(mine))


def look_at_session(session: Session, fact: SessionPosted) -> None:
    """Have the lights worked out again that a session may count for: those of its blocs, where it is and where it was."""
    codes = select(TrainingSession.ccp_codes).where(TrainingSession.id == fact.session_id)
    known = in_force(session).by_ccp
    numbers = {known[code].number for code in session.exec(codes).first() or () if code in known}
    look_again(session, ((place, bloc) for place in departements() for bloc in numbers if bloc in BLOCS))


def work(session: Session, ids: Sequence[int]) -> int:
    """Work these lights out, in a constant number of queries; record those lit and those gone out. Return how many."""
    mine = due.take(session, PlanetLight, ids)
    rows = session.exec(select(PlanetLight).where(col(PlanetLight.id).in_(mine))).all()
    rules = thresholds.in_force(session)
    seen = counting.sky(session, clock.today(), sorted({row.departement for row in rows}))
    facts: list[Fact] = []
    for row in rows:
        spot = row.departement, row.bloc
        is_lit = planet_state(seen.counts(spot), thresholds.needed(rules, *spot)).is_lit
        if is_lit != row.is_lit:
            row.is_lit, row.changed_at, row.round = is_lit, clock.now(), row.round + is_lit
            facts.append((PlanetsAligned if is_lit else PlanetsParted)(*spot, row.round))
    session.flush()
    journal.record_all(session, facts)
    due.settle(session, PlanetLight, mine)
    return len(mine)


def light_of(session: Session, departement: str, bloc: int) -> PlanetLight | None:
    """Return the light of one place, where it was ever worked out."""
    return session.exec(
        select(PlanetLight).where(PlanetLight.departement == departement, PlanetLight.bloc == bloc)
    ).first()


def lit(session: Session) -> dict[Spot, PlanetLight]:
    """Return the lights that were lit at least once, by place."""
    rows = session.exec(select(PlanetLight).where(PlanetLight.round > 0))
    return {(row.departement, row.bloc): row for row in rows}


def _make_due(session: Session, said: Any) -> None:
    """Make lights due, once: one that is due already is locked, so that no worker settles it on what it read before."""
    light: Any = PlanetLight
    is_new = or_(light.due_at.is_(None), light.due_at > said.excluded.due_at)
    session.execute(
        said.on_conflict_do_update(
            index_elements=["departement", "bloc"], set_={"due_at": said.excluded.due_at}, where=is_new
        )
    )
